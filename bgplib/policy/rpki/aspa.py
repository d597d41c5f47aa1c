"""Aspa and AspaTable: whether a path went up and down as providers and customers do.

draft-ietf-sidrops-aspa-verification: an AS states which ASes are its providers. A path is plausible
when it climbs from customer to provider, crosses at most one link between equals, and descends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Self

import attrs

from bgplib._checks import MISFITS, check, several, shown
from bgplib._in_order import in_order
from bgplib.attributes.as_path import AsPath
from bgplib.errors import LocalError
from bgplib.kernel.as_path import Segments
from bgplib.values._numbers import parse_as_number

__all__ = ["Aspa", "AspaState", "AspaTable"]

#: the providers of a customer: one, or several; `AS64496` is converted
_Providers = Iterable[int | str] | int


class AspaState(Enum):
    """What verification says of a path."""

    VALID = "valid"  #: every hop is attested
    UNKNOWN = "unknown"  #: some hops are not attested either way
    INVALID = "invalid"  #: the path is a leak, or forged

    @property
    def text(self) -> str:
        """The name as it is printed, as of a `ValidationState`."""
        return self.value


class _Hop(Enum):
    PROVIDER = "provider"  #: the next AS is attested as a provider
    NOT_PROVIDER = "not provider"  #: there is an attestation, without the next AS
    NO_ATTESTATION = "no attestation"  #: the AS has published none


def _number(value: object) -> int:
    """Read an AS number, also as validators write it: `AS64496`."""
    if isinstance(value, str):
        return parse_as_number(value.removeprefix("AS"))
    if not isinstance(value, int):
        raise LocalError(f"{shown(value)} is no AS number")
    return value


def _numbers(value: _Providers) -> frozenset[int]:
    return frozenset(map(_number, several(value)))


@attrs.frozen
class Aspa:
    """A validated ASPA payload: a customer, and all of its providers.

    Raises:
        LocalError: an AS number is no number.
        ParseError: a text is no AS number.
    """

    customer: int = attrs.field(converter=_number)  #: the AS that states it (text is converted)
    #: its providers, and the route servers whose lanes it uses (text is converted); AS 0 alone:
    #: there is none
    providers: frozenset[int] = attrs.field(converter=_numbers, repr=in_order)

    def __str__(self) -> str:
        """Return `AS64496 => AS64497, AS64498`, as draft-ietf-sidrops-aspa-notation has it."""
        providers = ", ".join(f"AS{asn}" for asn in sorted(self.providers))
        return f"AS{self.customer} => {providers}" if providers else f"AS{self.customer}"


class AspaTable:
    """Validated ASPA payloads, by customer. Immutable; two are equal that say the same."""

    __slots__ = ("_providers",)

    def __init__(self, aspas: Iterable[Aspa] = ()) -> None:
        """Index payloads; the providers of several of one customer are joined."""
        providers: dict[int, frozenset[int]] = {}
        for aspa in aspas:
            providers[aspa.customer] = providers.get(aspa.customer, frozenset()) | aspa.providers
        self._providers = providers

    @classmethod
    def of(cls, providers: Mapping[Any, _Providers]) -> Self:
        """Make a table of providers by customer.

        An AS is a number, or text as validators write it: `AS64496`. Of several payloads of one
        customer, which a mapping has no place for, `AspaTable(Aspa(...) for ...)` makes a table.

        Raises:
            LocalError: an AS number is no number.
            ParseError: a text is no AS number.
        """
        check(providers, Mapping, "providers")
        return cls(Aspa(customer, asns) for customer, asns in providers.items())

    @property
    def providers(self) -> Mapping[int, frozenset[int]]:
        """The providers of each customer."""
        return MappingProxyType(self._providers)

    def verify_upstream(
        self, path: Segments | AsPath | str, neighbour: int | None = None
    ) -> AspaState:
        """Verify a path that has to have climbed all the way.

        It came from a customer or lateral peer, at a route server from its client, or at a client
        from a route server.

        Args:
            path: the AS path as received: an `AsPath`, `as_path` of attributes, or text as
                elements of archives have it.
            neighbour: the AS that must stand first; None does not check it, as is right for the
                client of a route server.

        Raises:
            LocalError: it is no path.
            ParseError: the text is no path.
        """
        asns = _asns_of(path, neighbour)
        if asns is None:
            return AspaState.INVALID
        return _judged(len(asns), self._up(asns, _is_refuted), self._up(asns, _is_unproven))

    def verify_downstream(
        self, path: Segments | AsPath | str, neighbour: int | None = None
    ) -> AspaState:
        """Verify a path that may have climbed, and then descended: it came from a provider.

        Args:
            path: the AS path as received, as of `verify_upstream`.
            neighbour: the AS that must stand first; None does not check it.

        Raises:
            LocalError: it is no path.
            ParseError: the text is no path.
        """
        asns = _asns_of(path, neighbour)
        if asns is None:
            return AspaState.INVALID
        # Seen from our end, the way down is a way up.
        back = asns[::-1]
        at_most = self._up(asns, _is_refuted) + self._up(back, _is_refuted)
        at_least = self._up(asns, _is_unproven) + self._up(back, _is_unproven)
        return _judged(len(asns), at_most, at_least)

    def _hop(self, customer: int, provider: int) -> _Hop:
        providers = self._providers.get(customer)
        if providers is None:
            return _Hop.NO_ATTESTATION
        return _Hop.PROVIDER if provider in providers else _Hop.NOT_PROVIDER

    def _up(self, asns: list[int], ends: Callable[[_Hop], bool]) -> int:
        """Count the ASes of the ramp that starts at the first one."""
        for at in range(len(asns) - 1):
            if ends(self._hop(asns[at], asns[at + 1])):
                return at + 1
        return len(asns)

    def __len__(self) -> int:
        """Return how many customers have stated something."""
        return len(self._providers)

    def __eq__(self, other: object) -> bool:
        """Compare the providers; a table of a program's own class may answer otherwise."""
        if self is other:
            return True
        if type(self) is not AspaTable or type(other) is not AspaTable:
            return NotImplemented
        return self._providers == other._providers

    def __hash__(self) -> int:
        """Hash how many there are: contexts are hashed more often than tables change."""
        return hash(len(self))

    def __repr__(self) -> str:
        """Return how many customers have stated something."""
        return f"<AspaTable of {len(self)} customers>"


def _is_refuted(hop: _Hop) -> bool:
    return hop is _Hop.NOT_PROVIDER


def _is_unproven(hop: _Hop) -> bool:
    return hop is not _Hop.PROVIDER


def _judged(length: int, at_most: int, at_least: int) -> AspaState:
    """Compare the length of a path with the ramps that it can and does have."""
    if at_most < length:
        return AspaState.INVALID
    return AspaState.UNKNOWN if at_least < length else AspaState.VALID


def _asns_of(path: Segments | AsPath | str, neighbour: int | None) -> list[int] | None:
    """Return what `_collapsed` does of a path in any form."""
    if isinstance(path, str):
        path = AsPath.parse(path)
    if isinstance(path, AsPath):
        path = path.plain
    try:
        return _collapsed(path, neighbour)
    except MISFITS:
        # Only now: policy asks of each route, and to look first costs four times as much.
        check(path, Segments, "path")
        raise


def _collapsed(path: Segments, neighbour: int | None) -> list[int] | None:
    """Return the ASes from the origin on, repetitions once; None where the path is invalid."""
    asns: list[int] = []
    for kind, numbers in path:
        # An AS_SET hides who passed the route to whom; so do segments of a confederation, which
        # have no place in what a neighbour outside of it says.
        if kind != 2:
            return None
        for asn in numbers:
            if not asns or asns[-1] != asn:
                asns.append(asn)
    if not asns or (neighbour is not None and asns[0] != neighbour):
        return None
    return asns[::-1]
