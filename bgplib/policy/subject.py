"""What a policy judges: a route, or a path that has no destination yet."""

from __future__ import annotations

from typing import TypeVar

from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.policy.context import Direction, PolicyContext
from bgplib.route import Path, Route, Source, has_prefix_keys
from bgplib.values.prefix import Prefix

__all__ = [
    "AnySubject",
    "Subject",
    "destination",
    "family_of",
    "path_of",
    "peer_of",
    "prefix_of",
    "with_path",
]

#: all prefixes of an UPDATE share a path: a policy that looks at no destination can judge it once
Subject = Route | Path
#: who asks with a route is answered with a route
AnySubject = TypeVar("AnySubject", Route, Path)


def path_of(subject: Subject) -> Path:
    """Return the path."""
    return subject if isinstance(subject, Path) else subject.path


def with_path(subject: AnySubject, path: Path) -> AnySubject:
    """Return a subject that differs in its path only."""
    if isinstance(subject, Path):
        return path
    return Route(subject.family, subject.key, path)


def family_of(subject: Subject, context: PolicyContext) -> Family:
    """Return the family of the destination.

    Raises:
        LocalError: a path is judged and the context does not say its family.
    """
    family = context.family if isinstance(subject, Path) else subject.family
    if family is None:
        raise LocalError("a path has no family: judge a route, or say `family` in the context")
    return family


def prefix_of(subject: Subject) -> Prefix | None:
    """Return the destination, also where it stands inside the NLRI; None where it is no prefix.

    Raises:
        LocalError: the subject is a path, which has no destination.
    """
    if isinstance(subject, Path):
        raise LocalError("a path has no destination: judge a route")
    if has_prefix_keys(subject.family):
        return subject.prefix
    # Labeled, VPN and EVPN routes have a prefix besides what else tells them apart.
    prefix = getattr(subject.path.nlri, "prefix", None)
    return prefix if isinstance(prefix, Prefix) else None


def destination(subject: Subject) -> str:
    """Print the destination, or whose path it is."""
    if isinstance(subject, Path):
        return f"path from {subject}"
    return subject.destination


def peer_of(subject: Subject, context: PolicyContext) -> Source:
    """Return the peer of the session.

    Raises:
        LocalError: a route is on its way out, and the context does not say to whom.
    """
    if context.peer is not None:
        return context.peer
    if context.direction is Direction.EXPORT:
        raise LocalError("the context does not say which peer the route is to go to: `peer`")
    return subject.source
