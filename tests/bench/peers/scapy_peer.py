"""scapy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench.recipes import recipes
from tests.bench.tally import Run, Tally, messages


def read_messages(path: Path) -> Run:
    """Decode with scapy's BGP layer."""
    from scapy.config import conf
    from scapy.contrib.bgp import BGP, BGPUpdate, bgp_module_conf

    bgp_module_conf.use_2_bytes_asn = False
    conf.verb = 0
    found = messages(path)

    def run(_: bool) -> Tally:
        prefixes = asns = communities = 0
        for octets in found:
            update = BGP(octets)[BGPUpdate]
            prefixes += len([n.prefix for n in update.withdrawn_routes])
            prefixes += len([n.prefix for n in update.nlri])
            for attribute in update.path_attr:
                value = attribute.attribute
                if attribute.type_code == 2:
                    asns += sum(sum(segment.segment_value) for segment in value.segments)
                elif attribute.type_code == 8:
                    communities += _communities(value)
                elif attribute.type_code == 14:
                    prefixes += len([n.prefix for n in value.nlri])
                elif attribute.type_code == 15:
                    prefixes += len([n.prefix for n in value.afi_safi_specific.withdrawn_routes])
        return {"prefixes": prefixes, "asns": asns, "communities": communities}

    return run


def _communities(value: Any) -> int:  # scapy has no types for its packets
    # The layer holds one community; the others are its payload.
    octets = bytes(value)
    return sum(int.from_bytes(octets[at : at + 4], "big") for at in range(0, len(octets), 4))


def build(_: Path) -> Run:
    """Build and encode UPDATEs with scapy."""
    from scapy.contrib import bgp

    bgp.bgp_module_conf.use_2_bytes_asn = False
    # It takes milliseconds for each, so that a part of them has to do.
    wanted = recipes()[:500]

    def run(_: bool) -> Tally:
        octets = 0
        for prefixes, asns, communities, med in wanted:
            segment = bgp.BGPPAAS4BytesPath.ASPathSegment(segment_type=2, segment_value=list(asns))
            attributes = [
                bgp.BGPPathAttr(
                    type_flags=0x40, type_code=1, attribute=[bgp.BGPPAOrigin(origin=0)]
                ),
                bgp.BGPPathAttr(
                    type_flags=0x40,
                    type_code=2,
                    attribute=[bgp.BGPPAAS4BytesPath(segments=[segment])],
                ),
                bgp.BGPPathAttr(
                    type_flags=0x40, type_code=3, attribute=[bgp.BGPPANextHop(next_hop="10.0.0.1")]
                ),
                bgp.BGPPathAttr(
                    type_flags=0x80, type_code=4, attribute=[bgp.BGPPAMultiExitDisc(med=med)]
                ),
                bgp.BGPPathAttr(
                    type_flags=0xC0,
                    type_code=8,
                    attribute=b"".join(c.to_bytes(4, "big") for c in communities),
                ),
            ]
            routes = [bgp.BGPNLRI_IPv4(prefix=prefix) for prefix in prefixes]
            update = bgp.BGPUpdate(path_attr=attributes, nlri=routes)
            octets += len(bytes(bgp.BGPHeader(type=2) / update))
        return {"updates": len(wanted), "octets": octets}

    return run
