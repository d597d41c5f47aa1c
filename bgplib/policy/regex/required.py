"""Which numbers a text must have, so that a pattern can match it."""

from __future__ import annotations

from typing import Final

from bgplib.policy.regex.nodes import Alternatives, Characters, End, Node, Sequence, Start
from bgplib.policy.regex.parse import DELIMITERS

__all__ = ["required_numbers"]

#: how many digits an AS number has, at most; `int` refuses text of many thousands
_LONGEST: Final = 10


def required_numbers(node: Node) -> frozenset[int]:
    """Return the numbers that a pattern has outright, between things that end numbers.

    What is repeated, grouped, or an alternative is not looked into.
    """
    parts = node.parts if isinstance(node, Sequence) else (node,)
    found = set()
    digits: str | None = None  # of a number so far; None where no number starts
    for part in parts:
        if _is_boundary(part):
            if digits and len(digits) <= _LONGEST:
                found.add(int(digits))
            digits = ""
        elif digits is not None:
            digit = _digit(part)
            digits = digits + digit if digit else None
    return frozenset(found)


def _is_boundary(node: Node) -> bool:
    """Say whether a number ends, or starts, wherever this matches."""
    if isinstance(node, Alternatives):
        return all(map(_is_boundary, node.parts))
    if isinstance(node, Characters):
        return not node.negated and node.members <= DELIMITERS
    return isinstance(node, Start | End)


def _digit(node: Node) -> str:
    """Return the digit that this matches, and nothing else; empty if it is no such thing."""
    if not isinstance(node, Characters) or node.negated or len(node.members) != 1:
        return ""
    (member,) = node.members
    return member if member.isascii() and member.isdigit() else ""
