"""os-ken, the heir of Ryu."""

from __future__ import annotations

from pathlib import Path

from tests.bench.recipes import recipes
from tests.bench.tally import Run, Tally, messages


def read_messages(path: Path) -> Run:
    """Decode with os-ken's packet library."""
    from os_ken.lib.packet.bgp import BGPMessage

    found = messages(path)

    def run(_: bool) -> Tally:
        prefixes = asns = communities = 0
        for octets in found:
            update, _ = BGPMessage.parser(octets)[:2]
            for route in update.withdrawn_routes:
                prefixes += 1
                _ = route.prefix
            for route in update.nlri:
                prefixes += 1
                _ = route.prefix
            for attribute in update.path_attributes:
                if attribute.type == 2:
                    asns += sum(sum(segment) for segment in attribute.value)
                elif attribute.type == 8:
                    communities += sum(attribute.communities)
                elif attribute.type == 14:
                    prefixes += len([route.prefix for route in attribute.nlri])
                elif attribute.type == 15:
                    prefixes += len([route.prefix for route in attribute.withdrawn_routes])
        return {"prefixes": prefixes, "asns": asns, "communities": communities}

    return run


def read_mrt(path: Path) -> Run:
    """Read an MRT file with os-ken."""
    from os_ken.lib import mrtlib

    def run(_: bool) -> Tally:
        prefixes = asns = communities = 0
        with path.open("rb") as file:
            for record in mrtlib.Reader(file):
                message = record.message
                entries = getattr(message, "rib_entries", None)
                if entries is None:
                    continue
                _ = message.prefix.prefix
                prefixes += len(entries)
                for entry in entries:
                    for attribute in entry.bgp_attributes:
                        if attribute.type == 2:
                            asns += sum(sum(segment) for segment in attribute.value)
                        elif attribute.type == 8:
                            communities += len(attribute.communities)
        return {"prefixes": prefixes, "asns": asns}

    return run


def build(_: Path) -> Run:
    """Build and encode UPDATEs with os-ken."""
    from os_ken.lib.packet import bgp

    wanted = recipes()

    def run(_: bool) -> Tally:
        octets = 0
        for prefixes, asns, communities, med in wanted:
            routes = []
            for prefix in prefixes:
                address, bits = prefix.split("/")
                routes.append(bgp.BGPNLRI(length=int(bits), addr=address))
            update = bgp.BGPUpdate(
                path_attributes=[
                    bgp.BGPPathAttributeOrigin(value=0),
                    bgp.BGPPathAttributeAsPath(value=[list(asns)], as_pack_str="!I"),
                    bgp.BGPPathAttributeNextHop(value="10.0.0.1"),
                    bgp.BGPPathAttributeMultiExitDisc(value=med),
                    bgp.BGPPathAttributeCommunities(communities=list(communities)),
                ],
                nlri=routes,
            )
            octets += len(update.serialize())
        return {"updates": len(wanted), "octets": octets}

    return run
