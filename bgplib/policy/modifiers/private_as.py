"""RemovePrivateAs: private AS numbers do not leave for the Internet (RFC 6996 §4)."""

from __future__ import annotations

from enum import Enum

import attrs

from bgplib.errors import LocalError
from bgplib.kernel.as_path import Segments
from bgplib.policy.context import PolicyContext
from bgplib.policy.modifiers._changed import with_as_path
from bgplib.policy.names import member
from bgplib.policy.parts import Modifier
from bgplib.route import Path

__all__ = ["PrivateAs", "RemovePrivateAs", "is_private"]


class PrivateAs(Enum):
    """What becomes of private AS numbers."""

    LEADING = "leading"  #: those before the first public one go
    ALL = "all"  #: all go
    REPLACE = "replace"  #: our own AS stands in their place, so that the length stays
    NEAREST = "nearest"  #: the public AS before them does; our own where there is none


def is_private(asn: int) -> bool:
    """Say whether an AS number is for private use (RFC 6996 §5)."""
    return 64512 <= asn <= 65534 or 4200000000 <= asn <= 4294967294


def _how(value: PrivateAs | str) -> PrivateAs:
    return member(PrivateAs, value)


@attrs.frozen(eq=False)
class RemovePrivateAs(Modifier):
    """Removes or replaces private AS numbers.

    The peer's own AS number stays whatever it is: by it the peer finds a loop. Sets lose members
    that are private, and go when they have no others.
    """

    touches = "as_path"

    how: PrivateAs = attrs.field(default=PrivateAs.ALL, converter=_how)  #: which, and for what

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        before = path.attributes.as_path
        keep = None if context.peer is None else context.peer.asn
        if not any(is_private(asn) and asn != keep for _, asns in before for asn in asns):
            return path
        if self.how in (PrivateAs.LEADING, PrivateAs.ALL):
            after = _without(before, keep, leading=self.how is PrivateAs.LEADING)
        else:
            if context.local_as is None:
                raise LocalError("the context does not say which AS is ours: `local_as`")
            nearest = self.how is PrivateAs.NEAREST
            after = _replaced(before, keep, context.local_as, nearest=nearest)
        return with_as_path(path, after)

    def __str__(self) -> str:
        """Return `remove private AS numbers (all)`."""
        return f"remove private AS numbers ({self.how.value})"


def _without(path: Segments, keep: int | None, *, leading: bool) -> Segments:
    kept: list[tuple[int, tuple[int, ...]]] = []
    done = False
    for kind, asns in path:
        left = []
        for asn in asns:
            goes = not done and is_private(asn) and asn != keep
            if not goes:
                left.append(asn)
                done = done or (leading and not is_private(asn))
        if left:
            kept.append((kind, tuple(left)))
    return tuple(kept)


def _replaced(path: Segments, keep: int | None, ours: int, *, nearest: bool) -> Segments:
    replaced = []
    stand_in = ours
    for kind, asns in path:
        left = []
        for asn in asns:
            if is_private(asn) and asn != keep:
                left.append(stand_in)
                continue
            left.append(asn)
            if nearest and not is_private(asn):
                stand_in = asn
        # In a set each AS is named once.
        members = tuple(left) if kind in (2, 3) else tuple(dict.fromkeys(left))
        replaced.append((kind, members))
    return tuple(replaced)
