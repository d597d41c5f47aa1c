"""ftlbgp."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench.tally import Run, Tally


def read_mrt(path: Path) -> Run:
    """Read an MRT file as tuples of what it reads by default, and MULTI_EXIT_DISC."""
    from ftlbgp import BgpParser

    def run(counts: bool) -> Tally:
        prefixes = communities = asns = 0
        wanted = BgpParser.bgp.route.DEFAULT | BgpParser.bgp.route.multi_exit_disc
        with BgpParser(
            bgp_records=BgpParser.bgp.records.route,
            bgp_route=wanted,
        ) as parse:
            for route in parse(str(path)):
                prefixes += 1
                _ = route.prefix, route.nexthop_ip, route.origin, route.peer_ip
                path_ = route.aspath
                communities += len(route.communities or ()) + len(route.large_communities or ())
                if counts and path_:
                    asns += sum(_numbers(path_))
        return {"prefixes": prefixes, "communities": communities, "asns": asns}

    return run


def _numbers(path: Any) -> list[int]:
    if isinstance(path, int):
        return [path]
    return [number for part in path for number in _numbers(part)]
