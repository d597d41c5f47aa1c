"""UPDATEs of usual paths that are in canonical form, put together in one step.

This is for speed alone, and says nothing that `bgplib.rib.packing` does not say: it writes UPDATEs
that announce IPv4 unicast, of lean paths that were made to go out (`canonical_reader`), and leaves
all others, and all errors, to that. tests/oracle/test_usual_export.py compares what comes of both
ways.
"""

from __future__ import annotations

from collections.abc import Sequence

from bgplib.iana.messages import UPDATE
from bgplib.kernel.framing import MARKER
from bgplib.messages._usual import HEAD_LENGTH, NEXT_HOP_HEADER, pack_head
from bgplib.route import Path

__all__ = ["announcement"]


def announcement(
    members: Sequence[tuple[Path, Sequence[bytes]]], maximum: int, *, numbered: bool
) -> bytes | None:
    """Return the UPDATE that announces all of some destinations; None where it is not usual.

    Args:
        members: paths with the same attributes and next hop, and the destinations of each; the
            peer reads AS numbers of four octets.
        maximum: how long a message can be.
        numbered: path identifiers stand before destinations (RFC 7911).
    """
    path, keys = members[0]
    if path._block is not None or not path.reader.is_canonical:  # noqa: SLF001 - as in `alike`
        return None
    octets, next_hop = path.octets, path.next_hop_octets
    # In canonical form ORIGIN has 4 octets, and AS_PATH a header of 3; then NEXT_HOP has to follow.
    if len(next_hop) != 4 or not octets.startswith(NEXT_HOP_HEADER + next_hop, 9 + 4 * octets[8]):
        return None
    if numbered:
        nlri = _numbered(members)
    elif len(members) > 1:
        nlri = [key for _, some in members for key in some]
    else:
        nlri = keys
    routes = b"".join(nlri)
    length = HEAD_LENGTH + len(octets) + len(routes)
    if length > maximum or not routes:
        return None
    return b"".join((pack_head(MARKER, length, UPDATE, 0, len(octets)), octets, routes))


def _numbered(members: Sequence[tuple[Path, Sequence[bytes]]]) -> Sequence[bytes]:
    """Return destinations with path identifiers before them; none where one of these is none."""
    found: list[bytes] = []
    for path, keys in members:
        if path.path_id is None or not 0 <= path.path_id <= 0xFFFFFFFF:
            return ()
        number = path.path_id.to_bytes(4, "big")
        found += [number + key for key in keys]
    return found
