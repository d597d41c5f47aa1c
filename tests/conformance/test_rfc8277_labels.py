"""RFC 8277: labels of prefixes: how many, how they are written, what a change of them means."""

from __future__ import annotations

from typing import Any

import pytest

import bgplib
from bgplib.attributes import AsPath, Origin
from bgplib.attributes.block import AttributeBlock
from bgplib.capabilities import MultipleLabels, Multiprotocol
from bgplib.context import Context
from bgplib.errors import EncodeError, LocalError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import Nlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.rib import Rib
from bgplib.rib.packing import Packer
from bgplib.route import Path, Source
from bgplib.session import Negotiation, SessionConfig
from bgplib.speaker import PolicyFailed, Speaker
from bgplib.testing import malformed
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.unit.speaker.world import World

_FAMILY = Family.IPV4_LABELED


def _agreed(ours: int, theirs: int) -> Context:
    def speaker(asn: int, count: int) -> Open:
        capabilities = (Multiprotocol(_FAMILY), MultipleLabels(((_FAMILY, count),)))
        return Open.build(asn=asn, hold_time=90, identifier=asn, capabilities=capabilities)

    return Negotiation.of(speaker(65000, ours), speaker(65001, theirs)).context


@pytest.mark.parametrize("ours", [2, 3, 254])
def test_2_1_our_count_is_the_limit(ours: int) -> None:
    """§2.1: "the number of labels the BGP speaker is prepared to receive (as announced ...)"."""
    assert _agreed(ours, 7).maximum_labels == {(_FAMILY, ours)}


@pytest.mark.parametrize(("ours", "theirs"), [(255, 3), (3, 1), (1, 3)])
def test_2_1_there_is_no_limit_without_one(ours: int, theirs: int) -> None:
    """§2.1: "If the Count is 255, then no limit has been placed"; 1 is as if it were not there."""
    assert _agreed(ours, theirs).maximum_labels == frozenset()


def test_2_1_more_labels_are_treated_as_withdraw() -> None:
    """§2.1: all routes of the UPDATE are withdrawn, those of fewer labels too."""
    case = next(case for case in malformed.cases() if case.name == "label-stack-four")
    update = bgplib.decode(case.octets, case.context)
    assert isinstance(update, Update)
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW
    assert update.announced == ()
    withdrawn = [nlri for group in update.withdrawn for nlri in group.nlri]
    assert [isinstance(nlri, LabeledNlri) and len(nlri.labels) for nlri in withdrawn] == [2, 4]


ONE, TWO, THREE = Label.of(100, bottom=False), Label.of(200, bottom=False), Label.of(300)
STACK = (ONE, TWO, THREE)
PREFIX = Prefix.parse("10.0.0.0/8")
SINGLE = Context()
HOP = "192.0.2.1"


def several(sent: int | None = None) -> Context:
    """Return a context where stacks are agreed on, and the peer takes that many labels."""
    maximum = () if sent is None else ((_FAMILY, sent),)
    return Context(multiple_labels=(_FAMILY,), maximum_labels_sent=maximum)


def of(nlri: LabeledNlri, *path: int) -> Update:
    """Return an UPDATE that announces a route."""
    values = (Origin(0), AsPath.of(path or [65001]))
    return Update.announce([nlri], next_hop=HOP, family=_FAMILY, attributes=values)


def announced(labels: tuple[Label, ...], context: Context) -> bytes:
    """Return the octets of an UPDATE that announces the prefix with labels."""
    return of(LabeledNlri(labels, PREFIX)).encode(context)


def came(octets: bytes, context: Context) -> tuple[str, ...]:
    """Return the labels that a receiver reads, S bits and all."""
    update = bgplib.decode(octets, context)
    assert isinstance(update, Update)
    ((nlri,),) = [group.nlri for group in update.announced]
    assert isinstance(nlri, LabeledNlri)
    return tuple(label.octets.hex() for label in nlri.labels)


def test_2_without_the_capability_one_label() -> None:
    """§2: "a SAFI-4 or SAFI-128 UPDATE message ... MUST bind a prefix to only a single label"."""
    assert came(announced((THREE,), SINGLE), SINGLE) == ("0012c1",)


def test_2_without_the_capability_no_stack() -> None:
    """§2.1: one that has not sent or received it "MUST NOT send ... more than one MPLS label"."""
    with pytest.raises(EncodeError, match="one label"):
        announced((ONE, THREE), SINGLE)


def test_2_with_the_capability_a_stack() -> None:
    """§2: an UPDATE "MUST use the encoding of Section 2.3"."""
    octets = announced(STACK, several())
    assert came(octets, several()) == ("000640", "000c80", "0012c1")


def test_2_with_the_capability_one_label_has_the_s_bit() -> None:
    """§2.1: "This encoding MUST be used even if only one label is being bound"."""
    octets = announced((ONE,), several())
    assert came(octets, several()) == ("000641",)


@pytest.mark.parametrize("side", ["neither", "ours", "theirs", "another family"])
def test_2_1_both_must_send_it_for_the_family(side: str) -> None:
    """§2.1: where "AFI/SAFI x/y has not been specified in both Capabilities": §2.2's encoding."""

    def speaker(asn: int, families: tuple[Family, ...]) -> Open:
        labels = (MultipleLabels(tuple((each, 3) for each in families)),) if families else ()
        capabilities = (Multiprotocol(_FAMILY), Multiprotocol(Family.IPV6_LABELED), *labels)
        return Open.build(asn=asn, hold_time=90, identifier=asn, capabilities=capabilities)

    ours = (_FAMILY,) if side in ("ours", "another family") else ()
    theirs = {"theirs": (_FAMILY,), "another family": (Family.IPV6_LABELED,)}.get(side, ())
    context = Negotiation.of(speaker(65000, ours), speaker(65001, theirs)).context
    assert context.multiple_labels == frozenset()
    with pytest.raises(EncodeError, match="one label"):
        announced(STACK, context)


def configured(labels: MultipleLabels) -> SessionConfig:
    """Return what configures a session that sends the capability."""
    fields: dict[str, Any] = {"capabilities": (labels,)}
    return SessionConfig(local_as=65000, local_identifier=1, **fields)


@pytest.mark.parametrize("count", [0, 1])
def test_2_1_counts_below_two_are_not_sent(count: int) -> None:
    """§2.1: "<AFI=x, SAFI=y, Count=0> or <AFI=x, SAFI=y, Count=1> MUST NOT be sent"."""
    labels = MultipleLabels(((Family.IPV6_LABELED, 2), (_FAMILY, count)))
    with pytest.raises(LocalError, match="below 2"):
        configured(labels)


@pytest.mark.parametrize("count", [2, 255])
def test_2_1_other_counts_are_sent(count: int) -> None:
    """§2.1: what is not 0 or 1 may be sent."""
    labels = MultipleLabels(((_FAMILY, count),))
    assert configured(labels).capabilities == (labels,)


@pytest.mark.parametrize("theirs", [2, 3, 254])
def test_2_1_their_count_limits_what_is_sent(theirs: int) -> None:
    """§3.2.2: no more "than the peer has announced (via the Multiple Labels Capability)"."""
    assert _agreed(7, theirs).maximum_labels_sent == {(_FAMILY, theirs)}


@pytest.mark.parametrize("theirs", [255, 1])
def test_2_1_without_their_count_there_is_no_limit(theirs: int) -> None:
    """§2.1: "If the Count is 255, then no limit has been placed"."""
    assert _agreed(7, theirs).maximum_labels_sent == frozenset()


@pytest.mark.parametrize("count", [3, 4])
def test_3_2_2_as_many_labels_as_the_peer_takes(count: int) -> None:
    """§3.2.2: a stack of as many labels as the peer takes is sent."""
    assert came(announced(STACK, several(count)), several()) == ("000640", "000c80", "0012c1")


def test_3_2_2_more_labels_than_the_peer_takes() -> None:
    """§3.2.2: "MUST NOT send more labels to a given peer than the peer has announced"."""
    with pytest.raises(EncodeError, match="takes 2 labels"):
        announced(STACK, several(2))


def test_2_1_what_the_length_has_room_for() -> None:
    """§2.1: no "more labels than can be properly encoded in the NLRI field": 255 bits."""
    ten = (*(ONE,) * 9, THREE)
    assert len(came(announced(ten, several()), several())) == len(ten)


def test_2_1_more_than_the_length_has_room_for() -> None:
    """§2.1: with a prefix of 8 bits there is no room for 11 labels."""
    with pytest.raises(EncodeError, match="bits"):
        announced((*(ONE,) * 10, THREE), several())


@pytest.mark.parametrize("bits", range(1, 8))
def test_2_2_rsrv_is_ignored(bits: int) -> None:
    """§2.2: Rsrv "MUST be ignored on reception": it tells no route from another."""
    octets = announced((THREE,), SINGLE).replace(
        bytes.fromhex("0012c1"), bytes((0x00, 0x12, 0xC1 | bits << 1))
    )
    update = bgplib.decode(octets, SINGLE)
    assert isinstance(update, Update)
    ((nlri,),) = [group.nlri for group in update.announced]
    assert isinstance(nlri, LabeledNlri)
    assert nlri.labels[0].value == 300
    assert not update.findings


def test_2_2_rsrv_is_no_part_of_the_label() -> None:
    """§2.2: the label is the 20 bits before Rsrv; another one of those is another label."""
    octets = announced((THREE,), SINGLE).replace(bytes.fromhex("0012c1"), bytes.fromhex("0012d1"))
    assert came(octets, SINGLE) == ("0012d1",)
    assert Label(bytes.fromhex("0012d1")).value == 301


@pytest.mark.parametrize("label", [ONE, Label.of(100)])
def test_2_2_the_s_bit_is_sent(label: Label) -> None:
    """§2.2: "This 1-bit field MUST be set to one on transmission"."""
    assert came(announced((label,), SINGLE), SINGLE) == ("000641",)


def test_2_2_the_s_bit_is_ignored() -> None:
    """§2.2: "MUST be ignored on reception": one that is 0 makes the prefix no label."""
    octets = announced((THREE,), SINGLE).replace(bytes.fromhex("0012c1"), bytes.fromhex("0012c0"))
    assert came(octets, SINGLE) == ("0012c0",)


def test_2_3_rsrv_is_ignored_in_a_stack() -> None:
    """§2.3: Rsrv "MUST be ignored on reception": it does not end the stack."""
    octets = announced(STACK, several()).replace(b"\x00\x06\x40", b"\x00\x06\x4e")
    assert came(octets, several()) == ("00064e", "000c80", "0012c1")


@pytest.mark.parametrize("bottoms", [(True, True, False), (False, False, False), (True,) * 3])
def test_2_3_the_s_bits_are_sent(bottoms: tuple[bool, ...]) -> None:
    """§2.3: "In all labels except the last ..., the S bit MUST be 0. In the last ... 1."."""
    labels = tuple(Label.of(100 + at, bottom=bottom) for at, bottom in enumerate(bottoms))
    sent = came(announced(labels, several()), several())
    assert [int(label, 16) & 1 for label in sent] == [0, 0, 1]


def test_2_3_a_stack_without_its_end() -> None:
    """§2.3: where the last S bit is not 1, the prefix cannot be told from labels."""
    octets = announced(STACK, several()).replace(b"\x00\x12\xc1", b"\x00\x12\xc0")
    update = bgplib.decode(octets, several())
    assert isinstance(update, Update)
    assert update.treatment is Treatment.SESSION_RESET
    assert update.announced == ()


@pytest.mark.parametrize("field", ["800000", "000000", "0012c1", "ffffff"])
@pytest.mark.parametrize("context", [SINGLE, several()], ids=["one", "several"])
def test_2_4_the_compatibility_field_is_ignored(field: str, context: Context) -> None:
    """§2.4: "Upon reception, the value of the Compatibility field MUST be ignored."."""
    octets = Update.withdraw([LabeledNlri((THREE,), PREFIX)], family=_FAMILY).encode(context)
    octets = octets.replace(bytes.fromhex("800000"), bytes.fromhex(field))
    rib = Rib()
    rib.update(PEER, of(LabeledNlri((THREE,), PREFIX)))
    update = bgplib.decode(octets, context)
    assert isinstance(update, Update)
    rib.update(PEER, update)
    assert len(rib) == 0


def test_2_4_the_compatibility_field_is_sent() -> None:
    """§2.4: "Upon transmission, the Compatibility field SHOULD be set to 0x800000."."""
    octets = Update.withdraw([LabeledNlri((THREE,), PREFIX)], family=_FAMILY).encode(SINGLE)
    assert octets.endswith(bytes.fromhex("20 800000 0a"))


PEER = Source(address="192.0.2.1", asn=65001, identifier=1)
OTHER = Source(address="192.0.2.2", asn=65002, identifier=2)


def held(*routes: tuple[Source, Label, int | None]) -> list[str]:
    """Return what a RIB holds of the prefix, after updates of one next hop."""
    rib = Rib()
    for source, label, path_id in routes:
        nlri = LabeledNlri((label,), PREFIX, path_id=path_id)
        rib.update(source, of(nlri))
    return sorted(str(route.nlri) for route in rib.routes(PREFIX.key, _FAMILY))


def test_2_5_a_new_label_takes_the_place_of_the_old() -> None:
    """§2.5: "L2 is now bound to P at N1 and ... L1 is no longer bound to P at N1"."""
    assert held((PEER, Label.of(1), None), (PEER, Label.of(2), None)) == ["10.0.0.0/8 label 2"]


def test_2_5_of_another_peer_it_does_not() -> None:
    """§2.5 is of two UPDATEs of one peer."""
    assert held((PEER, Label.of(1), None), (OTHER, Label.of(2), None)) == [
        "10.0.0.0/8 label 1",
        "10.0.0.0/8 label 2",
    ]


def test_2_5_of_the_same_path_identifier() -> None:
    """§2.5: "If I1 is the same as I2, ... UPDATE U1 is implicitly withdrawn."."""
    assert len(held((PEER, Label.of(1), 7), (PEER, Label.of(2), 7))) == 1


def test_2_5_of_another_path_identifier() -> None:
    """§2.5: "U2 MUST NOT be interpreted as meaning that L1 is no longer bound"."""
    assert len(held((PEER, Label.of(1), 7), (PEER, Label.of(2), 8))) == 2


def test_3_1_different_labels_are_comparable() -> None:
    """§3.1: "These two routes MUST be considered to be comparable"."""
    rib = Rib()
    rib.update(PEER, of(LabeledNlri((Label.of(1),), PREFIX), 65001, 65009))
    rib.update(OTHER, of(LabeledNlri((Label.of(2),), PREFIX), 65002))
    best = rib.best(PREFIX.key, _FAMILY)
    assert best is not None
    assert str(best.nlri) == "10.0.0.0/8 label 2"
    assert len(rib) == 1


def test_3_1_different_prefixes_are_not() -> None:
    """§3.1 is of routes to one prefix."""
    rib = Rib()
    for text in ("10.0.0.0/8", "10.0.0.0/9"):
        rib.update(PEER, of(LabeledNlri((Label.of(1),), Prefix.parse(text))))
    assert len(rib) == 2


def reflected(count: int) -> tuple[World, Speaker, list[Speaker]]:
    """Return a reflector's world: a client that takes 5 labels, and one that takes `count`."""
    world = World()
    left, middle, right = (world.speaker(65000, number) for number in (1, 2, 3))
    for end, most in ((left, 5), (right, count)):
        world.link(
            middle,
            end,
            families=(_FAMILY,),
            left_side={
                "route_reflector_client": True,
                "capabilities": (MultipleLabels(((_FAMILY, 5),)),),
            },
            right_side={"capabilities": (MultipleLabels(((_FAMILY, most),)),) if most else ()},
        )
    world.start()
    return world, left, [middle, right]


def told(world: World, left: Speaker, right: Speaker, *labels: Label) -> list[Nlri]:
    """Announce the prefix with labels; return what came to the right."""
    left.originate(LabeledNlri(labels, PREFIX), world.now, family=_FAMILY)
    world.settle()
    return [route.nlri for route in right.adj_rib_in("192.0.2.2")]


def test_3_2_1_with_the_next_hop_the_labels_stay() -> None:
    """§3.2.1: where the next hop "is left unchanged, the Label field(s) MUST also be"."""
    world, left, (_, right) = reflected(5)
    assert told(world, left, right, *STACK) == [LabeledNlri(STACK, PREFIX)]
    (route,) = right.adj_rib_in("192.0.2.2")
    assert route.next_hop is not None
    assert route.next_hop.address == b"\xc0\0\2\1"


@pytest.mark.parametrize("count", [0, 2])
def test_3_2_1_more_labels_than_the_client_takes(count: int) -> None:
    """§3.2.1: the route "MUST NOT be propagated"; one of fewer labels "MUST be withdrawn"."""
    world, left, (middle, right) = reflected(count)
    assert told(world, left, right, THREE) == [LabeledNlri((THREE,), PREFIX)]
    assert told(world, left, right, *STACK) == []
    assert len(middle.rib) == 1
    assert told(world, left, right, THREE) == [LabeledNlri((THREE,), PREFIX)]


def path_of(labels: tuple[Label, ...]) -> Path:
    """Return a path of the prefix."""
    block = AttributeBlock.of((Origin(0), AsPath.of([65001])))
    return Path(PEER, block, HOP, nlri=LabeledNlri(labels, PREFIX))


def test_2_1_after_a_restart_with_fewer_labels() -> None:
    """§2.1: prefixes "with more labels than are valid ... MUST be explicitly withdrawn"."""
    packed = Packer(_FAMILY, several(2)).pack({}, {path_of(STACK): [PREFIX.key]})
    (octets,) = packed.messages
    update = bgplib.decode(octets, several())
    assert isinstance(update, Update)
    assert [str(each) for group in update.withdrawn for each in group.nlri] == [
        "10.0.0.0/8 label withdrawn"
    ]
    assert [each.keys for each in packed.unsent] == [(PREFIX.key,)]


def test_2_1_after_a_restart_with_as_many_labels() -> None:
    """§2.1: what is valid in the new session is announced."""
    packed = Packer(_FAMILY, several(3)).pack({}, {path_of(STACK): [PREFIX.key]})
    assert not packed.unsent
    (octets,) = packed.messages
    assert came(octets, several()) == ("000640", "000c80", "0012c1")


def between(labels: Any, *, safi: str = "labeled", **side: Any) -> tuple[World, list[Speaker]]:
    """Return three speakers of three ASes, the middle of which gives labels, and settle them."""
    family = {"labeled": _FAMILY, "vpn": Family.IPV4_VPN}[safi]
    world = World()
    left, right = world.speaker(65001, 1), world.speaker(65003, 3)
    middle = world.speaker(65002, 2, labels=labels)
    world.link(middle, left, families=(family,), left_side=side)
    trusting = {"rules": Context(enforce_first_as=False)}
    world.link(middle, right, families=(family,), left_side=side, right_side=trusting)
    world.start()
    nlri: Nlri = LabeledNlri((THREE,), PREFIX)
    if safi == "vpn":
        nlri = VpnNlri(rd=RouteDistinguisher.parse("65000:7"), prefix=PREFIX, labels=(THREE,))
    left.originate(nlri, world.now, family=family)
    world.settle()
    return world, [left, middle, right]


def came_to(speaker: Speaker) -> list[tuple[tuple[Label, ...], bytes]]:
    """Return the labels and the next hop of what the middle told a speaker."""
    found = []
    for route in speaker.adj_rib_in("192.0.2.2"):
        assert isinstance(route.nlri, LabeledNlri | VpnNlri)
        assert route.next_hop is not None
        found.append((route.nlri.labels, route.next_hop.address))
    return found


@pytest.mark.parametrize("safi", ["labeled", "vpn"])
def test_3_2_2_the_labels_of_the_new_next_hop(safi: str) -> None:
    """§3.2.2: the labels "that is (are) bound to the prefix at the new next hop"."""
    asked = []

    def labels(path: Path) -> list[Label]:
        asked.append(str(path.nlri))
        return [Label.of(7000)]

    _, (_, _, right) = between(labels, safi=safi)
    assert came_to(right) == [((Label.of(7000),), b"\xc0\0\2\2")]
    assert asked
    assert all(f"{PREFIX}" in text and "label 300" in text for text in asked)


@pytest.mark.parametrize("safi", ["labeled", "vpn"])
@pytest.mark.parametrize("labels", [None, lambda path: None], ids=["no allocator", "no label"])
def test_3_2_2_without_labels_it_is_not_passed_on(labels: Any, safi: str) -> None:
    """§3.2.2: the labels it came with are not those of the new next hop."""
    _, (_, middle, right) = between(labels, safi=safi)
    assert came_to(right) == []
    assert len(middle.rib) == 1


@pytest.mark.parametrize("answer", [ZeroDivisionError(), "300", [300]])
def test_3_2_2_labels_that_cannot_be_had_are_none(answer: Any) -> None:
    """§3.2.2: code of the program that fails costs the route, as a policy does, and no more."""

    def labels(path: Path) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    world, (_, middle, right) = between(labels)
    assert came_to(right) == []
    told = [each for each in world.events[middle] if isinstance(each, PolicyFailed)]
    assert len(told) == 1
    assert "SpeakerConfig.labels" in str(told[0])
    assert "no labels are bound to it" in str(middle.explain(PREFIX.key, _FAMILY))


def test_3_2_2_an_unchanged_next_hop_needs_none() -> None:
    """§3.2.1: to clients of a route server next hop and labels go as they are."""
    _, (_, _, right) = between(None, route_server_client=True)
    assert came_to(right) == [((THREE,), b"\xc0\0\2\1")]


def test_3_2_2_what_we_originate_has_its_labels() -> None:
    """§3.2.2 is of routes that are propagated: the labels of our own are our own."""
    _, (_, middle, _) = between(None)
    (route,) = middle.adj_rib_in("192.0.2.1")
    assert route.nlri == LabeledNlri((THREE,), PREFIX)


def test_3_2_2_why_it_is_not_passed_on() -> None:
    """An explanation says that there are no labels."""
    _, (_, middle, _) = between(None)
    report = middle.explain(PREFIX.key, _FAMILY)
    assert "no labels are bound to it at its new next hop" in str(report)
    assert "see `SpeakerConfig.labels`" in str(report)


def test_3_2_2_a_stack_that_the_peer_does_not_take() -> None:
    """§3.2.2: several labels do not go to who has not agreed on them, and the report says so."""
    world = World()
    one, two, three = (world.speaker(65000, number) for number in (1, 2, 3))
    families = frozenset((_FAMILY,))
    world.link(one, two, families=families, capabilities=(MultipleLabels(((_FAMILY, 3),)),))
    client = {"route_reflector_client": True}
    near, far = world.link(two, three, families=families, left_side=client)
    world.start()
    for stack, told in (("100/200", False), ("300", True), ("300/400", False)):
        one.originate(f"10.0.0.0/8 label {stack}", world.now, family=_FAMILY)
        world.settle()
        assert len(three.adj_rib_in(far, _FAMILY)) == len(two.adj_rib_out(near, _FAMILY)) == told
        report = str(two.explain("10.0.0.0/8 label 1", _FAMILY))
        assert ("the peer expects one label before ipv4-labeled NLRI, not 2" in report) != told
