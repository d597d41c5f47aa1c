"""Path attributes as they go out to a peer."""

from __future__ import annotations

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.reader import neutral_reader, own_routes_reader
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.attributes import AS4_AGGREGATOR, AS4_PATH, AS_PATH, BGPSEC_PATH, NEXT_HOP, ORIGIN
from bgplib.iana.families import Family
from bgplib.messages._usual import NEXT_HOP_HEADER

__all__ = ["check_routable", "outgoing"]


def outgoing(block: AttributeBlock, context: Context, next_hop: bytes | None = None) -> bytes:
    """Return attributes in canonical form, with the AS number width of a peer.

    Args:
        block: what routes have.
        context: what was agreed on with the peer.
        next_hop: the address that NEXT_HOP has; none, and there is no NEXT_HOP; None leaves it as
            it is.

    Raises:
        EncodeError: an attribute cannot be written, or the address is no host's.
    """
    reader = neutral_reader(context.four_octet_as, block.reader.table)
    if not block.is_canonical or context.four_octet_as != block.four_octet_as:
        if context.own_routes:
            reader = own_routes_reader(context.four_octet_as, block.reader.table)
        elif block.reader.context.own_routes and NEXT_HOP in block:
            # Where it is not set, as a router shows its own routes, it is none to send to a peer.
            block = block.replace(without=(NEXT_HOP,))
        block = block.canonical(reader)
    # RFC 6793 §4.1: "The new attributes, AS4_PATH and AS4_AGGREGATOR, MUST NOT be carried in an
    # UPDATE message between NEW BGP speakers."
    if context.four_octet_as and (AS4_PATH in block or AS4_AGGREGATOR in block):
        block = block.replace(without=(AS4_PATH, AS4_AGGREGATOR))
    octets = block.octets
    if next_hop is None or next_hop == block.next_hop:
        return octets
    attribute = b""
    if next_hop:
        if context.own_routes:
            reader = own_routes_reader(context.four_octet_as, block.reader.table)
        rule = reader.rules[NEXT_HOP]
        check = None if rule is None else rule[2]
        if len(next_hop) != 4 or (check is not None and not check(next_hop, 0, 4)):
            raise EncodeError(f"{next_hop.hex()} is no address of a host for NEXT_HOP")
        attribute = NEXT_HOP_HEADER + next_hop
    # Spans are in ascending order of type codes, since that is the canonical one.
    spans = block._spans  # noqa: SLF001 - to cut octets is what makes this fast
    span = spans.get(NEXT_HOP)
    if span is not None:
        start, stop = (span >> 16) - len(NEXT_HOP_HEADER), span & 0xFFFF
    else:
        before = spans.get(AS_PATH) or spans.get(ORIGIN) or 0
        start = stop = before & 0xFFFF
    return octets[:start] + attribute + octets[stop:]


def check_routable(block: AttributeBlock, family: Family) -> None:
    """Check that routes of a family can have these attributes.

    Raises:
        EncodeError: some are missing, exclude each other, or do not suit the family.
    """
    if block.routable:
        # RFC 8669 §3.1: "The Label-Index TLV MUST be present in the BGP Prefix-SID attribute
        # attached to IPv4/IPv6 Labeled Unicast prefixes ([RFC8277])." BGP_LS is for one AFI only.
        if block.suits(family):
            return
        raise EncodeError(f"an attribute does not suit routes of {family}")
    # RFC 8205 §4.2: BGPSEC_PATH stands in the place of AS_PATH, never beside it.
    is_row = block.reader.table.by_code(BGPSEC_PATH) is not None
    is_secure = is_row and BGPSEC_PATH in block
    if AS_PATH in block and is_secure:
        raise EncodeError("routes are announced with both AS_PATH and BGPSEC_PATH")
    # RFC 4271 §5: "Some of these attributes are mandatory and MUST be included in every UPDATE
    # message that contains NLRI."
    codes = ((ORIGIN, "ORIGIN"),) + ((AS_PATH, "AS_PATH"),) * (not is_secure)
    missing = [name for code, name in codes if code not in block]
    raise EncodeError(f"routes are announced without {' and '.join(missing)}")
