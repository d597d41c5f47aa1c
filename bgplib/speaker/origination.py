"""Our own routes: what a program says of them, made to what the RIB holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bgplib._checks import shown
from bgplib.attributes import AsPath, AttributeBlock, Origin
from bgplib.errors import LocalError
from bgplib.iana import attributes as iana
from bgplib.iana.families import (
    SAFI_FLOWSPEC,
    SAFI_FLOWSPEC_VPN,
    SAFI_UNICAST,
    Family,
    as_family,
)
from bgplib.nlri import Nlri
from bgplib.nlri._codec import mapped_hint
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.rib.destination import identify_nlri, read_destination
from bgplib.route import Route
from bgplib.speaker.next_hop import fits, in_form_of
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

__all__ = [
    "Originated",
    "identify_own",
    "own_block",
    "own_next_hop",
    "own_weight",
    "refuse_actions",
]

#: how a program names a destination of its own
Originated = Route | Nlri | Prefix | str

_ACTIONS: Final = re.compile(r"\bthen\b")


def identify_own(
    destination: Originated, family: Family | str | None, registry: Registry
) -> tuple[Family, bytes, Nlri | None]:
    """Return family, key and, where it holds more than the key, NLRI of a destination.

    Raises:
        LocalError: NLRI without a family, or a prefix that is none of the family's destinations.
        ParseError: a text is not a family, or not a destination of it.
    """
    if isinstance(destination, Route):
        return destination.family, destination.key, destination.path.nlri
    family = as_family(family)
    if isinstance(destination, str):
        destination = read_destination(destination, family, registry)
    if isinstance(destination, Prefix):
        family = family or Family(destination.afi, SAFI_UNICAST)
        if family.afi != destination.afi:
            raise LocalError(f"{destination} is no destination of {family}")
        return family, destination.key, None
    return (*identify_nlri(destination, family, registry), destination)


def refuse_actions(destination: Originated, family: Family) -> None:
    """See that the text of a rule does not say what becomes of the packets.

    Raises:
        LocalError: it does.
    """
    # RFC 8955 §7: "The default action for a matching Flow Specification is to accept the packet".
    # Nobody may take a rule without extended communities for one that drops.
    if (
        family.safi in (SAFI_FLOWSPEC, SAFI_FLOWSPEC_VPN)
        and isinstance(destination, str)
        and _ACTIONS.search(destination)
    ):
        raise LocalError(
            "what stands behind `then` is no part of NLRI: it goes into `attributes`, such as "
            "ExtendedCommunities.parse('rate-limit:0')"
        )


def own_block(
    attributes: AttributeBlock | Iterable[object], registry: Registry = DEFAULT_REGISTRY
) -> AttributeBlock:
    """Return the attributes of a route of our own: ORIGIN and a path are there in any case.

    Raises:
        EncodeError: a value is out of range or there twice.
        LocalError: it is none, or not several.
    """
    if not isinstance(attributes, AttributeBlock | Iterable):
        raise LocalError(
            f"attributes is {shown(attributes)}, which is not several values, or a block: "
            "put a single one into a list"
        )
    if not isinstance(attributes, AttributeBlock):
        attributes = AttributeBlock.of(attributes, registry=registry)
    # RFC 4271 §5.1.1: ORIGIN is IGP where the NLRI is interior to the originating AS.
    # RFC 4271 §5.1.2: the AS_PATH of what we originate has no AS in it before it leaves.
    missing: list[object] = []
    if iana.ORIGIN not in attributes:
        missing.append(Origin(0))
    # RFC 8205 §4.2: BGPSEC_PATH stands in the place of AS_PATH, never beside it.
    if iana.AS_PATH not in attributes and iana.BGPSEC_PATH not in attributes:
        missing.append(AsPath(()))
    return attributes.replace(*missing) if missing else attributes


def own_weight(weight: object) -> int:
    """Return a weight.

    Raises:
        LocalError: it is no number.
    """
    if not isinstance(weight, int):
        raise LocalError(f"weight is {weight!r}, which is not a whole number")
    return weight


def own_next_hop(
    next_hop: NextHop | str | bytes | None, block: AttributeBlock, family: Family
) -> bytes:
    """Return the next hop of a route of our own; empty where we are it.

    Raises:
        LocalError: it is none that routes of the family can have.
        ParseError: the text is not an address.
    """
    if next_hop is None:
        octets = block.next_hop or b""
    elif isinstance(next_hop, bytes):
        octets = next_hop
    elif isinstance(next_hop, str | NextHop):
        octets = NextHop.parse(next_hop).octets if isinstance(next_hop, str) else next_hop.octets
    else:
        raise LocalError(f"{next_hop!r} is no next hop: an address as text, octets or a NextHop is")
    octets = in_form_of(family, octets)
    # Whether a peer takes an IPv6 next hop for IPv4 routes (RFC 8950) is for its session to say.
    if octets and not fits(family, len(octets), extended=True):
        hint = mapped_hint(family, octets)
        raise LocalError(f"{NextHop(octets)} is no next hop of {family}{hint}")
    return octets
