"""What holds for every route distinguisher, segment, label, MAC address and community."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import ParseError
from bgplib.testing.strategies import communities, values
from bgplib.values.community import community_text, parse_community
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.large_community import LargeCommunity
from bgplib.values.mac_address import MacAddress
from bgplib.values.route_distinguisher import RouteDistinguisher


@given(values.route_distinguishers())
def test_text_of_a_route_distinguisher_reads_back(distinguisher: RouteDistinguisher) -> None:
    """RFC 4364 §4.2: the text names one distinguisher only, whatever its type."""
    assert RouteDistinguisher.parse(str(distinguisher)) == distinguisher


@given(values.route_distinguishers(known=True))
def test_parts_of_a_route_distinguisher_make_it_again(distinguisher: RouteDistinguisher) -> None:
    """RFC 4364 §4.2: type, administrator and number are all there is."""
    administrator, number = distinguisher.administrator, distinguisher.number
    assert administrator is not None
    assert number is not None
    assert RouteDistinguisher.of(distinguisher.type, administrator, number) == distinguisher


@given(values.ethernet_segment_ids())
def test_text_of_a_segment_reads_back(identifier: EthernetSegmentId) -> None:
    """RFC 7432 §5: ten octets, of any type."""
    assert EthernetSegmentId.parse(str(identifier)) == identifier
    assert len(identifier.value) == 9


@given(values.labels())
def test_parts_of_a_label_make_it_again(label: Label) -> None:
    """RFC 8277 §2.2: label, three bits and S are all 24 bits."""
    assert Label.of(label.value, exp=label.exp, bottom=label.bottom) == label
    assert Label.of_vni(label.vni) == label


@given(values.mac_addresses())
def test_text_of_a_mac_address_reads_back(address: MacAddress) -> None:
    """IEEE 802: whichever notation."""
    text = str(address)
    bare = text.replace(":", "")
    dotted = f"{bare[:4]}.{bare[4:8]}.{bare[8:]}"
    for spelling in (text, text.upper(), text.replace(":", "-"), bare, dotted):
        assert MacAddress.parse(spelling) == address


@given(communities.communities())
def test_text_of_a_community_reads_back(community: int) -> None:
    """RFC 1997: with names and without."""
    assert parse_community(community_text(community)) == community
    assert parse_community(community_text(community, named=True)) == community
    assert parse_community(hex(community)) == community


@given(communities.large_communities())
def test_text_of_a_large_community_reads_back(community: LargeCommunity) -> None:
    """RFC 8092 §5: three numbers."""
    assert LargeCommunity.parse(str(community)) == community


@given(st.text() | st.text(alphabet="0123456789abcdefx.:-L ", max_size=32))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Text that a program hands in leads to a value or to ParseError, to nothing else."""
    readers = (
        parse_community,
        LargeCommunity.parse,
        MacAddress.parse,
        RouteDistinguisher.parse,
        EthernetSegmentId.parse,
        Label.parse,
    )
    for read in readers:
        try:
            value = read(text)
        except ParseError:
            continue
        assert value is not None
