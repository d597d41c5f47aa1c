"""Filters that we send: what they hold, how many messages they need, and what cannot be sent."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.capabilities import OutboundRouteFiltering
from bgplib.capabilities.outbound_route_filtering import OrfEntry
from bgplib.errors import EncodeError, LocalError
from bgplib.iana.families import Family
from bgplib.messages.outbound_route_filter import (
    REMOVE,
    AddressPrefixEntry,
    CoveringPrefixEntry,
    Filters,
    OutboundRouteFilter,
    RemoveAll,
    decode,
    encode,
)
from bgplib.session import Session, SessionConfig
from bgplib.session.orf import OrfTable
from bgplib.session.orf_sending import requests
from bgplib.speaker import Peer, Speaker
from bgplib.values.prefix import Prefix
from tests.unit.speaker.world import World

V4, V6, VPN = Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.IPV4_VPN
ROUTES = ("10.1.0.0/16", "10.2.0.0/16", "192.0.2.0/24")
BOTH = frozenset({64, 128})


def entry(prefix: str, sequence: int = 10, **fields: Any) -> AddressPrefixEntry:
    """Make an entry."""
    return AddressPrefixEntry(sequence=sequence, prefix=Prefix.parse(prefix), **fields)


def pair(*, receive: bool = True, **fields: Any) -> tuple[World, Speaker, Peer]:
    """Make a speaker with routes, and one that would filter them: its table and its peer."""
    world = World()
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    _, far = world.link(
        one,
        other,
        left_side={"orf_receive": (V4,) if receive else ()} | fields,
        right_side={"orf_send": (V4,)} | fields,
    )
    for prefix in ROUTES:
        one.originate(prefix, world.now)
    world.start()
    return world, other, far


def told(speaker: Speaker) -> set[str]:
    """Return what a speaker was told."""
    return {str(route.prefix) for route in speaker.loc_rib}


def test_filters_are_in_force_at_once() -> None:
    """RFC 5291 §6: the peer sends what they permit, and takes back what they do not."""
    world, other, far = pair()
    assert told(other) == set()
    far.send_filters(V4, [entry("10.0.0.0/8", maximum=16)], world.now)
    world.settle()
    assert told(other) == {"10.1.0.0/16", "10.2.0.0/16"}
    further = [entry("10.2.0.0/16", 5, deny=True), entry("192.0.2.0/24", 20)]
    far.send_filters(V4, further, world.now)
    world.settle()
    assert told(other) == {"10.1.0.0/16", "192.0.2.0/24"}
    far.send_filters(V4, [entry("10.2.0.0/16", 5, deny=True, action=REMOVE)], world.now)
    world.settle()
    assert told(other) == set(ROUTES)
    far.send_filters(V4, [RemoveAll(), entry("192.0.2.0/24")], world.now)
    world.settle()
    assert told(other) == {"192.0.2.0/24"}
    far.send_filters(V4, iter([RemoveAll()]), world.now)
    world.settle()
    assert told(other) == set(ROUTES)


def test_filters_that_wait() -> None:
    """RFC 5291 §6: DEFER changes nothing until the routes are asked for."""
    world, other, far = pair()
    far.send_filters(V4, [entry("10.1.0.0/16")], world.now, defer=True)
    world.settle()
    assert told(other) == set()
    far.send_filters(V4, (), world.now)
    world.settle()
    assert told(other) == {"10.1.0.0/16"}
    far.send_filters(V4, [entry("10.2.0.0/16", 20)], world.now, defer=True)
    world.settle()
    assert told(other) == {"10.1.0.0/16"}
    far.request_refresh(V4, world.now)
    world.settle()
    assert told(other) == {"10.1.0.0/16", "10.2.0.0/16"}


@pytest.mark.parametrize("extended", [False, True])
def test_many_entries(*, extended: bool) -> None:
    """What does not fit in a message goes in several; the last one has the routes sent."""
    world, other, far = pair(extended_messages=extended)
    many = [entry(f"172.{16 + (at >> 8)}.{at & 255}.0/24", at + 1, deny=True) for at in range(5000)]
    far.send_filters(V4, [*many, entry("0.0.0.0/0", 9000, maximum=32)], world.now)
    world.settle()
    assert told(other) == set(ROUTES)
    # Each entry has 11 octets, the last one 8.
    assert far.snapshot().sent[5] == (1 if extended else -(-55008 // 4069))
    far.send_filters(V4, [entry("0.0.0.0/0", 9000, maximum=32, action=REMOVE)], world.now)
    world.settle()
    assert told(other) == set()


def test_each_message_holds_what_fits() -> None:
    """No message is too long, none is empty, and nothing is lost or out of order."""
    many = [entry(f"2001:db8:{at:x}::/{48 + at % 80}", at) for at in range(2000)]
    for maximum in (60, 100, 4096, 65535):
        found = requests(V6, many, BOTH, maximum, defer=False)
        read = [decode(each.orf, V6) for each in found]
        assert [one for each in read for part in each.filters for one in part.entries] == many
        assert [each.when for each in read] == [2] * (len(read) - 1) + [1]
        assert all(len(each.encode()) <= maximum for each in found if maximum <= 4096)
        assert all(part.entries for each in read for part in each.filters)
        assert all(part.type == 64 for each in read for part in each.filters)
    (alone,) = requests(V4, [entry("10.0.0.0/8")], frozenset({128}), 4096, defer=True)
    assert decode(alone.orf, V4).filters[0].type == 128
    assert decode(alone.orf, V4).when == 2


def test_filters_of_covering_prefixes() -> None:
    """RFC 7543 §2: they have a type of their own, which has to be agreed on."""
    covering = CoveringPrefixEntry(
        sequence=1, route_target=bytes(8), import_target=bytes(8), host=bytes((192, 0, 2, 1))
    )
    found = requests(VPN, [RemoveAll(), covering], frozenset({64, 65}), 4096, defer=False)
    read = [decode(each.orf, VPN) for each in found]
    # What follows a REMOVE-ALL is in a message of its own.
    assert [(each.when, each.filters[0].type) for each in read] == [(2, 65), (1, 65)]
    assert [each.filters[0].entries for each in read] == [(RemoveAll(),), (covering,)]
    with pytest.raises(LocalError, match="takes no such filters"):
        requests(VPN, [covering], BOTH, 4096, defer=False)
    with pytest.raises(LocalError, match="of one type"):
        requests(VPN, [covering, entry("10.0.0.0/8")], frozenset({64, 65}), 4096, defer=False)
    (message,) = requests(VPN, [RemoveAll()], frozenset({65}), 4096, defer=False)
    assert decode(message.orf, VPN).filters[0].type == 65


@pytest.mark.parametrize("types", [{64}, {128}, {65}, {64, 65}, {64, 65, 128}, {3, 64}])
@pytest.mark.parametrize("entries", [[RemoveAll()], [RemoveAll(), RemoveAll()]])
@pytest.mark.parametrize("defer", [False, True])
def test_remove_all_alone(types: set[int], entries: list[RemoveAll], *, defer: bool) -> None:
    """It removes what was agreed on, of whatever type; the last message has the routes sent."""
    found = requests(VPN, entries, frozenset(types), 4096, defer=defer)
    read = [decode(each.orf, VPN, {64, 65, 128}) for each in found]
    filters = [one for each in read for one in each.filters]
    # RFC 5291 §4: Action has the value 2 for REMOVE-ALL, which consists of the common part only.
    assert {one.type: one.entries for one in filters} == {
        kind: b"\x80" if kind == 3 else (RemoveAll(),) for kind in types
    }
    assert len(filters) == len(found) == len(types) * len(entries)
    assert [each.when for each in read] == [2] * (len(read) - 1) + [2 if defer else 1]


def test_remove_all_leaves_nothing_that_filters() -> None:
    """RFC 5291 §6: results of several filters are combined, so that one that is left denies."""
    table = OrfTable(V4, (64, 128))
    nothing = OutboundRouteFilter(128, (entry("0.0.0.0/0", maximum=32, deny=True),))
    for octets in (
        encode(Filters(1, (nothing,))),
        *(each.orf for each in requests(V4, [entry("10.0.0.0/8")], BOTH, 4096, defer=False)),
    ):
        table.apply(octets)
    assert not table.permits(Prefix.parse("10.0.0.0/8"))
    applied = [table.apply(each.orf) for each in requests(V4, [RemoveAll()], BOTH, 99, defer=False)]
    assert applied == [False, True]
    assert not table.is_filtering
    assert table.permits(Prefix.parse("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (entry("2001:db8::/32"), "no prefix of ipv4-unicast"),
        (entry("10.0.0.0/8", minimum=8), "lengths"),
        (entry("10.0.0.0/8", maximum=7), "lengths"),
        (entry("10.0.0.0/8", maximum=33), "lengths"),
        (entry("10.0.0.0/8", minimum=24, maximum=16), "lengths"),
        ("10.0.0.0/8", "no entry"),
        (Prefix.parse("10.0.0.0/8"), "no entry"),
    ],
)
def test_entries_that_cannot_be_meant(made: Any, text: str) -> None:
    """RFC 5292 §2: 0 <= Length < Minlen <= Maxlen; nothing is sent."""
    world, _, far = pair()
    with pytest.raises(LocalError, match=text):
        far.send_filters(V4, [entry("10.0.0.0/8"), made], world.now)
    assert 5 not in far.snapshot().sent


def test_numbers_without_a_place() -> None:
    """A sequence number has 32 bits."""
    world, _, far = pair()
    with pytest.raises(EncodeError, match="Sequence"):
        far.send_filters(V4, [entry("10.0.0.0/8", 2**32)], world.now)


def test_without_an_agreement_nothing_is_sent() -> None:
    """RFC 5291 §5: only where one end sends filters and the other takes them."""
    world, _, far = pair(receive=False)
    with pytest.raises(LocalError, match="no filters of ipv4-unicast were agreed on"):
        far.send_filters(V4, [entry("10.0.0.0/8")], world.now)
    world, _, far = pair()
    with pytest.raises(LocalError, match="ipv6-unicast"):
        far.send_filters(V6, [entry("2001:db8::/32")], world.now)
    with pytest.raises(LocalError, match="deferred"):
        far.send_filters(V4, [], world.now, defer=True)
    far.stop(world.now)
    with pytest.raises(LocalError, match="not Established"):
        far.send_filters(V4, [entry("10.0.0.0/8")], world.now)
    idle = Session(SessionConfig(local_as=65001, local_identifier="192.0.2.1", orf_send=[V4]))
    with pytest.raises(LocalError, match="not Established"):
        idle.send_filters(V4, [entry("10.0.0.0/8")], 0.0)


def test_the_old_type_alone() -> None:
    """A peer that knows of the type by its old number is sent that."""
    old = OutboundRouteFiltering((OrfEntry(V4, ((128, 3),)),))
    world = World()
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    _, far = world.link(one, other, capabilities=[old])
    one.originate("10.1.0.0/16", world.now)
    one.originate("10.2.0.0/16", world.now)
    world.start()
    far.send_filters(V4, [entry("10.1.0.0/16")], world.now)
    world.settle()
    assert told(other) == {"10.1.0.0/16"}
