"""Changes of numbers: LOCAL_PREF, MULTI_EXIT_DISC, weight."""

from __future__ import annotations

from typing import Any, Final

import attrs

from bgplib.attributes.local_pref import LocalPref
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.errors import LocalError
from bgplib.iana import attributes as iana
from bgplib.policy.context import PolicyContext
from bgplib.policy.modifiers._changed import with_values
from bgplib.policy.parts import Modifier
from bgplib.route import Path

__all__ = [
    "AddLocalPref",
    "AddMed",
    "RemoveLocalPref",
    "RemoveMed",
    "SetLocalPref",
    "SetMed",
    "SetWeight",
]

_LARGEST: Final = 0xFFFFFFFF


def _fits(modifier: object, attribute: Any, number: int) -> None:
    if not 0 <= number <= _LARGEST:
        raise LocalError(f"{number} does not fit in four octets")


def _clamped(number: int) -> int:
    return min(max(number, 0), _LARGEST)


@attrs.frozen
class SetLocalPref(Modifier):
    """Sets LOCAL_PREF, and with it the degree of preference (RFC 4271 §9.1.1).

    Raises:
        LocalError: the number does not fit in four octets.
    """

    touches = "local_pref"
    overwrites = True

    number: int = attrs.field(validator=_fits)  #: the number; the higher is preferred

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        # What an external peer says of LOCAL_PREF does not count; what policy says does.
        changed = with_values(path, LocalPref(self.number))
        return changed if changed.preference == self.number else _preferring(changed, self.number)

    def __str__(self) -> str:
        """Return `set LOCAL_PREF 200`."""
        return f"set LOCAL_PREF {self.number}"


def _preferring(path: Path, number: int | None) -> Path:
    return path.replace(preference=number)


@attrs.frozen
class AddLocalPref(Modifier):
    """Adds to the degree of preference, or subtracts; it stays between 0 and 4,294,967,295."""

    touches = "local_pref"

    by: int  #: what to add; negative to subtract

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return SetLocalPref(_clamped(path.local_preference + self.by)).change(path, context)

    def __str__(self) -> str:
        """Return `add 10 to LOCAL_PREF`."""
        return _adding(self.by, "LOCAL_PREF")


@attrs.frozen
class RemoveLocalPref(Modifier):
    """Removes LOCAL_PREF; the degree of preference is the default of 100 again."""

    touches = "local_pref"
    overwrites = True

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        changed = with_values(path, without=(iana.LOCAL_PREF,))
        return changed if changed.preference is None else _preferring(changed, None)

    def __str__(self) -> str:
        """Return `remove LOCAL_PREF`."""
        return "remove LOCAL_PREF"


@attrs.frozen
class SetMed(Modifier):
    """Sets MULTI_EXIT_DISC.

    Raises:
        LocalError: the number does not fit in four octets.
    """

    touches = "med"
    overwrites = True

    number: int = attrs.field(validator=_fits)  #: the number; the lower is preferred

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return with_values(path, MultiExitDisc(self.number))

    def __str__(self) -> str:
        """Return `set MED 20`."""
        return f"set MED {self.number}"


@attrs.frozen
class AddMed(Modifier):
    """Adds to MULTI_EXIT_DISC, or subtracts; a missing one counts as 0 (RFC 4271 §9.1.2.2 c)."""

    touches = "med"

    by: int  #: what to add; negative to subtract

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return with_values(path, MultiExitDisc(_clamped((path.attributes.med or 0) + self.by)))

    def __str__(self) -> str:
        """Return `add 10 to MED`."""
        return _adding(self.by, "MED")


@attrs.frozen
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


@attrs.frozen
class SetWeight(Modifier):
    """Sets the weight: a preference of this speaker only, which comes before all others."""

    touches = "weight"
    overwrites = True

    number: int = attrs.field(validator=_fits)  #: the number; the higher is preferred

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return path if path.weight == self.number else path.replace(weight=self.number)

    def __str__(self) -> str:
        """Return `set weight 100`."""
        return f"set weight {self.number}"


def _adding(by: int, name: str) -> str:
    return f"add {by} to {name}" if by >= 0 else f"subtract {-by} from {name}"
