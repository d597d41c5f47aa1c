"""Slow, readable twins of what `bgplib.kernel` does fast, written from the RFCs alone.

They share no code with bgplib and take no short cuts: bits are counted as text, lists are
copied, and each question is asked in the order in which the RFC asks it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Path = tuple[tuple[int, tuple[int, ...]], ...]


class Malformed(Exception):  # noqa: N818  # it is a verdict, not a mishap
    """The octets are not what the RFC says; the numbers are those of the NOTIFICATION."""

    def __init__(self, code: int = 3, subcode: int = 0, data: bytes = b"") -> None:
        super().__init__(code, subcode, data)
        self.numbers = (code, subcode, data)


# -- framing: RFC 4271 §4.1, §6.1; RFC 8654 §4 ----------------------------------------------------

MINIMA = {1: 29, 2: 23, 3: 21, 4: 19, 5: 19}


def message_length(header: bytes, maximum: int) -> int:
    """Judge 19 octets, and return the Length."""
    marker, length, kind = header[:16], int.from_bytes(header[16:18], "big"), header[18]
    if marker != bytes.fromhex("ff" * 16):
        raise Malformed(1, 1)
    if not 19 <= length <= maximum:
        raise Malformed(1, 2, header[16:18])
    if kind not in MINIMA:
        raise Malformed(1, 3, header[18:19])
    too_short = length < MINIMA[kind]
    too_long = kind in (1, 4) and length > 4096
    if too_short or too_long or (kind == 4 and length != 19):
        raise Malformed(1, 2, header[16:18])
    return length


def messages(stream: bytes, maximum: int) -> tuple[list[bytes], Malformed | None, bytes]:
    """Cut a whole stream into messages; return them, what ended it if anything, and the rest."""
    found: list[bytes] = []
    while len(stream) >= 19:
        try:
            length = message_length(stream[:19], maximum)
        except Malformed as error:
            return found, error, stream
        if len(stream) < length:
            break
        found.append(stream[:length])
        stream = stream[length:]
    return found, None, stream


# -- prefixes: RFC 4271 §4.3, RFC 7911 §3 ---------------------------------------------------------


def prefixes(
    field: bytes, maximum: int, *, add_path: bool = False
) -> list[tuple[int | None, ipaddress.IPv4Network | ipaddress.IPv6Network]]:
    """Read a field of NLRI as networks of the standard library, with path identifiers."""
    size = maximum // 8
    found = []
    while field:
        path_id = None
        if add_path:
            if len(field) < 5:
                raise Malformed(3, 10)
            path_id, field = int.from_bytes(field[:4], "big"), field[4:]
        length, field = field[0], field[1:]
        if length > maximum:
            raise Malformed(3, 10)
        count = -(-length // 8)
        if count > len(field):
            raise Malformed(3, 10)
        address, field = field[:count] + bytes(size - count), field[count:]
        bits = "".join(f"{octet:08b}" for octet in address)
        kept = bits[:length] + "0" * (maximum - length)
        whole = int(kept, 2).to_bytes(size, "big")
        network: ipaddress.IPv4Network | ipaddress.IPv6Network
        if size == 4:
            network = ipaddress.IPv4Network((whole, length))
        else:
            network = ipaddress.IPv6Network((whole, length))
        found.append((path_id, network))
    return found


def key(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bytes:
    """Return the wire form of a network."""
    count = -(-network.prefixlen // 8)
    return bytes([network.prefixlen]) + network.network_address.packed[:count]


# -- AS paths: RFC 4271 §4.3 and §9.1.2.2, RFC 5065, RFC 6793 -------------------------------------


def segments(value: bytes, size: int) -> Path | None:
    """Read path segments; None when RFC 7606 §7.2 or RFC 7607 §2 call them malformed."""
    path = []
    while value:
        if len(value) == 1:
            return None
        kind, count, value = value[0], value[1], value[2:]
        if kind not in (1, 2, 3, 4) or count == 0:
            return None
        if len(value) < count * size:
            return None
        asns = tuple(int.from_bytes(value[i * size : i * size + size], "big") for i in range(count))
        if not all(asns):
            return None
        path.append((kind, asns))
        value = value[count * size :]
    return tuple(path)


def length(path: Path) -> int:
    """Count as route selection does: a set is one, confederation segments are none."""
    return sum({1: 1, 2: len(asns), 3: 0, 4: 0}[kind] for kind, asns in path)


def merge(path: Path, as4_path: Path) -> Path:
    """Make the AS path information of both (RFC 6793 §4.2.3), one AS number at a time."""
    tail = [(kind, asns) for kind, asns in as4_path if kind in (1, 2)]
    missing = length(path) - length(tuple(tail))
    if missing < 0:
        return path
    head: list[tuple[int, tuple[int, ...]]] = []
    before_was_taken_whole = True
    for kind, asns in path:
        if not before_was_taken_whole:
            break
        if kind in (3, 4):
            head.append((kind, asns))
        elif kind == 1:
            before_was_taken_whole = missing > 0
            if missing > 0:
                head.append((kind, asns))
                missing -= 1
        else:
            taken: list[int] = []
            for asn in asns:
                if missing > 0:
                    taken.append(asn)
                    missing -= 1
            if taken:
                head.append((2, tuple(taken)))
            before_was_taken_whole = len(taken) == len(asns)
    if head and tail and head[-1][0] == tail[0][0] == 2:
        joined = head[-1][1] + tail[0][1]
        if len(joined) <= 255:
            return (*head[:-1], (2, joined), *tail[1:])
    return (*head, *tail)


# -- path attributes: RFC 4271 §4.3, RFC 7606 §4 --------------------------------------------------


@dataclass
class Attribute:
    """One attribute, and where it stood."""

    flags: int
    code: int
    header: int
    start: int
    stop: int


def attributes(field: bytes, offset: int = 0) -> tuple[list[Attribute], int]:
    """Tell attributes apart; return them, and where that ended. Indices have `offset` added."""
    found = []
    position = 0
    while position < len(field):
        rest = field[position:]
        long = len(rest) > 0 and bool(rest[0] & 0b0001_0000)
        header = 4 if long else 3
        if len(rest) < header:
            break
        size = int.from_bytes(rest[2:header], "big")
        if len(rest) < header + size:
            break
        start = offset + position + header
        found.append(Attribute(rest[0], rest[1], offset + position, start, start + size))
        position += header + size
    return found, offset + position


def mp_attributes(field: bytes, offset: int = 0) -> list[tuple[int, int, int, int]] | None:
    """Find MP_REACH_NLRI and MP_UNREACH_NLRI; None when something is wrong (see `cut_mp`)."""
    found, end = attributes(field, offset)
    if end != offset + len(field):
        return None
    mp = [attribute for attribute in found if attribute.code in (14, 15)]
    optional = all(attribute.flags >> 6 == 0b10 for attribute in mp)
    once = len({attribute.code for attribute in mp}) == len(mp)
    if not optional or not once:
        return None
    return [(a.code, a.header, a.start, a.stop) for a in mp]


Rule = tuple[int, int, Callable[[bytes, int, int], bool] | None]


def spans(field: bytes, rules: Sequence[Rule | None]) -> dict[int, tuple[int, int]] | None:
    """Check attributes by rules (see `bgplib.kernel.attribute_block.Rule`)."""
    found, end = attributes(field)
    if end != len(field) or len({a.code for a in found}) != len(found):
        return None
    checked = {}
    for a in found:
        rule = rules[a.code]
        size = a.stop - a.start
        if rule is None:
            if a.code in (0, 14, 15) or a.flags < 0x80:
                return None
        else:
            kind, length_rule, check = rule
            if (a.flags & 0b1100_0000) != kind:
                return None
            if length_rule > 0 and size != length_rule:
                return None
            if length_rule < 0 and (size == 0 or size % -length_rule != 0):
                return None
            if check is not None and not check(field, a.start, a.stop):
                return None
        checked[a.code] = (a.start, a.stop)
    return checked
