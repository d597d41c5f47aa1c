"""The capabilities that bgplib knows: one line each, in the order of the registry."""

from __future__ import annotations

from typing import Final

from bgplib.capabilities import (
    add_path,
    bfd_strict_mode,
    bgpsec,
    dynamic_capability,
    dynamic_capability_old,
    enhanced_route_refresh,
    extended_message,
    extended_next_hop,
    four_octet_as,
    fqdn,
    fqdn_old,
    graceful_restart,
    link_local_next_hop,
    long_lived_graceful_restart,
    multiple_labels,
    multiple_routes,
    multiprotocol,
    multisession,
    multisession_old,
    outbound_route_filtering,
    outbound_route_filtering_old,
    paths_limit,
    role,
    route_refresh,
    route_refresh_old,
    routing_policy_distribution,
    software_version,
)
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import AnyCapabilityCodec
from bgplib.capabilities.unknown import UnknownCapability

__all__ = ["CODECS"]

CODECS: Final[tuple[AnyCapabilityCodec, ...]] = (
    multiprotocol.CODEC,  # 1
    route_refresh.CODEC,  # 2
    outbound_route_filtering.CODEC,  # 3
    multiple_routes.CODEC,  # 4
    extended_next_hop.CODEC,  # 5
    extended_message.CODEC,  # 6
    bgpsec.CODEC,  # 7
    multiple_labels.CODEC,  # 8
    role.CODEC,  # 9
    graceful_restart.CODEC,  # 64
    four_octet_as.CODEC,  # 65
    dynamic_capability_old.CODEC,  # 66
    dynamic_capability.CODEC,  # 67
    multisession.CODEC,  # 68
    add_path.CODEC,  # 69
    enhanced_route_refresh.CODEC,  # 70
    long_lived_graceful_restart.CODEC,  # 71
    routing_policy_distribution.CODEC,  # 72
    fqdn.CODEC,  # 73
    bfd_strict_mode.CODEC,  # 74
    software_version.CODEC,  # 75
    paths_limit.CODEC,  # 76
    link_local_next_hop.CODEC,  # 77
    route_refresh_old.CODEC,  # 128
    outbound_route_filtering_old.CODEC,  # 130
    multisession_old.CODEC,  # 131
    fqdn_old.CODEC,  # 184
)
Capability.sorts = {row.name: row.value for row in CODECS} | {"UNKNOWN": UnknownCapability}
