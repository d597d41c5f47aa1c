"""What differs between two routes or paths, in words: what a modifier did."""

from __future__ import annotations

from bgplib.policy.subject import Subject, path_of
from bgplib.route.differences import Difference, path_differences

__all__ = ["Difference", "differences"]


def differences(before: Subject, after: Subject) -> tuple[Difference, ...]:
    """List what differs, attributes in ascending order of type codes."""
    return path_differences(path_of(before), path_of(after))
