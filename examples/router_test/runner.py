"""Runner: sends cases to a router, one after the other, and reports what it does."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle
from typing import Final

import attrs

from bgplib import AsPath, AttributeBlock, Family, LocalPref, Open, Origin, Session, SessionConfig
from bgplib.capabilities import Bgpsec, MultipleLabels
from bgplib.context import Context
from bgplib.iana import messages
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from router_test.cases import Task, verdict
from router_test.judge import Observation, Outcome, Report, fate_of, judge
from router_test.routes import NEXT_HOPS, routes_of, withdrawn_by
from router_test.wire import Destination, Wire, pump

__all__ = ["Observer", "Router", "Runner", "Unreachable"]

_UNICAST: Final = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)
#: of these, one that is nobody's ends the path of what is announced before each case, and tells it
#: from what the case announces
_BEFORE: Final = range(64900, 64910)
#: announced behind each case, with a path of its own: when it is there, the case was dealt with
_FENCE: Final = "203.0.113.77/32"
_FENCES: Final = range(30000, 50000)
_PAUSE: Final = 0.3


class Unreachable(Exception):  # noqa: N818 (it is the router that is)
    """No session with the router came up."""


class _Refused(Exception):  # noqa: N818 (it is our OPEN that is)
    """The router does not take our OPEN."""


@attrs.frozen(kw_only=True)
class Router:
    """The router under test, and who we are to it."""

    address: str
    port: int
    local_address: str | None  #: where we connect from
    local_as: int
    remote_as: int
    identifier: str  #: ours
    patience: float  #: seconds to wait until it takes a connection
    wait: float  #: seconds in which an answer is expected


@attrs.frozen(kw_only=True)
class Observer:
    """Another peer of the router, which sees what it passes on."""

    local_address: str
    local_as: int
    identifier: str


class Runner:
    """Runs cases; between them it keeps the session, where it can."""

    def __init__(self, router: Router, observer: Observer | None, *, fresh: bool) -> None:
        """Take what was configured; nothing is connected yet.

        Args:
            router: the router under test.
            observer: from where to see its routes; None: from nowhere.
            fresh: make a session for each case.
        """
        self._router = router
        self._observer = observer
        self._fresh = fresh
        self._wire: Wire | None = None
        self._config: SessionConfig | None = None
        self._watching: Wire | None = None
        self._refused: dict[SessionConfig, str] = {}
        used = {router.local_as, router.remote_as, observer.local_as if observer else 0}
        self._before_as = next(asn for asn in _BEFORE if asn not in used)
        self._fences = cycle(asn for asn in _FENCES if asn not in used)

    def __enter__(self) -> Runner:
        """Connect the observer."""
        self._watch()
        return self

    def _watch(self) -> None:
        """Have the observer's session, if there is an observer."""
        observer, watching = self._observer, self._watching
        if observer is None or (watching is not None and watching.is_up):
            return
        if watching is not None:
            watching.close()
            self._watching = None
        config = SessionConfig(
            local_as=observer.local_as,
            local_identifier=observer.identifier,
            peer_as=self._router.remote_as,
            families=_UNICAST,
            graceful_restart=None,
        )
        try:
            self._watching = self._up(config, observer.local_address)
        except _Refused as refused:
            raise Unreachable(f"the router refuses the observer: {refused}") from None

    def __exit__(self, *_: object) -> None:
        """End all sessions."""
        self._drop()
        if self._watching is not None:
            self._watching.close()

    def meet(self) -> Open:
        """Return the router's OPEN.

        Raises:
            Unreachable: it has none for us.
        """
        wire = self._bare()
        opening = wire.opening
        wire.close()
        if opening is None:
            raise Unreachable("the router says nothing")
        return opening

    def run(self, task: Task) -> Report:
        """Send a case, and report what the router does.

        Raises:
            Unreachable: the router takes no connections any more.
        """
        self._watch()
        if task.is_open:
            return judge(task, self._offer(task))
        config = self._config_of(task.context)
        if config not in self._refused:
            try:
                self._connect(config)
            except _Refused as refused:
                self._refused[config] = f"no such session: {refused}"
        wire = self._wire
        lacking = _lacking(wire, task) if wire is not None and wire.is_up else ["a session"]
        reason = self._refused.get(config) or ", ".join(lacking)
        if reason or wire is None:
            return Report(task=task, observed=None, verdict="not run", note=reason)
        report = judge(task, self._tell(wire, task))
        if self._fresh or not task.is_whole or wire.ended:
            self._drop()
        return report

    # -- an OPEN -----------------------------------------------------------------------------

    def _offer(self, task: Task) -> Observation:
        """Send a case in place of our OPEN."""
        self._drop()
        wire = self._bare()
        wire.inject(task.octets)
        pump([wire], lambda: wire.alive or wire.ended, self._router.wait)
        seen = self._seen(wire)
        if seen is None:
            seen = Observation(outcome=Outcome.ACCEPTED if wire.alive else Outcome.SILENT)
        wire.close()
        return seen

    def _bare(self) -> Wire:
        """Connect without a session, and wait for the router's OPEN."""

        def attempt() -> Wire | str:
            wire = Wire.dial(*self._ends)
            pump([wire], lambda: wire.opening or wire.ended, self._router.wait)
            if wire.opening is not None and not wire.ended:
                return wire
            wire.close()
            return _why(wire)

        return self._again(attempt)

    # -- in a session ------------------------------------------------------------------------

    def _tell(self, wire: Wire, task: Task) -> Observation:
        """Send a case in a session."""
        destinations = self._announce_before(wire, task)
        wire.inject(task.octets)
        quick = _PAUSE if destinations else self._router.wait
        pump(self._all(wire), lambda: wire.ended, quick)
        if not wire.ended and destinations and task.is_whole:
            self._fence(wire)
        seen = self._seen(wire)
        if seen is not None:
            return seen
        if self._watching is None or not destinations:
            return Observation(outcome=Outcome.KEPT)
        there = self._watching.routes.keys()
        fate = fate_of(destinations, self._before(), there, withdrawn_by(task))
        return Observation(outcome=Outcome.KEPT, routes=fate)

    def _announce_before(self, wire: Wire, task: Task) -> frozenset[Destination]:
        """Announce the routes of a case as they should be, and return those that came through."""
        groups = [] if self._watching is None else routes_of(task)
        for group in groups:
            wire.announce(
                Update.build(attributes=self._attributes(self._before_as), announced=[group])
            )
        wanted = {(group.family, key) for group in groups for key in group.keys}
        if wanted:
            pump(self._all(wire), lambda: wanted <= self._before() or wire.ended, self._router.wait)
        return frozenset(wanted & self._before())

    def _before(self) -> set[Destination]:
        routes = {} if self._watching is None else self._watching.routes
        return {each for each, path in routes.items() if _ends_with(path, self._before_as)}

    def _fence(self, wire: Wire) -> None:
        """Wait until the observer has what was announced behind a case."""
        watching, family = self._watching, Family.IPV4_UNICAST
        if watching is not None and family in _families_of(wire):
            asn = next(self._fences)
            group = NlriGroup.of(family, [_FENCE], next_hop=NEXT_HOPS[family])
            place = family, group.keys[0]
            wire.announce(Update.build(attributes=self._attributes(asn), announced=[group]))
            pump(
                self._all(wire),
                lambda: _ends_with(watching.routes.get(place, ""), asn) or wire.ended,
                self._router.wait,
            )
        pump(self._all(wire), lambda: wire.ended, _PAUSE)

    def _attributes(self, last: int) -> AttributeBlock:
        inside = self._router.local_as == self._router.remote_as
        path = [last] if inside else [self._router.local_as, last]
        values: list[object] = [Origin(0), AsPath.parse(" ".join(map(str, path)))]
        return AttributeBlock.of([*values, LocalPref(100)] if inside else values)

    def _seen(self, wire: Wire) -> Observation | None:
        """Return how a session ended; None while it has not."""
        if wire.notification is not None:
            return Observation(outcome=Outcome.RESET, notification=wire.notification)
        return Observation(outcome=Outcome.CLOSED) if wire.ended else None

    # -- connections -------------------------------------------------------------------------

    @property
    def _ends(self) -> tuple[tuple[str, int], str | None]:
        return (self._router.address, self._router.port), self._router.local_address

    def _all(self, wire: Wire) -> list[Wire]:
        return [wire] if self._watching is None else [wire, self._watching]

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = self._config = None

    def _connect(self, config: SessionConfig) -> None:
        """Have a session of a configuration: the one there is, or a new one."""
        wire = self._wire
        if wire is None or not wire.is_up or config != self._config:
            self._drop()
            self._wire, self._config = self._up(config, self._router.local_address), config

    def _up(self, config: SessionConfig, local: str | None) -> Wire:
        def attempt() -> Wire | str:
            wire = Wire.dial((self._router.address, self._router.port), local, Session(config))
            pump(self._all(wire), lambda: wire.is_up or wire.ended, self._router.wait + 1)
            if wire.is_up:
                return wire
            why, told = _why(wire), wire.notification
            wire.close()
            if told is not None and told.code == messages.OPEN_MESSAGE_ERROR:
                raise _Refused(str(told))
            return why

        return self._again(attempt)

    def _again(self, attempt: Callable[[], Wire | str]) -> Wire:
        """Try until it works: routers let a peer wait that has made a mistake."""
        deadline = time.monotonic() + self._router.patience
        while True:
            try:
                made = attempt()
            except OSError as error:
                made = str(error)
            if isinstance(made, Wire):
                return made
            if time.monotonic() > deadline:
                raise Unreachable(made)
            pump([self._watching] if self._watching else [], lambda: False, _PAUSE)

    def _config_of(self, context: Context) -> SessionConfig:
        """Make our end of a session that is as a case needs it."""
        router = self._router
        most = dict(context.maximum_labels)
        labels = tuple((each, most.get(each, 255)) for each in sorted(context.multiple_labels))
        return SessionConfig(
            local_as=router.local_as,
            local_identifier=router.identifier,
            peer_as=router.remote_as,
            families=tuple(sorted(context.families or _UNICAST)),
            four_octet_as=bool(context.four_octet_as),
            extended_messages=context.extended_messages,
            enhanced_route_refresh=bool(context.enhanced_route_refresh),
            # What the router receives is what we send.
            add_path_send=context.add_path_receive,
            add_path_receive=context.add_path_send,
            extended_next_hop=tuple(sorted(context.extended_next_hop)),
            capabilities=(
                *((MultipleLabels(labels),) if labels else ()),
                *(
                    Bgpsec(afi=afi, send=True)
                    for afi in sorted({family.afi for family in context.bgpsec_receive})
                ),
            ),
            graceful_restart=None,
        )


def _ends_with(path: str, asn: int) -> bool:
    return path.split()[-1:] == [str(asn)]


def _families_of(wire: Wire) -> frozenset[Family]:
    """Return what was agreed on; nothing where there is no session any more."""
    session = wire.session
    if session is None or session.negotiation is None:
        return frozenset()
    return session.negotiation.context.families or frozenset()


def _why(wire: Wire) -> str:
    if wire.notification is not None:
        return f"the router sent {wire.notification}"
    session = None if wire.session is None else wire.session.snapshot()
    if session is not None and session.sent.get(messages.NOTIFICATION):
        return f"we refused the router: {session.last_error}"
    return "the router closed the connection" if wire.ended else "the router says nothing"


def _lacking(wire: Wire, task: Task) -> list[str]:
    """Return what a case needs and the session lacks."""
    negotiation = None if wire.session is None else wire.session.negotiation
    if negotiation is None:
        return ["a session"]
    needed, agreed = task.context, negotiation.context
    families = needed.families or frozenset()
    there = families & (agreed.families or frozenset())
    # What the case does not speak of need not be there.
    fewer = attrs.evolve(needed, families=there)
    absent = families - there
    if there and verdict(task.octets, fewer) == verdict(task.octets, needed):
        absent = frozenset()
    return [
        *map(str, sorted(absent)),
        *(f"ADD-PATH {each}" for each in sorted(needed.add_path_receive - agreed.add_path_send)),
        *(f"BGPsec {each}" for each in sorted(needed.bgpsec_receive - agreed.bgpsec_send)),
        *(
            f"IPv6 next hops of {family}"
            for family, _ in sorted(needed.extended_next_hop - agreed.extended_next_hop)
        ),
        *["4-octet AS numbers"] * (bool(needed.four_octet_as) and not agreed.four_octet_as),
        *["extended messages"] * (needed.extended_messages and not negotiation.send_extended),
        *["enhanced route refresh"]
        * (bool(needed.enhanced_route_refresh) and not agreed.enhanced_route_refresh),
    ]
