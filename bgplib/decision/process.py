"""DecisionProcess: steps in their order, and what follows from them (RFC 4271 §9.1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import attrs

from bgplib._checks import check, check_each
from bgplib.decision.context import DecisionContext
from bgplib.decision.explain import explain
from bgplib.decision.explanation import Explanation
from bgplib.decision.multipath import MultipathRules, multipath
from bgplib.decision.ranking import ranked
from bgplib.decision.selector import Selector
from bgplib.decision.step import FilterStep, SetStep, Step, rounds
from bgplib.errors import LocalError
from bgplib.route import Path, Route

__all__ = ["DecisionProcess"]

#: the process looks at paths; who asks with routes is answered with a route
Candidate = TypeVar("Candidate", Route, Path)

_DEFAULT = DecisionContext()
_RULES = MultipathRules()


def _tuple(steps: Iterable[Step]) -> tuple[Step, ...]:
    return check_each(steps, Step, "steps")


def _in_order(instance: object, attribute: object, steps: tuple[Step, ...]) -> None:
    names = [step.name for step in steps]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise LocalError(f"two steps have the same name: {', '.join(sorted(twice))}")
    compared = ""
    for step in steps:
        if not isinstance(step, FilterStep):
            compared = compared or step.name
        elif compared:
            raise LocalError(f"filter {step.name!r} has to stand before {compared!r}")


def _path(candidate: Route | Path) -> Path:
    return candidate if isinstance(candidate, Path) else candidate.path


def _checked(routes: Iterable[Route | Path], context: DecisionContext) -> tuple[Any, ...]:
    check(context, DecisionContext, "context")
    return check_each(routes, Route | Path, "routes")


@attrs.frozen(repr=False)
class DecisionProcess:
    """An ordered tuple of named steps, each of which narrows the set of candidates.

    `select` and `explain` run the same steps; `under` makes what runs them fast, many times.

    Raises:
        LocalError: two steps have the same name, or a filter stands behind a step that compares.
    """

    #: in the order in which they are applied
    steps: tuple[Step, ...] = attrs.field(converter=_tuple, validator=_in_order)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the steps, in their order."""
        return tuple(step.name for step in self.steps)

    @property
    def depends_on_arrival(self) -> bool:
        """Whether candidates have to be in the order of their arrival, the oldest first."""
        return any(isinstance(step, SetStep) and step.ordered for step in self.steps)

    def __repr__(self) -> str:
        """Return how many steps there are; `names` has them."""
        return f"<DecisionProcess of {len(self.steps)} steps>"

    def without(self, *steps: str | Step) -> DecisionProcess:
        """Return the process without some steps.

        Args:
            steps: the steps, or their names.

        Raises:
            LocalError: there is no such step.
        """
        gone = {self._index(step) for step in steps}
        return DecisionProcess(step for i, step in enumerate(self.steps) if i not in gone)

    def inserting(self, step: Step, before: str | Step | None = None) -> DecisionProcess:
        """Return the process with one step more.

        Args:
            step: the new step.
            before: the step before which it stands, or its name; None puts it last.

        Raises:
            LocalError: there is no such step, the name is taken, or a filter would stand behind a
                step that compares.
        """
        index = len(self.steps) if before is None else self._index(before)
        return DecisionProcess((*self.steps[:index], step, *self.steps[index:]))

    def replacing(self, step: str | Step, other: Step) -> DecisionProcess:
        """Return the process with one step in place of another.

        Args:
            step: the step that goes, or its name.
            other: the step that comes.

        Raises:
            LocalError: there is no such step, or as `inserting`.
        """
        index = self._index(step)
        return DecisionProcess((*self.steps[:index], other, *self.steps[index + 1 :]))

    def select(
        self, routes: Iterable[Candidate], context: DecisionContext = _DEFAULT
    ) -> Candidate | None:
        """Return the best of some routes to one destination; None when none is eligible.

        Args:
            routes: the candidates, in any order; but see `depends_on_arrival`.
            context: what else matters.

        Raises:
            LocalError: a step that must not leave nothing does, or an argument is something else.
        """
        candidates: tuple[Candidate, ...] = _checked(routes, context)
        left: Sequence[Path] = [_path(candidate) for candidate in candidates]
        for _, _, kept in rounds(self.steps, left, context):
            left = kept
        if not left:
            return None
        return next(each for each in candidates if _path(each) is left[0])

    def ranked(
        self, routes: Iterable[Candidate], context: DecisionContext = _DEFAULT
    ) -> list[Candidate]:
        """Return the eligible ones of some routes to one destination, in order of preference.

        The first is what `select` chooses; the next is what it would choose among the others, and
        so on. It is the order in which a speaker sends several paths (RFC 7911).

        Args:
            routes: the candidates, in any order; but see `depends_on_arrival`.
            context: what else matters.

        Raises:
            LocalError: a step that must not leave nothing does, or an argument is something else.
        """
        by_path: dict[Path, Candidate] = {}
        for candidate in _checked(routes, context):
            by_path.setdefault(_path(candidate), candidate)
        return [by_path[path] for path in ranked(self.steps, list(by_path), context)]

    def multipath(
        self,
        routes: Iterable[Candidate],
        context: DecisionContext = _DEFAULT,
        rules: MultipathRules = _RULES,
    ) -> tuple[Candidate, ...]:
        """Return the routes among some to share the load among: the best, and those as good.

        `explain` says why the others are not used.

        Args:
            routes: the candidates, in any order; but see `depends_on_arrival`.
            context: what else matters.
            rules: which routes may be used, and how many.

        Raises:
            LocalError: a step that must not leave nothing does, or an argument is something else.
        """
        by_path: dict[Path, Candidate] = {}
        for candidate in _checked(routes, context):
            by_path.setdefault(_path(candidate), candidate)
        used, _ = multipath(self.steps, list(by_path), context, rules)
        return tuple(by_path[path] for path in used)

    def explain(
        self,
        routes: Iterable[Route | Path],
        context: DecisionContext = _DEFAULT,
        *,
        multipath: MultipathRules | None = None,
        ranking: bool = False,
    ) -> Explanation:
        """Say step by step why one of some routes is the best.

        Args:
            routes: the candidates, in any order; but see `depends_on_arrival`.
            context: what else matters.
            multipath: which routes may be used beside the best, to be explained too.
            ranking: whether to put the routes in order of preference too.

        Raises:
            LocalError: a step that must not leave nothing does, or an argument is something else.
        """
        candidates = _checked(routes, context)
        return explain(self.steps, candidates, context, multipath, ranking=ranking)

    def under(self, context: DecisionContext = _DEFAULT) -> Selector:
        """Return what selects fast, many times under one context.

        Raises:
            LocalError: it is no context.
        """
        check(context, DecisionContext, "context")
        return Selector(self.steps, context)

    def _index(self, step: str | Step) -> int:
        check(step, Step | str, "step")
        name = step if isinstance(step, str) else step.name
        if name not in self.names:
            raise LocalError(f"no step is called {name!r}; there are {', '.join(self.names)}")
        return self.names.index(name)
