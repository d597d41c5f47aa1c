"""Reads the text of a pattern."""

from __future__ import annotations

from typing import Final

from bgplib._checks import check_text
from bgplib.errors import ParseError
from bgplib.policy.regex.brackets import parse_class
from bgplib.policy.regex.nodes import (
    Alternatives,
    Characters,
    End,
    Node,
    Repeat,
    Sequence,
    Start,
)

__all__ = ["DELIMITERS", "parse"]

#: what `_` stands for besides the start and the end: all that routers print between AS numbers
DELIMITERS: Final = frozenset(" ,{}()[]")
#: how deeply groups may be nested
_DEEPEST: Final = 50
#: how often something may be repeated by number
_MOST: Final = 255
_QUANTIFIERS: Final = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def parse(pattern: str) -> Node:
    """Read a pattern.

    Raises:
        ParseError: it is none; the text names the position.
    """
    check_text(pattern, "an expression")
    parser = _Parser(pattern)
    node = parser.alternatives(0)
    if parser.at < len(pattern):
        raise parser.error("this ) has no (")
    return node


class _Parser:
    """A pattern, and how far it has been read."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def error(self, text: str, at: int | None = None) -> ParseError:
        """Make the exception that says what is wrong, and where."""
        where = self.at if at is None else at
        return ParseError(f"position {where + 1} of the pattern {self.pattern!r}: {text}")

    def peek(self) -> str:
        """Return the next character; empty at the end."""
        return self.pattern[self.at : self.at + 1]

    def alternatives(self, depth: int) -> Node:
        """Read up to the end, or up to the bracket that closes a group."""
        parts = [self.sequence(depth)]
        while self.peek() == "|":
            self.at += 1
            parts.append(self.sequence(depth))
        return parts[0] if len(parts) == 1 else Alternatives(tuple(parts))

    def sequence(self, depth: int) -> Node:
        """Read one alternative."""
        parts: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated(depth))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def repeated(self, depth: int) -> Node:
        """Read one thing, and how often it stands there."""
        is_anchor = self.peek() in ("^", "$")
        node = self.atom(depth)
        found = self.quantifier()
        if found is None:
            return node
        if is_anchor:
            raise self.error("there is one start and one end: neither can be repeated", self.at - 1)
        if self.peek() in ("*", "+", "?", "{"):
            raise self.error("one quantifier follows another")
        return Repeat(node=node, least=found[0], most=found[1])

    def quantifier(self) -> tuple[int, int | None] | None:
        """Read `*`, `+`, `?`, `{2}`, `{2,}` or `{2,5}`, if there is one."""
        letter = self.peek()
        if letter in _QUANTIFIERS:
            self.at += 1
            return _QUANTIFIERS[letter]
        return self.counts() if letter == "{" else None

    def counts(self) -> tuple[int, int | None]:
        """Read what stands in braces."""
        start = self.at
        stop = self.pattern.find("}", start)
        least, comma, most = self.pattern[start + 1 : max(stop, start)].partition(",")
        digits = [least, most] if comma and most else [least]
        # Four digits are more than enough; `int` refuses text of many thousands.
        if stop < 0 or not all(d.isascii() and d.isdigit() and len(d) <= 4 for d in digits):
            raise self.error(r"a count is {2}, {2,} or {2,5}; a brace itself is written \{")
        numbers = [int(number) for number in digits]
        if max(numbers) > _MOST or numbers != sorted(numbers):
            raise self.error(f"counts ascend, up to {_MOST}")
        self.at = stop + 1
        return numbers[0], None if comma and not most else numbers[-1]

    def atom(self, depth: int) -> Node:
        """Read one character, class, anchor or group."""
        letter = self.peek()
        if letter == "(":
            return self.group(depth)
        if letter in ("*", "+", "?", "{"):
            raise self.error(f"there is nothing before {letter} that it could repeat")
        if letter == "[":
            members, negated, self.at = parse_class(self.pattern, self.at, self.error)
            return Characters(members, negated)
        if letter == "\\":
            return self.escaped()
        self.at += 1
        if letter == "_":
            return Alternatives((Start(), Characters(DELIMITERS), End()))
        if letter == ".":
            return Characters(frozenset(), negated=True)
        if letter == "^":
            return Start()
        return End() if letter == "$" else Characters(frozenset(letter))

    def escaped(self) -> Node:
        r"""Read `\{` and the like."""
        letter = self.pattern[self.at + 1 : self.at + 2]
        if not letter or letter.isalnum():
            raise self.error(
                r"behind \ stands a sign that shall mean itself; a digit is [0-9], "
                "and nothing refers back to a group"
            )
        self.at += 2
        return Characters(frozenset(letter))

    def group(self, depth: int) -> Node:
        """Read what stands in brackets."""
        start = self.at
        if depth == _DEEPEST:
            raise self.error(f"groups are nested more than {_DEEPEST} deep")
        self.at += 1
        node = self.alternatives(depth + 1)
        if self.peek() != ")":
            raise self.error("this ( has no )", start)
        self.at += 1
        return node
