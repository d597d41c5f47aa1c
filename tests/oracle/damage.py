"""Damages UPDATEs by their structure: attributes, lengths and fields, in millions.

`bgplib.testing.strategies` makes the UPDATEs without fault; what is drawn from a `Random` here is
some hundred times as fast as what Hypothesis draws, and is not shrunk.
"""

from __future__ import annotations

import functools
from random import Random

import attrs
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bgplib.context import Context, SessionType
from bgplib.testing import malformed, strategies
from tests.fuzz.mutate import mutate

__all__ = ["damaged", "valid_updates"]

_FLAGS = (0x00, 0x40, 0x80, 0xC0, 0xE0, 0x50, 0x90, 0xD0)
_CODES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 25, 32, 35, 99, 250)
#: attributes that the strategies for UPDATEs seldom or never make
_RARE = tuple(
    bytearray(malformed.attribute(0xC0, code, bytes.fromhex(value)))
    for code, value in (
        (7, "5ba0 c0000201"),
        (16, "0002fde800000001"),
        (17, "0201 00010000"),
        (17, "0202 0000fde9 00010000"),
        (17, "0101 00010000"),
        (17, "0301 0000fdea 0201 00010000"),
        (18, "00010000 c0000201"),
        (25, "0002 20010db8000000000000000000000001 0001"),
    )
)
_SIZES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 20, 21, 24, 256)


@functools.cache
def valid_updates(count: int, number: int) -> tuple[tuple[Context, bytes], ...]:
    """Make UPDATEs without fault in contexts of all kinds, some 1.5 in each."""
    made: list[tuple[Context, bytes]] = []
    sessions = tuple(SessionType)

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def make(data: st.DataObject) -> None:
        context = data.draw(strategies.contexts(sessions=sessions))
        for _ in range(data.draw(st.integers(1, 2))):
            made.append((context, data.draw(strategies.update_octets(context))))

    make()
    return tuple(made)


@attrs.define
class _Pieces:
    withdrawn: bytearray
    attributes: list[bytearray]
    nlri: bytearray


def _pieces(octets: bytes) -> _Pieces:
    """Cut an UPDATE without fault."""
    start = 23 + int.from_bytes(octets[19:21], "big")
    stop = start + int.from_bytes(octets[start - 2 : start], "big")
    found = []
    at = start
    while at < stop:
        head = 4 if octets[at] & 0x10 else 3
        after = at + head + int.from_bytes(octets[at + 2 : at + head], "big")
        found.append(bytearray(octets[at:after]))
        at = after
    return _Pieces(bytearray(octets[21 : start - 2]), found, bytearray(octets[stop:]))


def damaged(octets: bytes, other: bytes, random: Random) -> bytes:
    """Return an UPDATE with up to four damages; `other` is what further attributes come from."""
    pieces = _pieces(octets)
    errors = [0, 0]
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3, 4))):
        way = random.randrange(20)
        if way < 13 and pieces.attributes:
            _damage_attribute(pieces.attributes, way, random)
        elif way < 15:
            donors = _pieces(other).attributes if way == 13 else _RARE
            if donors:
                at = random.randint(0, len(pieces.attributes))
                pieces.attributes.insert(at, bytearray(random.choice(donors)))
        elif way == 15:
            pieces.attributes.append(bytearray(random.randbytes(random.randint(1, 4))))
        elif way == 16:
            errors[random.randrange(2)] += random.choice((-2, -1, 1, 2, 255))
        elif way < 19:
            pieces.nlri = _damaged_routes(pieces.nlri, random)
        else:
            pieces.withdrawn = _damaged_routes(pieces.withdrawn, random)
    message = _message(pieces, errors)
    if random.randrange(12) == 0:
        body = mutate(message[19:], other[19:], random)
        message = malformed.message(2, body[: 65535 - 19])
    if random.randrange(200) == 0:
        at = random.randrange(19)
        message = message[:at] + random.randbytes(1) + message[at + 1 :]
    return message


def _message(pieces: _Pieces, errors: list[int]) -> bytes:
    field = b"".join(pieces.attributes)
    return malformed.update(
        field,
        nlri=bytes(pieces.nlri),
        withdrawn=bytes(pieces.withdrawn),
        withdrawn_length=(len(pieces.withdrawn) + errors[0]) & 0xFFFF,
        attributes_length=(len(field) + errors[1]) & 0xFFFF,
    )


def _damage_attribute(attributes: list[bytearray], way: int, random: Random) -> None:
    at = random.randrange(len(attributes))
    octets = attributes[at]
    if way == 0:
        del attributes[at]
    elif way == 1:
        attributes.insert(random.randint(0, len(attributes)), bytearray(octets))
    elif way == 2:
        attributes[0], attributes[at] = octets, attributes[0]
    elif way == 3 and octets:
        octets[0] = random.choice(_FLAGS) | (octets[0] & 0x10)
    elif way == 4 and len(octets) > 1:
        octets[1] = random.choice(_CODES)
    elif way == 5 and len(octets) > 2:
        octets[2] = (octets[2] + random.choice((-4, -1, 1, 4))) & 0xFF
    elif way == 6:
        del octets[random.randrange(len(octets) + 1) :]
    elif way < 10 and len(octets) > 2:
        value = bytearray(octets[4 if octets[0] & 0x10 else 3 :])
        _damage_value(value, random)
        attributes[at] = bytearray(malformed.attribute(octets[0] & 0xEF, octets[1], bytes(value)))
    elif way == 10:
        size = random.choice(_SIZES)
        value = bytearray(random.randbytes(size) if random.randrange(2) else bytes(size))
        flags, code = random.choice(_FLAGS), random.choice(_CODES)
        attributes[at] = bytearray(malformed.attribute(flags & 0xEF, code, bytes(value)))
    elif len(octets) > 3:
        octets[random.randrange(3, len(octets))] = random.choice((0, 1, 2, 3, 4, 5, 32, 33, 255))


def _damage_value(value: bytearray, random: Random) -> None:
    """Change the value of an attribute, whose length will be told."""
    way = random.randrange(5)
    at = random.randrange(len(value) + 1)
    if way == 0:
        del value[at:]
    elif way == 1:
        value[at:at] = random.randbytes(random.choice((1, 2, 4, 8)))
    elif way == 2:
        del value[at : at + random.choice((1, 2, 4))]
    elif way == 3:
        value += bytes(random.choice((1, 2, 4)))
    elif at < len(value):
        value[at] = random.choice((0, 1, 2, 3, 4, 5, 127, 224, 255))


def _damaged_routes(field: bytearray, random: Random) -> bytearray:
    """Change a field of routes."""
    if random.randrange(3) == 0:
        return bytearray()
    changed = bytearray(field)
    _damage_value(changed, random)
    return changed
