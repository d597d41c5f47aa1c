"""What readers are handed as `only`: a selection, and not its parts."""

from __future__ import annotations

from bgplib.errors import LocalError
from bgplib.formats.mrt.selection import Selection

__all__ = ["check_selection"]


def check_selection(only: object) -> None:
    """Check what a caller hands in as `only`.

    Raises:
        LocalError: it is neither a selection nor None.
    """
    if only is not None and not isinstance(only, Selection):
        raise LocalError(f"only is {only!r}, which is no Selection")
