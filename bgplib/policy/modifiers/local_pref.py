"""Changes of LOCAL_PREF, the degree of preference."""

from __future__ import annotations

import attrs

from bgplib._checks import of_type
from bgplib.attributes.local_pref import LocalPref
from bgplib.iana import attributes as iana
from bgplib.policy.context import PolicyContext
from bgplib.policy.modifiers._changed import with_values
from bgplib.policy.modifiers._numbers import adding, clamped, fits
from bgplib.policy.parts import Modifier
from bgplib.route import Path

__all__ = ["AddLocalPref", "RemoveLocalPref", "SetLocalPref"]


def _preferring(path: Path, number: int | None) -> Path:
    return path.replace(preference=number)


@attrs.frozen(eq=False)
class SetLocalPref(Modifier):
    """Sets LOCAL_PREF, and with it the degree of preference (RFC 4271 §9.1.1).

    Raises:
        LocalError: the number does not fit in four octets.
    """

    touches = "local_pref"
    overwrites = True

    number: int = attrs.field(validator=fits)  #: the number; the higher is preferred

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        # What an external peer says of LOCAL_PREF does not count; what policy says does.
        changed = with_values(path, LocalPref(self.number))
        return changed if changed.preference == self.number else _preferring(changed, self.number)

    def __str__(self) -> str:
        """Return `set LOCAL_PREF 200`."""
        return f"set LOCAL_PREF {self.number}"


@attrs.frozen(eq=False)
class AddLocalPref(Modifier):
    """Adds to the degree of preference, or subtracts; it stays between 0 and 4,294,967,295."""

    touches = "local_pref"

    by: int = attrs.field(validator=of_type(int))  #: what to add; negative to subtract

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return SetLocalPref(clamped(path.local_preference + self.by)).change(path, context)

    def __str__(self) -> str:
        """Return `add 10 to LOCAL_PREF`."""
        return adding(self.by, "LOCAL_PREF")


@attrs.frozen(eq=False)
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
