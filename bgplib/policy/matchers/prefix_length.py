"""PrefixLength: how specific a destination may be."""

from __future__ import annotations

import attrs

from bgplib.policy.matchers.numbers import NumberRange
from bgplib.policy.subject import Subject, prefix_of

__all__ = ["PrefixLength"]


@attrs.frozen(kw_only=True, eq=False)
class PrefixLength(NumberRange):
    """Counts the bits of the destination; does not hold for one that is no prefix."""

    NAME = "prefix length"
    per_destination = True
    is_stable = True

    def number(self, subject: Subject) -> int | None:
        """Return the length in bits."""
        prefix = prefix_of(subject)
        return None if prefix is None else prefix.length
