"""Scope: what does not pass the edge of our network unless an operator says so.

Each policy comes before a policy of one's own on import, or behind it on export:
`Chain.of(TUNNELS_STAY_INSIDE, mine)`. They do nothing in sessions that are not external.
"""

from __future__ import annotations

from typing import Final

from bgplib.context import SessionType
from bgplib.iana import attributes as iana
from bgplib.iana.families import Family
from bgplib.policy.community_kind import EXTENDED
from bgplib.policy.community_set import CommunitySet
from bgplib.policy.matchers.combinators import Not
from bgplib.policy.matchers.family import FamilyIs
from bgplib.policy.matchers.session import SessionIs
from bgplib.policy.modifiers.attributes import RemoveAttribute
from bgplib.policy.modifiers.communities import RemoveCommunities
from bgplib.policy.policy import Policy
from bgplib.policy.regex import TextRegex
from bgplib.policy.statement import Action, Statement

__all__ = ["PREFIX_SIDS_STAY_INSIDE", "TUNNELS_STAY_INSIDE"]

_OUTSIDE: Final = SessionIs.of(SessionType.EXTERNAL)
# There the attribute is the content of the route.
_POLICIES: Final = FamilyIs.of(Family.IPV4_SR_POLICY, Family.IPV6_SR_POLICY)
_ENCAPSULATIONS: Final = CommunitySet(kind=EXTENDED, patterns=(TextRegex("^encap:"),))

#: both ways: TUNNEL_ENCAPSULATION and the Encapsulation extended community are neither taken from
#: external peers nor sent to them
TUNNELS_STAY_INSIDE: Final = Policy(
    name="tunnels stay inside (RFC 9012)",
    statements=(
        # RFC 9012 §11: "For each external BGP (EBGP) session, filtering of the attribute on
        # incoming UPDATEs MUST be enabled by default."
        # RFC 9012 §11: "For each EBGP session, filtering of the attribute on outgoing UPDATEs MUST
        # be enabled by default."
        # RFC 9012 §11: "Since the Encapsulation Extended Community provides a subset of the
        # functionality of the Tunnel Encapsulation attribute, these considerations apply equally in
        # its case"
        Statement(
            name="no tunnels",
            matchers=(_OUTSIDE, Not(_POLICIES)),
            modifiers=(
                RemoveAttribute(iana.TUNNEL_ENCAPSULATION),
                RemoveCommunities(_ENCAPSULATIONS),
            ),
        ),
    ),
    default=Action.ACCEPT,
)

#: out: PREFIX_SID is not sent to external peers
PREFIX_SIDS_STAY_INSIDE: Final = Policy(
    name="Prefix-SIDs stay inside (RFC 8669)",
    statements=(
        # RFC 8669 §8: "The propagation to other ASes MUST be explicitly configured."
        Statement(
            name="no Prefix-SIDs",
            matchers=_OUTSIDE,
            modifiers=RemoveAttribute(iana.PREFIX_SID),
        ),
    ),
    default=Action.ACCEPT,
)
