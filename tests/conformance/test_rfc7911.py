"""RFC 7911: several paths for one prefix."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, AttributeBlock, Communities, MultiExitDisc, Origin
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import UnicastNlri, evpn
from bgplib.route import Path, Route
from bgplib.speaker import Peer, Speaker
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
from tests.unit.speaker.world import World

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


def test_3_identifiers_are_of_one_session() -> None:
    """§3: who re-advertises a route "MUST generate its own Path Identifier", or has none to say."""
    family = Family.L2VPN_EVPN
    world = World()
    first, middle, last = (world.speaker(65000 + number, number) for number in (1, 2, 3))
    several, one = {"add_path_receive": {family}}, {"send_paths": 4}
    world.link(first, middle, families=(family,), left_side=one, right_side=several)
    to_last, _ = world.link(middle, last, families=(family,))
    world.start()
    nlri = evpn.parse("[type:multicast][rd:65000:1][etag:0][ip:192.0.2.1]")
    first.originate(nlri, world.now, family=family)
    world.settle()
    ((received,), (sent,), (told,)) = (
        middle.loc_rib,
        middle.adj_rib_out(to_last),
        last.loc_rib,
    )
    assert received.path.path_id is not None
    assert sent.path.nlri == told.path.nlri == nlri


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


# -- what a speaker sends --------------------------------------------------------------------------

PREFIX = "198.51.100.0/24"


def three_to_one() -> tuple[World, list[Speaker], Speaker, Peer]:
    """Let three speakers announce a prefix to a fourth, which passes all on to a fifth."""
    world = World()
    middle = world.speaker(65000, 100)
    firsts = [world.speaker(65000 + number, number) for number in (1, 2, 3)]
    for speaker in firsts:
        world.link(middle, speaker)
    last = world.speaker(65009, 9)
    sends = {"add_path_send": (IPV4,), "send_paths": None}
    _, far = world.link(middle, last, left_side=sends, right_side={"add_path_receive": (IPV4,)})
    world.start()
    for speaker in firsts:
        speaker.originate(PREFIX, world.now)
    world.settle()
    return world, firsts, last, far


def received(last: Speaker, far: Peer) -> dict[str, int | None]:
    """Return the path identifiers of what came, by AS path."""
    return {route.attributes.as_path_text: route.path_id for route in last.adj_rib_in(far)}


def test_2_each_path_has_an_identifier_of_its_own() -> None:
    """§2: "to uniquely identify a path advertised to a neighbor" by prefix and identifier."""
    _, _, last, far = three_to_one()
    found = received(last, far)
    assert set(found) == {"65000 65001", "65000 65002", "65000 65003"}
    assert len(set(found.values())) == 3
    assert None not in found.values()


def test_2_a_path_is_withdrawn_and_replaced_by_its_identifier() -> None:
    """§2: what is said of one identifier is of that path, and of no other."""
    world, firsts, last, far = three_to_one()
    before = received(last, far)
    firsts[0].withdraw(PREFIX, world.now)
    firsts[1].originate(PREFIX, world.now, attributes=[Communities((65001,))])
    world.settle()
    after = received(last, far)
    assert after == {path: before[path] for path in ("65000 65002", "65000 65003")}
    marked = [r for r in last.adj_rib_in(far) if r.attributes.communities]
    assert [route.attributes.as_path_text for route in marked] == ["65000 65002"]
    firsts[0].originate(PREFIX, world.now)
    world.settle()
    assert len(set(received(last, far).values())) == 3


def test_2_an_identifier_is_not_passed_on() -> None:
    """§2: who re-advertises a route "MUST generate its own Path Identifier"."""
    world = World()
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    sends = {"add_path_send": (IPV4,), "send_paths": None}
    _, far = world.link(one, other, left_side=sends, right_side={"add_path_receive": (IPV4,)})
    world.start()
    numbers = (4242, 77)
    for number in numbers:
        values = [Origin(0), AsPath(()), MultiExitDisc(number)]
        path = Path(one.source, AttributeBlock.of(values), path_id=number)
        one.originate(Route.of(PREFIX, path), world.now)
    world.settle()
    assert {route.path_id for route in one.rib.routes(PREFIX)} == set(numbers)
    found = {route.attributes.med: route.path_id for route in other.adj_rib_in(far)}
    assert set(found) == set(numbers)
    assert len(set(found.values())) == 2
    assert not set(found.values()) & {None, *numbers}


def test_2_without_add_path_a_received_identifier_goes_nowhere() -> None:
    """§2: where none is sent, one path is advertised, as RFC 4271 has it."""
    world, _, last, far = three_to_one()
    end = world.speaker(65010, 10)
    _, further = world.link(last, end)
    end.start(world.now)
    last.peer("192.0.2.10").start(world.now)
    world.settle()
    (only,) = end.adj_rib_in(further)
    assert only.path_id is None
    assert len(received(last, far)) == 3
