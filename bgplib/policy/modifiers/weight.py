"""Changes of the weight."""

from __future__ import annotations

import attrs

from bgplib.policy.context import PolicyContext
from bgplib.policy.modifiers._numbers import fits
from bgplib.policy.parts import Modifier
from bgplib.route import Path

__all__ = ["SetWeight"]


@attrs.frozen(eq=False)
class SetWeight(Modifier):
    """Sets the weight: a preference of this speaker only, which comes before all others."""

    touches = "weight"
    overwrites = True

    number: int = attrs.field(validator=fits)  #: the number; the higher is preferred

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return path if path.weight == self.number else path.replace(weight=self.number)

    def __str__(self) -> str:
        """Return `set weight 100`."""
        return f"set weight {self.number}"
