"""BGP sessions: octets and time go in; octets, events and a deadline come out."""

from __future__ import annotations

from bgplib.session.config import (
    GracefulRestartConfig,
    PrefixLimit,
    SessionConfig,
    SessionOptions,
)
from bgplib.session.connection import Connection
from bgplib.session.events import (
    CloseWanted,
    ConnectAbandoned,
    ConnectionRefused,
    ConnectWanted,
    Event,
    FamilyDisabled,
    PrefixLimitExceeded,
    PrefixLimitWarning,
    RefreshBegan,
    RefreshEnded,
    RefreshRequested,
    RoutesLongLived,
    RoutesSwept,
    SendingResumed,
    SessionDown,
    SessionUp,
    StateChanged,
    UpdateReceived,
)
from bgplib.session.inputs import Input
from bgplib.session.message_log import LoggedMessage
from bgplib.session.negotiation import Agreement, Negotiation, negotiate
from bgplib.session.session import Session
from bgplib.session.snapshot import Snapshot
from bgplib.session.states import State
from bgplib.session.timers import Timer

__all__ = [
    "Agreement",
    "CloseWanted",
    "ConnectAbandoned",
    "ConnectWanted",
    "Connection",
    "ConnectionRefused",
    "Event",
    "FamilyDisabled",
    "GracefulRestartConfig",
    "Input",
    "LoggedMessage",
    "Negotiation",
    "PrefixLimit",
    "PrefixLimitExceeded",
    "PrefixLimitWarning",
    "RefreshBegan",
    "RefreshEnded",
    "RefreshRequested",
    "RoutesLongLived",
    "RoutesSwept",
    "SendingResumed",
    "Session",
    "SessionConfig",
    "SessionDown",
    "SessionOptions",
    "SessionUp",
    "Snapshot",
    "State",
    "StateChanged",
    "Timer",
    "UpdateReceived",
    "negotiate",
]
