"""Policy: which routes pass a session, and what is changed in them on the way.

A `Policy` is an ordered tuple of `Statement`s, each of matchers, modifiers and an action.
`policy.apply(route, context)` is a pure function; its `Result` explains itself. Matchers and
modifiers are in `bgplib.policy.matchers` and `bgplib.policy.modifiers`; any function of a program
is one too.
"""

from __future__ import annotations

from bgplib.policy.aggregate import aggregate
from bgplib.policy.changes import Difference
from bgplib.policy.check import Remark, RemarkKind
from bgplib.policy.community_kind import EXTENDED, IPV6_EXTENDED, LARGE, STANDARD, CommunityKind
from bgplib.policy.community_set import CommunitySet
from bgplib.policy.context import Direction, PolicyContext
from bgplib.policy.defaults import ACCEPT_ALL, NO_POLICY, REJECT_ALL, policy_for
from bgplib.policy.destinations import UNICAST_DESTINATIONS
from bgplib.policy.error import PolicyError
from bgplib.policy.parts import Matcher, Modifier
from bgplib.policy.policy import Chain, Policy
from bgplib.policy.prefix_range import PrefixRange
from bgplib.policy.regex import TextRegex
from bgplib.policy.result import Condition, Result, Step, Verdict
from bgplib.policy.roles import ROLES_IN, ROLES_OUT
from bgplib.policy.rpki import Aspa, AspaState, AspaTable, Roa, RoaTable, ValidationState
from bgplib.policy.scope import PREFIX_SIDS_STAY_INSIDE, TUNNELS_STAY_INSIDE
from bgplib.policy.shared_paths import SharedPaths
from bgplib.policy.statement import Action, Statement
from bgplib.policy.well_known import NOPEER_OUT, WELL_KNOWN_OUT, WELL_KNOWN_TO_CLIENTS

__all__ = [
    "ACCEPT_ALL",
    "EXTENDED",
    "IPV6_EXTENDED",
    "LARGE",
    "NOPEER_OUT",
    "NO_POLICY",
    "PREFIX_SIDS_STAY_INSIDE",
    "REJECT_ALL",
    "ROLES_IN",
    "ROLES_OUT",
    "STANDARD",
    "TUNNELS_STAY_INSIDE",
    "UNICAST_DESTINATIONS",
    "WELL_KNOWN_OUT",
    "WELL_KNOWN_TO_CLIENTS",
    "Action",
    "Aspa",
    "AspaState",
    "AspaTable",
    "Chain",
    "CommunityKind",
    "CommunitySet",
    "Condition",
    "Difference",
    "Direction",
    "Matcher",
    "Modifier",
    "Policy",
    "PolicyContext",
    "PolicyError",
    "PrefixRange",
    "Remark",
    "RemarkKind",
    "Result",
    "Roa",
    "RoaTable",
    "SharedPaths",
    "Statement",
    "Step",
    "TextRegex",
    "ValidationState",
    "Verdict",
    "aggregate",
    "policy_for",
]
