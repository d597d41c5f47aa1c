"""The decision process: which of the paths to a destination is best, and why (RFC 4271 §9.1)."""

from __future__ import annotations

from bgplib.decision.context import DecisionContext
from bgplib.decision.counterfactual import Adjustment, Counterfactual
from bgplib.decision.explanation import Explanation, Fall, Group, Round
from bgplib.decision.key_step import GroupStep, KeyStep
from bgplib.decision.multipath import AsPathRule, LeftOut, Multipath, MultipathRules
from bgplib.decision.presets import BIRD, CISCO, FRR, GOBGP, JUNIPER, RFC4271, RFC5004
from bgplib.decision.process import DecisionProcess
from bgplib.decision.selector import Selector
from bgplib.decision.step import FilterStep, SetStep, Step

__all__ = [
    "BIRD",
    "CISCO",
    "FRR",
    "GOBGP",
    "JUNIPER",
    "RFC4271",
    "RFC5004",
    "Adjustment",
    "AsPathRule",
    "Counterfactual",
    "DecisionContext",
    "DecisionProcess",
    "Explanation",
    "Fall",
    "FilterStep",
    "Group",
    "GroupStep",
    "KeyStep",
    "LeftOut",
    "Multipath",
    "MultipathRules",
    "Round",
    "Selector",
    "SetStep",
    "Step",
]
