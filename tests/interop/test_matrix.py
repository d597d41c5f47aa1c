"""Every daemon in every scenario; the table is printed at the end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from asyncio_speaker import Peer
from bgplib import (
    ExtendedCommunities,
    Family,
    LargeCommunities,
    NlriGroup,
    OnlyToCustomer,
    Prefix,
    RouteDistinguisher,
    Update,
)
from bgplib.attributes.extended_communities import parse as extended_community
from bgplib.capabilities import Role
from bgplib.messages.notification import Notification
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.nlri import Nlri, evpn
from bgplib.nlri.evpn.mac_ip import MacIpAdvertisement
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.session import (
    GracefulRestartConfig,
    RefreshBegan,
    RefreshEnded,
    RoutesSwept,
    Session,
    SessionDown,
    SessionUp,
    State,
    StateChanged,
    UpdateReceived,
)
from bgplib.session.graceful_restart import promise_of
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress
from own_routes import announce, own_attributes
from tests.interop import free_port
from tests.interop.lab import KINDS, OUR_AS, Kind, Lab, LatePeer, Switches, run

_REASONS = {
    "collision": "of two connections it may close both, the Established one without a word",
    "hold_zero": "it takes no Hold Time of 0",
    "md5": "TCP MD5 does not work with it on a port that is not 179, or not at all",
    "refresh": "it answers that the family was not negotiated, though it sends its routes",
    "enhanced": "it has no enhanced route refresh, or only where refresh works",
    "evpn": "it has no EVPN",
    "extended_next_hop": "it has no extended next hop that a configuration here could turn on",
    "extended_messages": "it has no extended messages",
    "reset": "it has no command for it",
    "role": "it has no roles",
    "shutdown": "it sends no text with its Cease",
    "vpn": "it originates no VPN-IPv4 routes",
    "flowspec": "it has no flow specifications",
}
OUR_ROUTES = [["198.51.100.0/24", "192.0.2.9"], ["2001:db8:9::/48", "2001:db8::9"]]


def lacks(kind: Kind, *features: str) -> str | None:
    """Return why a daemon is not in a scenario."""
    absent = [name for name in features if name not in kind.features]
    why_not = kind.program.why_not()
    return why_not or (_REASONS.get(absent[0], f"it has no {absent[0]}") if absent else None)


@pytest.fixture(params=KINDS, ids=[kind.name for kind in KINDS])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Return each daemon in turn; skip what its version lacks, with the reason."""
    found: Kind = request.param
    marker = request.node.get_closest_marker("features")
    reason = lacks(found, *(marker.args if marker else ()))
    if reason is not None:
        pytest.skip(reason)
    return found


async def come_up(lab: Lab) -> None:
    """Wait for Established, announce our routes, and wait for the daemon's."""
    await lab.until(lambda: lab.is_up)
    announce(lab.session, OUR_ROUTES)
    lab.peer.settle()


async def exchange(lab: Lab) -> None:
    """Exchange an IPv4 and an IPv6 route both ways, without a finding."""
    await come_up(lab)
    await lab.until_told("198.51.100.0/24", "2001:db8:9::/48")
    await lab.until(lambda: all(lab.heard(prefix) for prefix in lab.kind.prefixes))
    assert not any(event.update.findings for event in lab.of(UpdateReceived))


def test_we_dial(kind: Kind) -> None:
    """We connect, and IPv4 and IPv6 routes go both ways."""
    run(kind, exchange, Switches(port=free_port()))


def test_they_dial(kind: Kind) -> None:
    """The daemon connects, and IPv4 and IPv6 routes go both ways."""
    run(kind, exchange, Switches(port=free_port(), dials=True))


def test_two_octet_as(kind: Kind) -> None:
    """RFC 6793: as a speaker of 2-octet AS numbers we exchange routes."""
    run(kind, exchange, Switches(port=free_port()), four_octet_as=False)


def test_four_octet_as(kind: Kind) -> None:
    """RFC 6793: from an AS whose number needs four octets we exchange routes."""
    run(kind, exchange, Switches(port=free_port(), our_as=4200000009))


def test_hold_time_3(kind: Kind) -> None:
    """RFC 4271 §4.2: with a Hold Time of 3 s the session lives by its KEEPALIVEs."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        negotiation = lab.session.negotiation
        assert negotiation is not None
        assert negotiation.hold_time == 3
        await asyncio.sleep(5)
        assert lab.is_up
        assert not lab.of(SessionDown)

    run(kind, scenario, Switches(port=free_port(), hold_time=3))


@pytest.mark.features("hold_zero")
def test_hold_time_0(kind: Kind) -> None:
    """RFC 4271 §4.2: with a Hold Time of 0 no timer runs."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        assert lab.session.negotiation is not None
        assert lab.session.negotiation.hold_time == 0
        assert not lab.session.snapshot().timers

    run(kind, scenario, Switches(port=free_port(), hold_time=0))


@pytest.mark.features("refresh")
def test_route_refresh(kind: Kind) -> None:
    """RFC 2918: asked again, the daemon sends its routes again."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        lab.events.clear()
        assert lab.session.connection is not None
        lab.session.connection.send(RouteRefresh(Family.IPV4_UNICAST))
        lab.peer.settle()
        await lab.until(lambda: lab.heard(lab.kind.prefixes[0]))

    run(kind, scenario, Switches(port=free_port()), enhanced_route_refresh=False)


@pytest.mark.features("enhanced")
def test_enhanced_route_refresh(kind: Kind) -> None:
    """RFC 7313: the routes that are sent again stand between BoRR and EoRR."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        await asyncio.sleep(0.5)
        lab.events.clear()
        assert lab.session.connection is not None
        lab.session.connection.send(RouteRefresh(Family.IPV4_UNICAST))
        lab.peer.settle()
        await lab.until(lambda: lab.of(RefreshEnded))
        kinds = [type(event) for event in lab.events]
        assert kinds.index(RefreshBegan) < kinds.index(UpdateReceived) < kinds.index(RefreshEnded)
        assert lab.heard(lab.kind.prefixes[0])

    run(kind, scenario, Switches(port=free_port()))


@pytest.mark.features("add_path")
def test_add_path(kind: Kind) -> None:
    """RFC 7911: two paths of ours arrive, and the daemon's have path identifiers."""

    async def scenario(lab: Lab) -> None:
        await lab.until(lambda: lab.is_up)
        connection, negotiation = lab.session.connection, lab.session.negotiation
        assert connection is not None
        assert negotiation is not None
        context = negotiation.context
        assert Family.IPV4_UNICAST in context.add_path_send & context.add_path_receive
        for path_id, next_hop in ((1, "192.0.2.9"), (2, "192.0.2.10")):
            connection.send(
                Update.announce(
                    [_numbered("198.51.100.0/24", path_id)],
                    next_hop=next_hop,
                    attributes=own_attributes(lab.session),
                )
            )
        for family in negotiation.families:
            connection.send(Update.end_of_rib_of(family))
        lab.peer.settle()
        await lab.until_told("198.51.100.0/24", "192.0.2.9", "192.0.2.10")
        await lab.until(lambda: lab.heard(lab.kind.prefixes[0]))
        assert all(group.path_ids for group in lab.announced())

    families = frozenset((Family.IPV4_UNICAST, Family.IPV6_UNICAST))
    run(
        kind,
        scenario,
        Switches(port=free_port(), add_path=True),
        add_path_send=families,
        add_path_receive=families,
    )


def _numbered(prefix: str, path_id: int) -> Any:
    from bgplib import Prefix, UnicastNlri

    return UnicastNlri(prefix=Prefix.parse(prefix), path_id=path_id)


@pytest.mark.features("extended_messages")
def test_extended_messages(kind: Kind) -> None:
    """RFC 8654: an UPDATE of more than 4,096 octets arrives whole."""

    async def scenario(lab: Lab) -> None:
        await come_up(lab)
        assert lab.session.negotiation is not None
        assert lab.session.negotiation.send_extended
        prefixes = [f"100.{64 + n // 256}.{n % 256}.0/24" for n in range(2000)]
        update = Update.announce(
            prefixes, next_hop="192.0.2.9", attributes=own_attributes(lab.session)
        )
        assert lab.session.connection is not None
        lab.session.connection.send(update)
        lab.peer.settle()
        await lab.until_told("100.64.0.0/24", "100.71.207.0/24")
        assert lab.is_up

    run(kind, scenario, Switches(port=free_port(), extended_messages=True))


def test_large_communities(kind: Kind) -> None:
    """RFC 8092: a large community of ours arrives as it was sent."""

    async def scenario(lab: Lab) -> None:
        await lab.until(lambda: lab.is_up)
        attributes = [*own_attributes(lab.session), LargeCommunities(((64509, 1, 4200000000),))]
        assert lab.session.connection is not None
        lab.session.connection.send(
            Update.announce(["198.51.100.0/24"], next_hop="192.0.2.9", attributes=attributes)
        )
        lab.session.connection.send(Update.end_of_rib_of(Family.IPV4_UNICAST))
        lab.peer.settle()
        await lab.until_told("198.51.100.0/24")

    run(kind, scenario, Switches(port=free_port()))


@pytest.mark.features("reset")
def test_they_reset(kind: Kind) -> None:
    """RFC 4486: the daemon's Cease is read, and the session comes back by itself."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        lab.kind.reset(lab.daemon)
        await lab.until(lambda: lab.of(SessionDown))
        (down,) = lab.of(SessionDown)
        if down.received is None:
            # ExaBGP closes without a word where graceful restart was agreed on.
            assert down.stale
        else:
            assert (down.received.hard_reset or down.received).code == 6
        await lab.until(lambda: len(lab.of(SessionUp)) == 2, 60)

    run(kind, scenario, Switches(port=free_port()))


def test_we_stop(kind: Kind) -> None:
    """RFC 4486, RFC 9003: after our Cease the daemon has none of our routes."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        await lab.speaker.stop("maintenance, back at 12:00")
        (down,) = lab.of(SessionDown)
        assert down.sent is not None
        assert down.sent.text == "maintenance, back at 12:00"
        if lab.kind.name != "ExaBGP":  # which has no table, only a log of what it heard
            await lab.until(lambda: "198.51.100.0/24" not in lab.kind.routes(lab.daemon))

    run(kind, scenario, Switches(port=free_port()))


@pytest.mark.features("shutdown")
def test_they_shut_down(kind: Kind) -> None:
    """RFC 9003 §2: the text with which the daemon's operator ends the session arrives."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        lab.kind.shut_down(lab.daemon, "back-at-noon")
        await lab.until(lambda: lab.of(SessionDown))
        (down,) = lab.of(SessionDown)
        assert down.received is not None
        assert (down.received.hard_reset or down.received).text == "back-at-noon"

    run(kind, scenario, Switches(port=free_port()))


@pytest.mark.features("graceful_restart")
def test_hard_reset(kind: Kind) -> None:
    """RFC 8538 §3.1: after a Hard Reset of ours nobody keeps routes, whatever was agreed on."""
    both = [Family.IPV4_UNICAST, Family.IPV6_UNICAST]
    restarts = GracefulRestartConfig(families=both)
    reset = Notification.hard_reset_of(Notification.shutdown("new software"))

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        lab.session.stop(asyncio.get_running_loop().time(), notification=reset)
        lab.peer.settle()
        (down,) = lab.of(SessionDown)
        assert down.sent is not None
        assert down.sent.hard_reset is not None
        assert not down.stale
        if lab.kind.name != "ExaBGP":  # which has no table, only a log of what it heard
            await lab.until(lambda: "198.51.100.0/24" not in lab.kind.routes(lab.daemon), 5)

    run(kind, scenario, Switches(port=free_port()), graceful_restart=restarts)


@pytest.mark.features("collision")
def test_collision(kind: Kind) -> None:
    """RFC 4271 §6.8: when both dial at once, one connection stays, the same for both ends."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        made = sum(
            isinstance(event, StateChanged) and event.new is State.OPEN_SENT for event in lab.events
        )
        # A daemon that gets no answer for a while may dial once more.
        assert made >= 2
        assert lab.session.snapshot().connections == 1
        assert len(lab.of(SessionUp)) == 1
        assert not lab.of(SessionDown)
        await asyncio.sleep(1)
        assert lab.is_up

    switches = Switches(port=free_port(), dials=True)
    run(kind, scenario, switches, LatePeer, passive=False)


@pytest.mark.features("graceful_restart")
def test_graceful_restart_helper(kind: Kind) -> None:
    """RFC 4724 §4.2: a daemon that died and is back keeps its routes at ours meanwhile."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        negotiation = lab.session.negotiation
        assert negotiation is not None
        promised = promise_of(negotiation, lab.session.config.graceful_restart).families
        if not promised:
            pytest.skip("it helps, and does not restart itself: its OPEN names no families")
        lab.daemon.kill()
        await lab.until(lambda: lab.of(SessionDown))
        assert lab.of(SessionDown)[0].stale == promised
        lab.daemon.start_again()
        await lab.until(lambda: len(lab.of(SessionUp)) == 2, 60)
        await lab.until(lambda: not lab.session.snapshot().stale, 60)
        assert lab.of(RoutesSwept)

    run(kind, scenario, Switches(port=free_port()))


@pytest.mark.features("graceful_restart")
def test_graceful_restart_restarter(kind: Kind) -> None:
    """RFC 4724 §4.1: we die and come back: the daemon keeps our routes, until our End-of-RIB."""
    if kind.name == "ExaBGP":
        pytest.skip("it has no table that could keep routes")
    both = [Family.IPV4_UNICAST, Family.IPV6_UNICAST]
    restarts = GracefulRestartConfig(families=both, preserved=frozenset(both), notification=False)

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        old = lab.peer
        lab.speaker.drop(old)
        await asyncio.sleep(0.5)
        assert "198.51.100.0/24" in lab.kind.routes(lab.daemon)
        new = Peer(Session(old.session.config), old.address, old.port, local=old.local)
        new.on_event = lambda peer, event: lab.events.append(event)
        lab.peer = new
        lab.speaker.add(new, restarted=True)
        await lab.until(lambda: lab.is_up, 60)
        # The IPv6 route is not sent again: it goes with the End-of-RIB.
        announce(new.session, OUR_ROUTES[:1])
        new.settle()
        await lab.until(lambda: "2001:db8:9::/48" not in lab.kind.routes(lab.daemon))
        assert "198.51.100.0/24" in lab.kind.routes(lab.daemon)

    run(kind, scenario, Switches(port=free_port()), graceful_restart=restarts)


@pytest.mark.features("extended_next_hop")
def test_extended_next_hop(kind: Kind) -> None:
    """RFC 8950: an IPv4 route with an IPv6 next hop arrives."""

    async def scenario(lab: Lab) -> None:
        await lab.until(lambda: lab.is_up)
        announce(lab.session, [["198.51.100.0/24", "2001:db8::9"]])
        lab.peer.settle()
        await lab.until_told("198.51.100.0/24", "2001:db8::9")
        if lab.kind.name == "BIRD":
            await lab.until(lambda: lab.heard(lab.kind.prefixes[0]))
            (group,) = (g for g in lab.announced() if g.family == Family.IPV4_UNICAST)
            assert str(group.next_hop) == "2001:db8::2"

    pair = (Family.IPV4_UNICAST, 2)
    run(
        kind,
        scenario,
        Switches(port=free_port(), extended_next_hop=True),
        extended_next_hop=[pair],
    )


@pytest.mark.features("evpn")
def test_evpn(kind: Kind) -> None:
    """RFC 7432: what the daemon makes of its command line is what we read in it, labels and all."""
    if kind.name != "GoBGP":
        pytest.skip("it originates no EVPN routes without an interface of the kernel's for them")

    async def scenario(lab: Lab) -> None:
        await come_up(lab)
        lines = (
            "macadv aa:bb:cc:dd:ee:01 10.0.0.1 etag 100 label 1000 rd 64503:9",
            "prefix 10.3.0.0/24 etag 0 label 5001 rd 64503:9",
            "prefix 10.4.0.0/24 gw 192.0.2.4 etag 0 rd 64503:9",
            "multicast 192.0.2.3 etag 0 rd 64503:9",
        )
        for line in lines:
            lab.daemon.query(
                *("global", "rib", "add", "-a", "evpn", *line.split()),
                *("rt", "64503:9", "encap", "vxlan", "nexthop", "192.0.2.3"),
            )
        wanted = {evpn.parse(line) for line in lines}
        await lab.until(lambda: wanted <= {nlri for group in lab.announced() for nlri in group})

    families = (Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.L2VPN_EVPN)
    run(kind, scenario, Switches(port=free_port(), evpn=True), families=families)


@pytest.mark.features("md5")
@pytest.mark.parametrize("dials", [False, True], ids=["we-dial", "they-dial"])
def test_tcp_md5(kind: Kind, dials: bool) -> None:
    """RFC 2385: with the same key at both ends the session comes up."""
    run(kind, exchange, Switches(port=free_port(), md5="correct-horse", dials=dials))


@pytest.mark.features("role")
def test_roles(kind: Kind) -> None:
    """RFC 9234 §4: a provider and a customer come up and know each other's role."""

    async def scenario(lab: Lab) -> None:
        await come_up(lab)
        negotiation = lab.session.negotiation
        assert negotiation is not None
        theirs = negotiation.remote.capability(Role)
        assert theirs is not None
        assert theirs.text == "provider"

    run(kind, scenario, Switches(port=free_port(), role="provider"), role=Role.parse("customer"))


@pytest.mark.features("role")
def test_only_to_customer(kind: Kind) -> None:
    """RFC 9234 §5: a provider marks its routes for us, and takes none that was marked before."""

    async def scenario(lab: Lab) -> None:
        await exchange(lab)
        marks = [
            event.update.attributes.get(OnlyToCustomer)
            for event in lab.of(UpdateReceived)
            if event.update.announced
        ]
        assert marks
        assert set(marks) == {OnlyToCustomer(lab.kind.asn)}
        connection = lab.session.connection
        assert connection is not None
        leak = [*own_attributes(lab.session), OnlyToCustomer(64999)]
        connection.send(Update.announce(["203.0.113.0/24"], next_hop="192.0.2.9", attributes=leak))
        fair = own_attributes(lab.session)
        connection.send(Update.announce(["192.0.0.0/24"], next_hop="192.0.2.9", attributes=fair))
        lab.peer.settle()
        await lab.until_told("192.0.0.0/24")
        assert "203.0.113.0/24" not in lab.kind.routes(lab.daemon)

    run(kind, scenario, Switches(port=free_port(), role="provider"), role=Role.parse("customer"))


@pytest.mark.features("vpn")
def test_vpnv4(kind: Kind) -> None:
    """RFC 4364: the daemon's VPN-IPv4 route arrives with its route distinguisher."""

    async def scenario(lab: Lab) -> None:
        await come_up(lab)
        if lab.kind.name == "GoBGP":
            lab.daemon.query(
                *("global", "rib", "add", "-a", "vpnv4", "10.3.9.0/24", "label", "309"),
                *("rd", "64503:9", "rt", "64503:9", "nexthop", "192.0.2.3"),
            )
        await lab.until(lambda: lab.heard(f"10.{lab.kind.number}.9.0/24"))
        texts = [str(nlri) for group in lab.announced() for nlri in group.nlri]
        assert any(f"{lab.kind.asn}:9" in text for text in texts)

    families = (Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.IPV4_VPN)
    run(kind, scenario, Switches(port=free_port(), vpn=True), families=families)


@pytest.mark.features("flowspec")
def test_flowspec(kind: Kind) -> None:
    """RFC 8955: the daemon's flow specification arrives."""
    if kind.name == "FRR":
        pytest.skip("it takes flow specifications, and originates none")

    async def scenario(lab: Lab) -> None:
        await come_up(lab)
        if lab.kind.name == "GoBGP":
            lab.daemon.query(
                *("global", "rib", "add", "-a", "ipv4-flowspec"),
                *("match", "destination", "10.3.0.0/24", "then", "discard"),
            )
        await lab.until(
            lambda: any(g.family == Family.IPV4_FLOWSPEC and len(g) for g in lab.announced())
        )

    families = (Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.IPV4_FLOWSPEC)
    run(kind, scenario, Switches(port=free_port(), flowspec=True), families=families)


#: a route of ours in each family, as daemons print a part of it
OTHER_ROUTES: dict[str, tuple[Family, Nlri, str]] = {
    "vpn": (
        Family.IPV4_VPN,
        VpnNlri(
            labels=(Label.of(909),),
            rd=RouteDistinguisher.parse("64509:9"),
            prefix=Prefix.parse("10.9.9.0/24"),
        ),
        "10.9.9.0/24",
    ),
    "evpn": (
        Family.L2VPN_EVPN,
        MacIpAdvertisement(
            rd=RouteDistinguisher.parse("64509:9"),
            mac=MacAddress.parse("02:00:5e:00:53:09"),
            labels=(Label.of(909),),
        ),
        "02:00:5e:00:53:09",
    ),
    "flowspec": (
        Family.IPV4_FLOWSPEC,
        FlowSpecNlri.parse("destination 10.9.9.0/24; destination-port =80"),
        "10.9.9.0/24",
    ),
}


@pytest.mark.parametrize("name", OTHER_ROUTES)
def test_we_announce(kind: Kind, name: str) -> None:
    """RFC 4364, RFC 7432, RFC 8955: the daemon takes a route of ours."""
    reason = lacks(kind, name)
    if reason is not None and not (kind.name == "OpenBGPD" and name == "vpn"):
        pytest.skip(reason)
    family, nlri, text = OTHER_ROUTES[name]

    async def scenario(lab: Lab) -> None:
        await lab.until(lambda: lab.is_up)
        connection = lab.session.connection
        assert connection is not None
        target = ExtendedCommunities((extended_community(f"rt:{OUR_AS}:9"),))
        attributes = [*own_attributes(lab.session), target]
        # RFC 8955 §4: a flow specification has no next hop.
        next_hop = None if name == "flowspec" else "192.0.2.9"
        group = NlriGroup.of(family, [nlri], next_hop=next_hop)
        connection.send(Update.build(attributes=attributes, announced=(group,)))
        lab.peer.settle()
        await lab.until_told(text)
        assert lab.is_up

    families = (Family.IPV4_UNICAST, Family.IPV6_UNICAST, family)
    switches = Switches(
        port=free_port(), vpn=name == "vpn", evpn=name == "evpn", flowspec=name == "flowspec"
    )
    run(kind, scenario, switches, families=families)
