"""TextRegex: a pattern that is ready to be used."""

from __future__ import annotations

import attrs

from bgplib.policy.regex.automaton import Automaton
from bgplib.policy.regex.parse import parse
from bgplib.policy.regex.program import Program
from bgplib.policy.regex.required import required_numbers

__all__ = ["TextRegex"]


@attrs.frozen
class TextRegex:
    r"""A regular expression as routers have them, compared by its text.

    Characters stand for themselves but for these:

    - `^` and `$`, the start and the end of the text;
    - `_`, the start, the end, or one of space, comma and any bracket;
    - `.`, any character; `[0-9]`, one of a class; `[^ ,]`, one that is not;
    - `( )` around a group; `|` between alternatives;
    - `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}` behind what is repeated;
    - a backslash before one of these signs, which then stands for itself.

    Raises:
        ParseError: the pattern is malformed; the text names the position, counted from 1.
    """

    pattern: str  #: as it was written
    _automaton: Automaton = attrs.field(init=False, eq=False, hash=False, repr=False)

    @_automaton.default
    def _compiled(self) -> Automaton:
        return Automaton(Program(parse(self.pattern), self.pattern))

    def search(self, text: str) -> bool:
        """Say whether the pattern matches a part of the text, in time linear in its length."""
        return self._automaton.search(text)

    def required_numbers(self) -> frozenset[int]:
        """Return numbers that stand in each text that the pattern matches, as far as that shows.

        `_65001_` matches no path without AS 65001, and `^65001 .* 65002$` none without both: what
        has the numbers need not even make text of paths that lack one of them.
        """
        return required_numbers(parse(self.pattern))

    def __str__(self) -> str:
        """Return the pattern."""
        return self.pattern
