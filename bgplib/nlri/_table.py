"""The NLRI that bgplib knows: one line each, by SAFI of their first family."""

from __future__ import annotations

from typing import Final

from bgplib.nlri import (
    bgp_ls,
    evpn,
    flowspec,
    labeled,
    mdt,
    mup,
    mvpn,
    route_target,
    sr_policy,
    unicast,
    vpls,
    vpn,
)
from bgplib.nlri._codec import AnyNlriCodec

__all__ = ["CODECS"]

CODECS: Final[tuple[AnyNlriCodec, ...]] = (
    unicast.CODEC,  # 1, 2
    labeled.CODEC,  # 4
    mvpn.CODEC,  # 5
    vpls.CODEC,  # 65
    mdt.CODEC,  # 66
    evpn.CODEC,  # 70
    bgp_ls.CODEC,  # 71, 72
    sr_policy.CODEC,  # 73
    mup.CODEC,  # 85
    vpn.CODEC,  # 128, 129
    route_target.CODEC,  # 132
    flowspec.CODEC,  # 133, 134
)
