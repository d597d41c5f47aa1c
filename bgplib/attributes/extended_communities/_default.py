"""The kinds of extended communities that bgplib knows: fifty modules, imported for a first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bgplib.attributes.extended_communities._codec import ExtendedCommunityTable

__all__ = ["default_table"]


def default_table() -> ExtendedCommunityTable:
    """Return the kinds that bgplib knows."""
    from bgplib.attributes.extended_communities._table import DEFAULT_TABLE

    return DEFAULT_TABLE
