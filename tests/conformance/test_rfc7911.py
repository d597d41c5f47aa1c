"""RFC 7911: several paths for one prefix."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, Origin
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import UnicastNlri
from bgplib.values.prefix import Prefix
from tests.conformance.updates import (
    EXTERNAL,
    IPV4,
    IPV6,
    NLRI,
    ROUTE6,
    attribute,
    judged,
    reach,
    route,
    texts,
    treatment,
    unreach,
    update,
)

BASE = (attribute(0x40, 1, b"\0"), attribute(0x40, 2, b"\2\1\0\0\xfd\xe9"))
VALUES = (Origin(0), AsPath.of([65001]))
ID = bytes((0, 0, 0, 7))
BOTH = EXTERNAL.with_add_path(IPV4, IPV6)


def test_3_the_identifier_stands_before_the_prefix() -> None:
    """§3: "by prepending the Path Identifier field, which is of four octets"."""
    found = route(nlri=ID + NLRI + bytes(4) + NLRI, context=BOTH)
    assert found.findings == ()
    assert texts(found.announced) == ["198.51.100.0/24 path-id 7", "198.51.100.0/24 path-id 0"]
    assert found.announced[0].path_ids == [7, 0]


def test_3_in_all_fields() -> None:
    """§3, §5: Withdrawn Routes, MP_REACH_NLRI and MP_UNREACH_NLRI as well."""
    octets = update(reach(ID + ROUTE6), *BASE, unreach(ID + b"\0"), withdrawn=ID + NLRI)
    found = judged(octets, BOTH)
    assert found.findings == ()
    assert texts(found.announced) == ["2001:db8::/32 path-id 7"]
    assert texts(found.withdrawn) == ["198.51.100.0/24 path-id 7", "::/0 path-id 7"]


@pytest.mark.parametrize("field", [ID, ID[:3], ID + b"\x18\x0a", ID + b"\x21" + bytes(5)])
def test_3_what_does_not_parse_resets_the_session(field: bytes) -> None:
    """§3: an identifier without a prefix, or with a cut one; RFC 7606 §5.3."""
    found = route(nlri=field, context=BOTH)
    assert treatment(found) == "session-reset"
    assert found.findings[0].notification.subcode == 10
    found = judged(update(unreach(field, family=IPV4)), BOTH)
    assert treatment(found) == "session-reset"


def test_5_plain_nlri_do_not_parse_where_it_was_agreed_on() -> None:
    """§5: "The peer SHALL act accordingly in processing an UPDATE message"; nothing is guessed."""
    assert treatment(route(nlri=NLRI, context=BOTH)) == "session-reset"
    assert route(nlri=NLRI, context=EXTERNAL).findings == ()


def test_5_it_is_agreed_on_for_each_family() -> None:
    """§5: "for the <AFI, SAFI>"."""
    only6 = EXTERNAL.with_add_path(IPV6)
    octets = update(reach(ID + ROUTE6), *BASE, attribute(0x40, 3, b"\xc0\0\2\1"), nlri=NLRI)
    found = judged(octets, only6)
    assert texts(found.announced) == ["2001:db8::/32 path-id 7", "198.51.100.0/24"]


def test_5_it_is_agreed_on_for_each_direction() -> None:
    """§5: what is sent takes our ability to send, and the peer's to receive."""
    sends = Context(add_path_send=[IPV4])
    receives = Context(add_path_receive=[IPV4])
    nlri = [UnicastNlri(Prefix.parse("198.51.100.0/24"), path_id=7)]
    sent = Update.announce(nlri, next_hop="192.0.2.1", attributes=VALUES)
    octets = sent.encode(sends)
    assert texts(judged(octets, receives).announced) == ["198.51.100.0/24 path-id 7"]
    with pytest.raises(EncodeError):
        sent.encode(receives)
    plain = Update.announce(["198.51.100.0/24"], next_hop="192.0.2.1", attributes=VALUES)
    with pytest.raises(EncodeError):
        plain.encode(sends)
    assert plain.encode(receives) == plain.encode(EXTERNAL)


@pytest.mark.parametrize("family", [IPV4, IPV6, Family.IPV4_MULTICAST])
@pytest.mark.parametrize("number", [0, 1, 0xFFFFFFFF])
def test_3_any_identifier(family: Family, number: int) -> None:
    """§3: the identifier is local to the sender; it has no structure."""
    context = EXTERNAL.with_add_path(family)
    text = "10.0.0.0/8" if family.afi == 1 else "2001:db8::/32"
    hop = "192.0.2.1" if family.afi == 1 else "2001:db8::1"
    nlri = [UnicastNlri(Prefix.parse(text), path_id=number)]
    sent = Update.announce(nlri, family=family, next_hop=hop, attributes=VALUES)
    found = judged(sent.encode(context), context)
    assert found.announced[0].path_ids == [number]
    assert found.announced[0].keys == sent.announced[0].keys


def test_the_marker_of_the_end_has_no_identifier() -> None:
    """RFC 4724 §2: no withdrawn routes, so nothing to number."""
    found = judged(Update.end_of_rib_of(IPV6).encode(BOTH), BOTH)
    assert found.end_of_rib == IPV6
