"""The goals: how much of a peer's time and memory, or its own elsewhere, bgplib may take."""

from __future__ import annotations

from typing import Any, Final

import attrs

__all__ = ["GOALS", "Goal", "verdicts"]

Row = dict[str, Any]


@attrs.frozen
class Goal:
    """What bgplib may take, as a part of what a peer takes for the same."""

    work: str
    ours: str  #: which of our rows
    peer: str  #: which of the others', in the same work; empty for an absolute number of octets
    part: float | None  #: of it; None: there is no such goal
    compiled: float | None = None  #: of it, for the compiled one; None: there is no such goal
    than: str = ""  #: another work that is ours too, in place of a peer's

    def judge(self, rows: dict[tuple[str, str], Row]) -> list[str]:
        """Return a line for pure and for compiled."""
        lines = []
        for suffix, part in (("", self.part), (", compiled", self.compiled)):
            own = rows.get((self.work, self.ours + suffix))
            if part is None or own is None or "error" in own:
                continue
            if not self.peer:
                number, text = own["octets_each"], f"at most {part:.0f} octets a path"
                found = f"{number:.0f}"
                met = number <= part
            else:
                if self.than:
                    other = rows.get((self.than, self.peer + suffix))
                else:
                    other = rows.get((self.work, self.peer))
                if other is None or "error" in other or not other["each"]:
                    continue
                ratio = own["each"] / other["each"]
                text = f"at most {part:.3f} of {self.than or self.peer}"
                found, met = f"{ratio:.3f}", ratio <= part
            mark = "met" if met else "NOT MET"
            lines.append(f"  {self.work}, {self.ours}{suffix}: {text}: {found}, {mark}")
        return lines


_W1, _W2 = "W1 live feed, messages", "W2 full table, messages"
_NEW, _REPEATING = "W1 of new attribute sets, messages", "W1 of 30 attribute sets, messages"
GOALS: Final = (
    Goal(_W1, "bgplib", "exabgp", 1 / 10, 1 / 30),
    Goal(_W1, "bgplib", "yabgp", 1 / 4),
    Goal("W1 live feed, MRT", "bgplib, plain", "pybgpkit", 1.0, 1 / 5),
    Goal("W1 live feed, MRT", "bgplib", "pybgpkit", 1.0, 1 / 5),
    Goal(_NEW, "bgplib", "bgplib", 1.5, 1.5, than=_REPEATING),
    Goal(_NEW, "bgplib, typed", "bgplib, typed", 1.5, 1.5, than=_REPEATING),
    Goal(_W2, "bgplib", "exabgp", 1 / 12, 1 / 40),
    Goal("W2 full table, MRT", "bgplib, plain", "pybgpkit", 1 / 3, 1 / 10),
    Goal("W2 full table, MRT", "bgplib", "pybgpkit", 1 / 3, 1 / 10),
    Goal("W3 table dump of 20 peers, MRT", "bgplib", "pybgpkit", 1 / 2, 1 / 5),
    Goal("W3 table dump of 20 peers, MRT", "bgplib", "bgpdump -m", 1.0, 1 / 4),
    Goal("W4 build and encode", "bgplib", "yabgp", 1 / 4, 1 / 8),
    *(
        Goal(work, "bgplib", peer, part, compiled)
        for work in ("W5 one peer", "W5 20 peers")
        for peer, part, compiled in (
            ("FRR", 1 / 2, None),
            ("OpenBGPD", 1 / 2, None),
            ("GoBGP", 1 / 10, None),
            ("BIRD", None, 1.0),
        )
    ),
    Goal("W5 one peer", "bgplib", "", 400, 400),
    Goal("W5 20 peers", "bgplib", "", 130, 130),
)


def verdicts(rows: list[Row]) -> list[str]:
    """Say of each goal whether it is met, as far as both sides were measured."""
    found = {(row["work"], row["peer"]): row for row in rows}
    return [line for goal in GOALS for line in goal.judge(found)]
