"""Network Layer Reachability Information: one module for each form that it takes."""

from __future__ import annotations

from bgplib.nlri._codec import AnyNlriCodec, Nlri, NlriCodec, UnknownNlri
from bgplib.nlri.group import NlriGroup
from bgplib.nlri.reader import FamilyReader
from bgplib.nlri.unicast import UnicastNlri

__all__ = [
    "AnyNlriCodec",
    "FamilyReader",
    "Nlri",
    "NlriCodec",
    "NlriGroup",
    "UnicastNlri",
    "UnknownNlri",
]
