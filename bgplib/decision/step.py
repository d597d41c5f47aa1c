"""The kinds of step that a decision process is made of: each narrows a set of paths.

A step never compares two paths and forgets the rest. MULTI_EXIT_DISC is comparable within a
neighbouring AS only, hence "better" is not transitive, and the winner of a tournament would
depend on who plays whom first.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from bgplib.decision.changes import Cure
from bgplib.decision.context import DecisionContext
from bgplib.errors import LocalError
from bgplib.route import Path

__all__ = ["FilterStep", "SetStep", "Show", "Step", "narrow", "rounds"]

#: prints what a step compares, for one path
Show = Callable[[Path, DecisionContext], str]


@attrs.frozen(kw_only=True)
class Step:
    """What all kinds of step have."""

    name: str  #: tells it apart within a process, and stands in explanations
    rfc: str  #: the section that asks for it; empty for what vendors and users add
    subject: str = ""  #: what it looks at, in words; empty where the name says it
    #: it chooses among paths that are equally good, so that multipath does not ask it
    tie_break: bool = False
    #: an operand that is not worth a line where all have it; empty when each is
    usual: str = ""

    def __str__(self) -> str:
        """Return `lowest ORIGIN (RFC 4271 §9.1.2.2 (b))`."""
        return f"{self.name} ({self.rfc})" if self.rfc else self.name

    @abstractmethod
    def keep(self, paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
        """Return the paths that remain in consideration, in the order given."""

    @abstractmethod
    def operand(self, path: Path, context: DecisionContext) -> str:
        """Print what the step looks at in a path."""

    def against(
        self,
        path: Path,  # noqa: ARG002  (steps that compare within groups need it)
        kept: Sequence[Path],
        context: DecisionContext,
    ) -> str:
        """Print what a path that fell lost to."""
        return self.operand(kept[0], context) if kept else ""

    def groups(
        self,
        paths: Sequence[Path],  # noqa: ARG002  (steps that compare within groups need them)
        context: DecisionContext,  # noqa: ARG002  (as above)
    ) -> Sequence[tuple[str, Sequence[Path]]]:
        """Return the groups within which the step compares, named; empty when it has none."""
        return ()

    def shown(self, path: Path, context: DecisionContext) -> str:
        """Print what a change of the path changes."""
        return self.operand(path, context)

    def better(
        self,
        path: Path,  # noqa: ARG002  (steps that know how to help a path need them)
        kept: Sequence[Path],  # noqa: ARG002  (as above)
        others: Sequence[Path],  # noqa: ARG002  (as above)
        context: DecisionContext,  # noqa: ARG002  (as above)
    ) -> Iterator[Path]:
        """Yield what the path could be instead so as not to fall here, the least change first.

        Args:
            path: a path that fell here, or one that might fare better.
            kept: those who came further.
            others: all other candidates.
            context: what else matters.
        """
        yield from ()


@attrs.frozen(kw_only=True)
class FilterStep(Step):
    """Excludes each path that is ineligible by itself; it alone may leave nothing."""

    #: says why a path is ineligible; None when it is not
    refuse: Callable[[Path, DecisionContext], str | None]
    show: Show | None = None  #: prints what it looks at; None prints the reason
    cure: Cure | None = None  #: makes a path that is eligible of one that is not

    def keep(self, paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
        """Return the paths that are eligible."""
        return [path for path in paths if self.refuse(path, context) is None]

    def operand(self, path: Path, context: DecisionContext) -> str:
        """Return the reason, or `eligible`."""
        return self.refuse(path, context) or "eligible"

    def against(
        self,
        path: Path,  # noqa: ARG002  (all steps have it)
        kept: Sequence[Path],  # noqa: ARG002  (as above)
        context: DecisionContext,  # noqa: ARG002  (as above)
    ) -> str:
        """Return nothing: the path fell by itself."""
        return ""

    def shown(self, path: Path, context: DecisionContext) -> str:
        """Print what the filter looks at."""
        return self.operand(path, context) if self.show is None else self.show(path, context)

    def better(
        self,
        path: Path,
        kept: Sequence[Path],  # noqa: ARG002  (all steps have it)
        others: Sequence[Path],
        context: DecisionContext,
    ) -> Iterator[Path]:
        """Yield what the path could be instead so as to be eligible."""
        if self.cure is not None and self.refuse(path, context) is not None:
            cured = self.cure(path, others, context)
            if cured is not None and self.refuse(cured, context) is None:
                yield cured


@attrs.frozen(kw_only=True)
class SetStep(Step):
    """Any other rule about a set of paths."""

    #: the paths that remain, in the order given, at least one of them
    narrow: Callable[[Sequence[Path], DecisionContext], Sequence[Path]]
    show: Show  #: prints what the rule looks at in a path
    ordered: bool = False  #: what it removes depends on the order of the paths, which is by arrival
    #: says that it removes none of some paths, nor of a part of them; None: nobody knows
    idle: Callable[[Sequence[Path], DecisionContext], bool] | None = None

    def keep(self, paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
        """Return what `narrow` returns."""
        return self.narrow(paths, context)

    def operand(self, path: Path, context: DecisionContext) -> str:
        """Print what the rule looks at."""
        return self.show(path, context)


def narrow(step: Step, paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
    """Run one step.

    Raises:
        LocalError: a step other than a filter leaves nothing.
    """
    kept = step.keep(paths, context)
    if not kept and not isinstance(step, FilterStep):
        raise LocalError(f"step {step.name!r} leaves no path; only filters may")
    return kept


def rounds(
    steps: Iterable[Step], paths: Sequence[Path], context: DecisionContext
) -> Iterator[tuple[Step, Sequence[Path], Sequence[Path]]]:
    """Run steps in turn, and yield each with the paths before and after it.

    RFC 4271 §9.1.2.2: "The algorithm terminates as soon as only one route remains in
    consideration."; but a path that is alone has to be eligible too.

    Raises:
        LocalError: a step other than a filter leaves nothing.
    """
    left = paths
    for step in steps:
        if not left:
            return
        if len(left) == 1 and not isinstance(step, FilterStep):
            return
        kept = narrow(step, left, context)
        yield step, left, kept
        left = kept
