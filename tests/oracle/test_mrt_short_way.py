"""What is read quickly in MRT, and the long way to it: the latter is the twin of the first."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from bgplib.errors import DecodeError
from bgplib.formats import mrt
from bgplib.formats._addresses import AddressTexts
from bgplib.formats.mrt import Element, codes
from bgplib.formats.mrt._element_columns import ElementColumns
from bgplib.formats.mrt._fields import archive_context, archive_decoder
from bgplib.formats.mrt._short_way import ShortWay, is_usual
from bgplib.formats.mrt._table import read_record
from bgplib.formats.mrt._update_elements import UpdateElements
from bgplib.formats.mrt.bgp4mp._whole_message import read_whole
from bgplib.formats.mrt.record import HEADER, Archive
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.testing.strategies.update import mutated_updates, update_octets


def by_the_short_way(octets: bytes, *, wide: bool) -> list[Element] | None:
    """Make elements in the short way, twice, so that they come out of memory too."""
    columns = ElementColumns(AddressTexts(), DEFAULT_REGISTRY, four_octet_as=wide, kind="KIND")
    way = ShortWay(columns)
    sender = (1.5, "W", "192.0.2.1", 65001, "")
    first = way.rows(b"before" + octets + b"behind", 6, 6 + len(octets), sender)
    assert way.rows(octets, 0, len(octets), sender) == first
    return first


def by_the_decoder(octets: bytes, *, wide: bool) -> tuple[list[Element], list[str]]:
    """Make elements of the message that the decoder makes; and list what is wrong."""
    faults: list[str] = []
    updates = UpdateElements(DEFAULT_REGISTRY, lambda text, _: faults.append(text))
    update = archive_decoder(DEFAULT_REGISTRY, four_octet_as=wide).decode(octets)
    assert isinstance(update, Update)
    return updates.rows(update, 1.5, b"\xc0\0\2\1", 65001, "KIND"), faults


@given(st.data(), st.booleans())
def test_the_short_way_makes_what_the_decoder_makes(data: st.DataObject, wide: bool) -> None:
    """Whatever the octets, the short way gives up, or makes the same elements."""
    context = archive_context(DEFAULT_REGISTRY, four_octet_as=wide)
    octets = data.draw(update_octets(context) | mutated_updates(context))
    if len(octets) < 19 or int.from_bytes(octets[16:18], "big") != len(octets):
        return  # a record that does not hold one whole message is not read so
    short = by_the_short_way(octets, wide=wide)
    event(f"short way taken: {short is not None}")
    if short is None:
        return
    try:
        assert (short, []) == by_the_decoder(octets, wide=wide)
    except DecodeError as error:
        raise AssertionError("the decoder rejects what the short way reads") from error


ATTRIBUTES = bytes.fromhex("40010100 40020a 0202 0000fde9 00030d40 400304c0000201 c00804fde80001")
V6 = bytes.fromhex(
    "800e2a 000201 20 20010db8000000000000000000000001 fe80000000000000000000000000000100"
)
FORMS = {
    "announced": (b"", ATTRIBUTES, bytes.fromhex("080a 18c00002 170a0b0d")),
    "withdrawn": (bytes.fromhex("080a 20c0000201"), b"", b""),
    "both": (bytes.fromhex("080a"), ATTRIBUTES, bytes.fromhex("090b80")),
    "End-of-RIB": (b"", b"", b""),
    "IPv6 announced": (b"", V6 + bytes.fromhex("2020010db8") + ATTRIBUTES, b""),
    "IPv6 withdrawn": (b"", bytes.fromhex("800f0a 000201 3020010db80001"), b""),
}


#: attributes that have no place beside prefixes: BGP-LS and D-PATH
MISPLACED = (bytes.fromhex("801d07 0401 0003 313233"), bytes.fromhex("c02408 01 000000010001 46"))
#: an ORIGIN that no route has
MALFORMED = bytes.fromhex("40010109")
#: MP_REACH_NLRI with next hops that IPv6 has, and has not
REACHES = tuple(
    bytes((0x80, 14, 10 + size, 0, 2, 1, size)) + b" " * size + bytes.fromhex("00 20 20010db8")
    for size in (0, 4, 12, 16, 17, 24, 32, 48)
)


def message(withdrawn: bytes, attributes: bytes, nlri: bytes) -> bytes:
    """Put an UPDATE together."""
    body = len(withdrawn).to_bytes(2, "big") + withdrawn
    body += len(attributes).to_bytes(2, "big") + attributes + nlri
    return b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + b"\2" + body


def neighbours(withdrawn: bytes, attributes: bytes, nlri: bytes) -> list[bytes]:
    """Return UPDATEs that differ from one in an octet, or in an attribute."""
    octets = message(withdrawn, attributes, nlri)
    found = [
        octets[:at] + bytes((octets[at] ^ change,)) + octets[at + 1 :]
        for at in range(19, len(octets))
        for change in (0x01, 0x02, 0x08, 0x10, 0x40, 0x80, 0xFF)
    ]
    pieces = []
    rest = attributes
    while rest:
        size = 3 + rest[2]
        pieces.append(rest[:size])
        rest = rest[size:]
    for at, piece in enumerate(pieces):
        others = b"".join(pieces[:at] + pieces[at + 1 :])
        found += [message(withdrawn, each, nlri) for each in (others, others + piece)]
    for piece in (*MISPLACED, ATTRIBUTES, *pieces):
        found.append(message(withdrawn, attributes + piece, nlri))
        found.append(message(withdrawn, piece + attributes, nlri))
        found.append(message(withdrawn, piece, nlri))
    for piece in (MALFORMED, MALFORMED + ATTRIBUTES[4:]):
        found += [message(withdrawn, each, nlri) for each in (piece, attributes + piece)]
    found += [message(withdrawn, each + ATTRIBUTES, nlri) for each in REACHES]
    found += [message(b"\x10\x0a\x09", attributes, each) for each in (nlri, b"", b"\x10\x0a\x08")]
    return found


@pytest.mark.parametrize("form", FORMS)
def test_every_octet_counts(form: str) -> None:
    """Whatever octet of the forms is another one, and whatever attribute is missing, or more."""
    ways = set()
    for octets in neighbours(*FORMS[form]):
        short = by_the_short_way(octets, wide=True)
        ways.add(short is None)
        if short is not None:
            assert (short, []) == by_the_decoder(octets, wide=True), octets.hex()
    assert ways == {True, False}


@pytest.mark.parametrize("form", FORMS)
def test_the_usual_forms_are_read_in_the_short_way(form: str) -> None:
    """Each of the forms that it is for, with its octets put together here."""
    octets = message(*FORMS[form])
    short = by_the_short_way(octets, wide=True)
    assert short is not None
    assert (short, []) == by_the_decoder(octets, wide=True)
    assert bool(short) == (form != "End-of-RIB")


def test_it_is_taken_only_where_the_rows_are_those_of_bgplib() -> None:
    """Another row for a family of prefixes could read something else there."""
    assert is_usual(DEFAULT_REGISTRY)
    codec = DEFAULT_REGISTRY.families[Family.IPV6_UNICAST]
    others = tuple(row for row in DEFAULT_REGISTRY.nlri if row is not codec)
    changed = Registry(
        DEFAULT_REGISTRY.attributes.codecs,
        DEFAULT_REGISTRY.capabilities,
        (*others, attrs.evolve(codec, keeps_unknown=not codec.keeps_unknown)),
    )
    assert not is_usual(changed)


ADDRESSES = st.sampled_from((4, 16)).flatmap(
    lambda size: st.tuples(*[st.binary(min_size=size, max_size=size)] * 2)
)


@given(st.data(), st.booleans(), ADDRESSES)
def test_a_record_made_quickly_is_the_one_made_slowly(
    data: st.DataObject, wide: bool, addresses: tuple[bytes, bytes]
) -> None:
    """Records of all subtypes, whole and damaged, are equal in all that can be seen."""
    asns = st.integers(0, 0xFFFFFFFF if wide else 0xFFFF)
    body = data.draw(st.binary(max_size=30))
    record = mrt.Bgp4mpMessage(
        timestamp=1_700_000_000,
        microseconds=data.draw(st.none() | st.integers(0, 0xFFFFFFFF)),
        peer_as=data.draw(asns),
        local_as=data.draw(asns),
        interface_index=data.draw(st.integers(0, 0xFFFF)),
        peer_address=addresses[0],
        local_address=addresses[1],
        four_octet_as=wide,
        is_local=data.draw(st.booleans()),
        add_path=data.draw(st.booleans()),
        octets=b"\xff" * 16
        + (19 + len(body)).to_bytes(2, "big")
        + data.draw(st.binary(min_size=1, max_size=1))
        + body,
    )
    octets = bytearray(record.encode())
    for at in data.draw(st.lists(st.integers(12, len(octets) - 1), max_size=2)):
        octets[at] = data.draw(st.integers(0, 255))
    timestamp, kind, subtype, _ = HEADER.unpack_from(octets)
    stop = len(octets) - data.draw(st.just(0) | st.integers(0, 30))
    frame = (timestamp, kind, subtype, bytes(octets), 12, stop)
    quick = read_whole(frame, DEFAULT_REGISTRY)
    event(f"made quickly: {quick is not None}")
    if quick is None:
        return
    slow = read_record(*frame, Archive())
    assert quick == slow
    assert (type(quick), repr(quick), hash(quick)) == (type(slow), repr(slow), hash(slow))
    assert quick.encode() == octets[:8] + (stop - 12).to_bytes(4, "big") + octets[12:stop]


def test_a_record_made_quickly_is_whole_and_frozen() -> None:
    """What nearly all records of feeds look like is made quickly, and cannot be written to."""
    message = b"\xff" * 16 + b"\0\x13\4"
    head = bytes.fromhex("0000fde9 0000fde8 0007 0001 c0000201 c00002fe")
    frame = (1, codes.BGP4MP, codes.BGP4MP_MESSAGE_AS4, head + message, 0, len(head + message))
    record = read_whole(frame, DEFAULT_REGISTRY)
    assert record == mrt.Bgp4mpMessage(
        timestamp=1,
        peer_as=65001,
        local_as=65000,
        interface_index=7,
        peer_address="192.0.2.1",
        local_address="192.0.2.254",
        octets=message,
    )
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record.octets = b""  # type: ignore[misc]  # that it fails is the point
