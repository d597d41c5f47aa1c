"""A speaker: sessions, policies and the RIB of many peers, still without a socket."""

from __future__ import annotations

from bgplib.speaker.changes import PeerAction, PeerChange
from bgplib.speaker.config import Confederation, PeerConfig, SpeakerConfig
from bgplib.speaker.dampening import DampeningConfig
from bgplib.speaker.events import (
    BestChanged,
    PeerAdded,
    PeerEvent,
    PeerRemoved,
    PolicyFailed,
    RouteNotSent,
    SendWanted,
    SpeakerEvent,
    StrangerRefused,
)
from bgplib.speaker.loc_rib import LocRib
from bgplib.speaker.peer import Peer
from bgplib.speaker.ranges import PeerRange
from bgplib.speaker.report import CandidateReport, ExportReport, RouteReport
from bgplib.speaker.speaker import Speaker
from bgplib.speaker.wires import PeerConnection

__all__ = [
    "BestChanged",
    "CandidateReport",
    "Confederation",
    "DampeningConfig",
    "ExportReport",
    "LocRib",
    "Peer",
    "PeerAction",
    "PeerAdded",
    "PeerChange",
    "PeerConfig",
    "PeerConnection",
    "PeerEvent",
    "PeerRange",
    "PeerRemoved",
    "PolicyFailed",
    "RouteNotSent",
    "RouteReport",
    "SendWanted",
    "Speaker",
    "SpeakerConfig",
    "SpeakerEvent",
    "StrangerRefused",
]
