"""The NLRI that bgplib knows: one line each, by SAFI of their first family."""

from __future__ import annotations

from typing import Final

from bgplib.nlri import (
    bgp_ls,
    car,
    classful_transport,
    evpn,
    flowspec,
    four_over_six,
    l1vpn,
    labeled,
    mcast_vpls,
    mdt,
    mup,
    mvpn,
    pseudowire,
    route_target,
    sfc,
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
    pseudowire.CODEC,  # 6
    mcast_vpls.CODEC,  # 8
    sfc.CODEC,  # 9
    vpls.CODEC,  # 65
    mdt.CODEC,  # 66
    four_over_six.CODEC,  # 67
    l1vpn.CODEC,  # 69
    evpn.CODEC,  # 70
    bgp_ls.CODEC,  # 71, 72, 80
    sr_policy.CODEC,  # 73
    classful_transport.CODEC,  # 76
    car.CODEC,  # 83, 84
    mup.CODEC,  # 85
    vpn.CODEC,  # 128, 129
    route_target.CODEC,  # 132
    flowspec.CODEC,  # 133, 134
)
