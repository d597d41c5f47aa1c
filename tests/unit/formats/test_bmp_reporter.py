"""What a station is told of a speaker's peers, read by what reads it (RFC 7854 §3.3, §5)."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib import AsPath, Communities, Origin, Prefix, Rib, Update
from bgplib.context import Context, SessionType
from bgplib.errors import LocalError
from bgplib.formats import bmp
from bgplib.formats.bmp import codes
from bgplib.messages.notification import Notification
from bgplib.policy import REJECT_ALL
from bgplib.session import (
    FamilyDisabled,
    Input,
    RefreshEnded,
    RoutesSwept,
    SessionDown,
    SessionUp,
    UpdateReceived,
)
from bgplib.speaker import Peer, PeerEvent, Speaker
from tests.unit.speaker.world import World

FAMILIES = ("ipv4-unicast", "ipv6-unicast", "ipv4-labeled")


class Station:
    """What a station makes of what it is told of one speaker."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.rib = Rib()
        self.told: list[bmp.BmpMessage | bmp.ErrorRecord] = []
        self._feed = bmp.Feed()
        self._loader = bmp.Loader(self.rib)
        self._reporters: dict[Peer, bmp.PeerReporter] = {}

    def tell(self, *messages: bmp.BmpMessage) -> None:
        """Let it have messages, as octets."""
        for message in messages:
            for heard in self._feed.receive_data(message.encode()):
                self.told.append(heard)
                assert not isinstance(heard, bmp.ErrorRecord), heard
                self._loader.add(heard)
        assert self._loader.errors == []

    def take(self, events: list[Any]) -> None:
        """Tell it of events of the speaker."""
        for each in events:
            if not isinstance(each, PeerEvent):
                continue
            peer, event = each.peer, each.event
            if isinstance(event, SessionUp):
                self._reporters[peer] = bmp.PeerReporter(
                    peer.config.address,
                    event.negotiation,
                    local_address=peer.config.local_address,
                    local_port=179,
                    remote_port=40000,
                )
                self.tell(self._reporters[peer].up(7.5))
            elif isinstance(event, UpdateReceived):
                self.tell(*self._reporters[peer].update(event.update, 8.25))
            elif isinstance(event, SessionDown):
                self.tell(self._reporters.pop(peer).down(event, 9.0))
            elif isinstance(event, RoutesSwept | RefreshEnded | FamilyDisabled):
                self.again(peer)
        events.clear()

    def again(self, peer: Peer) -> None:
        """Tell it all of a peer anew."""
        reporter = self._reporters.get(peer)
        if reporter is not None:
            self.tell(reporter.down(), reporter.up())
            self.tell(*reporter.table(self.speaker.adj_rib_in(peer)))


def shown(routes: Any) -> set[str]:
    """Return what routes say, as text."""
    return {f"{each} {each.path.path_id} {each.attributes.canonical()}" for each in routes}


def check(station: Station, peer: Peer) -> None:
    """Compare the station's table with that of the speaker."""
    assert shown(station.rib.snapshot()) == shown(station.speaker.adj_rib_in(peer))


def world(**fields: Any) -> tuple[World, Station, Speaker, Peer, Peer]:
    """Return a speaker that is monitored, and one peer of it."""
    made = World()
    near, far = made.speaker(65001, 1), made.speaker(65002, 2)
    to_far, to_near = made.link(near, far, **({"families": FAMILIES} | fields))
    config = attrs.evolve(to_far.config, report_updates=True)
    assert str(near.update_peer(to_far, config, 0.0)) == "in force at once: report_updates"
    made.start()
    return made, Station(near), far, to_far, to_near


@pytest.mark.parametrize("add_path", [False, True])
@pytest.mark.parametrize("four_octet_as", [False, True])
def test_the_station_has_what_the_peer_said(*, add_path: bool, four_octet_as: bool) -> None:
    """§5: pre-policy, whatever import policy makes of it; with identifiers, and wide AS numbers."""
    both = {"add_path_send": FAMILIES, "add_path_receive": FAMILIES} if add_path else {}
    made, station, far, peer, _ = world(
        four_octet_as=four_octet_as, left_side={"import_policy": REJECT_ALL}, **both
    )
    station.take(made.events[station.speaker])
    far.originate("198.51.100.0/24", 0.0, attributes=[AsPath.of([4200000000]), Origin(0)])
    far.originate("198.51.101.0/24", 0.0)
    far.originate("2001:db8::/32", 0.0, next_hop="2001:db8::2")
    made.settle()
    far.withdraw("198.51.101.0/24", 0.0)
    far.originate("198.51.100.0/24", 0.0, attributes=[Communities((1,))])
    made.settle()
    station.take(made.events[station.speaker])
    check(station, peer)
    assert len(station.rib) == 2
    # A station that connects later is told the same.
    late = Station(station.speaker)
    late._reporters |= station._reporters
    late.again(peer)
    check(late, peer)
    made.cut(peer)
    station.take(made.events[station.speaker])
    assert len(station.rib) == 0


def test_headers() -> None:
    """§4.2: who the peer is, and when; §4.10: with which OPENs."""
    made, station, far, peer, _ = world()
    far.originate("198.51.100.0/24", 0.0)
    made.settle()
    station.take(made.events[station.speaker])
    up = station.told[0]
    assert isinstance(up, bmp.PeerUp)
    assert str(up.peer) == "192.0.2.2 AS65002 adj-rib-in-pre"
    assert (up.peer.time, up.peer.identifier_text) == (7.5, "192.0.2.2")
    assert (up.local_address_text, up.local_port, up.remote_port) == ("192.0.2.1", 179, 40000)
    assert (up.sent_open.asn, up.received_open.asn) == (65001, 65002)
    assert peer.negotiation is not None
    header = bmp.PeerReporter("2001:db8::2", peer.negotiation, local_address="::1").header()
    assert (header.address_text, header.time) == ("2001:db8::2", 0.0)


def test_why_it_is_down() -> None:
    """§4.9: reasons 1 to 5."""
    made, station, _, peer, to_near = world()
    peer.stop(made.now, "maintenance")
    made.settle()
    peer.start(made.now)
    made.settle()
    to_near.stop(made.now, "maintenance")
    made.settle()
    to_near.start(made.now)
    made.wait(400)
    made.cut(peer)
    station.take(made.events[station.speaker])
    downs = [each for each in station.told if isinstance(each, bmp.PeerDown)]
    assert [each.reason for each in downs] == [1, 3, 4]
    assert all("maintenance" in str(each.notification) for each in downs[:2])
    assert peer.negotiation is None
    nothing: Any = None
    with pytest.raises(LocalError, match="negotiation"):
        bmp.PeerReporter("192.0.2.2", nothing, local_address="192.0.2.1")


def test_a_hold_timer_has_no_notification_where_none_was_sent() -> None:
    """§4.9, reason 2: the event of the state machine; reason 5: it is told no more of."""
    _, _, _, peer, _ = world()
    assert peer.negotiation is not None
    reporter = bmp.PeerReporter("192.0.2.2", peer.negotiation, local_address="192.0.2.1")
    silent = reporter.down(SessionDown(cause=Input.SEND_HOLD_TIMER_EXPIRES, text="it is deaf"))
    assert (silent.reason, silent.fsm_event) == (codes.LOCAL_WITHOUT_NOTIFICATION, 29)
    assert reporter.down().reason == codes.DE_CONFIGURED
    why = SessionDown(cause=Input.MANUAL_STOP, text="", sent=Notification.shutdown("x"))
    assert reporter.down(why).notification == Notification.shutdown("x")


@pytest.mark.parametrize(
    ("attributes", "left"),
    [
        # RFC 7606 §7.1: treat-as-withdraw; §7.7: attribute discard, as of LOCAL_PREF (§7.5).
        ("40010109 40020602010000fdea400304c0000202", 1),
        ("40010100 40020602010000fdea400304c0000202 c00706000000000000", 2),
        ("40010100 40020602010000fdea400304c0000202 40050400000064", 2),
    ],
)
def test_what_counts_of_a_malformed_update(attributes: str, left: int) -> None:
    """A station that does not know how the peer stands to us is told what we made of it."""
    made, station, far, peer, to_near = world()
    far.originate("198.51.100.0/24", 0.0)
    far.originate("203.0.113.0/24", 0.0)
    made.settle()
    octets = bytes.fromhex(attributes)
    body = bytes(2) + len(octets).to_bytes(2, "big") + octets + bytes.fromhex("18c63364")
    frame = b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + b"\x02" + body
    connection = peer.connection
    assert connection is not None
    connection.receive_data(frame, made.now)
    made.settle()
    station.take(made.events[station.speaker])
    check(station, peer)
    assert len(station.rib) == left
    assert to_near.is_established


def test_routes_that_go_without_an_update() -> None:
    """RFC 7313 §4, RFC 4724 §4.2: the station is told all anew."""
    made, station, far, peer, _ = world()
    far.originate("198.51.100.0/24", 0.0)
    made.settle()
    # What the peer says no more, it forgets with the session; we keep it, as stale.
    made.unplug(peer)
    far.withdraw("198.51.100.0/24", made.now)
    far.originate("203.0.113.0/24", made.now)
    made.plug(peer)
    made.wait(400)
    station.take(made.events[station.speaker])
    check(station, peer)
    assert [str(each.prefix) for each in station.rib.snapshot()] == ["203.0.113.0/24"]


def test_reports_are_for_who_asks() -> None:
    """`PeerConfig.report_updates`: without it UPDATEs go the short way, and are no events."""
    made, station, far, peer, _ = world()
    for asked in (False, True, False):
        near = station.speaker
        near.update_peer(peer, attrs.evolve(peer.config, report_updates=asked), made.now)
        made.events[near].clear()
        for number in range(3):
            far.originate(f"10.{number}.0.0/16", made.now, attributes=[Communities((asked,))])
            made.settle()
        heard = [
            each.event.update
            for each in made.events[near]
            if isinstance(each, PeerEvent) and isinstance(each.event, UpdateReceived)
        ]
        assert len(heard) == (3 if asked else 0)
        assert len(near.adj_rib_in(peer)) == 3
        for update in heard:
            assert isinstance(update, Update)
            assert isinstance(update.announced[0].prefixes[0], Prefix)


def test_the_context_is_that_of_the_session() -> None:
    """So that the station reads what an internal peer may say, too."""
    made = World()
    near, far = made.speaker(65001, 1), made.speaker(65001, 2)
    to_far, _ = made.link(near, far, report_updates=True, rules=Context())
    made.start()
    far.originate("198.51.100.0/24", 0.0)
    made.settle()
    station = Station(near)
    station.take(made.events[near])
    check(station, to_far)
    (route,) = station.rib.snapshot()
    assert (route.attributes.local_pref, route.source.session) == (100, SessionType.INTERNAL)
