"""Conditions on routes: what stands in `Statement.matchers`."""

from __future__ import annotations

from bgplib.policy.matchers.as_path import (
    AsPathHas,
    AsPathIs,
    AsPathMatches,
    NeighbourAs,
    OriginAs,
)
from bgplib.policy.matchers.attributes import HasAttribute, NextHopIn, OriginIs
from bgplib.policy.matchers.combinators import ALWAYS, NEVER, AllOf, AnyOf, Not
from bgplib.policy.matchers.communities import (
    HasCommunities,
    Quantity,
    community,
    extended_community,
    ipv6_extended_community,
    large_community,
)
from bgplib.policy.matchers.family import EvpnRouteType, FamilyIs
from bgplib.policy.matchers.numbers import AsPathLength, LocalPrefIs, MedIs, WeightIs
from bgplib.policy.matchers.prefix_entry import PrefixEntry
from bgplib.policy.matchers.prefix_in import PrefixIn
from bgplib.policy.matchers.prefix_length import PrefixLength
from bgplib.policy.matchers.prefix_list import PrefixList
from bgplib.policy.matchers.session import DirectionIs, PeerAs, PeerRole, SessionIs
from bgplib.policy.matchers.source import FromPeer, FromSession, IsLocal
from bgplib.policy.matchers.validation import AspaIs, RpkiIs, aspa_state, validation_state

__all__ = [
    "ALWAYS",
    "NEVER",
    "AllOf",
    "AnyOf",
    "AsPathHas",
    "AsPathIs",
    "AsPathLength",
    "AsPathMatches",
    "AspaIs",
    "DirectionIs",
    "EvpnRouteType",
    "FamilyIs",
    "FromPeer",
    "FromSession",
    "HasAttribute",
    "HasCommunities",
    "IsLocal",
    "LocalPrefIs",
    "MedIs",
    "NeighbourAs",
    "NextHopIn",
    "Not",
    "OriginAs",
    "OriginIs",
    "PeerAs",
    "PeerRole",
    "PrefixEntry",
    "PrefixIn",
    "PrefixLength",
    "PrefixList",
    "Quantity",
    "RpkiIs",
    "SessionIs",
    "WeightIs",
    "aspa_state",
    "community",
    "extended_community",
    "ipv6_extended_community",
    "large_community",
    "validation_state",
]
