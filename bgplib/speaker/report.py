"""RouteReport: all that a speaker knows of one destination, and why it does what it does."""

from __future__ import annotations

from typing import Any

import attrs

from bgplib._frozen import frozen
from bgplib.attributes.origin import IGP
from bgplib.decision import Explanation
from bgplib.iana import attributes as iana
from bgplib.iana.families import SAFI_SR_POLICY, Family
from bgplib.policy import Result
from bgplib.route import Route
from bgplib.route.differences import attribute_texts
from bgplib.speaker.export import Exported
from bgplib.values.address import address_text

__all__ = ["CandidateReport", "ExportReport", "RouteReport"]


@attrs.frozen(kw_only=True)
class CandidateReport:
    """One path to the destination: how it came in."""

    route: Route  #: as it competes, behind import policy
    received: Route  #: as it was received
    policy: Result[Route] | None  #: what import policy says of it; None where none was asked
    error: str  #: what is wrong with the policy; empty where nothing is
    #: why the flow specification is not feasible (RFC 8955 §6), or the SR Policy not acceptable
    #: (RFC 9830 §4.2.1); empty if it is
    infeasible: str
    stale: bool  #: it is from before a restart or a refresh
    penalty: float | None  #: of its flaps; None where nobody counts them (RFC 2439)
    rank: int | None  #: its place in the order in which paths are sent (RFC 7911), from 1

    def to_json(self) -> dict[str, Any]:
        """Return it as plain dicts, lists and text."""
        return {
            "source": str(self.route.source),
            "peer": self.route.source.name or None,
            "path_id": self.route.path_id,
            "next_hop": None if self.route.next_hop is None else self.route.next_hop.short,
            "as_path": self.route.attributes.as_path_text,
            "rejected": self.route.path.rejected,
            "stale": self.stale,
            "penalty": self.penalty,
            "rank": self.rank,
            "import": None if self.policy is None else self.policy.to_json(),
            "error": self.error or None,
            "infeasible": self.infeasible or None,
        }


@frozen(kw_only=True)
class ExportReport:
    """What one peer is told of the destination."""

    peer: str  #: its name
    #: each path that was to be told, with what became of it; empty where there is none
    paths: tuple[tuple[Route, Exported], ...]
    behind: bool  #: it has not been told everything yet
    silence: str = ""  #: why it is told nothing of the family; empty where it is
    address: bytes = b""  #: its address
    dynamic: bool = False  #: it was made when it connected (see `PeerRange`)

    @property
    def label(self) -> str:
        """Its name, with its address behind it where that is another, as `rr1 (192.0.2.1)`."""
        address = address_text(self.address) if self.address else self.peer
        notes = [] if address in self.peer else [address]
        notes += ["dynamic"] if self.dynamic else []
        return f"{self.peer} ({', '.join(notes)})" if notes else self.peer

    @property
    def told(self) -> bool:
        """Whether it is told any path."""
        return any(exported.path is not None for _, exported in self.paths)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain dicts, lists and text."""
        return {
            "peer": self.peer,
            "address": address_text(self.address) if self.address else None,
            "dynamic": self.dynamic,
            "told": self.told,
            "behind": self.behind,
            "silence": self.silence or None,
            "paths": [
                {
                    "source": str(route.source),
                    "reason": exported.reason,
                    "note": exported.note or None,
                    "as_path": None
                    if exported.path is None
                    else exported.path.attributes.as_path_text,
                    "next_hop": None
                    if exported.path is None or exported.path.next_hop is None
                    else exported.path.next_hop.short,
                    "policy": None if exported.result is None else exported.result.to_json(),
                }
                for route, exported in self.paths
            ],
        }


@frozen(kw_only=True)
class RouteReport:
    """A destination: what came in, which was chosen and why, and what goes out.

    `str` prints it as a looking glass would; `to_json` is the same as data.
    """

    family: Family  #: the family of the destination
    key: bytes  #: what tells it apart
    destination: str  #: the same as text
    candidates: tuple[CandidateReport, ...]  #: the paths to it, the best first
    decision: Explanation  #: why the best is the best
    exports: tuple[ExportReport, ...]  #: what each peer is told
    #: where there is no path: the prefixes that have some and cover it, the longest first
    covering: tuple[str, ...] = ()

    @property
    def best(self) -> Route | None:
        """The best route; None where none is eligible."""
        best = self.decision.best
        return best if isinstance(best, Route) else None

    def to_json(self) -> dict[str, Any]:
        """Return all of it as plain dicts, lists and text."""
        return {
            "family": str(self.family),
            "destination": self.destination,
            "candidates": [each.to_json() for each in self.candidates],
            "decision": self.decision.to_json(),
            "exports": [each.to_json() for each in self.exports],
            "covering": list(self.covering),
        }

    def __str__(self) -> str:
        """Return all of it in words, several lines."""
        count = len(self.candidates)
        paths = "1 path" if count == 1 else f"{count} paths"
        lines = [f"{self.destination} ({self.family}), {paths}"]
        for number, each in enumerate(self.candidates, 1):
            marks = [name for name, holds in self._marks(each) if holds]
            name = f" ({each.route.source.name})" if each.route.source.name else ""
            lines.append(
                f"  path {number} from {each.route.path}{name}: {', '.join(marks) or 'eligible'}"
            )
            path = each.route.attributes.as_path_text or "-"
            lines.append(f"    AS path {path}, {_next_hop(each.route)}")
            if more := _more(each.route):
                lines.append(f"    {more}")
            if each.policy is not None:
                lines += [f"    import: {reason}" for reason in each.policy.reasons]
                lines += [f"      {change}" for change in each.policy.differences]
            if each.penalty:
                lines.append(f"    it flapped: penalty {each.penalty:.0f}")
            if each.infeasible:
                what = "acceptable" if each.route.family.safi == SAFI_SR_POLICY else "feasible"
                lines.append(f"    it is not {what}: {each.infeasible}")
            if each.error:
                lines.append(f"    import: {each.error}")
        lines += [f"  {line}" for line in str(self.decision).splitlines()]
        if self.covering:
            lines.append(f"  It is covered by {', '.join(self.covering)}.")
        for told in self.exports:
            if told.silence and self.candidates:
                lines += [f"  {told.label} is told nothing", f"    {told.silence}"]
            for route, exported in told.paths:
                verdict = "is told" if exported.path is not None else "is not told"
                lines.append(f"  {told.label} {verdict} the path from {route.path}")
                lines += [f"    {reason}" for reason in _reasons(exported)]
                if exported.note:
                    lines.append(f"    {exported.note}")
        return "\n".join(lines)

    def _marks(self, each: CandidateReport) -> tuple[tuple[str, bool], ...]:
        best = self.best
        return (
            ("best", best is not None and each.route.path is best.path),
            ("rejected", each.route.path.rejected),
            ("ineligible", each.rank is None and not each.route.path.rejected),
            ("stale", each.stale),
        )


def _next_hop(route: Route) -> str:
    if route.next_hop is not None:
        return f"next hop {route.next_hop}"
    # RFC 8955 §4: "When advertising Flow Specifications, the Length of the Next-Hop Network
    # Address MUST be set to 0."
    return "next hop our own" if route.source.local else "no next hop"


def _more(route: Route) -> str:
    """Return the attributes that a line of AS path and next hop leaves out."""
    shown = {iana.AS_PATH, iana.NEXT_HOP, iana.MP_REACH_NLRI}
    if route.attributes.origin == IGP:
        shown.add(iana.ORIGIN)
    texts = attribute_texts(route.attributes)
    return ", ".join(
        f"{name} {text}".rstrip() for code, (name, text) in texts.items() if code not in shown
    )


def _reasons(exported: Exported) -> tuple[str, ...]:
    """Return why a path is told or not, in as many sentences as policies decided on it."""
    result = exported.result
    if result is None or exported.reason != result.reason:
        return (exported.reason,)
    return result.reasons
