"""NlriGroup: NLRI of one family and their next hop."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.errors import EncodeError, LocalError, ParseError
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.nlri import FamilyReader, NlriGroup, UnicastNlri, UnknownNlri
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing.strategies import families
from bgplib.testing.strategies.context import contexts, unicast_families
from bgplib.testing.strategies.nlri import announcements
from bgplib.values.prefix import Prefix

CONTEXT = Context()
IPV4 = Family.IPV4_UNICAST
TEN = Prefix.parse("10.0.0.0/8")


@given(st.data())
def test_what_is_written_is_read_again(data: st.DataObject) -> None:
    """RFC 4271 §4.3, RFC 4760 §5, RFC 7911 §3: the same NLRI in the same order."""
    family = data.draw(unicast_families())
    context = attrs.evolve(data.draw(contexts()), families=None)
    group = data.draw(announcements(family, context))
    octets = group.encode(context)
    reader = FamilyReader(family, DEFAULT_REGISTRY.families[family], context)
    again = reader.read(octets, 0, len(octets), group.next_hop_octets)
    assert again == group
    assert hash(again) == hash(group)
    assert again.keys == group.keys
    assert again.path_ids == group.path_ids
    assert again.prefixes == group.prefixes
    assert list(again) == list(group.nlri)
    assert len(again) == len(group)
    assert again.encode(context) == octets


def test_prefixes_and_text_stand_for_nlri() -> None:
    """A program hands in what it has."""
    group = NlriGroup.of(IPV4, ["10.0.0.0/8", TEN, UnicastNlri(TEN)], next_hop="192.0.2.1")
    assert group.nlri == (UnicastNlri(TEN),) * 3
    assert group.prefixes == (TEN,) * 3
    assert str(group.next_hop) == "192.0.2.1"
    assert group.without_next_hop().next_hop is None
    assert repr(group) == "<NlriGroup ipv4-unicast: 3 NLRI via 192.0.2.1>"
    assert group != group.without_next_hop()
    assert group != "group"


@given(st.data())
def test_text_stands_for_nlri_of_every_family(data: st.DataObject) -> None:
    """What `str` prints of NLRI, the row of the family reads."""
    for family in DEFAULT_REGISTRY.families:
        nlri = data.draw(families.nlri(family, attrs.evolve(CONTEXT, add_path_send=())))
        if isinstance(nlri, UnicastNlri | UnknownNlri):
            continue  # host bits, and octets, are no text of a destination
        assert NlriGroup.of(str(family), [str(nlri)]).nlri == (nlri,), family


def test_a_row_without_text() -> None:
    """A program's own row may have no classes, or several: then values are wanted."""
    row = attrs.evolve(DEFAULT_REGISTRY.families[Family.L2VPN_EVPN], parse=None)
    with pytest.raises(LocalError, match="the row evpn reads no text"):
        NlriGroup.of(Family.L2VPN_EVPN, ["[type:multicast]"], codec=row)


def test_path_identifiers_are_on_all_nlri_or_on_none() -> None:
    """RFC 7911 §3: the encoding holds for all NLRI of a family in a session."""
    with pytest.raises(LocalError):
        NlriGroup.of(IPV4, [UnicastNlri(TEN), UnicastNlri(TEN, path_id=1)])


def test_path_identifiers_are_there_exactly_if_agreed_on() -> None:
    """RFC 7911 §5: NLRI are extended only where both ends negotiated it for the direction."""
    bare = NlriGroup.of(IPV4, [TEN])
    numbered = NlriGroup.of(IPV4, [UnicastNlri(TEN, path_id=0)])
    agreed = CONTEXT.with_add_path(IPV4)
    assert bare.encode(CONTEXT).hex() == "080a"
    assert numbered.encode(agreed).hex() == "00000000080a"
    with pytest.raises(EncodeError):
        bare.encode(agreed)
    with pytest.raises(EncodeError):
        numbered.encode(CONTEXT)
    assert NlriGroup.of(IPV4, []).encode(agreed) == b""


@pytest.mark.parametrize("path_id", [-1, 1 << 32])
def test_a_path_identifier_has_four_octets(path_id: int) -> None:
    """RFC 7911 §3: Path Identifier is a four-octet field."""
    group = NlriGroup.of(IPV4, [UnicastNlri(TEN, path_id=path_id)])
    with pytest.raises(EncodeError):
        group.encode(CONTEXT.with_add_path(IPV4))


@pytest.mark.parametrize("item", ["10.0.0.0/33", "x"])
def test_text_that_is_no_prefix_is_refused(item: str) -> None:
    """Text is the caller's."""
    with pytest.raises(ParseError):
        NlriGroup.of(IPV4, [item])


def test_what_is_no_nlri_is_refused() -> None:
    """A number is no prefix."""
    with pytest.raises(ParseError):
        NlriGroup.of(IPV4, [7])  # type: ignore[list-item]  # that is tried


def test_a_family_without_a_row_needs_a_codec() -> None:
    """Nothing guesses how NLRI of an unknown family look."""
    with pytest.raises(LocalError):
        NlriGroup.of(Family(9999, 99), [TEN])


@pytest.mark.parametrize(
    ("family", "next_hop", "agreed"),
    [
        (Family.IPV4_UNICAST, "192.0.2.1", True),
        (Family.IPV4_UNICAST, "2001:db8::1", False),
        (Family.IPV4_MULTICAST, "2001:db8::1", False),
        (Family.IPV6_UNICAST, "2001:db8::1", True),
        (Family.IPV6_UNICAST, "2001:db8::1,fe80::1", True),
        (Family.IPV6_UNICAST, "192.0.2.1", False),
        (Family.IPV6_UNICAST, None, False),
    ],
)
def test_a_next_hop_has_a_length_of_the_family(
    family: Family, next_hop: str | None, agreed: bool
) -> None:
    """RFC 7606 §7.11, RFC 8950 §3: a peer would reset the session for another length."""
    prefix = "10.0.0.0/8" if family.afi == 1 else "::/0"
    group = NlriGroup.of(family, [prefix], next_hop=next_hop)
    if agreed:
        group.check_next_hop(CONTEXT)
        return
    with pytest.raises(EncodeError):
        group.check_next_hop(CONTEXT)
    if family.afi == 1:
        group.check_next_hop(CONTEXT.with_extended_next_hop([(family, AFI_IPV6)]))


def test_raw_groups_have_their_octets() -> None:
    """A family that no row describes is kept octet for octet."""
    family = Family(9999, 99)
    reader = FamilyReader(family, None, CONTEXT)
    group = reader.read(b"\x01\x02\x03", 1, 3)
    assert group.nlri == (UnknownNlri(b"\x02\x03"),)
    assert group.keys == [b"\x02\x03"]
    assert group.encode(CONTEXT) == b"\x02\x03"
    assert len(reader.read(b"", 0, 0)) == 0
    group.check_next_hop(CONTEXT)
    with pytest.raises(LocalError):
        _ = group.prefixes


def test_a_vpn_next_hop_gets_an_rd_of_zero() -> None:
    """RFC 4364 §4.3.2: an address as text is encoded as a VPN address with an RD of 0."""
    group = NlriGroup.of(Family.IPV4_VPN, (), next_hop="192.0.2.1")
    assert group.next_hop_octets == bytes(8) + bytes((192, 0, 2, 1))
    plain = NlriGroup.of(Family.IPV4_UNICAST, (), next_hop="192.0.2.1")
    assert plain.next_hop_octets == bytes((192, 0, 2, 1))


@pytest.mark.parametrize("wrong", ["10.0.0.0/8", 10, None])
def test_one_is_not_several(wrong: Any) -> None:
    """A text would be taken for its letters, the first of which is no prefix."""
    with pytest.raises(LocalError, match="where several NLRI belong"):
        NlriGroup.of(Family.IPV4_UNICAST, wrong)


def test_whatever_yields_nlri_will_do() -> None:
    """A generator, or the keys of a dict."""
    texts = ("10.0.0.0/8", "10.1.0.0/16")
    group = NlriGroup.of(Family.IPV4_UNICAST, texts)
    assert NlriGroup.of(Family.IPV4_UNICAST, (text for text in texts)) == group
    assert NlriGroup.of(Family.IPV4_UNICAST, dict.fromkeys(texts)) == group


@pytest.mark.parametrize(
    ("family", "wrong"),
    [
        (Family.IPV4_UNICAST, "2001:db8::/32"),
        (Family.IPV6_UNICAST, "10.0.0.0/8"),
        (Family.IPV4_MULTICAST, Prefix.parse("::/0")),
        (Family.IPV6_UNICAST, UnicastNlri(Prefix.parse("10.0.0.0/8"), path_id=7)),
    ],
)
def test_prefixes_of_another_family_are_refused(family: Family, wrong: Any) -> None:
    """At once, and not only where they are to be sent."""
    with pytest.raises(LocalError, match=f"is no NLRI of {family}"):
        NlriGroup.of(family, [wrong])


@pytest.mark.parametrize("wrong", [5, b"1234", IPv4Address("192.0.2.1")])
def test_what_is_no_next_hop(wrong: Any) -> None:
    """Text, or a NextHop."""
    with pytest.raises(LocalError, match="is no next hop"):
        NlriGroup.of(Family.IPV4_UNICAST, ["10.0.0.0/8"], next_hop=wrong)


def test_prefixes_with_path_identifiers_in_text() -> None:
    """RFC 7911 §3: what `str` prints of such NLRI is their text here as well."""
    texts = ["10.0.0.0/8 path-id 1", "10.0.0.0/8 path-id 2"]
    group = NlriGroup.of("ipv4-unicast", texts)
    assert [str(each) for each in group.nlri] == texts
    assert group.path_ids == [1, 2]
    with pytest.raises(ParseError):
        NlriGroup.of("ipv4-unicast", ["10.0.0.0/8 path-id x"])
