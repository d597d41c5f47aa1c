"""Peers that nobody configured one by one: ranges of addresses, and AS numbers of several."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.capabilities import FourOctetAs
from bgplib.context import SessionType
from bgplib.errors import EncodeError, LocalError, ParseError
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.policy import ACCEPT_ALL
from bgplib.session import CloseWanted, ConnectWanted, GracefulRestartConfig, SessionDown
from bgplib.speaker import (
    Confederation,
    PeerAdded,
    PeerConfig,
    PeerConnection,
    PeerEvent,
    PeerRange,
    PeerRemoved,
    Speaker,
    SpeakerConfig,
    SpeakerEvent,
    StrangerRefused,
)
from bgplib.values.address import address_text

V4 = Family.IPV4_UNICAST
PREFIX = "198.51.100.0/24"


class Lab:
    """A speaker that waits, and speakers that connect to it; octets are carried at once."""

    def __init__(self, *ranges: PeerRange, start: bool = True, **fields: Any) -> None:
        given: dict[str, Any] = {"local_as": 65000, "identifier": "192.0.2.1"}
        self.hub = Speaker(SpeakerConfig(**(given | fields)))
        self.now = 0.0
        self.events: list[SpeakerEvent] = []
        for each in ranges:
            self.hub.add_range(each)
        if start:
            self.hub.start(0.0)
        self.wires: list[tuple[PeerConnection, PeerConnection]] = []

    def dial(self, address: str, asn: int, **fields: Any) -> Speaker:
        """Connect from an address, with a route to announce."""
        identifier = f"10.0.0.{len(self.wires) + 1}"
        far = Speaker(SpeakerConfig(local_as=asn, identifier=identifier))
        far.add_peer(
            PeerConfig(
                address="192.0.2.1",
                local_address=address,
                import_policy=ACCEPT_ALL,
                export_policy=ACCEPT_ALL,
                **fields,
            )
        )
        far.originate(PREFIX, self.now)
        far.start(self.now)
        self.connect(far, address)
        return far

    def connect(self, far: Speaker, address: str) -> None:
        """Carry a connection to the hub."""
        ours = self.hub.connection_from(address, self.now, local_address="192.0.2.1")
        if ours is None:
            self.settle()
            return
        theirs = far.peer("192.0.2.1").connection_made(self.now)
        self.wires.append((ours, theirs))
        self.settle()

    def cut(self, far: Speaker) -> None:
        """Break the connection of a speaker."""
        for wire in tuple(self.wires):
            if wire[1] is far.peer("192.0.2.1").connection:
                self.wires.remove(wire)
                for end in wire:
                    end.receive_data(b"", self.now)
        self.settle()

    def settle(self) -> None:
        """Do the drivers' part until nothing happens any more."""
        busy = True
        while busy:
            busy = False
            closed = []
            for event in self.hub.events():
                busy = True
                self.events.append(event)
                if isinstance(event, PeerEvent) and isinstance(event.event, CloseWanted):
                    closed.append(event.event.connection)
            for wire in tuple(self.wires):
                for near, away in (wire, wire[::-1]):
                    if near is wire[1]:
                        list(near.peer.speaker.events())
                    octets = near.data_to_send()
                    if octets:
                        busy = True
                        near.data_sent(len(octets), self.now)
                        away.receive_data(octets, self.now)
                if wire[0] in closed:
                    self.wires.remove(wire)
                    for end in wire:
                        end.receive_data(b"", self.now)
                    busy = True

    def wait(self, seconds: float) -> None:
        """Let time go by for the hub."""
        self.now += seconds
        self.hub.handle_timers(self.now)
        self.settle()

    def seen(self, kind: type) -> list[Any]:
        """Return the events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]


def of(prefixes: Any = "192.0.2.0/24", limit: int = 100, **template: Any) -> PeerRange:
    """Make a range whose peers are taken at their word."""
    given: dict[str, Any] = {"import_policy": ACCEPT_ALL, "export_policy": ACCEPT_ALL}
    return PeerRange(prefixes=prefixes, limit=limit, template=PeerConfig(**(given | template)))


def test_a_peer_is_there_as_long_as_its_session() -> None:
    """Who connects from the range is a peer like others; at its end it leaves with its routes."""
    lab = Lab(of(remote_as=65001))
    far = lab.dial("192.0.2.7", 65001)
    (peer,) = lab.hub.peers.values()
    assert peer.is_established
    assert peer.is_dynamic
    assert repr(peer) == "<Peer 192.0.2.7: Established, dynamic>"
    assert str(peer.snapshot()).startswith("192.0.2.7 (dynamic): Established")
    assert [event.peer for event in lab.seen(PeerAdded)] == [peer]
    assert [str(route.prefix) for route in lab.hub.loc_rib] == [PREFIX]
    assert "192.0.2.7 (dynamic) is not told" in str(lab.hub.explain(PREFIX))
    lab.cut(far)
    assert lab.hub.peers == {}
    assert list(lab.hub.loc_rib) == []
    assert len(lab.hub.rib) == 0
    assert [event.peer for event in lab.seen(PeerRemoved)] == [peer]
    # The end of the session is told first, and nothing afterwards.
    assert isinstance(lab.events[-1], PeerRemoved)
    assert any(isinstance(event.event, SessionDown) for event in lab.seen(PeerEvent))
    assert lab.hub.next_deadline() is None


def test_a_peer_comes_back_as_another() -> None:
    """A new connection makes a new peer; what the driver says of the old one means nothing."""
    lab = Lab(of(remote_as=65001))
    far = lab.dial("192.0.2.7", 65001)
    (old,) = lab.hub.peers.values()
    connection = old.connection
    assert connection is not None
    lab.cut(far)
    lab.dial("192.0.2.7", 65001)
    (new,) = lab.hub.peers.values()
    assert new is not old
    assert new.is_established
    connection.receive_data(b"", lab.now)
    old.connection_failed(lab.now)
    lab.settle()
    assert list(lab.hub.peers.values()) == [new]
    assert new.is_established


def test_several_peers_hear_of_each_other() -> None:
    """They share update groups with each other and with who is configured."""
    lab = Lab(of(remote_as="external"))
    lab.hub.add_peer(
        PeerConfig(
            address="203.0.113.5",
            remote_as=65009,
            passive=True,
            import_policy=ACCEPT_ALL,
            export_policy=ACCEPT_ALL,
        )
    )
    fars = [lab.dial(f"192.0.2.{7 + at}", 65001 + at) for at in range(3)]
    configured = lab.dial("203.0.113.5", 65009)
    # All announce the same destination; whose path is the best hears of no other.
    told = [len(far.adj_rib_in("192.0.2.1")) for far in (*fars, configured)]
    assert sorted(told) == [0, 1, 1, 1]
    assert len(lab.hub.groups_of(V4)) == 1
    dynamic = {name: peer.is_dynamic for name, peer in lab.hub.peers.items()}
    assert dynamic == {
        "203.0.113.5": False,
        "192.0.2.7": True,
        "192.0.2.8": True,
        "192.0.2.9": True,
    }
    lab.cut(configured)
    assert "203.0.113.5" in lab.hub.peers


def test_who_is_in_no_range_is_refused() -> None:
    """The driver is handed nothing, and the program is told why."""
    lab = Lab(of(remote_as=65001))
    assert lab.hub.connection_from("203.0.113.7", 0.0) is None
    assert lab.hub.connection_from(bytes(16), 0.0) is None
    lab.settle()
    assert list(map(str, lab.seen(StrangerRefused))) == [
        "203.0.113.7: refused: neither a peer nor a range has the address",
        "::: refused: neither a peer nor a range has the address",
    ]
    assert lab.hub.peers == {}


def test_a_range_has_a_limit() -> None:
    """One more is refused, until somebody has gone; configured peers do not count."""
    lab = Lab(of(remote_as=65001, limit=2))
    fars = [lab.dial(f"192.0.2.{at}", 65001) for at in (7, 8, 9)]
    assert list(lab.hub.peers) == ["192.0.2.7", "192.0.2.8"]
    (refused,) = lab.seen(StrangerRefused)
    assert address_text(refused.address) == "192.0.2.9"
    assert refused.text == "the range 192.0.2.0/24 has 2 peers, which is its limit"
    lab.cut(fars[0])
    lab.connect(fars[2], "192.0.2.9")
    assert list(lab.hub.peers) == ["192.0.2.8", "192.0.2.9"]
    assert lab.hub.peer("192.0.2.9").is_established


def test_a_name_that_somebody_has_is_refused() -> None:
    """A configured peer may be called as an address is: who connects from there is not let in."""
    lab = Lab(of(remote_as=65001))
    lab.hub.add_peer(PeerConfig(address="203.0.113.9", name="192.0.2.7", remote_as=65009))
    assert lab.hub.connection_from("192.0.2.7", lab.now) is None
    lab.settle()
    (refused,) = lab.seen(StrangerRefused)
    assert str(refused) == "192.0.2.7: refused: another peer has the name 192.0.2.7"
    assert list(lab.hub.peers) == ["192.0.2.7"]
    # It takes no place in the range.
    lab.dial("192.0.2.8", 65001)
    assert lab.hub.peer("192.0.2.8").is_established


def test_nobody_connects_to_who_came_from_a_range() -> None:
    """A dynamic peer is waited for, whatever the template says."""
    lab = Lab(of(remote_as=65001, passive=False))
    lab.dial("192.0.2.7", 65001)
    lab.hub.peer("192.0.2.7").reset(lab.now)
    lab.settle()
    lab.wait(1000.0)
    assert not [each for each in lab.seen(PeerEvent) if isinstance(each.event, ConnectWanted)]


def test_the_longest_prefix_decides() -> None:
    """A range within another has its own template."""
    wide = of(["192.0.0.0/16", "2001:db8::/32"], remote_as=65001, name="wide")
    narrow = of("192.0.2.0/24", remote_as=65002, name="narrow")
    lab = Lab(wide, narrow)
    assert lab.hub.ranges == (wide, narrow)
    assert str(wide) == "192.0.0.0/16, 2001:db8::/32"
    for address, asn in (("192.0.2.7", 65002), ("192.0.3.7", 65001), ("2001:db8::7", 65001)):
        lab.dial(address, asn)
    assert {name: peer.range for name, peer in lab.hub.peers.items()} == {
        "narrow 192.0.2.7": narrow,
        "wide 192.0.3.7": wide,
        "wide 2001:db8::7": wide,
    }
    assert all(peer.is_established for peer in lab.hub.peers.values())


def test_who_does_not_come_up_is_forgotten() -> None:
    """RFC 4271 §6.2: Bad Peer AS; nothing of it stays, nor of who says nothing at all."""
    lab = Lab(of(remote_as=65001))
    far = lab.dial("192.0.2.7", 65002)
    assert "Bad Peer AS" in far.peer("192.0.2.1").snapshot().last_error
    assert lab.hub.peers == {}
    assert lab.hub.connection_from("192.0.2.8", lab.now) is not None
    lab.settle()
    assert list(lab.hub.peers) == ["192.0.2.8"]
    lab.wait(241)
    assert lab.hub.peers == {}
    assert lab.hub.connection_from("192.0.2.9", lab.now) is not None
    silent = lab.hub.connection_from("192.0.2.10", lab.now)
    assert silent is not None
    silent.receive_data(b"", lab.now)
    lab.settle()
    assert list(lab.hub.peers) == ["192.0.2.9"]


def test_routes_are_kept_for_a_restart() -> None:
    """RFC 4724 §4.2: the peer stays while its routes do, and is the same when it is back."""
    lab = Lab(of(remote_as=65001))
    restarts = GracefulRestartConfig(restart_time=60, families=(V4,), preserved=frozenset({V4}))
    far = lab.dial("192.0.2.7", 65001, graceful_restart=restarts)
    (peer,) = lab.hub.peers.values()
    lab.cut(far)
    assert list(lab.hub.peers.values()) == [peer]
    assert [str(route.prefix) for route in lab.hub.loc_rib] == [PREFIX]
    again = lab.dial("192.0.2.7", 65001, graceful_restart=restarts)
    assert list(lab.hub.peers.values()) == [peer]
    assert peer.is_established
    assert len(lab.seen(PeerAdded)) == 1
    lab.cut(again)
    lab.wait(59)
    assert list(lab.hub.peers.values()) == [peer]
    lab.wait(2)
    assert lab.hub.peers == {}
    assert list(lab.hub.loc_rib) == []


def test_ranges_come_and_go() -> None:
    """With a range its peers go (RFC 4486 §4); others stay."""
    one, two = of(remote_as=65001), of("203.0.113.0/24", remote_as=65001)
    lab = Lab(one, two)
    far = lab.dial("192.0.2.7", 65001)
    lab.dial("203.0.113.7", 65001)
    lab.hub.remove_range(one, lab.now)
    lab.settle()
    assert "Peer De-configured" in far.peer("192.0.2.1").snapshot().last_error
    assert list(lab.hub.peers) == ["203.0.113.7"]
    assert lab.hub.ranges == (two,)
    assert lab.hub.connection_from("192.0.2.7", lab.now) is None
    with pytest.raises(LocalError, match="no range"):
        lab.hub.remove_range(one, lab.now)
    lab.hub.add_range(one)
    assert lab.hub.connection_from("192.0.2.7", lab.now) is not None


def test_a_prefix_that_is_named_twice() -> None:
    """It goes with its range as others do."""
    twice = of(["192.0.2.0/24", "192.0.2.0/24"], remote_as=65001)
    lab = Lab(twice)
    lab.hub.remove_range(twice, lab.now)
    assert len(lab.hub.ranges) == 0
    assert lab.hub.connection_from("192.0.2.7", lab.now) is None


def test_stopping() -> None:
    """A speaker that does not run makes no peers; with its end they are gone."""
    lab = Lab(of(remote_as=65001), start=False)
    assert lab.hub.connection_from("192.0.2.7", 0.0) is None
    lab.hub.start(0.0)
    lab.dial("192.0.2.7", 65001)
    lab.dial("192.0.2.8", 65001)
    lab.hub.peer("192.0.2.7").stop(lab.now, "go away")
    lab.settle()
    assert list(lab.hub.peers) == ["192.0.2.8"]
    lab.hub.stop(lab.now)
    lab.settle()
    assert lab.hub.peers == {}
    assert list(map(str, lab.seen(StrangerRefused))) == [
        "192.0.2.7: refused: the speaker was not started"
    ]


@pytest.mark.parametrize(
    ("remote", "taken", "refused"),
    [
        ("external", [64512, 70000], [65000]),
        ("internal", [65000], [64512]),
        (range(64512, 64520), [64512, 64519], [64511, 64520, 65000]),
        ([65001, range(65010, 65012)], [65001, 65011], [65002, 65012]),
        ([65000, 65001], [65000, 65001], [65002]),
        (None, [65000, 65001], []),
    ],
)
def test_as_numbers_of_several(remote: Any, taken: list[int], refused: list[int]) -> None:
    """RFC 4271 §6.2: an AS number that the peer may not have is a Bad Peer AS."""
    lab = Lab(of(remote_as=remote))
    for at, asn in enumerate((*taken, *refused)):
        far = lab.dial(f"192.0.2.{7 + at}", asn)
        up = f"192.0.2.{7 + at}" in lab.hub.peers
        assert up is (asn in taken), asn
        error = far.peer("192.0.2.1").snapshot().last_error
        assert ("Bad Peer AS" in error) is (asn in refused), asn
    for peer in lab.hub.peers.values():
        assert peer.source is not None
        inside = peer.source.asn == 65000
        assert peer.source.session is (SessionType.INTERNAL if inside else SessionType.EXTERNAL)


def test_as_numbers_of_a_confederation() -> None:
    """RFC 5065 §4: "external" is outside of all of it, which sees its identifier."""
    confederation = Confederation(identifier=64999, members=[65010])
    lab = Lab(of(remote_as="external"), confederation=confederation)
    for at, asn in enumerate((65000, 65010, 64999)):
        lab.dial(f"192.0.2.{7 + at}", asn)
    assert lab.hub.peers == {}
    far = lab.dial("192.0.2.77", 65011)
    negotiation = far.peer("192.0.2.1").negotiation
    assert negotiation is not None
    assert negotiation.remote.asn == 64999


def test_who_is_asked_besides() -> None:
    """`accept` of the template is asked after the AS number was found to be right."""
    asked = []

    def accept(opening: Open) -> Notification | None:
        asked.append(opening.asn)
        return Notification(6, 5) if opening.asn == 65002 else None

    lab = Lab(of(remote_as="external", accept=accept))
    for at, asn in enumerate((65000, 65001, 65002)):
        lab.dial(f"192.0.2.{7 + at}", asn)
    assert asked == [65001, 65002]
    assert list(lab.hub.peers) == ["192.0.2.8"]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"prefixes": ()}, "prefixes is empty"),
        ({"prefixes": 7}, "prefixes"),
        ({"template": {}}, "template"),
        ({"limit": 0}, "limit is 0"),
        ({"limit": "5"}, "limit"),
        ({"template": PeerConfig(address="192.0.2.2")}, "has the address 192.0.2.2"),
    ],
)
def test_ranges_that_cannot_be_meant(fields: dict[str, Any], text: str) -> None:
    """They are refused where they are written."""
    given: dict[str, Any] = {"prefixes": "192.0.2.0/24", "template": PeerConfig()}
    with pytest.raises(LocalError, match=text):
        PeerRange(**(given | fields))


@pytest.mark.parametrize("remote", ["outside", "", (), 0, range(0), range(5), [65001, 2**32]])
def test_as_numbers_that_cannot_be_meant(remote: Any) -> None:
    """The field is named."""
    with pytest.raises(LocalError, match="remote_as"):
        PeerConfig(address="192.0.2.2", remote_as=remote)


def test_mistakes_of_a_program() -> None:
    """What is wrong with a range or an address comes to light at once."""
    lab = Lab(of(remote_as=65001))
    with pytest.raises(LocalError, match=r"a range 192\.0\.2\.0/24 already"):
        lab.hub.add_range(of(["203.0.113.0/24", "192.0.2.0/24"]))
    with pytest.raises(LocalError, match="a client of a reflector is internal"):
        lab.hub.add_range(of("203.0.113.0/24", remote_as="external", route_reflector_client=True))
    with pytest.raises(EncodeError):
        lab.hub.add_range(of("203.0.113.0/24", capabilities=[FourOctetAs(2**32)]))
    with pytest.raises(LocalError, match="PeerRange"):
        lab.hub.add_range("192.0.2.0/24")  # type: ignore[arg-type]  # that is tried
    with pytest.raises(LocalError, match="a peer has an address"):
        lab.hub.add_peer(PeerConfig(remote_as=65001))
    with pytest.raises(LocalError, match="zone"):
        lab.hub.connection_from("fe80::1%eth0", 0.0)
    with pytest.raises(LocalError, match="no address"):
        lab.hub.connection_from(b"12345", 0.0)
    with pytest.raises(ParseError):
        lab.hub.connection_from("router", 0.0)
    assert len(lab.hub.ranges) == 1


def test_peers_are_named_beside_their_addresses() -> None:
    """`explain` says of whom it speaks: by the name of the configuration, and where that is."""
    lab = Lab(of(remote_as="external", name="leaf"))
    lab.hub.add_peer(PeerConfig(address="203.0.113.5", remote_as=65009, name="rr1", passive=True))
    lab.hub.add_peer(PeerConfig(address="203.0.113.6", remote_as=65009, passive=True))
    lab.dial("192.0.2.7", 65001)
    report = lab.hub.explain(PREFIX)
    lines = [line.strip() for line in str(report).splitlines()]
    assert "path 1 from 192.0.2.7 AS65001 (leaf 192.0.2.7): best" in lines
    assert "leaf 192.0.2.7 (dynamic) is not told the path from 192.0.2.7 AS65001" in lines
    assert "rr1 (203.0.113.5) is told nothing" in lines
    assert "203.0.113.6 is told nothing" in lines
    told = {
        each["peer"]: (each["address"], each["dynamic"]) for each in report.to_json()["exports"]
    }
    assert told == {
        "rr1": ("203.0.113.5", False),
        "203.0.113.6": ("203.0.113.6", False),
        "leaf 192.0.2.7": ("192.0.2.7", True),
    }
    assert [each["peer"] for each in report.to_json()["candidates"]] == ["leaf 192.0.2.7"]
