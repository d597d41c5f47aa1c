"""Capabilities: one module each, in a folder that reads like the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bgplib._names import importer
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec

if TYPE_CHECKING:
    from bgplib.capabilities.add_path import AddPath
    from bgplib.capabilities.bfd_strict_mode import BfdStrictMode
    from bgplib.capabilities.bgpsec import Bgpsec
    from bgplib.capabilities.dynamic_capability import DynamicCapability
    from bgplib.capabilities.dynamic_capability_old import DynamicCapabilityOld
    from bgplib.capabilities.enhanced_route_refresh import EnhancedRouteRefresh
    from bgplib.capabilities.extended_message import ExtendedMessage
    from bgplib.capabilities.extended_next_hop import ExtendedNextHop
    from bgplib.capabilities.four_octet_as import FourOctetAs
    from bgplib.capabilities.fqdn import Fqdn
    from bgplib.capabilities.fqdn_old import FqdnOld
    from bgplib.capabilities.graceful_restart import GracefulRestart, GracefulRestartFamily
    from bgplib.capabilities.link_local_next_hop import LinkLocalNextHop
    from bgplib.capabilities.long_lived_graceful_restart import (
        LongLivedFamily,
        LongLivedGracefulRestart,
    )
    from bgplib.capabilities.multiple_labels import MultipleLabels
    from bgplib.capabilities.multiple_routes import MultipleRoutes
    from bgplib.capabilities.multiprotocol import Multiprotocol
    from bgplib.capabilities.multisession import Multisession
    from bgplib.capabilities.multisession_old import MultisessionOld
    from bgplib.capabilities.outbound_route_filtering import OrfEntry, OutboundRouteFiltering
    from bgplib.capabilities.outbound_route_filtering_old import OutboundRouteFilteringOld
    from bgplib.capabilities.paths_limit import PathsLimit
    from bgplib.capabilities.role import Role
    from bgplib.capabilities.route_refresh import RouteRefreshCapability
    from bgplib.capabilities.route_refresh_old import RouteRefreshOld
    from bgplib.capabilities.routing_policy_distribution import RoutingPolicyDistribution
    from bgplib.capabilities.software_version import SoftwareVersion
    from bgplib.capabilities.unknown import UnknownCapability

__all__ = [
    "AddPath",
    "BfdStrictMode",
    "Bgpsec",
    "Capability",
    "CapabilityCodec",
    "DynamicCapability",
    "DynamicCapabilityOld",
    "EnhancedRouteRefresh",
    "ExtendedMessage",
    "ExtendedNextHop",
    "FourOctetAs",
    "Fqdn",
    "FqdnOld",
    "GracefulRestart",
    "GracefulRestartFamily",
    "LinkLocalNextHop",
    "LongLivedFamily",
    "LongLivedGracefulRestart",
    "MultipleLabels",
    "MultipleRoutes",
    "Multiprotocol",
    "Multisession",
    "MultisessionOld",
    "OrfEntry",
    "OutboundRouteFiltering",
    "OutboundRouteFilteringOld",
    "PathsLimit",
    "Role",
    "RouteRefreshCapability",
    "RouteRefreshOld",
    "RoutingPolicyDistribution",
    "SoftwareVersion",
    "UnknownCapability",
]

#: where each name is defined; the imports above are the same for those who read types
_HOMES: Final = {
    "add_path": "AddPath",
    "bfd_strict_mode": "BfdStrictMode",
    "bgpsec": "Bgpsec",
    "dynamic_capability": "DynamicCapability",
    "dynamic_capability_old": "DynamicCapabilityOld",
    "enhanced_route_refresh": "EnhancedRouteRefresh",
    "extended_message": "ExtendedMessage",
    "extended_next_hop": "ExtendedNextHop",
    "four_octet_as": "FourOctetAs",
    "fqdn": "Fqdn",
    "fqdn_old": "FqdnOld",
    "graceful_restart": "GracefulRestart GracefulRestartFamily",
    "link_local_next_hop": "LinkLocalNextHop",
    "long_lived_graceful_restart": "LongLivedFamily LongLivedGracefulRestart",
    "multiple_labels": "MultipleLabels",
    "multiple_routes": "MultipleRoutes",
    "multiprotocol": "Multiprotocol",
    "multisession": "Multisession",
    "multisession_old": "MultisessionOld",
    "outbound_route_filtering": "OrfEntry OutboundRouteFiltering",
    "outbound_route_filtering_old": "OutboundRouteFilteringOld",
    "paths_limit": "PathsLimit",
    "role": "Role",
    "route_refresh": "RouteRefreshCapability",
    "route_refresh_old": "RouteRefreshOld",
    "routing_policy_distribution": "RoutingPolicyDistribution",
    "software_version": "SoftwareVersion",
    "unknown": "UnknownCapability",
}
__getattr__ = importer(__name__, _HOMES)
