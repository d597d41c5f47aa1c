"""Which routes a listing shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from bgplib.attributes._segments import parse_asn
from bgplib.cli._param_type import ParamType
from bgplib.cli._session_options import FamilyType
from bgplib.errors import ParseError
from bgplib.formats.mrt import Element, Selection
from bgplib.route import has_prefix_keys
from bgplib.values.address import address_octets
from bgplib.values.prefix import Prefix

if TYPE_CHECKING:
    from bgplib.policy.regex import TextRegex

__all__ = [
    "Filter",
    "PrefixType",
    "TimeType",
    "check_prefixes",
    "filter_of",
    "filter_options",
]

F = TypeVar("F", bound=Callable[..., Any])


class PrefixType(ParamType[Prefix]):
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


class AsnType(ParamType[int]):
    """An AS number, plain or in asdot."""

    name = "asn"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read an AS number, or end with a usage error."""
        try:
            return value if isinstance(value, int) else parse_asn(value)
        except ParseError as error:
            self.fail(str(error), param, ctx)


class AddressType(ParamType[bytes]):
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


class CommunityType(ParamType[str]):
    """A community of any kind, perhaps with wildcards."""

    name = "community"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a community, or end with a usage error."""
        try:
            (text,) = Selection(communities=value).communities
        except ParseError as error:
            self.fail(str(error), param, ctx)
        return text


class AsPathType(ParamType["TextRegex"]):
    """An expression that AS paths are compared with."""

    name = "expression"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> TextRegex:
        """Read an expression, or end with a usage error."""
        try:
            (regex,) = Selection(as_paths=value).as_paths
        except ParseError as error:
            self.fail(str(error), param, ctx)
        return regex


class TimeType(ParamType[float]):
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


@attrs.frozen(kw_only=True)
class Filter:
    """Says what of archives is shown: some routes, written at some time."""

    only: Selection = attrs.field(factory=Selection)  #: which routes
    start: float = -math.inf  #: the earliest time, in seconds since 1970
    end: float = math.inf  #: the first time that is too late

    @property
    def is_timed(self) -> bool:
        """Whether the time matters."""
        return self.start != -math.inf or self.end != math.inf

    def shows_time(self, element: Element) -> bool:
        """Say whether a route is shown as far as its time is concerned."""
        return self.start <= element.timestamp < self.end

    def shows_line(self, line: str) -> bool:
        """Say the same of a line of `bgpdump -m`."""
        return self.start <= float(line.split("|", 2)[1]) < self.end


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
        click.option("--covering", is_flag=True, help="With --prefix: what covers it, too."),
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
            "--as-path",
            "as_paths",
            type=AsPathType(),
            multiple=True,
            help="Only routes whose AS path matches an expression as routers have them: _65000_.",
        ),
        click.option(
            "--community",
            "communities",
            type=CommunityType(),
            multiple=True,
            help="Only routes with a community, such as 65000:1, 65000:*, 65000:1:* or rt:65000:*.",
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
            metavar="[A|W]",  # a choice whose case does not matter is shown in small letters
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
    covering: bool,
    peers: tuple[bytes, ...],
    peer_asns: tuple[int, ...],
    origin_asns: tuple[int, ...],
    as_paths: tuple[TextRegex, ...],
    communities: tuple[str, ...],
    families: tuple[Any, ...],
    route_type: str | None,
    start: float | None,
    end: float | None,
) -> Filter:
    """Return the filter that the options describe."""
    check_prefixes(prefixes, covered=covered, covering=covering)
    return Filter(
        only=Selection(
            prefixes=prefixes,
            covered=covered,
            covering=covering,
            peers=peers,
            peer_asns=peer_asns,
            origin_asns=origin_asns,
            as_paths=as_paths,
            communities=communities,
            afis=[family.afi for family in families],
            type=route_type or "",
        ),
        start=-math.inf if start is None else start,
        end=math.inf if end is None else end,
    )


def check_prefixes(prefixes: tuple[Prefix, ...], *, covered: bool, covering: bool) -> None:
    """End with a usage error if the options say how prefixes are meant that are not there."""
    for name, given in (("covered", covered), ("covering", covering)):
        if given and not prefixes:
            raise click.UsageError(f"--{name} says how --prefix is meant, which is not there")
