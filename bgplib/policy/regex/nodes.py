"""What a pattern is made of, as the parser hands it to the compiler."""

from __future__ import annotations

import attrs

from bgplib._frozen import frozen
from bgplib._in_order import in_order

__all__ = ["Alternatives", "Characters", "End", "Node", "Repeat", "Sequence", "Start"]


@frozen
class Characters:
    """One character, of some or of all others."""

    members: frozenset[str] = attrs.field(repr=in_order)  #: the characters
    negated: bool = False  #: any but these


@attrs.frozen
class Start:
    """The start of the text."""


@attrs.frozen
class End:
    """The end of the text."""


@frozen
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]  #: in their order; none match the empty text


@frozen
class Alternatives:
    """One of several."""

    parts: tuple[Node, ...]  #: in any order


@attrs.frozen(kw_only=True)
class Repeat:
    """Several times the same."""

    node: Node  #: what is repeated
    least: int  #: how often at least
    most: int | None  #: how often at most; None for any number of times


Node = Characters | Start | End | Sequence | Alternatives | Repeat
