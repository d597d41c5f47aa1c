"""pybgpkit-parser: bgpkit-parser, which is written in Rust, behind a Python module."""

from __future__ import annotations

from pathlib import Path

from tests.bench.tally import Run, Tally, path_numbers


def read_mrt(path: Path) -> Run:
    """Read an MRT file as elements."""
    from pybgpkit_parser import Parser

    def run(counts: bool) -> Tally:
        prefixes = communities = asns = 0
        for element in Parser(str(path)):
            prefixes += 1
            _ = element.prefix, element.next_hop, element.origin, element.med, element.peer_ip
            text = element.as_path
            several = element.communities
            if several:
                communities += len(several)
            if counts and text:
                asns += path_numbers(text)
        return {"prefixes": prefixes, "communities": communities, "asns": asns}

    return run
