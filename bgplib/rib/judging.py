"""What import policy makes of paths, on their way into a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.rib.store import PathStore
from bgplib.route import Path

__all__ = ["Judge", "judged"]

#: Import policy: what it makes of a path to some destinations of a family. One path is its answer
#: for every destination of the family, and is kept with the path that was asked about, so that
#: the function is not asked again. A sequence has an answer for each of the keys, and is not kept.
#: An answer is the path itself, or what `Path.replace` made of it, perhaps with `rejected`.
Judge = Callable[[Path, Family, Sequence[bytes]], "Path | Sequence[Path]"]


def judged(
    store: PathStore, path: Path, family: Family, keys: Sequence[bytes], judge: Judge
) -> Sequence[tuple[Sequence[bytes], Path]]:
    """Return what policy makes of a path as it was received, with the keys that it is for.

    The keys are in the order given.

    Raises:
        LocalError: what the judge returned is no outcome of policy.
    """
    answer = judge(path, family, keys)
    if not isinstance(answer, Path):
        return list(_in_runs(path, keys, answer))
    outcome = _outcome(path, answer)
    store.note_outcome(path, judge, outcome)
    return ((keys, outcome),)


def _in_runs(
    path: Path, keys: Sequence[bytes], answers: Sequence[Path]
) -> Iterator[tuple[Sequence[bytes], Path]]:
    """Yield the answers, each with the keys beside each other that it is for."""
    if len(answers) != len(keys):
        raise LocalError(f"a judge gave {len(answers)} answers for {len(keys)} destinations")
    at = 0
    for answer, run in groupby(answers):
        after = at + sum(1 for _ in run)
        yield keys[at:after], _outcome(path, answer)
        at = after


def _outcome(path: Path, answer: Path) -> Path:
    """Return an answer that knows what it was made of.

    Raises:
        LocalError: it is about something else.
    """
    if answer.source is not path.source or answer.path_id != path.path_id:
        raise LocalError(f"a judge made {answer} of {path}: it may not change who announces what")
    return answer if answer.received is path else answer.replace(received=path)
