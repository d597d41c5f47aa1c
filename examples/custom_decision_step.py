"""A decision process with a step of one's own: prefer what is validated, then the faster link.

    python custom_decision_step.py

Three peers announce one prefix. RFC 4271 chooses the shortest AS path; with a step in front of that
which prefers the provider with the lower delay, as measured elsewhere, another one wins, and the
explanation says so.
"""

from __future__ import annotations

from bgplib.attributes import AsPath, AttributeBlock, Origin
from bgplib.decision import RFC4271, DecisionContext, KeyStep
from bgplib.route import Path, Route, Source

#: milliseconds to where the traffic goes, by the AS that we hand it to; measured by somebody else
DELAYS = {65001: 38, 65002: 21, 65003: 24}


def delay(path: Path, context: DecisionContext) -> int:
    """Return what is known of a neighbouring AS; more than all others where nothing is."""
    return DELAYS.get(path.neighbour_as, 1000)


LOWEST_DELAY = KeyStep(
    name="lowest delay",
    rfc="",
    key=delay,
    bits=16,
    show=lambda path, context: f"{delay(path, context)} ms",
)

#: what RFC 4271 says, but the delay counts before the length of the AS path
PROCESS = RFC4271.inserting(LOWEST_DELAY, before="shortest AS_PATH")


def candidates() -> list[Route]:
    """Make the routes of three peers to one prefix."""
    paths = {65001: [65001, 65010], 65002: [65002, 65020, 65010], 65003: [65003, 65010]}
    return [
        Route.of(
            "198.51.100.0/24",
            Path(
                Source(address=f"192.0.2.{number}", asn=asn, identifier=f"192.0.2.{number}"),
                AttributeBlock.of([Origin(0), AsPath.of(asns)]),
                f"192.0.2.{number}",
            ),
        )
        for number, (asn, asns) in enumerate(paths.items(), 1)
    ]


def main() -> None:
    """Choose twice, and say why."""
    for title, process in (("RFC 4271", RFC4271), ("With the delay", PROCESS)):
        print(title)
        print(process.explain(candidates()))
        print()


if __name__ == "__main__":
    main()
