"""Network: sessions and speakers that talk in one process, over virtual wires and a virtual clock.

Nobody needs a router, a socket or a second of real time to try what speakers do. Everything
follows from the seed: the same program sees the same events at the same times.

    network = Network(seed=1)
    left = network.add(Session(SessionConfig(local_as=65001, local_identifier="192.0.2.1")))
    right = network.add(Session(SessionConfig(local_as=65002, local_identifier="192.0.2.2")))
    network.link(left, right)
    network.start()
    network.run(10)
    assert left.session.connection is not None

Speakers are put in and linked in the same way; each link makes them peers of each other:

    network = Network()
    left = network.add(Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.1")))
    right = network.add(Speaker(SpeakerConfig(local_as=65002, identifier="192.0.2.2")))
    network.link(left, right)
    left.speaker.originate("198.51.100.0/24", network.now)
    network.start()
    network.run(10)
    assert right.speaker.loc_rib.best("198.51.100.0/24") is not None

A `Network` is also the shortest complete driver: `settle` does what a program with sockets does.

What arrives at a speaker at one instant it reads before it tells anybody of it, as a router does
that reads whatever is there before it runs its decision process. On links without `jitter` that is
much; with it, all comes at a time of its own, and is passed on by itself.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from typing import Any, overload

from bgplib._checks import check
from bgplib.errors import LocalError
from bgplib.iana import messages
from bgplib.policy import ACCEPT_ALL
from bgplib.session import (
    CloseWanted,
    ConnectAbandoned,
    ConnectWanted,
    Event,
    Session,
    State,
)
from bgplib.speaker import (
    PeerConfig,
    PeerEvent,
    PeerRange,
    PeerRemoved,
    SendWanted,
    Speaker,
    SpeakerConfig,
)
from bgplib.testing._numbers import Numbers
from bgplib.testing.nodes import End, Link, Node, Router
from bgplib.values.address import address_octets, identifier_text
from bgplib.values.prefix import Prefix

__all__ = ["Network"]

_MOST_AT_ONCE = 10_000_000  # things that happen while time stands still, before it is a livelock


def _shown(config: SpeakerConfig, to: SpeakerConfig) -> int:
    """Return the AS number that a speaker shows to another."""
    # RFC 5065 §4: Member-AS numbers are for those inside, the identifier for those outside.
    ours, theirs = config.confederation, to.confederation
    if ours is not None and theirs is not None and ours.identifier == theirs.identifier:
        return config.local_as
    return config.outer_as


def _range_of(speaker: Speaker, address: str) -> PeerRange | None:
    """Return a range of a speaker that holds an address."""
    host = Prefix.parse(address)
    holding = (each for each in speaker.ranges if any(p.contains(host) for p in each.prefixes))
    return next(holding, None)


class Counts(dict[str, int]):
    """How many messages of each type: those of a type that nobody sent are 0."""

    __slots__ = ()

    def __missing__(self, name: str) -> int:
        """Return 0 for the name of a type; a name that is none is no key."""
        if name in messages.NAMES.values():
            return 0
        raise KeyError(name)


class Network:
    """Sessions and speakers, wires between them, and the time."""

    def __init__(self, seed: int = 0) -> None:
        """Start at time 0, without sessions."""
        self.now = 0.0  #: the virtual time, in seconds
        self.nodes: list[Node] = []  #: the sessions, those of speakers among them
        self.routers: list[Router] = []  #: the speakers
        self.links: list[Link] = []  #: the wires
        self.octets = 0  #: how many octets were sent
        self.last_update: float | None = None  #: when the latest UPDATE arrived
        self._numbers = Numbers(seed)
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._unsettled: dict[Router, None] = {}  # have read, and tell when the instant is over

    # -- building ----------------------------------------------------------------------------

    @overload
    def add(self, what: Session, name: str = "") -> Node: ...

    @overload
    def add(self, what: Speaker, name: str = "") -> Router: ...

    def add(self, what: Session | Speaker, name: str = "") -> Node | Router:
        """Put a session or a speaker into the network.

        Raises:
            LocalError: it is neither.
        """
        if isinstance(what, Speaker):
            router = Router(what, name or f"router {len(self.routers) + 1}")
            self.routers.append(router)
            return router
        if not isinstance(what, Session):
            raise LocalError(f"a network is made of sessions and speakers, not of {what!r}")
        node = Node(what, name or what.config.name or f"node {len(self.nodes)}")
        self.nodes.append(node)
        return node

    @overload
    def link(self, left: Node, right: Node, **properties: float | bool | None) -> Link: ...

    @overload
    def link(
        self,
        left: Router,
        right: Router,
        *,
        left_peer: Mapping[str, Any] = ...,
        right_peer: Mapping[str, Any] = ...,
        **properties: float | bool | None,
    ) -> Link: ...

    def link(
        self,
        left: Node | Router,
        right: Node | Router,
        *,
        left_peer: Any = None,
        right_peer: Any = None,
        **properties: float | bool | None,
    ) -> Link:
        """Connect two sessions; or two speakers, which become peers of each other.

        The address of a speaker is its BGP Identifier. Unless told otherwise each accepts and
        passes on everything. A speaker that has a `PeerRange` with the address of the other, and
        is told nothing of it here, is not given a peer: it makes one when the other connects, and
        lets it go, as it does with a driver of its own.

        Args:
            left: one end.
            right: the other end.
            left_peer: fields of the `PeerConfig` that the left speaker has of the right one.
            right_peer: the same, the other way.
            properties: fields of `Link`.

        Raises:
            LocalError: a session has a wire already: it has one peer; or two speakers are peers
                already, or their configuration contradicts itself. Nobody has a new peer then.
        """
        if isinstance(left, Router) and isinstance(right, Router):
            made: list[Node] = []
            try:
                made.append(self._peer(left, right, left_peer or {}))
                made.append(self._peer(right, left, right_peer or {}))
                return self._attach(made[0], made[1], properties)
            except (LocalError, TypeError):
                for node in made:
                    self._take_back(node)
                raise
        if isinstance(left, Node) and isinstance(right, Node):
            return self._attach(left, right, properties)
        raise LocalError("a link connects two sessions, or two speakers")

    def _attach(self, left: Node, right: Node, properties: Mapping[str, Any]) -> Link:
        if left.attached is not None or right.attached is not None:
            raise LocalError("a session has one peer; one of these has a link already")
        link = Link(left=left, right=right, **properties)
        left.attached = right.attached = link
        self.links.append(link)
        return link

    def _take_back(self, node: Node) -> None:
        """Forget an end that was made for a link that cannot be."""
        self.nodes.remove(node)
        router = node.router
        if router is None:
            return
        if node.peer is None:
            router.doors.remove(node)
            return
        del router.nodes[node.peer]
        router.speaker.remove_peer(node.peer, self.now)

    def _peer(self, near: Router, far: Router, fields: Mapping[str, Any]) -> Node:
        ours, theirs = near.speaker.config, far.speaker.config
        address = identifier_text(theirs.identifier)
        if not fields and (range := _range_of(near.speaker, address)) is not None:
            config = range.config_of(address_octets(address)).session_config(ours)
            if any(door.stranger == address for door in near.doors):
                raise LocalError(f"{far.name} has a link to a range of {near.name} already")
            door = Node(
                Session(config), f"{near.name} to {far.name}", router=near, stranger=address
            )
            near.doors.append(door)
            self.nodes.append(door)
            return door
        given: dict[str, Any] = {
            "address": address,
            "name": far.name,
            "local_address": identifier_text(ours.identifier),
            "remote_as": _shown(theirs, ours),
            "import_policy": ACCEPT_ALL,
            "export_policy": ACCEPT_ALL,
        }
        peer = near.speaker.add_peer(PeerConfig(**(given | dict(fields))))
        node = Node(peer.session, f"{near.name} to {far.name}", peer=peer, router=near)
        near.nodes[peer] = node
        self.nodes.append(node)
        return node

    # -- what happens ------------------------------------------------------------------------

    def start(self, *nodes: Node) -> None:
        """Start some sessions, or all, and all speakers."""
        for node in nodes or tuple(self.nodes):
            if node.router is None:
                node.session.start(self.now)
                self.settle(node)
        for router in () if nodes else self.routers:
            router.speaker.start(self.now)
            self.settle(router)

    def cut(self, link: Link, *, silently: bool = False) -> None:
        """Break a wire: octets on their way are lost, and no connection can be made.

        Args:
            link: the wire.
            silently: neither end is told; otherwise both connections are reset.
        """
        link.up = False
        for node in (link.left, link.right):
            for end in tuple(node.ends):
                self._lose(end, silently=silently)

    def _lose(self, end: End, *, silently: bool) -> None:
        end.gone = True
        end.waiting.clear()
        if silently:
            return
        end.node.ends.remove(end)
        if end.connection is not None:
            end.connection.receive_data(b"", self.now)
            self._settle(end.node)

    def run(self, seconds: float) -> None:
        """Let so much time go by.

        Args:
            seconds: how much; at least 0.

        Raises:
            LocalError: what happens does not come to an end; or that is no number of seconds.
        """
        self._run(self._after(seconds), lambda: False)

    def _after(self, seconds: float) -> float:
        """Return the time in so many seconds; a clock that once is no number stays so."""
        check(seconds, float, "seconds")
        if not 0 <= seconds < math.inf:
            raise LocalError(f"seconds is {seconds}, and time goes by in finite steps from 0 on")
        return self.now + seconds

    def run_until(self, condition: Callable[[], bool], seconds: float = 600.0) -> bool:
        """Let time go by until something holds, and say whether it does.

        Args:
            condition: asked after everything that happens.
            seconds: how long to wait at most.

        Raises:
            LocalError: what happens does not come to an end; or seconds is no number of them.
        """
        until = self._after(seconds)
        return condition() or self._run(until, condition)

    def messages(self) -> dict[str, int]:
        """Return how many messages of each type all sessions have sent; 0 of types not named."""
        found: dict[str, int] = {}
        for node in self.nodes:
            for kind, number in node.session.log.sent.items():
                name = messages.name(kind)
                found[name] = found.get(name, 0) + number
        return Counts(sorted(found.items()))

    def established(self) -> bool:
        """Say whether all sessions are Established."""
        return all(node.session.state is State.ESTABLISHED for node in self.nodes)

    def settle(self, what: Node | Router) -> None:
        """Do a driver's part after a session or speaker was called: send, deliver, wait.

        A program that calls one itself, or sends on a connection, calls this then.
        """
        router = what.router if isinstance(what, Node) else what
        for node in () if router is None else tuple(router.nodes.values()):
            self._send(node)  # even if the program has taken the event that asks for it
        self._settle(what)

    def _settle(self, what: Node | Router) -> None:
        """Do a driver's part; what a speaker has to send, its events say."""
        router = what.router if isinstance(what, Node) else what
        if router is not None:
            self._settle_router(router)
        elif isinstance(what, Node):
            self._settle_node(what)

    def _settle_node(self, node: Node) -> None:
        while True:
            self._send(node)
            events = list(node.session.events())
            if not events:
                break
            for event in events:
                self._note(node, event)
                self._obey(node, event)
        deadline = node.session.next_deadline()
        if deadline is not None and deadline != node.alarm:
            node.alarm = deadline
            self._at(max(deadline, self.now), lambda: self._ring(node, deadline))

    def _settle_router(self, router: Router) -> None:
        # A router may have hundreds of peers, and most of what happens concerns a few of them.
        speaker = router.speaker
        while events := list(speaker.events()):
            for event in events:
                if router.keep:
                    router.events.append((self.now, event))
                # Peers that a program has added to the speaker itself have no wire, and no answer.
                if isinstance(event, PeerEvent) and event.peer in router.nodes:
                    node = router.nodes[event.peer]
                    self._note(node, event.event)
                    self._obey(node, event.event)
                if isinstance(event, SendWanted) and event.peer in router.nodes:
                    self._send(router.nodes[event.peer])
                if isinstance(event, PeerRemoved):
                    router.nodes.pop(event.peer, None)
                if router.on_event is not None:
                    router.on_event(event)
        deadline = speaker.next_deadline()
        if deadline is not None and deadline != router.alarm:
            router.alarm = deadline
            self._at(max(deadline, self.now), lambda: self._ring(router, deadline))

    def _note(self, node: Node, event: Event) -> None:
        if node.keep:
            node.events.append((self.now, event))
        if node.on_event is not None:
            node.on_event(event)

    # -- the agenda --------------------------------------------------------------------------

    def _run(self, until: float, condition: Callable[[], bool]) -> bool:
        instant, count = self.now, 0
        while count < _MOST_AT_ONCE:
            if self._unsettled and not (self._agenda and self._agenda[0][0] <= self.now):
                self._end_instant()
            elif not self._agenda or self._agenda[0][0] > until:
                self.now = until
                return False
            else:
                self.now, _, do = heapq.heappop(self._agenda)
                do()
            if condition():
                self._end_instant()
                return True
            count = count + 1 if self.now == instant else 0
            instant = self.now
        raise LocalError(
            f"the network does not come to rest: {count:,} things have happened at {instant:g} s,"
            " and time does not go on"
        )

    def _end_instant(self) -> None:
        """Let those who have read tell what follows from it."""
        unsettled, self._unsettled = self._unsettled, {}
        for router in unsettled:
            self._settle(router)

    def _at(self, time: float, do: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (time, next(self._order), do))

    def _ring(self, what: Node | Router, deadline: float) -> None:
        if what.alarm == deadline:
            what.alarm = None
            driven = what.speaker if isinstance(what, Router) else what.session
            driven.handle_timers(self.now)
            self._settle(what)

    def _delay(self, link: Link) -> float:
        return link.latency + link.jitter * self._numbers.fraction()

    # -- connections -------------------------------------------------------------------------

    def _obey(self, node: Node, event: Event) -> None:
        """Do what an event asks for."""
        if isinstance(event, ConnectWanted):
            node.attempt += 1
            attempt = node.attempt
            if node.attached is not None:
                link = node.attached
                self._at(self.now + self._delay(link), lambda: self._ask(node, link, attempt))
        elif isinstance(event, ConnectAbandoned):
            node.attempt += 1
        elif isinstance(event, CloseWanted):
            self._send(node)  # a NOTIFICATION leaves before the end does
            for end in tuple(node.ends):
                if end.connection is event.connection:
                    self._close(end)

    def _ask(self, node: Node, link: Link, attempt: int) -> None:
        """Let a request for a connection arrive at the other end."""
        if not link.up:
            self._at(self.now + self._delay(link), lambda: self._fail(node, attempt))
            return
        ours, theirs = End(node, link), End(link.other(node), link)
        ours.other, theirs.other = theirs, ours
        ours.arrival = self.now + self._delay(link)
        self._at(ours.arrival, lambda: self._answer(ours, attempt))
        self._join(theirs, inbound=True)

    def _answer(self, end: End, attempt: int) -> None:
        """Let the other end's answer arrive at the one that asked."""
        if end.gone or attempt != end.node.attempt:
            end.gone = True
            self._deliver_end(end.other)
            return
        self._join(end, inbound=False)

    def _fail(self, node: Node, attempt: int) -> None:
        if attempt == node.attempt:
            node.connection_failed(self.now)
            self._settle(node)

    def _join(self, end: End, *, inbound: bool) -> None:
        node = end.node
        node.ends.append(end)
        end.connection = node.connection_made(self.now, inbound=inbound)
        if end.connection is None:
            self._close(end)
        self._settle(node)

    def _close(self, end: End) -> None:
        """Close one end; the other one hears of it behind all octets."""
        end.gone = True
        end.node.ends.remove(end)
        self._deliver_end(end.other)

    def _deliver_end(self, end: End) -> None:
        if not end.gone:
            end.arrival = max(end.arrival, self.now + self._delay(end.link))
            self._at(end.arrival, lambda: self._arrive(end, b""))

    # -- octets ------------------------------------------------------------------------------

    def _send(self, node: Node) -> None:
        for end in tuple(node.ends):
            connection = end.connection
            while connection is not None:
                room = end.link.window - end.other.in_flight
                if end.link.write is not None:
                    room = min(room, self._numbers.integer(1, end.link.write))
                octets = connection.data_to_send(room) if room > 0 else b""
                if not octets:
                    break
                connection.data_sent(len(octets), self.now)
                self._transmit(end.other, octets)

    def _transmit(self, end: End, octets: bytes) -> None:
        end.in_flight += len(octets)
        self.octets += len(octets)
        if end.gone:
            return
        longest = end.link.chunk or len(octets)
        position = 0
        while position < len(octets):
            size = len(octets)
            if end.link.chunk is not None:
                size = self._numbers.integer(1, longest)
            piece = octets[position : position + size]
            position += size
            end.arrival = max(end.arrival, self.now + self._delay(end.link))
            self._at(end.arrival, partial(self._arrive, end, piece))

    def _arrive(self, end: End, octets: bytes) -> None:
        if end.gone or end.connection is None:
            return
        end.waiting.append(octets)
        self._read(end.node)

    def read(self, node: Node) -> None:
        """Let a session read what has arrived; of use after `Node.reads` was turned on again."""
        self._read(node)
        self._end_instant()

    def _read(self, node: Node) -> None:
        router = node.router
        for end in tuple(node.ends):
            while end.waiting and node.reads and not end.gone and end.connection is not None:
                octets = end.waiting.popleft()
                end.in_flight -= len(octets)
                log = node.session.log
                before = log.received[messages.UPDATE]
                was_up = node.session.connection is end.connection
                end.connection.receive_data(octets, self.now)
                if log.received[messages.UPDATE] != before:
                    self.last_update = self.now
                if router is not None and was_up and node.session.connection is end.connection:
                    # More may arrive now, perhaps of the same destinations.
                    self._unsettled[router] = None
                else:
                    self._settle(node)
                self._let_go_on(end.other)

    def _let_go_on(self, end: End) -> None:
        """Send what had to wait until the other end had read."""
        if end.connection is not None and end.connection.unsent:
            self._send(end.node)
            self._settle(end.node)
