"""Our own routes: what a program says of them, made to what the RIB holds."""

from __future__ import annotations

from collections.abc import Iterable

from bgplib.attributes import AsPath, AttributeBlock, Origin
from bgplib.errors import LocalError
from bgplib.iana import attributes as iana
from bgplib.iana.families import SAFI_UNICAST, Family
from bgplib.nlri import Nlri, NlriGroup
from bgplib.route import Route
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

__all__ = ["Originated", "identify_own", "own_block", "own_next_hop"]

#: how a program names a destination of its own
Originated = Route | Nlri | Prefix | str


def identify_own(
    destination: Originated, family: Family | None
) -> tuple[Family, bytes, Nlri | None]:
    """Return family, key and, where it holds more than the key, NLRI of a destination.

    Raises:
        LocalError: NLRI without a family, or a prefix that is none of the family's destinations.
        ParseError: the text is not a prefix.
    """
    if isinstance(destination, Route):
        return destination.family, destination.key, destination.path.nlri
    if isinstance(destination, str):
        destination = Prefix.parse(destination)
    if isinstance(destination, Prefix):
        family = family or Family(destination.afi, SAFI_UNICAST)
        if family.afi != destination.afi:
            raise LocalError(f"{destination} is no destination of {family}")
        return family, destination.key, None
    if family is None:
        raise LocalError("NLRI belong to a family, and none was given")
    return family, NlriGroup.of(family, [destination]).keys[0], destination


def own_block(attributes: AttributeBlock | Iterable[object]) -> AttributeBlock:
    """Return the attributes of a route of our own: ORIGIN and AS_PATH are there in any case.

    Raises:
        EncodeError: a value is out of range or there twice.
    """
    if not isinstance(attributes, AttributeBlock):
        attributes = AttributeBlock.of(attributes)
    # RFC 4271 §5.1.1: ORIGIN is IGP where the NLRI is interior to the originating AS.
    # RFC 4271 §5.1.2: the AS_PATH of what we originate has no AS in it before it leaves.
    missing: list[object] = []
    if iana.ORIGIN not in attributes:
        missing.append(Origin(0))
    if iana.AS_PATH not in attributes:
        missing.append(AsPath(()))
    return attributes.replace(*missing) if missing else attributes


def own_next_hop(next_hop: NextHop | str | bytes | None, block: AttributeBlock) -> bytes:
    """Return the next hop of a route of our own; empty where we are it.

    Raises:
        ParseError: the text is not an address.
    """
    if next_hop is None:
        return block.next_hop or b""
    if isinstance(next_hop, str):
        next_hop = NextHop.parse(next_hop)
    return next_hop if isinstance(next_hop, bytes) else next_hop.octets
