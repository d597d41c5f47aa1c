"""The article before a word that is filled in: `a label`, `an AS number`."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["an"]

# What is spoken as if it began with a vowel. What is not, though it is written so: `a unit`.
_AN: Final = re.compile(r"(?!uni)[aeiou]|(MTU|MVPN|NLRI)\b", re.IGNORECASE)


def an(words: str) -> str:
    """Return words with `a` or `an` before them."""
    return f"{'an' if _AN.match(words) else 'a'} {words}"
