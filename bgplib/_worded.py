"""WordedEnum: numbers that have an order, and print as the words that the RFCs have for them."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

__all__ = ["WordedEnum"]

#: what the format of a number ends with
_OF_NUMBERS: Final = frozenset("bcdeEfFgGnoxX%")


class WordedEnum(IntEnum):
    """A number with words: `print` and `f"{x}"` give these, `int` and `f"{x:d}"` the number."""

    @property
    def text(self) -> str:
        """The words."""
        return self.name.lower().replace("_", "-")

    def __str__(self) -> str:
        """Return the words."""
        return self.text

    def __format__(self, spec: str) -> str:
        """Return the words in a width, or what the format of a number asks for."""
        return format(int(self) if spec[-1:] in _OF_NUMBERS else self.text, spec)
