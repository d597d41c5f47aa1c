"""What tells a destination: a prefix, its text, NLRI, a key or a route to it."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

import attrs

from bgplib.context import Context
from bgplib.errors import LocalError, ParseError
from bgplib.iana.families import SAFI_UNICAST, Family, as_family
from bgplib.nlri import Nlri, NlriGroup
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.route import Route, has_prefix_keys
from bgplib.values.prefix import Prefix

__all__ = ["Destination"]

#: a prefix, its text, or NLRI, the key or a route of a destination of any family
Destination = Prefix | str | Nlri | bytes | Route


def identify(destination: Destination, family: Family | str | None) -> tuple[Family, bytes]:
    """Return the family and the key of a destination.

    Raises:
        LocalError: a key or NLRI without a family, or what is none of the family's destinations.
        ParseError: a text is not a family, or not a destination of it.
    """
    family = as_family(family)
    if isinstance(destination, Route):
        if family not in (None, destination.family):
            raise LocalError(f"{destination} is no destination of {family}")
        return destination.family, destination.key
    if isinstance(destination, bytes):
        if family is None:
            raise LocalError("a key belongs to a family, and none was given")
        return family, destination
    if isinstance(destination, str):
        destination = read_destination(destination, family)
    if not isinstance(destination, Prefix):
        return identify_nlri(destination, family)
    if family is None:
        family = Family(destination.afi, SAFI_UNICAST)
    elif family.afi != destination.afi or not has_prefix_keys(family):
        raise LocalError(f"{destination} is no destination of {family}")
    return family, destination.key


def named(destination: object) -> tuple[Family, bytes] | None:
    """Return what is meant in `destination in routes`: a prefix, its text, or a (family, key) pair.

    None if it is nothing of these.

    Raises:
        LocalError: it is NLRI, which do not say of which family they are.
        ParseError: the text is not a prefix.
    """
    if isinstance(destination, Prefix | str | Nlri):
        return identify(destination, None)
    if isinstance(destination, tuple) and len(destination) == 2:
        family, key = destination
        if isinstance(family, Family) and isinstance(key, bytes):
            return family, key
    return None


def read_destination(
    text: str, family: Family | None, registry: Registry = DEFAULT_REGISTRY
) -> Prefix | Nlri:
    """Read the text of a destination: a prefix, or NLRI where the family has others.

    Raises:
        LocalError: no row describes the family.
        ParseError: it is none.
    """
    if family is None:
        try:
            return Prefix.parse(text)
        except ParseError as error:
            if _is_prefix(text):
                raise
            raise ParseError(f"{error}; if it is NLRI, `family=` has to say of which") from None
    if has_prefix_keys(family):
        return Prefix.parse(text)
    return NlriGroup.of(family, [text], registry=registry).nlri[0]


def _is_prefix(text: str) -> bool:
    """Say whether a text is a prefix, perhaps one with bits set behind its length."""
    try:
        Prefix.parse(text, strict=False)
    except ParseError:
        return False
    return True


def _hint(value: object) -> str:
    """Return what makes a destination of a value that is none."""
    is_network = isinstance(value, IPv4Network | IPv6Network)
    return "; Prefix.from_ipaddress makes one of it" if is_network else ""


def identify_nlri(
    nlri: Nlri, family: Family | None, registry: Registry = DEFAULT_REGISTRY
) -> tuple[Family, bytes]:
    """Return the family and the key of NLRI.

    Args:
        nlri: the NLRI.
        family: their family.
        registry: where NLRI are described.

    Raises:
        LocalError: there is no family, it has other NLRI, or this is no destination at all.
        EncodeError: a field is out of range.
    """
    if not isinstance(nlri, Nlri):
        raise LocalError(
            f"{nlri!r} is no destination: a prefix, its text, NLRI or a route is{_hint(nlri)}"
        )
    if family is None:
        raise LocalError(f"NLRI belong to a family, and none was given for {nlri}")
    group = NlriGroup.of(
        family,
        [nlri if nlri.path_id is None else attrs.evolve(nlri, path_id=None)],
        registry=registry,
    )
    # What cannot be written, a prefix of the other address family for instance, is no destination.
    group.encode(Context(), withdrawn=True)
    return family, group.keys[0]
