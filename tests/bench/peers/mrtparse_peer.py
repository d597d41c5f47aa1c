"""mrtparse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench.tally import Run, Tally


def read_mrt(path: Path) -> Run:
    """Read an MRT file with mrtparse, which makes text of all that it reads."""
    from mrtparse import Reader

    def run(counts: bool) -> Tally:
        prefixes = asns = 0
        for record in Reader(str(path)):
            data = record.data
            if "rib_entries" in data:
                prefixes += len(data["rib_entries"])
                if counts:
                    for entry in data["rib_entries"]:
                        asns += sum(map(_path, entry["path_attributes"]))
                continue
            message = data.get("bgp_message")
            if not message:
                continue
            routes = len(message["withdrawn_routes"])
            announced = len(message["nlri"])
            numbers = 0
            for attribute in message["path_attributes"]:
                value = attribute["value"]
                if 14 in attribute["type"]:
                    announced += len(value["nlri"])
                elif 15 in attribute["type"]:
                    routes += len(value["withdrawn_routes"])
                elif counts:
                    numbers += _path(attribute)
            prefixes += routes + announced
            asns += numbers * announced
        return {"prefixes": prefixes, "asns": asns}

    return run


def _path(attribute: dict[str, Any]) -> int:
    if 2 not in attribute["type"]:  # a dict of code to name
        return 0
    return sum(int(asn) for segment in attribute["value"] for asn in segment["value"])
