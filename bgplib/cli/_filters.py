"""Which routes a listing shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import attrs
import click

from bgplib.attributes._segments import parse_asn
from bgplib.cli._session_options import FamilyType
from bgplib.errors import ParseError
from bgplib.formats.mrt import Element, Selection
from bgplib.route import has_prefix_keys
from bgplib.values.address import address_octets
from bgplib.values.prefix import Prefix

__all__ = ["Filter", "PrefixType", "filter_of", "filter_options"]

F = TypeVar("F", bound=Callable[..., Any])

# How many prefixes' verdicts are remembered, since the peers' routes to one follow each other.
_KEPT: Final = 4096
#: what stands in the third column of `bgpdump -m` for a route
_TYPES: Final = {"A": "A", "B": "A", "W": "W"}


class PrefixType(click.ParamType[Prefix]):
    """A prefix; bits behind its length are cleared."""

    name = "prefix"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Prefix:
        """Read a prefix, or end with a usage error."""
        try:
            return value if isinstance(value, Prefix) else Prefix.parse(value, strict=False)
        except ParseError as error:
            self.fail(str(error), param, ctx)


class AsnType(click.ParamType[int]):
    """An AS number, plain or in asdot."""

    name = "asn"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read an AS number, or end with a usage error."""
        try:
            return value if isinstance(value, int) else parse_asn(value)
        except ParseError as error:
            self.fail(str(error), param, ctx)


class AddressType(click.ParamType[bytes]):
    """An IPv4 or IPv6 address."""

    name = "address"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> bytes:
        """Read an address, or end with a usage error."""
        try:
            return value if isinstance(value, bytes) else address_octets(value)
        except ParseError as error:
            self.fail(str(error), param, ctx)


class TimeType(click.ParamType[float]):
    """Seconds since 1970, or a date and perhaps a time; in UTC, unless an offset says else."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read a time, or end with a usage error."""
        try:
            seconds = float(value)
        except ValueError:
            seconds = self._seconds(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is no time", param, ctx)
        return seconds

    def _seconds(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            time = datetime.fromisoformat(value)
            return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is neither seconds since 1970 nor like 2023-11-14T22:13:20", param, ctx
            )


class PrefixFamilyType(FamilyType):
    """A family of prefixes; listings do not tell unicast from multicast."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read a family, or end with a usage error."""
        family = super().convert(value, param, ctx)
        if not has_prefix_keys(family):
            self.fail(f"only routes to IPv4 and IPv6 prefixes are listed, none of {family}")
        return family


@attrs.define(kw_only=True)
class Filter:
    """Says of a route whether it is shown: if it is any of each kind that is asked for."""

    prefixes: tuple[Prefix, ...] = ()  #: the destination
    covered: bool = False  #: a prefix within one of `prefixes` will do
    peers: frozenset[bytes] = frozenset()  #: address of who announced it to the collector
    peer_asns: frozenset[int] = frozenset()  #: AS number of who did
    origin_asns: frozenset[int] = frozenset()  #: who originated it
    afis: frozenset[int] = frozenset()  #: address family of the destination
    type: str = ""  #: `A` or `W`
    start: float = -math.inf  #: the earliest time, in seconds since 1970
    end: float = math.inf  #: the first time that is too late
    _verdicts: dict[str, bool] = attrs.field(factory=dict, init=False)

    @property
    def is_open(self) -> bool:
        """Whether all routes are shown, and what is no route too."""
        asked = (
            self.prefixes,
            self.peers,
            self.peer_asns,
            self.origin_asns,
            self.afis,
            self.type,
            self.is_timed,
        )
        return not any(asked)

    @property
    def is_timed(self) -> bool:
        """Whether the time matters."""
        return self.start != -math.inf or self.end != math.inf

    @property
    def selection(self) -> Selection:
        """The same, but for the time, for the reader of archives, which then makes nothing else."""
        return Selection(
            prefixes=self.prefixes,
            covered=self.covered,
            peers=self.peers,
            peer_asns=self.peer_asns,
            origin_asns=self.origin_asns,
            afis=self.afis,
            type=self.type,
        )

    def shows_time(self, element: Element) -> bool:
        """Say whether a route is shown as far as its time is concerned."""
        return self.start <= element.timestamp < self.end

    def shows_line(self, line: str) -> bool:
        """Say whether a line of `bgpdump -m` is shown."""
        columns = line.split("|")
        kind = _TYPES.get(columns[2])
        if kind is None:  # a session's change of state
            return self.is_open
        # RFC 7911: a column for the path identifier comes behind the prefix.
        path = columns[7 if columns[0].endswith("_AP") else 6 :][:1]
        return (
            (not self.type or self.type == kind)
            and self.start <= float(columns[1]) < self.end
            and (not self.peers or address_octets(columns[3]) in self.peers)
            and (not self.peer_asns or int(columns[4]) in self.peer_asns)
            and (not self.origin_asns or not self.origin_asns.isdisjoint(_origins(path)))
            and self._shows_prefix(columns[5])
        )

    def _shows_prefix(self, text: str) -> bool:
        if not self.afis and not self.prefixes:
            return True
        verdict = self._verdicts.get(text)
        if verdict is None:
            if len(self._verdicts) >= _KEPT:
                self._verdicts.clear()
            verdict = self._verdicts[text] = self._judge(text)
        return verdict

    def _judge(self, text: str) -> bool:
        prefix = Prefix.parse(text, strict=False)
        if self.afis and prefix.afi not in self.afis:
            return False
        if not self.prefixes:
            return True
        if self.covered:
            return any(wanted.contains(prefix) for wanted in self.prefixes)
        return prefix in self.prefixes


def _origins(path: list[str]) -> set[int]:
    """Return the AS numbers at the end of a path in a list, which withdrawals lack."""
    words = path[0].split() if path else []
    if not words:
        return set()
    return {int(asn) for asn in words[-1].strip("{}()[]").split(",") if asn.isdigit()}


def filter_options(function: F) -> F:
    """Add the options that `filter_of` reads."""
    options = (
        click.option(
            "--prefix",
            "prefixes",
            type=PrefixType(),
            multiple=True,
            help="Only routes to PREFIX; can be repeated, as all filters with a value can.",
        ),
        click.option("--covered", is_flag=True, help="With --prefix: what it covers, too."),
        click.option(
            "--peer",
            "peers",
            type=AddressType(),
            multiple=True,
            help="Only routes of the peer with this address.",
        ),
        click.option(
            "--peer-as",
            "peer_asns",
            type=AsnType(),
            multiple=True,
            help="Only routes of a peer with this AS number.",
        ),
        click.option(
            "--origin-as",
            "origin_asns",
            type=AsnType(),
            multiple=True,
            help="Only routes that an AS originated.",
        ),
        click.option(
            "--family",
            "families",
            type=PrefixFamilyType(),
            multiple=True,
            help="Only routes to prefixes of ipv4 or of ipv6.",
        ),
        click.option(
            "--type",
            "route_type",
            type=click.Choice(["A", "W"], case_sensitive=False),
            default=None,
            help="Only announced routes, those in tables among them, or only withdrawn ones.",
        ),
        click.option(
            "--start",
            type=TimeType(),
            default=None,
            help="Only what was written from this time on: seconds since 1970, or a date and time.",
        ),
        click.option(
            "--end", type=TimeType(), default=None, help="Only what was written before this time."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def filter_of(
    *,
    prefixes: tuple[Prefix, ...],
    covered: bool,
    peers: tuple[bytes, ...],
    peer_asns: tuple[int, ...],
    origin_asns: tuple[int, ...],
    families: tuple[Any, ...],
    route_type: str | None,
    start: float | None,
    end: float | None,
) -> Filter:
    """Return the filter that the options describe."""
    if covered and not prefixes:
        raise click.UsageError("--covered says how --prefix is meant, which is not there")
    return Filter(
        prefixes=prefixes,
        covered=covered,
        peers=frozenset(peers),
        peer_asns=frozenset(peer_asns),
        origin_asns=frozenset(origin_asns),
        afis=frozenset(family.afi for family in families),
        type=route_type or "",
        start=-math.inf if start is None else start,
        end=math.inf if end is None else end,
    )
