"""What becomes of a route whose peer has not come back in time (RFC 9494 §4.2)."""

from __future__ import annotations

from bgplib.attributes import Communities
from bgplib.iana import communities
from bgplib.route import Path

__all__ = ["long_lived"]


def long_lived(path: Path) -> Path | None:
    """Return what comes in the place of a stale path as it was received; None: it goes.

    RFC 9494 §4.2 has LLGR_STALE attached to routes that stay for the Long-Lived Stale Time, and
    those removed that carry NO_LLGR.
    """
    marks = path.attributes.communities
    if communities.NO_LLGR in marks:
        return None
    if communities.LLGR_STALE in marks:
        return path
    block = path.attributes.replace(Communities((*marks, communities.LLGR_STALE)))
    return path.replace(attributes=block)
