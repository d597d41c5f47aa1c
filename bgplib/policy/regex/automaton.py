"""Runs an automaton on a text, on all of its states at once.

Which states follow a set of states at a character is worked out once and kept, up to a limit. So
the time is linear in the text: for each character one look-up, or at worst one pass over the
states.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bgplib.policy.regex.program import ACCEPT, CHARACTERS, END, SPLIT, START, Program

__all__ = ["Automaton"]

#: how many sets of states are kept
_KEPT: Final = 500


class _Set:
    """Some states, and what is known of where they lead."""

    __slots__ = ("accepts", "accepts_at_end", "is_dead", "moves", "states")

    def __init__(self, states: frozenset[int], program: Program, *, at_start: bool) -> None:
        self.states = states  #: those that consume a character, wait for the end, or accept
        self.accepts = any(program.kinds[state] == ACCEPT for state in states)
        at_end = _closure(states, program, at_start=at_start, at_end=True)
        self.accepts_at_end = any(program.kinds[state] == ACCEPT for state in at_end)
        self.is_dead = not states  #: nothing more can be found
        self.moves: dict[str, _Set] = {}  #: the set that follows at a character


def _closure(
    states: Iterable[int], program: Program, *, at_start: bool, at_end: bool = False
) -> frozenset[int]:
    """Go on to where one gets without consuming a character."""
    kinds, following = program.kinds, program.following
    seen = set(states)
    todo = list(seen)
    kept = set()
    while todo:
        state = todo.pop()
        kind = kinds[state]
        if kind == SPLIT or (kind == START and at_start) or (kind == END and at_end):
            for target in following[state]:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        elif kind != START:
            kept.add(state)
    return frozenset(kept)


class Automaton:
    """Finds whether a pattern matches anywhere in a text."""

    __slots__ = ("_first", "_program", "_restart", "_sets")

    def __init__(self, program: Program) -> None:
        """Make ready to run a program."""
        self._program = program
        # A match may begin at any character; at all but the first, it is not the start.
        self._restart = _closure((program.entry,), program, at_start=False)
        first = _closure((program.entry,), program, at_start=True)
        self._first = _Set(first, program, at_start=True)
        self._sets: dict[frozenset[int], _Set] = {}

    def search(self, text: str) -> bool:
        """Say whether the pattern matches a part of the text."""
        here = self._first
        for letter in text:
            if here.accepts:
                return True
            if here.is_dead:
                return False
            following = here.moves.get(letter)
            here = self._after(here, letter) if following is None else following
        return here.accepts_at_end

    def _after(self, here: _Set, letter: str) -> _Set:
        """Work out which set follows, and keep it."""
        program = self._program
        reached: list[int] = []
        for state in here.states:
            if program.kinds[state] == CHARACTERS:
                what = program.characters[state]
                if what is not None and (letter in what.members) is not what.negated:
                    reached += program.following[state]
        states = _closure(reached, program, at_start=False) | self._restart
        found = self._sets.get(states)
        if found is None:
            if len(self._sets) == _KEPT:
                self._sets.clear()
                self._first.moves.clear()
            found = self._sets[states] = _Set(states, program, at_start=False)
        here.moves[letter] = found
        return found
