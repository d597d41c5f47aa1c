"""Puts an UPDATE together from what it announces and withdraws."""

from __future__ import annotations

from collections.abc import Sequence

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.mp_reach_nlri import MpReachNlri
from bgplib.attributes.mp_unreach_nlri import MpUnreachNlri
from bgplib.attributes.reader import neutral_reader
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.outgoing import check_routable, outgoing
from bgplib.nlri.group import NlriGroup

__all__ = ["compose", "needs_mp"]


def compose(
    block: AttributeBlock,
    announced: Sequence[NlriGroup],
    withdrawn: Sequence[NlriGroup],
    end_of_rib: Family | None,
    context: Context,
) -> bytes:
    """Return the body of an UPDATE.

    IPv4 unicast goes into the fields of RFC 4271, unless its next hop is an IPv6 address; all
    other families go into MP_REACH_NLRI and MP_UNREACH_NLRI.

    Raises:
        EncodeError: as `Update.encode`.
    """
    groups = (*announced, *withdrawn)
    # RFC 7606 §5.1: "An UPDATE message MUST NOT contain more than one of the following: non-empty
    # Withdrawn Routes field, non-empty Network Layer Reachability Information field, MP_REACH_NLRI
    # attribute, and MP_UNREACH_NLRI attribute."
    if len(groups) > 1:
        raise EncodeError("an UPDATE carries one group of routes; `Update.split` makes one of each")
    if announced:
        check_routable(block, announced[0].family)
    classic, reach = _fields(announced, announced and not needs_mp(announced[0]))
    gone, unreach = _fields(withdrawn, withdrawn and withdrawn[0].family == Family.IPV4_UNICAST)
    if reach is not None:
        reach.check_next_hop(context)
    path_attributes = outgoing(block, context, _next_hop(block, classic, reach, context))
    reader = neutral_reader(context.four_octet_as, block.reader.table)
    # RFC 7606 §5.1: "The MP_REACH_NLRI or MP_UNREACH_NLRI attribute (if present) SHALL be encoded
    # as the very first path attribute in an UPDATE message."
    parts = []
    if reach is not None:
        value = MpReachNlri(
            family=reach.family, next_hop=reach.next_hop_octets, nlri=reach.encode(context)
        )
        parts.append(reader.encode(value)[1])
    if unreach is not None:
        parts.append(
            reader.encode(MpUnreachNlri(unreach.family, unreach.encode(context, withdrawn=True)))[1]
        )
    elif end_of_rib is not None and end_of_rib != Family.IPV4_UNICAST:
        # RFC 4724 §2: for any other family than IPv4 unicast it is MP_UNREACH_NLRI alone, with
        # no withdrawn routes.
        parts.append(reader.encode(MpUnreachNlri(end_of_rib))[1])
    path_attributes = b"".join((*parts, path_attributes))
    # RFC 4724 §2: an UPDATE that is empty says that all routes of IPv4 unicast were sent.
    if not (groups or path_attributes or end_of_rib):
        raise EncodeError("an UPDATE of nothing is an End-of-RIB marker; see `end_of_rib_of`")
    routes = b"" if gone is None else gone.encode(context, withdrawn=True)
    if len(routes) > 65535 or len(path_attributes) > 65535:
        raise EncodeError("a field of the UPDATE would be longer than 65535 octets")
    return b"".join(
        (
            len(routes).to_bytes(2, "big"),
            routes,
            len(path_attributes).to_bytes(2, "big"),
            path_attributes,
            b"" if classic is None else classic.encode(context),
        )
    )


def needs_mp(group: NlriGroup) -> bool:
    """Say whether announced routes have no place in the NLRI field of RFC 4271."""
    return group.family != Family.IPV4_UNICAST or len(group.next_hop_octets) not in (0, 4)


def _fields(
    groups: Sequence[NlriGroup], classic: object
) -> tuple[NlriGroup | None, NlriGroup | None]:
    """Return the group for the field of RFC 4271, and the one for the attribute of RFC 4760."""
    if not groups:
        return None, None
    return (groups[0], None) if classic else (None, groups[0])


def _next_hop(
    block: AttributeBlock,
    classic: NlriGroup | None,
    reach: NlriGroup | None,
    context: Context,
) -> bytes | None:
    """Return what NEXT_HOP says of the routes; no octets for none, None where it may stay."""
    if classic is None:
        # RFC 4760 §3: "An UPDATE message that carries no NLRI, other than the one encoded in the
        # MP_REACH_NLRI attribute, SHOULD NOT carry the NEXT_HOP attribute."
        return None if reach is None else b""
    wanted = classic.next_hop_octets or block.next_hop
    # It may be empty where a router shows its own routes (RFC 8671 §5.2).
    if wanted is None or not (wanted or context.own_routes):
        raise EncodeError("IPv4 routes are announced without a next hop")
    return wanted
