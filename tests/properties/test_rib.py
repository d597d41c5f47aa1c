"""RIBs of several families: snapshots, differences, and what treat-as-withdraw leaves."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.reader import neutral_reader, own_routes_reader
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.iana.attributes import AS4_AGGREGATOR, AS4_PATH, AS_PATH, BGPSEC_PATH, NEXT_HOP
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, NlriGroup
from bgplib.nlri.evpn import MacIpAdvertisement
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.unicast import UnicastNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.rib import Rib, apply, diff
from bgplib.route import Path, Route, Source
from bgplib.testing import malformed, strategies
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.unit.decision.paths import block, source

SOURCES = [source(f"192.0.2.{number}", number, number) for number in (1, 2, 3)]
BLOCKS = [block(as_path, med=med) for as_path in ("1", "2 9", "1 8 9") for med in (None, 1)]
V4, V6, LABELED = Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.IPV4_LABELED
VPN, EVPN = Family.IPV4_VPN, Family.L2VPN_EVPN
RD = RouteDistinguisher.parse("65000:1")


def _pool() -> dict[Family, list[Nlri]]:
    """Make few NLRI of each family, some of which differ in what is no part of the key."""
    ipv4 = [Prefix.parse(text) for text in ("10.0.0.0/8", "10.64.0.0/10", "0.0.0.0/0")]
    ipv6 = [Prefix.parse(text) for text in ("2001:db8::/32", "::/0")]
    labels = [(Label.of(number),) for number in (16, 17)]
    return {
        V4: [UnicastNlri(prefix) for prefix in ipv4],
        V6: [UnicastNlri(prefix) for prefix in ipv6],
        LABELED: [LabeledNlri(stack, prefix) for stack in labels for prefix in ipv4[:2]],
        VPN: [VpnNlri(labels=stack, rd=RD, prefix=p) for stack in labels for p in ipv4[:2]],
        EVPN: [
            MacIpAdvertisement(
                rd=RD,
                esi=EthernetSegmentId(bytes(10)),
                ethernet_tag=tag,
                mac=MacAddress(b"\2\0\0\0\0\1"),
                ip=b"",
                labels=stack,
            )
            for stack in labels
            for tag in (0, 1)
        ],
    }


POOL = _pool()
NEXT_HOPS = {
    V4: ("192.0.2.7", "192.0.2.8"),
    V6: ("2001:db8::7", "2001:db8::8"),
    LABELED: ("192.0.2.7",),
    VPN: ("192.0.2.7",),
    EVPN: ("192.0.2.7", "2001:db8::7"),
}


def prefer(path: Path, family: Family, keys: Sequence[bytes]) -> list[Path]:
    """Judge by the destination: leave some, prefer some, refuse some."""
    kinds = (path, path.replace(weight=1), path.replace(rejected=True))
    return [kinds[sum(key) % 3] for key in keys]


@attrs.frozen
class Said:
    """An UPDATE, who says it, and whether policy is asked."""

    source: Source
    update: Update
    judged: bool


@st.composite
def sayings(draw: st.DrawFn, numbered: bool) -> list[Said]:
    """Draw UPDATEs of some sources."""
    found = []
    for _ in range(draw(st.integers(0, 8))):
        family = draw(st.sampled_from(list(POOL)))
        nlri = draw(st.lists(st.sampled_from(POOL[family]), min_size=1, max_size=3, unique=True))
        if numbered:
            nlri = [attrs.evolve(each, path_id=draw(st.integers(1, 2))) for each in nlri]
        if draw(st.integers(0, 3)):
            via = draw(st.sampled_from(NEXT_HOPS[family]))
            group = NlriGroup.of(family, nlri, next_hop=via)
            update = Update(draw(st.sampled_from(BLOCKS)), (group,), ())
        else:
            update = Update.withdraw(nlri, family=family)
        found.append(Said(draw(st.sampled_from(SOURCES)), update, draw(st.booleans())))
    return found


def filled(said: Sequence[Said]) -> Rib:
    """Make a RIB that has heard all this."""
    rib = Rib()
    for each in said:
        rib.update(each.source, each.update, prefer if each.judged else None)
    return rib


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[Said], list[Said], bool]:
    """Draw what two RIBs heard, often with a beginning in common."""
    numbered = draw(st.booleans())
    first, more = draw(sayings(numbered)), draw(sayings(numbered))
    common = first[: draw(st.integers(0, len(first)))]
    return first, common + more, numbered


@given(pairs())
def test_a_difference_leads_from_one_to_the_other(
    pair: tuple[list[Said], list[Said], bool],
) -> None:
    """`apply(diff(a, b), a) == b`, whatever the families, sources and path identifiers."""
    a, b = filled(pair[0]), filled(pair[1])
    difference = diff(a, b)
    before, after = a.snapshot(), b.snapshot()
    assert apply(difference, a) == after
    assert apply(diff(b, a), after) == before
    assert diff(apply(difference, before), b) == diff(a, a)
    assert (len(difference) == 0) == (before == after)
    assert len(list(difference)) == len(difference)
    # What it is applied to stays what it was.
    assert a.snapshot() == before


@given(pairs())
def test_a_difference_says_what_differs(pair: tuple[list[Said], list[Said], bool]) -> None:
    """Paths in one only, or that say something else, and no others."""
    a, b = filled(pair[0]), filled(pair[1])
    for moved in diff(a, b):
        assert moved.lost or moved.gained or moved.best_changed
        assert str(moved)
        for path in moved.gained:
            assert path in [route.path for route in b.routes(moved.key, moved.family)]
            former = [
                route.path
                for route in a.routes(moved.key, moved.family)
                if (route.source, route.path_id) == (path.source, path.path_id)
            ]
            for each in former:
                assert not (each.repeats(path) and each.received.repeats(path.received))


def of_one_route(attributes: AttributeBlock) -> Rib:
    """Make a RIB of one route with these attributes."""
    rib = Rib()
    nlri = [UnicastNlri(Prefix.parse("10.0.0.0/8"))]
    group = NlriGroup.of(V4, nlri, next_hop=NextHop.parse("192.0.2.7"))
    rib.update(SOURCES[0], Update(attributes, (group,), ()))
    return rib


@given(st.data())
def test_only_what_attributes_say_makes_a_difference(data: st.DataObject) -> None:
    """RFC 4271 §4.3, RFC 6793 §4.2: not how they are written; and if one is gone, it is said."""
    context = data.draw(strategies.contexts())
    update = Decoder(context).decode(data.draw(strategies.update_octets(context)))
    assert isinstance(update, Update)
    attributes = update.attributes
    assume(attributes.routable)
    rib = of_one_route(attributes)
    canonical = attributes.canonical()
    assert not diff(rib, of_one_route(canonical))
    assert rib.snapshot() == of_one_route(canonical).snapshot()
    reader_of = own_routes_reader if context.own_routes else neutral_reader
    wide = canonical.canonical(reader_of(four_octet_as=True, table=canonical.reader.table))
    assert not diff(rib, of_one_route(wide))
    shown = {AS_PATH, NEXT_HOP, AS4_PATH, AS4_AGGREGATOR, BGPSEC_PATH}
    for attribute in canonical:
        if attribute.code not in shown:
            fewer = of_one_route(canonical.replace(without=(attribute.code,)))
            lines = str(diff(rib, fewer)).splitlines()
            assert any(line.endswith(" removed") for line in lines), lines


def session(numbered: bool) -> Context:
    """Make a session in which every family of the pool can be announced."""
    families = list(POOL) if numbered else []
    return Context(session=None).with_add_path(*families)


def feed(rib: Rib, whose: Source, messages: Sequence[bytes], context: Context) -> None:
    """Let a RIB hear what a peer sends."""
    decoder = Decoder(context)
    for octets in messages:
        update = decoder.decode(octets)
        assert isinstance(update, Update)
        assert update.findings == ()
        rib.update(whose, update)


def told(route: Route) -> tuple[object, ...]:
    """Return what an UPDATE says of a route; NEXT_HOP is a field, or an attribute."""
    attributes = route.attributes.replace(without=(3,))
    nlri = route.path.nlri
    return route.family, route.key, route.path_id, attributes, route.next_hop, nlri


@given(pairs(), st.sampled_from(SOURCES))
def test_updates_lead_from_one_adj_rib_in_to_the_other(
    pair: tuple[list[Said], list[Said], bool], whose: Source
) -> None:
    """What the peer would have to say; the routes of others stay as they are."""
    a, b = filled(pair[0]), filled(pair[1])
    context = session(pair[2])
    packed = diff(a, b).updates(context, whose)
    assert packed.unsent == ()
    others = [r for f in a.families for s in SOURCES if s != whose for r in a.adj_rib_in(s, f)]
    feed(a, whose, packed.messages, context)
    for family in POOL:
        wanted = {told(route) for route in b.adj_rib_in(whose, family)}
        assert {told(route) for route in a.adj_rib_in(whose, family)} == wanted
    assert others == [
        r for f in a.families for s in SOURCES if s != whose for r in a.adj_rib_in(s, f)
    ]
    assert diff(a, b).updates(context, whose).messages == ()


@given(pairs())
def test_updates_lead_from_one_loc_rib_to_the_other(
    pair: tuple[list[Said], list[Said], bool],
) -> None:
    """A RIB that was told the best routes of the first is told those of the second."""
    context = session(pair[2])
    empty, a, b = Rib(), filled(pair[0]), filled(pair[1])
    told_first, told_then = diff(empty, a).updates(context), diff(a, b).updates(context)
    receiver, whose = Rib(), SOURCES[0]
    for packed, rib in ((told_first, a), (told_then, b)):
        assert packed.unsent == ()
        feed(receiver, whose, packed.messages, context)
        for family in POOL:
            wanted = {told(route) for route in rib.loc_rib(family)}
            assert {told(route) for route in receiver.loc_rib(family)} == wanted


CASES = [case for case in malformed.cases() if case.treatment is Treatment.TREAT_AS_WITHDRAW]


def tail(octets: bytes) -> list[bytes]:
    """Read the NLRI field of RFC 4271 by hand: what an UPDATE names, whatever is wrong with it."""
    start = 21 + int.from_bytes(octets[19:21], "big")
    position = start + 2 + int.from_bytes(octets[start : start + 2], "big")
    keys = []
    while position < len(octets) and octets[position] <= 32:
        after = position + 1 + (octets[position] + 7) // 8
        whole = Prefix.from_address(octets[position + 1 : after].ljust(4, b"\0"), octets[position])
        keys.append(whole.key)
        position = after
    return keys


def leaves_nothing(octets: bytes, context: Context) -> bool:
    """Announce what a message names and something else; then only that is left.

    Says whether there was anything to withdraw.
    """
    update = Decoder(context).decode(octets)
    assert isinstance(update, Update)
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW
    assert update.announced == ()
    rib, whose, other = Rib(), SOURCES[0], SOURCES[1]
    named: set[tuple[Family, bytes]] = set()
    for group in update.withdrawn:
        path_ids: Sequence[int | None] = group.path_ids or [None] * len(group)
        for key, path_id in zip(group.keys, path_ids, strict=True):
            named.add((group.family, key))
            for each in (whose, other):
                rib.announce(group.family, key, each, BLOCKS[0], b"\xc0\0\2\7", path_id=path_id)
    kept = Prefix.parse("203.0.113.0/24").key
    rib.announce(V4, kept, whose, BLOCKS[0], b"\xc0\0\2\7")
    agreed = context.families is None or V4 in context.families
    if agreed and V4 not in context.add_path_receive:
        assert {(V4, key) for key in tail(octets)} <= named
    rib.update(whose, update)
    assert [(r.family, r.key) for f in rib.families for r in rib.adj_rib_in(whose, f)] == (
        [] if (V4, kept) in named else [(V4, kept)]
    )
    assert {(r.family, r.key) for f in rib.families for r in rib.loc_rib(f)} >= named
    assert all(r.source == other for f, k in named for r in rib.routes(k, f))
    return bool(named)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_after_treat_as_withdraw_no_rib_holds_the_prefix(case: malformed.MalformedCase) -> None:
    """RFC 7606 §2: the routes are handled "as though all contained routes had been withdrawn"."""
    assert leaves_nothing(case.octets, case.context)


def test_the_cases_are_not_empty() -> None:
    """There are cases of every part that treats as withdrawn."""
    assert len(CASES) > 100


@settings(max_examples=3 * settings().max_examples)
@given(data=st.data())
def test_whatever_is_wrong_treat_as_withdraw_leaves_nothing(data: st.DataObject) -> None:
    """The same of UPDATEs that were damaged at random."""
    context = data.draw(strategies.contexts())
    octets = data.draw(strategies.mutated_updates(context))
    update = Decoder(context).decode(octets)
    assert isinstance(update, Update)
    if update.treatment is Treatment.TREAT_AS_WITHDRAW:
        leaves_nothing(octets, context)
