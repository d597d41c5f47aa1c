"""Deciding two paths at a time, as daemons do that know no deterministic MED.

MULTI_EXIT_DISC is comparable within a neighbouring AS only, so that who wins of three may depend on
who is compared with whom first. A daemon that compares pairs has an order for that: the order of
arrival. The processes made here take the candidates in the order given, oldest first, and are the
daemon's for who wants its very outcome. All other processes do not depend on any order but where a
step says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import GroupStep
from bgplib.decision.process import DecisionProcess
from bgplib.decision.step import SetStep, Step, rounds
from bgplib.errors import LocalError
from bgplib.route import Path

__all__ = ["inserted", "one_after_another"]

_Better = Callable[[Path, Path], bool]


def one_after_another(process: DecisionProcess, *, newest_first: bool = False) -> DecisionProcess:
    """Return a process that compares each path with the best of those before it.

    BIRD does so without `deterministic med`, FRR without `bgp deterministic-med` from the newest
    path to the oldest.

    Args:
        process: the process whose steps compare; those before the one that compares MED stay.
        newest_first: begin with the path that came last.

    Raises:
        LocalError: no step of the process compares within groups.
    """

    def choose(paths: Sequence[Path], better: _Better) -> Path:
        best, *others = reversed(paths) if newest_first else paths
        for path in others:
            if better(path, best):
                best = path
        return best

    return _in_pairs(process, "one after another", choose)


def inserted(process: DecisionProcess) -> DecisionProcess:
    """Return a process that keeps its paths sorted, and puts each where it stops to be better.

    GoBGP does so. A path moves forward from the end of the list as long as it is better than the
    one in front of it.

    Args:
        process: as `one_after_another`.

    Raises:
        LocalError: as `one_after_another`.
    """

    def choose(paths: Sequence[Path], better: _Better) -> Path:
        found: list[Path] = []
        for path in paths:
            place = len(found)
            while place and better(path, found[place - 1]):
                place -= 1
            found.insert(place, path)
        return found[0]

    return _in_pairs(process, "inserted in order", choose)


def _in_pairs(
    process: DecisionProcess, name: str, choose: Callable[[Sequence[Path], _Better], Path]
) -> DecisionProcess:
    """Put one step in place of the first that compares within groups and all behind it."""
    steps = process.steps
    index = next((i for i, step in enumerate(steps) if isinstance(step, GroupStep)), None)
    if index is None:
        raise LocalError("no step of the process compares within groups")
    rest = steps[index:]

    def narrow(paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
        arrival = {path: place for place, path in enumerate(paths)}

        def better(path: Path, other: Path) -> bool:
            return _best(rest, sorted((path, other), key=arrival.__getitem__), context) is path

        return [choose(paths, better)]

    step = SetStep(name=name, rfc="", narrow=narrow, show=lambda path, _: str(path), ordered=True)
    return DecisionProcess((*steps[:index], step))


def _best(steps: Sequence[Step], paths: Sequence[Path], context: DecisionContext) -> Path:
    for _, _, left in rounds(steps, paths, context):
        paths = left
    return paths[0]
