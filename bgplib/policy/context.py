"""PolicyContext: what a policy knows besides the route."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs

from bgplib._checks import check, of_type
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


def _is_table(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is None:  # as in most contexts: then nobody need import what tables are
        return
    from bgplib.policy.rpki.aspa import AspaTable
    from bgplib.policy.rpki.roa import RoaTable

    check(value, RoaTable if attribute.name == "roas" else AspaTable, attribute.name)


@attrs.frozen(kw_only=True)
class PolicyContext:
    """The session that the route came from or is to go to, and data from outside of BGP.

    Raises:
        LocalError: a value is of another type than its field.
        ParseError: the text is not an address.
    """

    #: which way the route goes
    direction: Direction = attrs.field(default=Direction.IMPORT, validator=_is_direction)
    #: the peer of the session; None takes the source of the route (right for import only)
    peer: Source | None = attrs.field(default=None, validator=of_type(Source | None))
    #: our AS number as this peer knows it; in a confederation, the identifier for peers outside
    local_as: int | None = attrs.field(default=None, validator=of_type(int | None))
    #: our address in this session, 4 or 16 octets (text is converted); empty when not known
    local_address: bytes = attrs.field(default=b"", converter=_address)
    #: our own role in this session, as we state it in our OPEN (RFC 9234 §4.1); None without
    role: Role | None = attrs.field(default=None, validator=of_type(Role | None))
    #: the family of a path that is judged without a destination
    family: Family | None = attrs.field(default=None, validator=of_type(Family | None))
    #: validated ROA payloads (RFC 6811); None without
    roas: RoaTable | None = attrs.field(default=None, validator=_is_table)
    #: validated ASPA payloads; None without
    aspas: AspaTable | None = attrs.field(default=None, validator=_is_table)

    @property
    def peer_role(self) -> Role | None:
        """The peer's role, which is the opposite of ours (RFC 9234 §4.2); None without."""
        return None if self.role is None else self.role.opposite
