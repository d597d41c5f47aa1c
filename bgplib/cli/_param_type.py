"""What reads the words of options: click's `ParamType`, which says what it makes of them.

Only from click 8.4 on it takes that as a parameter, and programs that use ours pin older ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

__all__ = ["ParamType"]

if TYPE_CHECKING:
    from click import ParamType
else:

    class ParamType(click.ParamType):
        """Reads a word of the command line."""

        def __class_getitem__(cls, made: object) -> type:
            """Return the class itself: what is made of a word is for type checkers."""
            return cls
