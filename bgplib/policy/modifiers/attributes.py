"""Changes of other attributes."""

from __future__ import annotations

from typing import Any, Final

import attrs

from bgplib._checks import check
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.extended_communities import OriginValidation
from bgplib.attributes.local_pref import LocalPref
from bgplib.attributes.next_hop import NextHop
from bgplib.attributes.origin import Origin
from bgplib.errors import LocalError
from bgplib.iana import attributes as iana
from bgplib.policy.community_kind import EXTENDED
from bgplib.policy.community_set import CommunitySet
from bgplib.policy.context import PolicyContext
from bgplib.policy.modifiers._changed import with_as_path, with_values
from bgplib.policy.modifiers.communities import AddCommunities, RemoveCommunities
from bgplib.policy.names import member, origin_of
from bgplib.policy.parts import Modifier
from bgplib.policy.regex import TextRegex
from bgplib.policy.rpki.roa import ValidationState
from bgplib.route import Path

__all__ = ["RemoveAttribute", "SetAttribute", "SetOrigin", "SetValidationState"]


@attrs.frozen(eq=False)
class SetOrigin(Modifier):
    """Sets ORIGIN."""

    touches = "origin"
    overwrites = True

    origin: int = attrs.field(converter=origin_of)  #: 0 IGP, 1 EGP, 2 INCOMPLETE (or the name)

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return with_values(path, Origin(self.origin))

    def __str__(self) -> str:
        """Return `set ORIGIN igp`."""
        return f"set ORIGIN {Origin(self.origin)}"


#: what no policy removes, and why
_NEEDED: Final = {
    iana.ORIGIN: "every route has one (RFC 4271 §5)",
    iana.AS_PATH: "every route has one (RFC 4271 §5)",
    iana.NEXT_HOP: "it says where to send packets; set another one",
    iana.LOCAL_PREF: "RemoveLocalPref does it, and forgets the degree of preference too",
    iana.ATOMIC_AGGREGATE: "RFC 4271 §5.1.6 says that a speaker should not remove it",
    iana.ONLY_TO_CUSTOMER: "RFC 9234 §5 says that it is preserved unchanged",
}


def _removable(modifier: object, attribute: Any, code: int) -> None:
    check(code, int, "code")
    if code in _NEEDED:
        raise LocalError(f"{iana.name(code)} cannot be removed: {_NEEDED[code]}")


@attrs.frozen(eq=False)
class RemoveAttribute(Modifier):
    """Removes an attribute, such as `RemoveAttribute(28)`.

    Raises:
        LocalError: a route cannot do without it.
    """

    code: int = attrs.field(validator=_removable)  #: the type code

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return with_values(path, without=(self.code,))

    def __str__(self) -> str:
        """Return `remove AIGP`."""
        return f"remove {iana.name(self.code)}"


def _settable(modifier: object, attribute: Any, value: object) -> None:
    if isinstance(value, NextHop | LocalPref):
        raise LocalError(f"{value!r} is not all there is to change: use Set{type(value).__name__}")


@attrs.frozen(eq=False)
class SetAttribute(Modifier):
    """Sets any other attribute to a value such as `Aigp(...)` or `UnknownAttribute(...)`.

    Raises:
        LocalError: there is a modifier of its own for NEXT_HOP and LOCAL_PREF.
    """

    #: an instance of a class of `bgplib.attributes`
    value: object = attrs.field(validator=_settable)

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        if isinstance(self.value, AsPath):
            return with_as_path(path, self.value.plain)
        changed = with_values(path, self.value)
        # RFC 9234 §5: "Once the OTC Attribute has been set, it MUST be preserved unchanged"
        before = path.attributes.only_to_customer
        if before is not None and before != changed.attributes.only_to_customer:
            raise LocalError("ONLY_TO_CUSTOMER has been set, and is preserved (RFC 9234 §5)")
        return changed

    def __str__(self) -> str:
        """Return `set ClusterList(...)`."""
        return f"set {self.value!r}"


def _state(value: ValidationState | str) -> ValidationState:
    return member(ValidationState, value)


@attrs.frozen(eq=False)
class SetValidationState(Modifier):
    """States the validation state to internal peers, by the community of RFC 8097.

    RFC 6811 §3 asks for policy that can set the state; this is where the state is kept.
    """

    touches = "validation_state"
    overwrites = True

    state: ValidationState = attrs.field(converter=_state)  #: the state (or its name)

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        # RFC 8097 §2: "An implementation SHOULD NOT send more than one instance of the origin
        # validation state extended community."
        others = RemoveCommunities(_STATES).change(path, context)
        mark = OriginValidation(state=self.state.value)
        return AddCommunities.of(mark, kind=EXTENDED).change(others, context)

    def __str__(self) -> str:
        """Return `set RPKI state valid`."""
        return f"set RPKI state {self.state.text}"


_STATES: Final = CommunitySet(kind=EXTENDED, patterns=(TextRegex("^validation-state:"),))
