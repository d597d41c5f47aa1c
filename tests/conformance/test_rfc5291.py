"""RFC 5291: outbound route filters, in an OPEN and in a ROUTE-REFRESH."""

from __future__ import annotations

import pytest

from bgplib.capabilities import OrfEntry, OutboundRouteFiltering
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages import outbound_route_filter as orf
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.route_refresh import RouteRefresh
from tests.conformance.opens import read

IPV4 = Family.IPV4_UNICAST


def filters(text: str) -> orf.Filters:
    return orf.decode(bytes.fromhex(text), IPV4)


@pytest.mark.parametrize("field", ["0301 00", "0305 0001000101", "0306 000100010240"])
def test_broken_entries_are_ignored(field: str) -> None:
    """RFC 5492 §3: a capability that we do not use ends no session (CVE-2012-1820)."""
    message = read(field)
    assert message.capability(OutboundRouteFiltering) is None
    assert message.treatment is Treatment.IGNORE


def test_the_capability_lists_types_and_directions() -> None:
    """§5, Figure 3: AFI, Reserved, SAFI, Number of ORFs, then types with Send/Receive."""
    value = read("0309 0001 00 01 02 4003 8001").capability(OutboundRouteFiltering)
    assert value == OutboundRouteFiltering((OrfEntry(IPV4, ((64, 3), (128, 1))),))


def test_a_message_with_filters_is_told_by_its_length() -> None:
    """§4: "by using the Message Length field in the BGP message header"."""
    plain = decode(frame(5, bytes.fromhex("00010001")))
    assert isinstance(plain, RouteRefresh)
    assert plain.orf == b""
    longer = decode(frame(5, bytes.fromhex("00010001 01 40 0001 80")))
    assert isinstance(longer, RouteRefresh)
    assert longer.orf == bytes.fromhex("01 40 0001 80")


@pytest.mark.parametrize("tail", ["00", "01 40 ffff", "ff" * 40])
def test_filters_are_never_read_unasked(tail: str) -> None:
    """§6: entries that we did not offer to receive are ignored (CVE-2010-2948, CVE-2023-41360)."""
    octets = frame(5, bytes.fromhex("00010001" + tail))
    for enhanced in (None, True, False):
        message = decode(octets, Context(enhanced_route_refresh=enhanced))
        assert isinstance(message, RouteRefresh)
        assert message.treatment is Treatment.NONE
        assert message.encode() == octets


@pytest.mark.parametrize(("text", "when"), [("01", orf.IMMEDIATE), ("02", orf.DEFER)])
def test_when_to_refresh(text: str, when: int) -> None:
    """§4: IMMEDIATE (0x01) or DEFER (0x02)."""
    assert filters(text) == orf.Filters(when, ())


def test_remove_all_is_the_common_part_alone() -> None:
    """§4: "the entry consists of only the common part"."""
    assert filters("01 40 0002 80 80").filters[0].entries == (orf.RemoveAll(), orf.RemoveAll())


def test_reserved_bits_are_ignored() -> None:
    """§4: "It is set to 0 on transmit and ignored on receipt."."""
    (entry,) = filters("01 40 0008 1f 00000001 00 00 00").filters[0].entries
    assert isinstance(entry, orf.AddressPrefixEntry)
    assert (entry.action, entry.deny, entry.reserved) == (orf.ADD, False, 0x1F)


@pytest.mark.parametrize(
    ("first", "action", "deny"),
    [
        ("00", orf.ADD, False),
        ("20", orf.ADD, True),
        ("40", orf.REMOVE, False),
        ("60", orf.REMOVE, True),
    ],
)
def test_action_and_match(first: str, action: int, deny: bool) -> None:
    """§4: Action 0 ADD, 1 REMOVE; Match 0 PERMIT, 1 DENY."""
    (entry,) = filters(f"01 40 0008 {first} 00000001 00 00 00").filters[0].entries
    assert isinstance(entry, orf.AddressPrefixEntry)
    assert (entry.action, entry.deny) == (action, deny)


def test_an_unrecognized_action_is_an_error() -> None:
    """§6: "any of the fields of an ORF entry in the message contains an unrecognized value"."""
    with pytest.raises(DecodeError) as caught:
        filters("01 40 0001 c0")
    assert caught.value.rfc == "RFC 5291 §6"
