"""TLVs of nodes, links and prefixes for the SPF algorithm of BGP: RFC 9815 §5.2."""

from __future__ import annotations

from typing import Final

from bgplib.iana import bgp_ls as iana
from bgplib.nlri.bgp_ls._layout import AnyLayout, unsigned

__all__ = ["SPF"]

SPF: Final[dict[int, AnyLayout]] = {
    iana.SEQUENCE_NUMBER: unsigned(8),
    # 1 unreachable, 2 (of a node alone) not for transit; without the TLV all is well.
    iana.SPF_STATUS: unsigned(1),
}
