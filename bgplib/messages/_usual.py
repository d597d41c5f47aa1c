"""Usual UPDATEs, put together in one step.

This is for speed alone, and says nothing that `bgplib.messages._compose` does not say: it writes
UPDATEs that announce IPv4 unicast, with a next hop of IPv4 and attributes that programs made and
`bgplib.kernel.usual` knows, and leaves all others, and all errors, to that.
tests/oracle/test_usual_updates.py compares what comes of both ways.
"""

from __future__ import annotations

import struct
from typing import Final

from bgplib.attributes.block import AttributeBlock
from bgplib.context import MAXIMUM_MESSAGE_LENGTH, Context
from bgplib.iana import messages
from bgplib.iana.attributes import NEXT_HOP
from bgplib.iana.families import Family
from bgplib.kernel.framing import HEADER_LENGTH, MARKER
from bgplib.nlri import unicast
from bgplib.nlri.group import NlriGroup

__all__ = ["HEAD_LENGTH", "NEXT_HOP_HEADER", "announcement", "pack_head"]

_FAMILY: Final = Family.IPV4_UNICAST
_CODEC: Final = unicast.CODEC
#: flags, type code and length of NEXT_HOP (RFC 4271 §5.1.3)
NEXT_HOP_HEADER: Final = b"\x40\x03\x04"
#: writes marker, length and type (RFC 4271 §4.1), the lengths of withdrawn routes and of attributes
pack_head: Final = struct.Struct(">16sHBHH").pack
#: how many octets these are
HEAD_LENGTH: Final = HEADER_LENGTH + 4


def announcement(block: AttributeBlock, group: NlriGroup, context: Context) -> bytes | None:
    """Return the UPDATE that announces a group and does no more; None where it is not usual.

    Args:
        block: the attributes, without the next hop.
        group: what is announced.
        context: what was agreed on with the peer.
    """
    # The private ones say in what form things are kept, which decides whether they are usual.
    found, keys = block._places, group._keys  # noqa: SLF001 - as said above
    if (
        found is None
        or not block.is_canonical
        or not context.four_octet_as
        or keys is None
        or group.family is not _FAMILY
        or group._codec is not _CODEC  # noqa: SLF001 - as above
        or group.path_ids is not None
        or context.add_path_send
    ):
        return None
    next_hop = group.next_hop_octets
    # RFC 4271 §6.3: an address that no host has is refused, with 0.0.0.0/8 looked at more closely.
    if len(next_hop) != 4 or not 0 < next_hop[0] < 224 or next_hop[0] == 127:
        return None
    octets = block.octets
    # In canonical form ORIGIN has 4 octets, and AS_PATH a header of 3. NEXT_HOP goes behind them,
    # if it is not there already.
    behind = 7 + octets[6]
    if len(octets) > behind and octets[behind + 1] == NEXT_HOP:
        return None
    routes = b"".join(keys)
    size = len(octets) + len(NEXT_HOP_HEADER) + 4
    length = HEAD_LENGTH + size + len(routes)
    if length > MAXIMUM_MESSAGE_LENGTH:
        return None
    head = pack_head(MARKER, length, messages.UPDATE, 0, size)
    before = octets[:behind]
    return b"".join((head, before, NEXT_HOP_HEADER, next_hop, octets[behind:], routes))
