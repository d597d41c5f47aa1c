"""Conditions on the AS path."""

from __future__ import annotations

import attrs

from bgplib._checks import check, check_each
from bgplib.kernel import as_path as kernel
from bgplib.kernel.as_path import Segments
from bgplib.policy.context import PolicyContext
from bgplib.policy.matchers._members import AsSet
from bgplib.policy.parts import Matcher
from bgplib.policy.regex import TextRegex
from bgplib.policy.subject import Subject, path_of
from bgplib.values.route_origin import route_origin

__all__ = ["AsPathHas", "AsPathIs", "AsPathMatches", "NeighbourAs", "OriginAs"]


def _regex(value: TextRegex | str) -> TextRegex:
    if isinstance(value, str):
        return TextRegex(value)
    check(value, TextRegex, "regex")
    return value


@attrs.frozen(eq=False)
class AsPathMatches(Matcher):
    r"""Holds when a regular expression matches a part of the path as routers print it.

    The text is `10 20 {30,40} (65001 65002) [65003,65004]`: AS_SET, AS_CONFED_SEQUENCE and
    AS_CONFED_SET stand in brackets. `_65001_` is a path through AS 65001; see `TextRegex`.
    """

    regex: TextRegex = attrs.field(converter=_regex)  #: the expression (text is converted)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the expression matches."""
        return self.regex.search(subject.attributes.as_path_text)

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the path."""
        return _printed(subject)

    def __str__(self) -> str:
        """Return `AS path matches ^65001_`."""
        return f"AS path matches {self.regex}"


def _segments(value: Segments | str) -> Segments:
    if not isinstance(value, str):
        return check_each(value, tuple[int, tuple[int, ...]], "path")
    from bgplib.attributes.as_path import AsPath  # a program that hands in text pays for it

    return AsPath.parse(value).plain


@attrs.frozen(eq=False)
class AsPathIs(Matcher):
    """Holds when the path is exactly this one, repetitions and segments included."""

    path: Segments = attrs.field(converter=_segments)  #: the path (text is converted)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is this path."""
        return subject.attributes.as_path == self.path

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the path."""
        return _printed(subject)

    def excludes(self, other: object) -> bool:
        """Say whether the other wants another path."""
        return isinstance(other, AsPathIs) and self.path != other.path

    def __str__(self) -> str:
        """Return `AS path is 65001 65002`."""
        return f"AS path is {kernel.text(self.path) or 'empty'}"


@attrs.frozen(eq=False)
class AsPathHas(AsSet):
    """Holds when an AS of some is anywhere in the path."""

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether one of them is in the path."""
        members = self.asns
        return any(not members.isdisjoint(asns) for _, asns in subject.attributes.as_path)

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the path."""
        return _printed(subject)

    def __str__(self) -> str:
        """Return `AS path has 65001 or 65002`."""
        return f"AS path has {self.listed}"


@attrs.frozen(eq=False)
class OriginAs(AsSet):
    """Holds when the route originates in one of some ASes (RFC 6811 §2).

    A path that ends in an AS_SET has no origin; an empty one originates in our own AS.
    """

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the origin is one of them."""
        return route_origin(subject.attributes.as_path, context.local_as) in self.asns

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the origin."""
        origin = route_origin(subject.attributes.as_path, context.local_as)
        return "no origin" if origin is None else f"AS {origin}"

    def excludes(self, other: object) -> bool:
        """Say whether no AS is in both."""
        return isinstance(other, OriginAs) and not self.asns & other.asns

    def __str__(self) -> str:
        """Return `origin AS is 65001`."""
        return f"origin AS is {self.listed}"


@attrs.frozen(eq=False)
class NeighbourAs(AsSet):
    """Holds when the route came from one of some neighbouring ASes (RFC 4271 §9.1.2.2 c)."""

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the neighbouring AS is one of them."""
        return path_of(subject).neighbour_as in self.asns

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the neighbouring AS."""
        asn = path_of(subject).neighbour_as
        return f"AS {asn}" if asn else "our own AS"

    def excludes(self, other: object) -> bool:
        """Say whether no AS is in both."""
        return isinstance(other, NeighbourAs) and not self.asns & other.asns

    def __str__(self) -> str:
        """Return `neighbour AS is 65001`."""
        return f"neighbour AS is {self.listed}"


def _printed(subject: Subject) -> str:
    return subject.attributes.as_path_text or "empty"
