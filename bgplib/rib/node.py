"""A node: what a table keeps for a destination that has several paths.

It is a flat list: `[marks, best, rank, path, path, ...]`. `marks` is text, with a character for
each path that stands for its source: a search in it touches one piece of memory, where a search
through the paths would touch each of them. `best` is the index of the best path in the list, or
one of the numbers below. `rank` is that of the best path, so that another one can be compared
without a look at it. Nobody but `Table` has nodes in hands.
"""

from __future__ import annotations

from typing import Any, Final

from bgplib.decision.selector import Selector
from bgplib.route import Path

__all__ = [
    "FAILED",
    "FIRST",
    "NONE_ELIGIBLE",
    "NOT_CHOSEN",
    "Node",
    "after",
    "best_of",
    "choose",
    "compete",
    "fail",
    "find",
    "recover",
    "take_out",
]

#: the marks, the index of the best path, its rank, and the paths
Node = list[Any]

FIRST: Final = 3  #: the index of the first path

NONE_ELIGIBLE: Final = 0  #: instead of an index: no path may be chosen
NOT_CHOSEN: Final = 1  #: instead of an index: nobody has chosen yet
FAILED: Final = 2  #: instead of an index: a step failed, and it was told that no path is best


def find(node: Node, mark: str, path_id: int | None) -> int:
    """Return the index of the path of a source; 0 when there is none."""
    marks: str = node[0]
    place = marks.find(mark)
    while place >= 0:
        if node[place + FIRST].path_id == path_id:
            return place + FIRST
        place = marks.find(mark, place + 1)
    return 0


def choose(node: Node, selector: Selector, existing: Path | None = None) -> Path | None:
    """Choose among all paths, note the outcome and return it."""
    # Nobody has chosen as long as a step may fail.
    node[1], node[2] = NOT_CHOSEN, selector.lowest
    lowest, index, is_tied = selector.ineligible, NONE_ELIGIBLE, False
    for place in range(FIRST, len(node)):
        path: Path = node[place]
        rank = path.rank if path.ranked_by == selector.serial else selector.rank(path)
        if rank < lowest:
            lowest, index, is_tied = rank, place, False
        elif rank == lowest and index:
            is_tied = True
    best: Path | None = node[index] if index else None
    if is_tied:
        best = selector.select(node[FIRST:], existing)
        index = node.index(best, FIRST)
    node[1], node[2] = index, selector.shared(lowest)
    return best


def compete(node: Node, selector: Selector, old: Path, path: Path) -> Path | None:
    """Return the best path after one came that has the rank of the best one, and note it."""
    better = selector.challenge(old, path)
    if better is None:
        return choose(node, selector, old)
    if better:
        node[1] = len(node) - 1
        return path
    return old


def best_of(node: Node, selector: Selector) -> Path | None:
    """Return the best path, chosen now if nobody has yet; None when none is eligible."""
    index: int = node[1]
    if index >= FIRST:
        best: Path = node[index]
        return best
    if index == NOT_CHOSEN:
        return choose(node, selector)
    if index == NONE_ELIGIBLE:
        return None
    found = recover(node, selector)
    # Who follows the changes has not heard of it yet.
    fail(node, selector)
    return found


def fail(node: Node, selector: Selector) -> None:
    """Note that a step failed, and that it was told that no path is best."""
    node[1], node[2] = FAILED, selector.lowest


def recover(node: Node, selector: Selector) -> Path | None:
    """Choose, note the outcome and return it, where a step failed before and may fail again."""
    try:
        return choose(node, selector)
    except BaseException:
        fail(node, selector)
        raise


def take_out(node: Node, index: int) -> Path:
    """Remove the path at an index; `best` has to be chosen anew if it was that."""
    marks: str = node[0]
    place = index - FIRST
    node[0] = marks[:place] + marks[place + 1 :]
    best: int = node[1]
    if best > index:
        node[1] = best - 1
    path: Path = node.pop(index)
    return path


def after(
    node: Node,
    selector: Selector,
    old: Path | None,
    lost: Path,
    gained: Path | None,
    index: int,
) -> Path | None:
    """Return the best path after one went, and perhaps another came in its place; note it.

    Ranks often tell enough: those who tie for the lowest one are the only ones that the rest of
    the steps looks at, so who is above it can come and go without effect.

    Args:
        node: the paths as they are now.
        selector: what chooses.
        old: the best path before.
        lost: the path that went.
        gained: the path that came, if it is eligible.
        index: where that stands.
    """
    lowest: int = node[2]
    if old is not None and lost is not old and selector.is_idle(old, lost):
        if gained is None:
            return old
        rank = selector.rank(gained)
        better = selector.challenge(old, gained) if rank == lowest else rank < lowest
        if better is not None:
            if better:
                node[1], node[2] = index, selector.shared(rank)
            return gained if better else old
    return choose(node, selector, old)
