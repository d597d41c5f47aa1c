"""The text of fields that hold a stack of labels."""

from __future__ import annotations

from typing import Final

from bgplib.values._field_kinds import FieldKind
from bgplib.values.label import parse_stack, stack_text

__all__ = ["STACK"]

#: labels with slashes between them, the outermost first
STACK: Final = FieldKind(stack_text, parse_stack)
