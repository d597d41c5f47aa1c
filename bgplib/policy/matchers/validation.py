"""Conditions on what the RPKI says: origin validation (RFC 6811) and ASPA."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes import extended_communities as extended
from bgplib.attributes.extended_communities import OriginValidation
from bgplib.capabilities.role import PROVIDER, RS
from bgplib.policy.context import Direction, PolicyContext
from bgplib.policy.names import member
from bgplib.policy.parts import Matcher
from bgplib.policy.rpki.aspa import AspaState
from bgplib.policy.rpki.roa import ValidationState
from bgplib.policy.subject import Subject, path_of, prefix_of
from bgplib.values.route_origin import route_origin

__all__ = ["AspaIs", "RpkiIs", "aspa_state", "validation_state"]

_LARGEST_STATE: Final = 2


def validation_state(subject: Subject, context: PolicyContext) -> ValidationState:
    """Return the validation state of a route.

    It is looked up in `context.roas`. Without these, an internal peer's word is taken (RFC 8097
    §2), and without that, or for a destination that is no prefix, it is `NOT_FOUND`.
    """
    # RFC 6811 §2: "If validation is not performed on a Route, the implementation SHOULD initialize
    # the validation state of such a route to "NotFound"."
    prefix = prefix_of(subject)
    if prefix is None:
        return ValidationState.NOT_FOUND
    if context.roas is not None:
        local_as = context.local_as
        if local_as is None:
            local_as = subject.source.local_as
        origin = route_origin(subject.attributes.as_path, local_as)
        return context.roas.validate(prefix, origin)
    # RFC 8097 §2: "By default, implementations MUST drop the origin validation state extended
    # community if received from an External BGP (EBGP) peer"
    return _stated(subject) if subject.source.is_internal else ValidationState.NOT_FOUND


def _stated(subject: Subject) -> ValidationState:
    typed = map(extended.from_int, subject.attributes.extended_communities)
    states = [each.state for each in typed if isinstance(each, OriginValidation)]
    # RFC 8097 §2: "If the value received is greater than the largest specified value (2), the
    # implementation MUST apply a strategy similar to attribute discard [RFC7606] by discarding the
    # erroneous community"
    # RFC 8097 §2: "if more than one instance is received, an implementation MUST disregard all
    # instances other than the one with the numerically greatest validation state value."
    known = [state for state in states if state <= _LARGEST_STATE]
    return ValidationState(max(known)) if known else ValidationState.NOT_FOUND


def _validation_state(value: ValidationState | str) -> ValidationState:
    return member(ValidationState, value)


@attrs.frozen(eq=False)
class RpkiIs(Matcher):
    """Holds when origin validation leads to a state (RFC 6811 §3); see `validation_state`."""

    per_destination = True

    state: ValidationState = attrs.field(converter=_validation_state)  #: the state (or its name)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it does."""
        return validation_state(subject, context) is self.state

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the state, and the payloads that cover the destination."""
        state = validation_state(subject, context).text
        prefix = prefix_of(subject)
        if context.roas is None or prefix is None:
            return state
        roas = ", ".join(map(str, context.roas.covering(prefix)))
        return f"{state}; {roas}" if roas else state

    def excludes(self, other: object) -> bool:
        """Say whether the other wants another state."""
        return isinstance(other, RpkiIs) and self.state is not other.state

    def __str__(self) -> str:
        """Return `RPKI state is invalid`."""
        return f"RPKI state is {self.state.text}"


def aspa_state(subject: Subject, context: PolicyContext) -> AspaState:
    """Verify the path of a route by `context.aspas`, as the role of who announced it asks for.

    From a provider the path may have descended; from all others it has to have climbed all the
    way. Without a role, and on the way out, where the role of another peer is at hand, it is taken
    to come from a provider, which refuses least. Without payloads, and for routes that no external
    peer announced, the state is `UNKNOWN`.
    """
    source = subject.source
    if context.aspas is None or source.local or source.is_internal:
        return AspaState.UNKNOWN
    path = path_of(subject).attributes.as_path
    role = None if context.direction is Direction.EXPORT else context.peer_role
    if role is None or role.value == PROVIDER:
        return context.aspas.verify_downstream(path, source.asn)
    # A route server need not put its own AS first (RFC 7947 §2.2.2.1).
    return context.aspas.verify_upstream(path, None if role.value == RS else source.asn)


def _aspa_state(value: AspaState | str) -> AspaState:
    return member(AspaState, value)


@attrs.frozen(eq=False)
class AspaIs(Matcher):
    """Holds when verification of the path by ASPA leads to a state; see `aspa_state`."""

    state: AspaState = attrs.field(converter=_aspa_state)  #: the state (or its name)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it does."""
        return aspa_state(subject, context) is self.state

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the state and the path."""
        path = subject.attributes.as_path_text or "empty"
        return f"{aspa_state(subject, context).value}; {path}"

    def excludes(self, other: object) -> bool:
        """Say whether the other wants another state."""
        return isinstance(other, AspaIs) and self.state is not other.state

    def __str__(self) -> str:
        """Return `ASPA state is invalid`."""
        return f"ASPA state is {self.state.value}"
