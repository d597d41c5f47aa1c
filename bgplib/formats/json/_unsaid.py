"""What the short forms of JSON leave unsaid, for the key that then stands beside them.

A label is a number there, though it has four bits more; octets that are text may be no UTF-8. Where
that number, or that text, would be read back as other octets, `label_octets` has them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bgplib.values._octet_fields import TEXTS
from bgplib.values.label import Label

__all__ = ["OCTETS", "label_of", "labels_of", "unsaid"]

#: what the key of the octets has behind the name of the field
OCTETS: Final = "_octets"


def label_of(value: int, default: Any = None) -> Label:
    """Return the label that a number stands for: the default of its field, or the last of a stack.

    Raises:
        EncodeError: it does not fit in 20 bits.
    """
    if isinstance(default, Label) and int(default) == value:
        return default
    return Label.of(value)


def labels_of(values: Sequence[int]) -> tuple[Label, ...]:
    """Return the stack that numbers stand for: its last label has the S bit, and no other has.

    The number of what a withdrawal has in the place of its label stands for that.

    Raises:
        EncodeError: one does not fit in 20 bits.
    """
    if len(values) == 1 and values[0] == int(Label.WITHDRAWN):
        return (Label.WITHDRAWN,)
    last = len(values) - 1
    return tuple(Label.of(value, bottom=at == last) for at, value in enumerate(values))


def unsaid(held: Any, field: str, default: Any = None) -> str | list[str] | None:
    """Return the octets of what a field holds, in hexadecimal; None where its form tells them."""
    if isinstance(held, Label):
        return None if label_of(int(held), default) == held else held.octets.hex()
    if isinstance(held, tuple):
        if not held or not isinstance(held[0], Label):
            return None
        labels = [label for label in held if isinstance(label, Label)]
        if labels_of([int(label) for label in labels]) == held:
            return None
        return [label.octets.hex() for label in labels]
    if isinstance(held, bytes) and field in TEXTS and not _is_text(held):
        return held.hex()
    return None


def _is_text(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
