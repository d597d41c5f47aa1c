"""The TLVs of the attribute, in three levels, so that nothing is read deeper than it can nest."""

from __future__ import annotations

from typing import Final

from bgplib.attributes.bgp_ls._containers import application_containers, bundle_containers
from bgplib.attributes.bgp_ls._flexible_algorithm import (
    FLEXIBLE_ALGORITHM,
    flexible_algorithm_containers,
)
from bgplib.attributes.bgp_ls._link import LINK
from bgplib.attributes.bgp_ls._node import NODE
from bgplib.attributes.bgp_ls._performance import PERFORMANCE
from bgplib.attributes.bgp_ls._prefix import PREFIX
from bgplib.attributes.bgp_ls._spf import SPF
from bgplib.attributes.bgp_ls._sr_policy import (
    SR_POLICY,
    sr_policy_containers,
    sr_policy_lists,
)
from bgplib.attributes.bgp_ls._srv6 import SRV6, srv6_containers
from bgplib.iana.bgp_ls import (
    ADDRESS_FAMILY_LINK_DESCRIPTOR,
    LOCAL_NODE_DESCRIPTORS,
    REMOTE_NODE_DESCRIPTORS,
    SR_POLICY_CANDIDATE_PATH_DESCRIPTOR,
)
from bgplib.nlri.bgp_ls._descriptors import DESCRIPTORS
from bgplib.nlri.bgp_ls._table import TlvTable
from bgplib.nlri.bgp_ls._tlv import LinkStateTlv

__all__ = ["ATTRIBUTES"]

_NLRI_ONLY: Final = (
    ADDRESS_FAMILY_LINK_DESCRIPTOR,
    LOCAL_NODE_DESCRIPTORS,
    REMOTE_NODE_DESCRIPTORS,
    SR_POLICY_CANDIDATE_PATH_DESCRIPTOR,
)
# Most descriptors have their place in NLRI; links have some of them in the attribute too, and MSDs
# and the topologies of a node are there alone.
_DESCRIPTORS: Final = {
    code: layout for code, layout in DESCRIPTORS.layouts.items() if code not in _NLRI_ONLY
}

_PLAIN: Final = TlvTable(
    _DESCRIPTORS | NODE | LINK | PERFORMANCE | PREFIX | SPF | SRV6 | FLEXIBLE_ALGORITHM | SR_POLICY
)
# What holds plain attributes.
_INNER: Final = TlvTable(
    _PLAIN.layouts
    | application_containers(_PLAIN)
    | srv6_containers(_PLAIN)
    | flexible_algorithm_containers(_PLAIN)
    | sr_policy_containers(_PLAIN)
)
# What holds those again: members of a bundle have application-specific attributes and SIDs, lists
# have segments.
ATTRIBUTES: Final = TlvTable(_INNER.layouts | bundle_containers(_INNER) | sr_policy_lists(_INNER))
LinkStateTlv.table = TlvTable(LinkStateTlv.table.layouts | ATTRIBUTES.layouts)
