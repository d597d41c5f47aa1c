"""PolicyContext: what a policy knows besides the route."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import attrs

from bgplib.capabilities.role import Role
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.route import Source
from bgplib.values.address import address_octets

if TYPE_CHECKING:
    from bgplib.policy.rpki.aspa import AspaTable
    from bgplib.policy.rpki.roa import RoaTable

__all__ = ["Direction", "PolicyContext"]


class Direction(Enum):
    """Which way routes go (RFC 4271 §9.1: import before Phase 1, export in Phase 3)."""

    IMPORT = "import"  #: from the peer's Adj-RIB-In to the decision process
    EXPORT = "export"  #: from the Loc-RIB to the peer's Adj-RIB-Out


def _address(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else address_octets(value)


def _is_direction(instance: object, attribute: object, value: object) -> None:
    # A word would pass for neither way, and policies for either would let all pass.
    if not isinstance(value, Direction):
        ways = "Direction.IMPORT or Direction.EXPORT"
        raise LocalError(f"direction is {value!r}, which is not {ways}")


@attrs.frozen(kw_only=True)
class PolicyContext:
    """The session that the route came from or is to go to, and data from outside of BGP.

    Raises:
        LocalError: `direction` is not a `Direction`.
        ParseError: the text is not an address.
    """

    #: which way the route goes
    direction: Direction = attrs.field(default=Direction.IMPORT, validator=_is_direction)
    #: the peer of the session; None takes the source of the route (right for import only)
    peer: Source | None = None
    #: our AS number as this peer knows it; in a confederation, the identifier for peers outside
    local_as: int | None = None
    #: our address in this session, 4 or 16 octets (text is converted); empty when not known
    local_address: bytes = attrs.field(default=b"", converter=_address)
    #: our own role in this session, as we state it in our OPEN (RFC 9234 §4.1); None without
    role: Role | None = None
    #: the family of a path that is judged without a destination
    family: Family | None = None
    roas: RoaTable | None = None  #: validated ROA payloads (RFC 6811); None without
    aspas: AspaTable | None = None  #: validated ASPA payloads; None without

    @property
    def peer_role(self) -> Role | None:
        """The peer's role, which is the opposite of ours (RFC 9234 §4.2); None without."""
        return None if self.role is None else self.role.opposite
