"""Changes of routes: what stands in `Statement.modifiers`."""

from __future__ import annotations

from bgplib.policy.modifiers.as_path import (
    LocalAsIn,
    LocalAsOut,
    Prepend,
    PrependNeighbour,
)
from bgplib.policy.modifiers.attributes import (
    RemoveAttribute,
    SetAttribute,
    SetOrigin,
    SetValidationState,
)
from bgplib.policy.modifiers.communities import (
    AddCommunities,
    RemoveCommunities,
    SetCommunities,
)
from bgplib.policy.modifiers.local_pref import AddLocalPref, RemoveLocalPref, SetLocalPref
from bgplib.policy.modifiers.med import AddMed, RemoveMed, SetMed
from bgplib.policy.modifiers.next_hop import (
    NextHopPeer,
    NextHopSelf,
    NextHopUnchanged,
    SetNextHop,
)
from bgplib.policy.modifiers.private_as import PrivateAs, RemovePrivateAs, is_private
from bgplib.policy.modifiers.weight import SetWeight

__all__ = [
    "AddCommunities",
    "AddLocalPref",
    "AddMed",
    "LocalAsIn",
    "LocalAsOut",
    "NextHopPeer",
    "NextHopSelf",
    "NextHopUnchanged",
    "Prepend",
    "PrependNeighbour",
    "PrivateAs",
    "RemoveAttribute",
    "RemoveCommunities",
    "RemoveLocalPref",
    "RemoveMed",
    "RemovePrivateAs",
    "SetAttribute",
    "SetCommunities",
    "SetLocalPref",
    "SetMed",
    "SetNextHop",
    "SetOrigin",
    "SetValidationState",
    "SetWeight",
    "is_private",
]
