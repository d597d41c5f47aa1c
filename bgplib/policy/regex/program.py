"""Compiles a pattern to a nondeterministic automaton (Thompson's construction)."""

from __future__ import annotations

from typing import Final

from bgplib.errors import ParseError
from bgplib.policy.regex.nodes import (
    Alternatives,
    Characters,
    End,
    Node,
    Repeat,
    Sequence,
    Start,
)

__all__ = ["ACCEPT", "CHARACTERS", "END", "SPLIT", "START", "Program"]

#: kinds of state: consume a character, go both ways, go on at the start or at the end only
CHARACTERS: Final = 0
SPLIT: Final = 1
START: Final = 2
END: Final = 3
ACCEPT: Final = 4

#: how many states an automaton may have; `(_1{9}){255}` would have thousands
_MOST: Final = 5000


class Program:
    """The states of an automaton, numbered, and what leads from one to the next."""

    __slots__ = ("characters", "entry", "following", "kinds")

    def __init__(self, node: Node, pattern: str) -> None:
        """Compile a pattern.

        Raises:
            ParseError: it would have too many states.
        """
        self.kinds: list[int] = []  #: the kind of each state
        self.characters: list[Characters | None] = []  #: what the state consumes
        self.following: list[tuple[int, ...]] = []  #: where one gets from the state
        self.entry = self._emit(node, self._state(ACCEPT, (), pattern), pattern)

    def _state(
        self, kind: int, following: tuple[int, ...], pattern: str, what: Characters | None = None
    ) -> int:
        if len(self.kinds) == _MOST:
            raise ParseError(f"the pattern {pattern!r} needs more than {_MOST} states")
        self.kinds.append(kind)
        self.characters.append(what)
        self.following.append(following)
        return len(self.kinds) - 1

    def _emit(self, node: Node, goal: int, pattern: str) -> int:
        """Add the states of a node that lead to `goal`, and return the first.

        Groups call it again, as deeply as the parser let them be nested.
        """
        if isinstance(node, Characters):
            return self._state(CHARACTERS, (goal,), pattern, node)
        if isinstance(node, Start):
            return self._state(START, (goal,), pattern)
        if isinstance(node, End):
            return self._state(END, (goal,), pattern)
        if isinstance(node, Alternatives):
            ways = tuple(self._emit(part, goal, pattern) for part in node.parts)
            return self._state(SPLIT, ways, pattern)
        if isinstance(node, Sequence):
            for part in reversed(node.parts):
                goal = self._emit(part, goal, pattern)
            return goal
        return self._repeat(node, goal, pattern)

    def _repeat(self, node: Repeat, goal: int, pattern: str) -> int:
        if node.most is None:
            loop = self._state(SPLIT, (), pattern)
            self.following[loop] = (self._emit(node.node, loop, pattern), goal)
            first = loop
        else:
            first = goal
            for _ in range(node.most - node.least):
                once = self._emit(node.node, first, pattern)
                first = self._state(SPLIT, (once, goal), pattern)
        for _ in range(node.least):
            once = self._emit(node.node, first, pattern)
            # What has no states is as often there as one likes: `((){255}){255}`, nested a few
            # times more, would take hours, and the limit would never see a state.
            if once == first:
                break
            first = once
        return first
