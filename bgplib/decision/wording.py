"""Puts an explanation into words, as a looking glass would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bgplib.context import SessionType
from bgplib.decision.counterfactual import MOST_TOLD
from bgplib.route import Path, Route
from bgplib.values.address import address_text, identifier_text

if TYPE_CHECKING:
    from bgplib.decision.explanation import Explanation, Round
    from bgplib.decision.multipath import Multipath

__all__ = ["describe", "in_words"]


def describe(candidate: Route | Path) -> dict[str, Any]:
    """Return what a candidate is, as plain text and numbers."""
    path = candidate if isinstance(candidate, Path) else candidate.path
    source = path.source
    described: dict[str, Any] = {}
    if isinstance(candidate, Route):
        described["family"] = str(candidate.family)
        described["destination"] = candidate.destination
    described["peer"] = address_text(source.address) if source.address else None
    described["asn"] = source.asn
    described["identifier"] = identifier_text(source.identifier)
    described["session"] = "local" if source.local else _session(source.session)
    described["path_id"] = path.path_id
    described["next_hop"] = None if path.next_hop is None else path.next_hop.short
    described["as_path"] = path.attributes.as_path_text
    return described


def in_words(explanation: Explanation) -> list[str]:
    """Return the lines of an explanation."""
    candidates = explanation.candidates
    number = {id(each): str(index) for index, each in enumerate(candidates, 1)}
    lines = [_heading(candidates)]
    for each in candidates:
        path = each if isinstance(each, Path) else each.path
        as_path = path.attributes.as_path_text or "empty AS path"
        via = f" via {path.next_hop.short}" if path.next_hop is not None else ""
        lines.append(f"  {number[id(each)]}. {as_path}{via} from {path}")
    for each_round in explanation.rounds:
        lines += _round(each_round, number)
    if explanation.best is None:
        lines.append("No path is eligible." if candidates else "There is no path.")
    elif explanation.decided_by is None:
        left = "alone" if len(candidates) == 1 else "first of those that tie to the end"
        lines.append(f"Best: {number[id(explanation.best)]}, {left}.")
    else:
        lines.append(f"Best: {number[id(explanation.best)]}, by {explanation.decided_by}.")
    losers = explanation.losers
    for each in losers[:MOST_TOLD]:
        found = explanation.would_win(each)
        who = number[id(each)]
        if found.path is None:
            lines.append(f"    nothing of its own would make {who} win: {found}")
        else:
            lines.append(f"    {who} would win with {found}")
    if len(losers) > MOST_TOLD:
        lines.append(f"    and so on: `would_win` says it of the other {len(losers) - MOST_TOLD}")
    lines += _multipath(explanation.multipath, number)
    if explanation.ranking is not None:
        places = ", ".join(number[id(each)] for each in explanation.ranking)
        lines.append(f"In order of preference: {places or 'none'}")
    return lines


def _multipath(found: Multipath | None, number: dict[int, str]) -> list[str]:
    """Return a line on who is used, and one for each candidate that is not."""
    if found is None:
        return []
    used = [number[id(each)] for each in found.used]
    return [
        f"Multipath: {_list(used) if used else 'none'}",
        *(
            f"    {number[id(each.candidate)]} is not used: {each.rule}: {each.reason}"
            for each in found.left_out
        ),
    ]


def _heading(candidates: tuple[Route | Path, ...]) -> str:
    count = f"{len(candidates)} path" + ("" if len(candidates) == 1 else "s")
    if candidates and isinstance(candidates[0], Route):
        return f"{candidates[0].destination}: {count}"
    return count


def _round(each: Round, number: dict[int, str]) -> list[str]:
    """Return a line on the step, and one for each candidate that fell."""
    if each.routine:
        return []
    title = each.step + (f" ({each.rfc})" if each.rfc else "")
    if each.operand and not each.eligibility:
        tie = "tie at" if len(each.left) > 1 else "wins with"
        title += f": {_list(number[id(one)] for one in each.left)} {tie} {each.operand}"
    lines = [title]
    for group in each.groups:
        members = ", ".join(f"{number[id(one)]} has {operand}" for one, operand in group.members)
        lines.append(f"    {group.name}: {members}")
    for fall in each.fallen:
        who = number[id(fall.candidate)]
        if each.eligibility:
            lines.append(f"    {who} is ineligible: {fall.operand}")
        else:
            lines.append(f"    {who} is out: {fall.operand} against {fall.against}")
    return lines


def _list(words: Any) -> str:
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def _session(session: SessionType | None) -> str:
    return "unknown" if session is None else session.value
