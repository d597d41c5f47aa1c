"""RFC 4760: multiprotocol extensions, in UPDATE messages."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import AsPath, MpReachNlri, MpUnreachNlri, NextHop, Origin
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.rib import Rib
from bgplib.route import Source
from bgplib.session import FamilyDisabled, SessionDown, UpdateReceived
from bgplib.session.opening import open_of
from bgplib.values.prefix import Prefix
from tests.conformance.updates import (
    EXTERNAL,
    HOP6,
    INTERNAL,
    IPV4,
    IPV6,
    LINK_LOCAL,
    NLRI,
    ROUTE6,
    attribute,
    codes,
    encoded,
    is_fine,
    is_withdrawn,
    judged,
    reach,
    route,
    texts,
    treatment,
    unreach,
    update,
)
from tests.unit.session.test_session import THEIRS, Driver

BASE = (attribute(0x40, 1, b"\0"), attribute(0x40, 2, b"\2\1\0\0\xfd\xe9"))
HOP = attribute(0x40, 3, bytes((192, 0, 2, 1)))
VALUES = (Origin(0), AsPath.of([65001]))
ONLY4 = Context(families=[IPV4])


def test_3_the_attribute_announces_routes() -> None:
    """§3: AFI, SAFI, next hop, and NLRI for the feasible routes."""
    found = judged(update(reach(), *BASE))
    assert is_fine(found, "2001:db8::/32")
    assert found.announced[0].family == IPV6
    assert found.announced[0].next_hop_octets == HOP6
    value = next(found.path_attributes()).value
    assert value == MpReachNlri(family=IPV6, next_hop=HOP6, nlri=ROUTE6)
    assert encoded(value) == reach()


@pytest.mark.parametrize("flags", [0x00, 0x40, 0xC0])
def test_3_it_is_optional_non_transitive(flags: int) -> None:
    """§3: "an optional non-transitive attribute"."""
    assert treatment(judged(update(reach(flags=flags), *BASE))) == "session-reset"


#: by family and length, what the next hop is, where RFC 8950 was agreed on for IPv4
HOPS = [
    (IPV4, bytes((192, 0, 2, 1)), "192.0.2.1"),
    (IPV4, HOP6, "2001:db8::1"),
    (IPV4, HOP6 + LINK_LOCAL, "2001:db8::1,fe80::1"),
    (IPV6, HOP6, "2001:db8::1"),
    (IPV6, HOP6 + LINK_LOCAL, "2001:db8::1,fe80::1"),
]


@pytest.mark.parametrize(("family", "hop", "text"), HOPS)
def test_3_the_length_tells_the_protocol_of_the_next_hop(
    family: Family, hop: bytes, text: str
) -> None:
    """§3: the encoding "MUST provide a way to determine its Network Layer protocol"."""
    octets = update(reach(NLRI if family == IPV4 else ROUTE6, family=family, hop=hop), *BASE)
    found = judged(octets, EXTERNAL.with_extended_next_hop([(IPV4, 2)]))
    assert found.findings == ()
    assert str(found.announced[0].next_hop) == text
    assert found.announced[0].next_hop_octets == hop


@pytest.mark.parametrize("length", [0, 3, 5, 8, 12, 15, 17, 20, 24, 31, 33])
@pytest.mark.parametrize("family", [IPV4, IPV6])
def test_3_a_next_hop_of_no_protocol(family: Family, length: int) -> None:
    """§3: other lengths determine none; nor does that of IPv4 for IPv6 routes."""
    nlri = NLRI if family == IPV4 else ROUTE6
    context = EXTERNAL.with_extended_next_hop([(IPV4, 2)])
    for size in {length, 4 if family == IPV6 else length}:
        octets = update(reach(nlri, family=family, hop=bytes(size)), *BASE)
        assert treatment(judged(octets, context)) == "session-reset"


@pytest.mark.parametrize("octet", [1, 255])
def test_3_the_reserved_octet_is_ignored(octet: int) -> None:
    """§3: it "SHOULD be ignored upon receipt"."""
    assert is_fine(judged(update(reach(reserved=octet), *BASE)), "2001:db8::/32")


def test_3_the_reserved_octet_is_sent_as_0() -> None:
    """§3: "A 1 octet field that MUST be set to 0", on a route that came with another value too."""
    found = judged(update(reach(reserved=7), *BASE))
    assert found.canonical().encode() == update(reach(reserved=0), *BASE)
    sent = Update.announce(
        ["2001:db8::/32"], family=IPV6, next_hop="2001:db8::1", attributes=VALUES
    )
    assert sent.encode() == update(reach(reserved=0), *BASE)


@pytest.mark.parametrize("missing", [0, 1])
@pytest.mark.parametrize("context", [EXTERNAL, INTERNAL])
def test_3_origin_and_as_path_are_sent(missing: int, context: Context) -> None:
    """§3: "(both in EBGP and in IBGP exchanges)"; without one of them nothing is sent."""
    whole = Update.announce(["::/0"], family=IPV6, next_hop="::1", attributes=VALUES)
    assert codes(judged(whole.encode(context), context)) == [14, 1, 2]
    part = Update.announce(["::/0"], family=IPV6, next_hop="::1", attributes=[VALUES[missing]])
    with pytest.raises(EncodeError, match="without"):
        part.encode(context)


@pytest.mark.parametrize("missing", [0, 1])
def test_3_origin_and_as_path_must_be_there(missing: int) -> None:
    """§3: it "MUST also carry the ORIGIN and the AS_PATH attributes"."""
    assert is_withdrawn(judged(update(reach(), BASE[missing])), "2001:db8::/32")


def test_3_next_hop_need_not_be_there() -> None:
    """§3: an UPDATE with no other NLRI "SHOULD NOT carry the NEXT_HOP attribute"."""
    assert is_fine(judged(update(reach(), *BASE)), "2001:db8::/32")
    sent = Update.announce(
        ["2001:db8::/32"],
        family=IPV6,
        next_hop="2001:db8::1",
        attributes=(*VALUES, NextHop(bytes((192, 0, 2, 1)))),
    )
    assert codes(judged(sent.encode())) == [14, 1, 2]


@pytest.mark.parametrize(
    "octets",
    [attribute(0x40, 3, bytes(4)), attribute(0x40, 3, bytes(16)), attribute(0x40, 3)],
)
def test_3_next_hop_is_ignored(octets: bytes) -> None:
    """§3: "the BGP speaker that receives the message SHOULD ignore this attribute"."""
    found = judged(update(reach(), *BASE, octets))
    assert treatment(found) == "ignore"
    assert texts(found.announced) == ["2001:db8::/32"]
    withdrawal = judged(update(unreach(ROUTE6), *BASE, octets))
    assert treatment(withdrawal) == "ignore"
    assert texts(withdrawal.withdrawn) == ["2001:db8::/32"]


def test_3_next_hop_is_not_ignored_beside_other_nlri() -> None:
    """§3: with routes in the NLRI field it counts."""
    found = judged(update(reach(), *BASE, attribute(0x40, 3, bytes(4)), nlri=NLRI))
    assert is_withdrawn(found, "2001:db8::/32", "198.51.100.0/24")


def test_3_no_routes_at_all() -> None:
    """§3: a variable length field may be empty."""
    found = judged(update(reach(b""), *BASE))
    assert found.findings == ()
    assert found.announced == ()
    assert found.end_of_rib is None


def test_4_the_attribute_withdraws_routes() -> None:
    """§4: AFI, SAFI, and NLRI of the routes that are being withdrawn."""
    found = judged(update(unreach(ROUTE6 + b"\0")))
    assert found.findings == ()
    assert texts(found.withdrawn) == ["2001:db8::/32", "::/0"]
    assert next(found.path_attributes()).value == MpUnreachNlri(IPV6, ROUTE6 + b"\0")


def test_4_no_other_attribute_is_required() -> None:
    """§4: "is not required to carry any other path attributes"; we send none."""
    assert judged(update(unreach(ROUTE6))).findings == ()
    assert Update.withdraw(["2001:db8::/32"], family=IPV6).encode() == update(unreach(ROUTE6))


@pytest.mark.parametrize("flags", [0x00, 0x40, 0xC0])
def test_4_it_is_optional_non_transitive(flags: int) -> None:
    """§4: "an optional non-transitive attribute"."""
    assert treatment(judged(update(unreach(ROUTE6, flags=flags)))) == "session-reset"


def test_5_a_length_of_zero_matches_all() -> None:
    """§5: "with prefix, itself, of zero octets"."""
    assert is_fine(judged(update(reach(b"\0"), *BASE)), "::/0")


def test_5_trailing_bits_are_irrelevant() -> None:
    """§5: "Note that the value of trailing bits is irrelevant."."""
    found = judged(update(reach(b"\x14\x20\x01\x0f"), *BASE))
    assert is_fine(found, "2001::/20")
    assert found.canonical().encode() == update(reach(b"\x14\x20\x01\x00"), *BASE)


@pytest.mark.parametrize("family", [IPV4, IPV6, Family.IPV4_MULTICAST, Family.IPV6_MULTICAST])
def test_6_unicast_and_multicast(family: Family) -> None:
    """§6: 1 is for unicast forwarding, 2 for multicast forwarding."""
    hop, nlri = (bytes((192, 0, 2, 1)), NLRI) if family.afi == 1 else (HOP6, ROUTE6)
    found = judged(update(reach(nlri, family=family, hop=hop), *BASE))
    assert found.findings == ()
    assert found.announced[0].family == family


def test_7_an_incorrect_attribute_ends_the_session_or_the_family() -> None:
    """§7: the session is terminated with "Optional Attribute Error", or the family ignored."""
    octets = update(reach(b"\x81"), *BASE, HOP, nlri=NLRI)
    found = judged(octets)
    assert treatment(found) == "session-reset"
    notification = found.findings[0].notification
    assert (notification.code, notification.subcode) == (3, 9)
    assert notification.data == reach(b"\x81")
    found = judged(octets, Context(disable_family_on_error=True))
    assert treatment(found) == "afi-safi-disable"
    assert found.findings[0].family == IPV6
    assert texts(found.announced) == ["198.51.100.0/24"]


PEER = Source(address="192.0.2.2", asn=64502)
PATH2 = attribute(0x40, 2, b"\2\1\0\0\xfb\xf6")


def rib_of(driver: Driver) -> list[str]:
    """Do with the events of a session what they ask for, and list the routes that are left."""
    rib = Rib()
    for event in driver.events:
        if isinstance(event, UpdateReceived):
            rib.update(PEER, event.update)
        elif isinstance(event, FamilyDisabled):
            rib.drop_source(PEER, event.family)
        elif isinstance(event, SessionDown):
            rib.drop_source(PEER)
    return sorted(str(Prefix.from_key(family.afi, key)) for family, key in rib)


def session_of_two_families(*octets: bytes, disabling: bool = True) -> Driver:
    """Bring a session up, and let the peer say something."""
    families = (IPV4, IPV6)
    driver = Driver(families=families, rules=Context(disable_family_on_error=disabling))
    driver.establish(open_of(attrs.evolve(THEIRS, families=families)))
    driver.say(*octets)
    return driver


BOTH = update(reach(), BASE[0], PATH2, HOP, nlri=NLRI)


@pytest.mark.parametrize(
    "octets",
    [
        update(reach(b"\x81"), BASE[0], PATH2),
        update(reach(hop=b"1"), BASE[0], PATH2),
        update(unreach(b"\x81")),
    ],
)
def test_7_the_routes_of_the_family_are_deleted(octets: bytes) -> None:
    """§7: all "routes received from that neighbor whose AFI/SAFI is the same"; later ones too."""
    driver = session_of_two_families(BOTH, octets, BOTH)
    assert rib_of(driver) == ["198.51.100.0/24"]
    assert driver.notifications() == []
    assert rib_of(session_of_two_families(BOTH, octets, disabling=False)) == []


def test_7_a_correct_attribute_deletes_nothing() -> None:
    """§7 is of an attribute that is incorrect."""
    driver = session_of_two_families(BOTH, update(reach(b"\0"), BASE[0], PATH2), BOTH)
    assert rib_of(driver) == ["198.51.100.0/24", "2001:db8::/32", "::/0"]


def test_8_routes_of_a_family_that_was_not_agreed_on() -> None:
    """§8: each "MUST advertise to the other ... the capability"; else routes are ignored."""
    octets = update(reach(), *BASE, HOP, unreach(ROUTE6), nlri=NLRI)
    found = judged(octets, ONLY4)
    assert treatment(found) == "ignore"
    assert [str(g.family) for g in (*found.announced, *found.withdrawn)] == ["ipv4-unicast"]
    assert judged(octets, EXTERNAL).findings == ()


@pytest.mark.parametrize("family", [Family(0x1234, 1), Family(1, 0xF0)])
def test_8_unknown_families(family: Family) -> None:
    """§8: what nobody knows cannot have been agreed on."""
    found = judged(update(reach(b"any octets", family=family, hop=b"hop"), *BASE), ONLY4)
    assert treatment(found) == "ignore"
    assert found.announced == ()


def test_8_ipv4_unicast_can_be_left_out_too() -> None:
    """§8: with capabilities for other families alone, the fields of RFC 4271 are ignored."""
    found = route(context=Context(families=[IPV6]))
    assert treatment(found) == "ignore"
    assert found.announced == ()
    assert is_fine(route(context=ONLY4))
