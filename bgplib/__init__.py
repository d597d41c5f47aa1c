"""BGP-4 as a library: octets and time go in; octets, events and values come out.

These are the names that most programs need. They are imported when they are first used, and so is
what messages hold: all of it takes 0.2 seconds to import, and few programs need all of it.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if os.environ.get("BGPLIB_PURE") == "1":
    # Imported only where it is wanted, since every import costs time.
    from bgplib import _pure

    _pure.choose()

if TYPE_CHECKING:
    from bgplib.attributes import (
        Aggregator,
        AsPath,
        AtomicAggregate,
        AttributeBlock,
        ClusterList,
        Communities,
        LargeCommunities,
        LocalPref,
        MultiExitDisc,
        NextHop,
        OnlyToCustomer,
        Origin,
        OriginatorId,
        UnknownAttribute,
    )
    from bgplib.attributes.extended_communities import ExtendedCommunities
    from bgplib.context import Context, SessionType
    from bgplib.decision import DecisionContext, DecisionProcess
    from bgplib.errors import BGPError, DecodeError, EncodeError, LocalError, ParseError
    from bgplib.findings import Finding, Treatment
    from bgplib.iana.families import Family
    from bgplib.messages.decoder import Decoder, Message, decode
    from bgplib.messages.keepalive import Keepalive
    from bgplib.messages.notification import Notification
    from bgplib.messages.open import Open
    from bgplib.messages.route_refresh import RouteRefresh
    from bgplib.messages.update import Update
    from bgplib.nlri import NlriGroup, UnicastNlri
    from bgplib.registry import DEFAULT_REGISTRY, Registry
    from bgplib.rib import Rib
    from bgplib.route import Path, Route, Source
    from bgplib.session import Session, SessionConfig, negotiate
    from bgplib.speaker import PeerConfig, Speaker, SpeakerConfig
    from bgplib.values.prefix import Prefix
    from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = [
    "DEFAULT_REGISTRY",
    "Aggregator",
    "AsPath",
    "AtomicAggregate",
    "AttributeBlock",
    "BGPError",
    "ClusterList",
    "Communities",
    "Context",
    "DecisionContext",
    "DecisionProcess",
    "DecodeError",
    "Decoder",
    "EncodeError",
    "ExtendedCommunities",
    "Family",
    "Finding",
    "Keepalive",
    "LargeCommunities",
    "LocalError",
    "LocalPref",
    "Message",
    "MultiExitDisc",
    "NextHop",
    "NlriGroup",
    "Notification",
    "OnlyToCustomer",
    "Open",
    "Origin",
    "OriginatorId",
    "ParseError",
    "Path",
    "PeerConfig",
    "Prefix",
    "Registry",
    "Rib",
    "Route",
    "RouteDistinguisher",
    "RouteRefresh",
    "Session",
    "SessionConfig",
    "SessionType",
    "Source",
    "Speaker",
    "SpeakerConfig",
    "Treatment",
    "UnicastNlri",
    "UnknownAttribute",
    "Update",
    "decode",
    "negotiate",
]

__version__ = "0.1.0"

#: where each name is defined; the imports above are the same for those who read types
_HOMES = {
    "attributes": (
        "Aggregator AsPath AtomicAggregate AttributeBlock ClusterList Communities LargeCommunities "
        "LocalPref MultiExitDisc NextHop OnlyToCustomer Origin OriginatorId UnknownAttribute"
    ),
    "attributes.extended_communities": "ExtendedCommunities",
    "context": "Context SessionType",
    "decision": "DecisionContext DecisionProcess",
    "errors": "BGPError DecodeError EncodeError LocalError ParseError",
    "findings": "Finding Treatment",
    "iana.families": "Family",
    "messages.decoder": "Decoder Message decode",
    "messages.keepalive": "Keepalive",
    "messages.notification": "Notification",
    "messages.open": "Open",
    "messages.route_refresh": "RouteRefresh",
    "messages.update": "Update",
    "nlri": "NlriGroup UnicastNlri",
    "registry": "DEFAULT_REGISTRY Registry",
    "rib": "Rib",
    "route": "Path Route Source",
    "session": "Session SessionConfig negotiate",
    "speaker": "PeerConfig Speaker SpeakerConfig",
    "values.prefix": "Prefix",
    "values.route_distinguisher": "RouteDistinguisher",
}
_MODULES = {name: f"bgplib.{home}" for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Import a name, or a module, when it is first used (PEP 562)."""
    home = _MODULES.get(name)
    if home is None:
        # A floor of the house: a program may write `bgplib.formats.mrt.read`, and pays for it.
        from bgplib._names import modules_of

        return modules_of(__name__)(name)
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the names, imported or not."""
    return sorted({*globals(), *__all__})
