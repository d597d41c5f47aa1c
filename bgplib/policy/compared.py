"""Compared: what makes two policies, or two parts of one, equal."""

from __future__ import annotations

from typing import Any

import attrs

__all__ = ["Compared"]


class Compared:
    """What is equal when its fields are, and of a program's own class to itself alone.

    Nobody knows what else such a class goes by, and peers whose policies are equal share an update
    group. One that `attrs` makes (`@attrs.frozen`) says it, and compares as `attrs` has it. So the
    classes of bgplib leave the comparison to this one (`eq=False`), and none hands it down.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Say whether another one has equal fields, and both go by nothing else."""
        if self is other:
            return True
        if type(self) is not type(other) or not self.is_its_fields:
            return NotImplemented
        return self._compared == other._compared

    def __hash__(self) -> int:
        """Return what is the same for equal ones.

        Raises:
            TypeError: a field has none.
        """
        return hash(self._compared) if self.is_its_fields else object.__hash__(self)

    @property
    def is_its_fields(self) -> bool:
        """Whether `attrs` made the class itself, and not only one that it derives from."""
        return "__attrs_attrs__" in vars(type(self))

    def __getstate__(self) -> object:
        """Return all that is kept, beside the fields too: `attrs` knows of its own alone."""
        return object.__getstate__(self)

    def __setstate__(self, state: Any) -> None:
        """Take what `__getstate__` returned."""
        for part in state if isinstance(state, tuple) else (state,):
            for name, value in (part or {}).items():
                object.__setattr__(self, name, value)

    @property
    def _compared(self) -> tuple[Any, ...]:
        kind: Any = type(self)
        return tuple(getattr(self, each.name) for each in attrs.fields(kind) if each.eq)
