"""yabgp."""

from __future__ import annotations

from pathlib import Path

from tests.bench.recipes import recipes
from tests.bench.tally import Run, Tally, messages


def read_messages(path: Path) -> Run:
    """Decode with yabgp; it gives text, lists and dicts."""
    from yabgp.message.update import Update

    bodies = [octets[19:] for octets in messages(path)]

    def run(counts: bool) -> Tally:
        prefixes = asns = communities = 0
        for body in bodies:
            found = Update.parse(None, body, asn4=True)
            prefixes += len(found["nlri"]) + len(found["withdraw"])
            attributes = found["attr"]
            if 14 in attributes:
                prefixes += len(attributes[14]["nlri"])
            if 15 in attributes:
                prefixes += len(attributes[15]["withdraw"])
            if counts:
                asns += sum(sum(asns) for _, asns in attributes.get(2, ()))
                communities += sum(map(_community, attributes.get(8, ())))
        return {"prefixes": prefixes, "asns": asns, "communities": communities}

    return run


_WELL_KNOWN = {
    "NO_EXPORT": 0xFFFFFF01,
    "NO_ADVERTISE": 0xFFFFFF02,
    "NO_EXPORT_SUBCONFED": 0xFFFFFF03,
}


def _community(text: str) -> int:
    if text in _WELL_KNOWN:
        return _WELL_KNOWN[text]
    high, low = text.split(":")
    return int(high) << 16 | int(low)


def build(_: Path) -> Run:
    """Build and encode UPDATEs with yabgp."""
    from yabgp.message.update import Update

    wanted = recipes()

    def run(_: bool) -> Tally:
        octets = 0
        for prefixes, asns, communities, med in wanted:
            attributes = {
                1: 0,
                2: [(2, list(asns))],
                3: "10.0.0.1",
                4: med,
                8: [f"{c >> 16}:{c & 0xFFFF}" for c in communities],
            }
            octets += len(Update.construct({"attr": attributes, "nlri": prefixes}, asn4=True))
        return {"updates": len(wanted), "octets": octets}

    return run
