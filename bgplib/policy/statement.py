"""Statement: if all of these hold, make these changes and do this."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

import attrs

from bgplib._checks import of_type, several
from bgplib.errors import LocalError
from bgplib.policy.compared import Compared
from bgplib.policy.names import member
from bgplib.policy.parts import AnyMatcher, AnyModifier, describe

__all__ = ["Action", "Statement"]


class Action(Enum):
    """What follows when a statement matches."""

    ACCEPT = "accept"  #: the route passes, as the modifiers left it
    REJECT = "reject"  #: the route does not pass
    NEXT = "next"  #: go on with the next statement, and with what the modifiers left


def _matchers(value: AnyMatcher | Iterable[AnyMatcher]) -> tuple[AnyMatcher, ...]:
    return (value,) if callable(value) else tuple(several(value))


def _modifiers(value: AnyModifier | Iterable[AnyModifier]) -> tuple[AnyModifier, ...]:
    return (value,) if callable(value) else tuple(several(value))


def action_of(value: Action | str) -> Action:
    """Return an action, or the one that a word names; what is neither is told of later.

    Raises:
        ParseError: no action has the name.
    """
    return member(Action, value) if isinstance(value, str) else value


def _is_action(statement: object, attribute: object, action: object) -> None:
    if not isinstance(action, Action):
        names = ", ".join(f"Action.{each.name}" for each in Action)
        raise LocalError(f"action is {action!r}, which is none of {names}")


def _callables(statement: object, attribute: Any, parts: tuple[object, ...]) -> None:
    for part in parts:
        if not callable(part):
            raise LocalError(f"{part!r} cannot be called, hence is none of {attribute.name}")


@attrs.frozen(kw_only=True, eq=False, getstate_setstate=False)
class Statement(Compared):
    """One rule of a policy; it compares as policies do.

    Raises:
        LocalError: a matcher or modifier is not callable, or the action is none.
        ParseError: the action is a word that names none.
    """

    #: tells it apart within a policy, and stands in explanations
    name: str = attrs.field(validator=of_type(str))
    #: conditions, all of which must hold; a statement without any matches every route
    matchers: tuple[AnyMatcher, ...] = attrs.field(
        default=(), converter=_matchers, validator=_callables
    )
    #: changes, made in this order when the statement matches
    modifiers: tuple[AnyModifier, ...] = attrs.field(
        default=(), converter=_modifiers, validator=_callables
    )
    #: what follows when the statement matches; its name, such as "reject", is converted
    action: Action = attrs.field(default=Action.ACCEPT, converter=action_of, validator=_is_action)

    def __str__(self) -> str:
        """Return `customers: if family is ipv4-unicast, then set LOCAL_PREF 200; accept`."""
        conditions = " and ".join(map(describe, self.matchers)) or "always"
        changes = [*map(describe, self.modifiers), self.action.value]
        return f"{self.name}: if {conditions}, then {'; '.join(changes)}"
