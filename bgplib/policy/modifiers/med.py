"""Changes of MULTI_EXIT_DISC."""

from __future__ import annotations

import attrs

from bgplib._checks import of_type
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.iana import attributes as iana
from bgplib.policy.context import PolicyContext
from bgplib.policy.modifiers._changed import with_values
from bgplib.policy.modifiers._numbers import adding, clamped, fits
from bgplib.policy.parts import Modifier
from bgplib.route import Path

__all__ = ["AddMed", "RemoveMed", "SetMed"]


@attrs.frozen(eq=False)
class SetMed(Modifier):
    """Sets MULTI_EXIT_DISC.

    Raises:
        LocalError: the number does not fit in four octets.
    """

    touches = "med"
    overwrites = True

    number: int = attrs.field(validator=fits)  #: the number; the lower is preferred

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return with_values(path, MultiExitDisc(self.number))

    def __str__(self) -> str:
        """Return `set MED 20`."""
        return f"set MED {self.number}"


@attrs.frozen(eq=False)
class AddMed(Modifier):
    """Adds to MULTI_EXIT_DISC, or subtracts; a missing one counts as 0 (RFC 4271 §9.1.2.2 c)."""

    touches = "med"

    by: int = attrs.field(validator=of_type(int))  #: what to add; negative to subtract

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return with_values(path, MultiExitDisc(clamped((path.attributes.med or 0) + self.by)))

    def __str__(self) -> str:
        """Return `add 10 to MED`."""
        return adding(self.by, "MED")


@attrs.frozen(eq=False)
class RemoveMed(Modifier):
    """Removes MULTI_EXIT_DISC, as any speaker must be able to on import (RFC 4271 §5.1.4)."""

    touches = "med"
    overwrites = True

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return with_values(path, without=(iana.MULTI_EXIT_DISC,))

    def __str__(self) -> str:
        """Return `remove MED`."""
        return "remove MED"
