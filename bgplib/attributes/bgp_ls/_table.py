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
from bgplib.attributes.bgp_ls._srv6 import SRV6, srv6_containers
from bgplib.iana.bgp_ls import LOCAL_NODE_DESCRIPTORS, REMOTE_NODE_DESCRIPTORS
from bgplib.nlri.bgp_ls._descriptors import DESCRIPTORS
from bgplib.nlri.bgp_ls._layout import TEXT, AnyLayout
from bgplib.nlri.bgp_ls._table import TlvTable

__all__ = ["ATTRIBUTES"]

# RFC 9857: of SR Policies, names only.
_SR_POLICY: Final[dict[int, AnyLayout]] = {1203: TEXT, 1213: TEXT}

_NODE_DESCRIPTORS: Final = (LOCAL_NODE_DESCRIPTORS, REMOTE_NODE_DESCRIPTORS)
# Most descriptors have their place in NLRI; links have some of them in the attribute too, and MSDs
# and the topologies of a node are there alone.
_DESCRIPTORS: Final = {
    code: layout for code, layout in DESCRIPTORS.layouts.items() if code not in _NODE_DESCRIPTORS
}

_PLAIN: Final = TlvTable(
    _DESCRIPTORS | NODE | LINK | PERFORMANCE | PREFIX | SRV6 | FLEXIBLE_ALGORITHM | _SR_POLICY
)
# What holds plain attributes.
_INNER: Final = TlvTable(
    _PLAIN.layouts
    | application_containers(_PLAIN)
    | srv6_containers(_PLAIN)
    | flexible_algorithm_containers(_PLAIN)
)
# What holds those again: members of a bundle have application-specific attributes and SIDs.
ATTRIBUTES: Final = TlvTable(_INNER.layouts | bundle_containers(_INNER))
