"""Changes of the next hop."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.next_hop import NextHop as NextHopAttribute
from bgplib.errors import LocalError
from bgplib.iana import attributes as iana
from bgplib.policy.context import PolicyContext
from bgplib.policy.modifiers._changed import with_values
from bgplib.policy.parts import Modifier
from bgplib.policy.subject import peer_of
from bgplib.route import Path
from bgplib.values.next_hop import NextHop

__all__ = ["NextHopPeer", "NextHopSelf", "NextHopUnchanged", "SetNextHop"]

# RFC 4364 §4.3.2: the next hop of a VPN route has a route distinguisher of 0 before it.
_NO_DISTINGUISHER: Final = bytes(8)


def _moved(path: Path, octets: bytes) -> Path:
    """Return a path with another next hop, in the form that the old one has."""
    if path.next_hop is not None and path.next_hop.route_distinguisher:
        octets = _NO_DISTINGUISHER + octets
    if octets == path.next_hop_octets:
        return path
    # NEXT_HOP among the attributes says the same, or goes where it cannot.
    if iana.NEXT_HOP in path.attributes:
        if len(octets) == 4:
            path = with_values(path, NextHopAttribute(octets))
        else:
            path = with_values(path, without=(iana.NEXT_HOP,))
    return path.replace(next_hop=octets)


def _address(value: str | bytes) -> bytes:
    octets = value if isinstance(value, bytes) else NextHop.parse(value).octets
    if len(octets) not in (4, 16, 32):
        raise LocalError(f"a next hop of {len(octets)} octets is no address")
    return octets


@attrs.frozen(eq=False)
class SetNextHop(Modifier):
    """Sets the next hop to an address; two IPv6 addresses stand with a comma between.

    Raises:
        ParseError: the text is not an address.
        LocalError: the octets are not.
    """

    touches = "next_hop"
    overwrites = True

    address: bytes = attrs.field(converter=_address)  #: 4, 16 or 32 octets (text is converted)

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return _moved(path, self.address)

    def __str__(self) -> str:
        """Return `set next hop 192.0.2.1`."""
        return f"set next hop {NextHop(self.address)}"


@attrs.frozen(eq=False)
class NextHopSelf(Modifier):
    """Sets the next hop to our own address in the session."""

    touches = "next_hop"
    overwrites = True

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        if not context.local_address:
            raise LocalError("the context does not say our address: `local_address`")
        return _moved(path, context.local_address)

    def __str__(self) -> str:
        """Return `set next hop self`."""
        return "set next hop self"


@attrs.frozen(eq=False)
class NextHopPeer(Modifier):
    """Sets the next hop to the address of the peer that announced the route."""

    touches = "next_hop"
    overwrites = True

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        address = peer_of(path, context).address
        if not address:
            raise LocalError("our own routes have no peer whose address could be the next hop")
        return _moved(path, address)

    def __str__(self) -> str:
        """Return `set next hop peer`."""
        return "set next hop peer"


@attrs.frozen(eq=False)
class NextHopUnchanged(Modifier):
    """Keeps the next hop where a speaker would otherwise put its own (RFC 4271 §5.1.3)."""

    touches = "next_hop"

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the path as it is; that the next hop was decided on is in `Result.touched`."""
        return path

    def __str__(self) -> str:
        """Return `keep next hop`."""
        return "keep next hop"
