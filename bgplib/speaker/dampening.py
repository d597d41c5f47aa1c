"""Dampening: routes of a peer that come and go too often rest for a while (RFC 2439, RFC 7196).

Off unless a peer is configured with a `DampeningConfig`. Each destination that a peer withdraws,
or announces with other attributes, collects penalty, which halves in a fixed time. Above one
threshold the route is refused; below another it is taken again.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import attrs

from bgplib._checks import check, of_type
from bgplib._described import described
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.rib.reading import RibReader
from bgplib.route import Path, Source

__all__ = ["Dampening", "DampeningConfig", "Flap", "History"]

#: what is told apart: family, key and path identifier
Flap = tuple[Family, bytes, int | None]

# RFC 7196 §3: neither is for the operator to change. That of a route which comes back is 0, as
# Cisco has it: its withdrawal counted already.
_WITHDRAWAL: Final = 1000.0
_ATTRIBUTE_CHANGE: Final = 500.0


def _positive(instance: object, attribute: attrs.Attribute[Any], value: float) -> None:
    check(value, float, attribute.name)
    if not value > 0:
        raise LocalError(f"{attribute.name} is {value}, it must be more than 0")


@described
@attrs.frozen(kw_only=True)
class DampeningConfig:
    """When routes of a peer rest, and for how long."""

    # RFC 7196 §6: "Operators that want damping that is much less destructive than the current
    # damping, but still somewhat aggressive, SHOULD configure the Suppress Threshold to no less
    # than 6,000."
    #: the penalty above which a route is refused
    suppress: float = attrs.field(default=6000.0, validator=_positive)
    reuse: float = attrs.field(default=750.0, validator=_positive)  #: below which it is taken again
    half_life: float = attrs.field(default=900.0, validator=_positive)  #: in seconds
    #: how long a route is refused at most after its last flap, in seconds
    maximum_time: float = attrs.field(default=3600.0, validator=_positive)
    #: how many destinations are remembered at most; the oldest are forgotten. Half as many rest at
    #: the most: what rests is not forgotten, or it would rest for ever
    maximum_histories: int = attrs.field(default=100_000, validator=of_type(int))
    #: RFC 7196 §6, "Calculate But Do Not Damp": False only counts, and refuses nothing
    damp: bool = attrs.field(default=True, validator=of_type(bool))

    def __attrs_post_init__(self) -> None:
        """Check that the thresholds are in order, and that the upper one can be reached."""
        if self.reuse >= self.suppress:
            raise LocalError("reuse must be less than suppress, or routes never rest")
        # RFC 7196 §5 calls the most that these parameters lead to the computed maximum penalty.
        if self.maximum_penalty <= self.suppress:
            raise LocalError("with this maximum_time no penalty ever comes to suppress")

    @property
    def maximum_penalty(self) -> float:
        """The penalty from which it takes `maximum_time` to come down to `reuse`."""
        try:
            penalty: float = self.reuse * 2.0 ** (self.maximum_time / self.half_life)
        except OverflowError:
            return math.inf
        return penalty


class History:
    """How often one destination flapped of late."""

    __slots__ = ("penalty", "suppressed", "time")

    def __init__(self, time: float) -> None:
        """Start without a flap."""
        self.penalty = 0.0  #: as it was at `time`
        self.time = time  #: when it flapped last
        self.suppressed = False  #: the route is refused


class Dampening:
    """The histories of one peer's routes."""

    def __init__(self, config: DampeningConfig) -> None:
        """Start without any."""
        self.config: Final = config
        self.histories: dict[Flap, History] = {}  #: of what flapped of late
        self._due: list[tuple[float, int, Flap]] = []
        self._count = 0
        self._resting = 0  # how many histories are suppressed

    def withdrawn(self, flaps: Iterable[Flap], now: float) -> None:
        """Note routes that were there and are withdrawn."""
        self._penalise(flaps, _WITHDRAWAL, now)

    def changed(self, flaps: Iterable[Flap], now: float) -> None:
        """Note routes that were there and are announced with other attributes."""
        self._penalise(flaps, _ATTRIBUTE_CHANGE, now)

    def is_suppressed(self, flap: Flap) -> bool:
        """Say whether a route is refused."""
        history = self.histories.get(flap)
        return self.config.damp and history is not None and history.suppressed

    def penalty(self, flap: Flap, now: float) -> float:
        """Return the penalty of a route at a time."""
        history = self.histories.get(flap)
        return 0.0 if history is None else self._at(history, now)

    def note(self, rib: RibReader, source: Source, update: Update, now: float) -> None:
        """Note what an UPDATE does to routes that are there; before the RIB does it.

        Args:
            rib: where the routes of the peer are.
            source: the peer.
            update: what it sent.
            now: the time.
        """

        def there(flap: Flap) -> Path | None:
            family, key, path_id = flap
            path = rib.path_of(source, key, family, path_id)
            return None if path is None else path.received

        announced = {flap: group for group in update.announced for flap in _flaps(group)}
        gone = dict.fromkeys(flap for group in update.withdrawn for flap in _flaps(group))
        self.withdrawn(
            (flap for flap in gone if flap not in announced and there(flap) is not None), now
        )
        self.changed(
            (
                flap
                for flap, group in announced.items()
                if (path := there(flap)) is not None
                and (path.attributes, path.next_hop_octets)
                != (update.attributes, group.next_hop_octets)
            ),
            now,
        )

    def next_deadline(self) -> float | None:
        """Return when a route is taken again; None when none is refused."""
        return self._due[0][0] if self._due else None

    def reusable(self, now: float) -> Iterator[Flap]:
        """Iterate over the routes that may be taken again."""
        while self._due and self._due[0][0] <= now:
            _, _, flap = heapq.heappop(self._due)
            history = self.histories.get(flap)
            if history is None or not history.suppressed:
                continue
            if self._at(history, now) > self.config.reuse * 1.000001:
                # It flapped again after it was put on the list.
                self._schedule(flap, history)
                continue
            history.suppressed = False
            self._resting -= 1
            yield flap

    def _penalise(self, flaps: Iterable[Flap], penalty: float, now: float) -> None:
        config = self.config
        for flap in flaps:
            # A history that flaps again is the youngest.
            history = self.histories.pop(flap, None) or History(now)
            history.penalty = min(self._at(history, now) + penalty, config.maximum_penalty)
            history.time = now
            self.histories[flap] = history
            has_room = self._resting < config.maximum_histories // 2
            if not history.suppressed and history.penalty > config.suppress and has_room:
                history.suppressed = True
                self._resting += 1
                self._schedule(flap, history)
        if len(self.histories) > config.maximum_histories:
            self._forget(now)

    def _at(self, history: History, now: float) -> float:
        elapsed = max(0.0, now - history.time)
        penalty: float = history.penalty * 0.5 ** (elapsed / self.config.half_life)
        return penalty

    def _schedule(self, flap: Flap, history: History) -> None:
        half_lives = math.log2(history.penalty / self.config.reuse)
        self._count += 1
        when = history.time + half_lives * self.config.half_life
        heapq.heappush(self._due, (when, self._count, flap))

    def _forget(self, now: float) -> None:
        """Let go of histories that say nothing any more, and of the oldest where that is needed."""
        config = self.config
        worth = {
            flap: history
            for flap, history in self.histories.items()
            if history.suppressed or self._at(history, now) > config.reuse / 2
        }
        excess = len(worth) - config.maximum_histories // 2
        if excess > 0:
            idle = [flap for flap, history in worth.items() if not history.suppressed]
            for flap in idle[:excess]:
                del worth[flap]
        self.histories = worth


def _flaps(group: NlriGroup) -> Iterator[Flap]:
    path_ids: Sequence[int | None] = group.path_ids or [None] * len(group)
    return ((group.family, key, each) for key, each in zip(group.keys, path_ids, strict=True))
