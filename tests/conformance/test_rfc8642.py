"""RFC 8642: no surprises when communities are set."""

from __future__ import annotations

import pytest

from bgplib.iana import communities as iana
from bgplib.policy import PolicyContext
from bgplib.policy.modifiers import AddCommunities, RemoveCommunities, SetCommunities
from tests.unit.policy.routes import path

EVERY = sorted(iana.NAMES)


@pytest.mark.parametrize("known", EVERY, ids=iana.name)
def test_6_set_replaces_well_known_communities_as_all_others(known: int) -> None:
    """§6: the treatment of a community "does not change if/when" it becomes well-known."""
    assert len(EVERY) > 10
    found = AddCommunities.of(known, "1:1").change(path(), PolicyContext())
    changed = SetCommunities.of("2:2").change(found, PolicyContext())
    assert changed.attributes.communities == (0x20002,)


def test_6_unknown_ones_of_the_reserved_range_too() -> None:
    """§6: also communities that may yet become well-known."""
    found = path(communities="65535:12345 0:7")
    assert SetCommunities.of().change(found, PolicyContext()).attributes.communities == ()


def test_6_the_behaviour_is_documented() -> None:
    """§6: "Vendors MUST clearly document the behavior of the "set" directive"."""
    assert "well-known ones included" in (SetCommunities.__doc__ or "")


def test_6_to_keep_them_others_are_removed() -> None:
    """§6: operators "limit their use of the "set" directive": remove and add say what is meant."""
    found = path(communities="no-export 1:1 1:2")
    changed = RemoveCommunities.of("1:*").change(found, PolicyContext())
    assert changed.attributes.communities == (iana.NO_EXPORT,)
