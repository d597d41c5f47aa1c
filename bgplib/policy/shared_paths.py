"""SharedPaths: routes that shared a path share the changed one too."""

from __future__ import annotations

from bgplib.policy.context import PolicyContext
from bgplib.policy.parts import AnyModifier, Modifier
from bgplib.policy.subject import AnySubject, path_of, with_path
from bgplib.route import Path

__all__ = ["SharedPaths"]


class SharedPaths:
    """What modifiers made of paths, under one context.

    All prefixes of an UPDATE share a path, which is what keeps tables small. A policy that judges
    them one by one makes the same change as often; with one of these, handed to each call of
    `apply`, it is made once, and the routes go on sharing. Modifiers of a program run each time,
    since they may look at the destination.

    It keeps every path that it has seen: make one for each UPDATE, or for each batch of them.
    """

    __slots__ = ("_changed", "_context")

    def __init__(self, context: PolicyContext) -> None:
        """Start with nothing.

        Args:
            context: the one that all calls are under; with another, nothing is shared.
        """
        self._context = context
        # The path and the modifier are kept with what they led to, so that no other object can
        # come to have their identity.
        self._changed: dict[tuple[int, int], tuple[Path, AnyModifier, Path]] = {}

    def modify(
        self, modifier: AnyModifier, subject: AnySubject, context: PolicyContext
    ) -> AnySubject:
        """Return what a modifier makes of a route."""
        if not isinstance(modifier, Modifier) or context is not self._context:
            changed: AnySubject = modifier(subject, context)
            return changed
        before = path_of(subject)
        key = id(modifier), id(before)
        known = self._changed.get(key)
        if known is None:
            known = before, modifier, modifier.change(before, context)
            self._changed[key] = known
        return subject if known[2] is before else with_path(subject, known[2])
