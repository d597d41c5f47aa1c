"""What becomes of a route whose peer has not come back in time (RFC 9494 §4.2)."""

from __future__ import annotations

from typing import Final

from bgplib.attributes import Communities
from bgplib.iana import communities
from bgplib.route import Path

__all__ = ["long_lived", "still_stale"]

_LLGR_STALE: Final = communities.LLGR_STALE.to_bytes(4, "big")


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


def still_stale(before: Path, after: Path) -> Path:
    """Return a path behind policy, with LLGR_STALE where it had that before policy.

    RFC 9494 §4.3 has the route be the least preferred one, and the community not removed when it
    is passed on. A policy that sets other communities would remove it, as many do on the way in.

    Args:
        before: the path as policy found it.
        after: what policy made of it.
    """
    if after is before or after.rejected or _LLGR_STALE not in before.octets:
        return after
    marks = after.attributes.communities
    if communities.LLGR_STALE in marks:
        return after
    if communities.LLGR_STALE not in before.attributes.communities:
        return after
    block = after.attributes.replace(Communities((*marks, communities.LLGR_STALE)))
    return after.replace(attributes=block)
