"""The options of `decode` that say what was agreed on in the session of the messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import click

from bgplib.cli._param_type import ParamType
from bgplib.context import Context, SessionType
from bgplib.errors import ParseError
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, Family
from bgplib.registry import DEFAULT_REGISTRY

__all__ = ["FamilyType", "SessionCommand", "context_of", "session_options"]

F = TypeVar("F", bound=Callable[..., Any])

_EXTENDED_NEXT_HOP: Final = "--extended-next-hop"
_EVERY: Final = "every"


class FamilyType(ParamType[Family]):
    """An address family by name or numbers."""

    name = "family"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Family:
        """Read a family, or end with a usage error."""
        try:
            return value if isinstance(value, Family) else Family.parse(value)
        except ParseError as error:
            self.fail(str(error), param, ctx)


class _FamilyOrEvery(FamilyType):
    """The same, or all families that an option can mean."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read a family, or end with a usage error."""
        return value if value == _EVERY else super().convert(value, param, ctx)


class SessionCommand(click.Command):
    """A command whose `--extended-next-hop` may stand without a family, before an argument."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Tell whether what follows the option is its family."""
        return super().parse_args(ctx, list(_with_value(args)))


def _with_value(args: list[str]) -> Iterable[str]:
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            yield arg
            yield from rest
        elif arg != _EXTENDED_NEXT_HOP:
            yield arg
        else:
            following = next(rest, None)
            is_family = following is not None and _is_family(following)
            yield f"{_EXTENDED_NEXT_HOP}={following if is_family else _EVERY}"
            if following is not None and not is_family:
                yield from _with_value([following, *rest])


def _is_family(text: str) -> bool:
    try:
        Family.parse(text)
    except ParseError:
        return False
    return True


def session_options(function: F) -> F:
    """Add the options to a command of class `SessionCommand`."""
    options = (
        click.option("--as2", is_flag=True, help="AS numbers have two octets (RFC 6793)."),
        click.option(
            "--add-path",
            type=FamilyType(),
            multiple=True,
            help="NLRI of FAMILY have path identifiers (RFC 7911); can be repeated.",
        ),
        click.option("--ibgp", is_flag=True, help="The session is internal, not external."),
        click.option(
            _EXTENDED_NEXT_HOP,
            type=_FamilyOrEvery(),
            multiple=True,
            metavar="[FAMILY]",
            help="Next hops of FAMILY, or of all IPv4 families, may be IPv6 addresses (RFC 8950).",
        ),
        click.option(
            "--extended-messages",
            is_flag=True,
            help="Messages may have up to 65,535 octets (RFC 8654).",
        ),
        click.option(
            "--own-routes",
            is_flag=True,
            help="NEXT_HOP may be 0.0.0.0: a router shows its own routes in BMP (RFC 9069).",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def context_of(
    *,
    as2: bool,
    add_path: tuple[Family, ...],
    ibgp: bool,
    extended_next_hop: tuple[Any, ...],
    extended_messages: bool,
    own_routes: bool,
) -> Context:
    """Return the context that the options describe."""
    families = set(extended_next_hop)
    if _EVERY in families:
        families = families - {_EVERY} | _ipv4_families()
    return Context(
        four_octet_as=not as2,
        session=SessionType.INTERNAL if ibgp else SessionType.EXTERNAL,
        extended_next_hop=((family, AFI_IPV6) for family in families),
        extended_messages=extended_messages,
        own_routes=own_routes,
    ).with_add_path(*add_path)


def _ipv4_families() -> set[Family]:
    """Return the families to which RFC 8950 §4 gives IPv6 next hops."""
    return {
        family for family in DEFAULT_REGISTRY.extended_next_hop_families if family.afi == AFI_IPV4
    }
