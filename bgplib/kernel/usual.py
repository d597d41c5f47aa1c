"""What nearly all attribute blocks look like, as one regular expression.

This is for speed alone: a match says of a block in one step what `bgplib.kernel.attribute_block`
finds out attribute by attribute, and no match says nothing. It knows blocks that hold, in
ascending order, ORIGIN, AS_PATH (one AS_SEQUENCE of 4-octet numbers), and any of NEXT_HOP,
MULTI_EXIT_DISC, LOCAL_PREF, ATOMIC_AGGREGATE, AGGREGATOR, COMMUNITIES, ORIGINATOR_ID,
CLUSTER_LIST, EXTENDED_COMMUNITIES and LARGE_COMMUNITY, all of them well-formed.

Python has no loop over octets that is as fast as an expression, and a compiled loop is faster
than either. Both are here, and tests hold them to each other and to `index`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from bgplib._compiling import i64, mypyc_attr
from bgplib.kernel.as_path import FOUR

__all__ = [
    "AGGREGATOR",
    "AS_PATH",
    "ATOMIC_AGGREGATE",
    "CLUSTER_LIST",
    "CODES",
    "COMMUNITIES",
    "COMPILED",
    "EXTENDED_COMMUNITIES",
    "EXTERNAL",
    "INTERNAL",
    "LARGE_COMMUNITY",
    "LOCAL_PREF",
    "MULTI_EXIT_DISC",
    "NEXT_HOP",
    "ORIGINATOR_ID",
    "Found",
    "as_numbers",
    "find",
    "find_external",
    "find_internal",
    "found_at",
    "has_sound_path",
    "holds",
    "layout",
    "may_be_reflected",
    "path_at",
    "place",
    "spans",
]

# Groups: each is an attribute's length octet and its value, so that `match.start(MED)` says where
# the length octet is, and -1 where there is no such attribute.
AS_PATH: Final = 1
NEXT_HOP: Final = 2
MULTI_EXIT_DISC: Final = 3
LOCAL_PREF: Final = 4
ATOMIC_AGGREGATE: Final = 5
AGGREGATOR: Final = 6
COMMUNITIES: Final = 7
ORIGINATOR_ID: Final = 8
CLUSTER_LIST: Final = 9
EXTENDED_COMMUNITIES: Final = 10
LARGE_COMMUNITY: Final = 11
#: the type code of each group, and that of ORIGIN, which is always the first, in place of group 0
CODES: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32)
_ZERO: Final = bytes(4)
#: this module was compiled: then a loop over octets is faster than the expression
COMPILED: Final = not __file__.endswith(".py")

#: what never matches: a session drops the attribute unread (RFC 7606 §7.5, §7.9, §7.10)
_NEVER: Final = rb"(?!)"


def _sequences(counts: Iterable[int]) -> bytes:
    """Describe a length octet, and one AS_SEQUENCE of any of these counts of AS numbers."""
    return b"|".join(
        re.escape(bytes((2 + 4 * count, 2, count))) + b".{%d}" % (4 * count) for count in counts
    )


def _counted(size: int, counts: Iterable[int]) -> bytes:
    """Describe a length octet, and any of these counts of elements of `size` octets."""
    return b"|".join(
        re.escape(bytes((size * count,))) + b".{%d}" % (size * count) for count in counts
    )


# What is frequent comes first, as it is tried first; what is longer is not usual.
_PATH: Final = _sequences((3, 4, 5, 2, 6, 1, *range(7, 31)))
_OF_4: Final = _counted(4, (1, 2, 4, 8, 3, 5, 6, 7, *range(9, 41)))
_OF_8: Final = _counted(8, range(1, 17))
_OF_12: Final = _counted(12, range(1, 13))


def _expression(*, external: bool) -> re.Pattern[bytes]:
    internal = [
        rb"\x40\x05(\x04.{4})",
        rb"\x80\x09(\x04.{4})",
        rb"\x80\x0a(" + _OF_4 + rb")",
    ]
    if external:
        internal = [_NEVER + part for part in internal]
    local_pref, originator_id, cluster_list = internal
    optional = (
        # A host's address: not 0.0.0.0/8, 127.0.0.0/8, 224.0.0.0/3 (RFC 4271 §6.3).
        rb"\x40\x03(\x04[\x01-\x7e\x80-\xdf].{3})",
        rb"\x80\x04(\x04.{4})",
        local_pref,
        rb"\x40\x06(\x00)",
        # RFC 7607 §2: "An UPDATE message that contains the AS number of zero in the AS_PATH or
        # AGGREGATOR attribute MUST be considered as malformed".
        rb"[\xc0\xe0]\x07(\x08(?!\x00{4}).{8})",
        rb"[\xc0\xe0]\x08(" + _OF_4 + rb")",
        originator_id,
        cluster_list,
        rb"[\xc0\xe0]\x10(" + _OF_8 + rb")",
        rb"[\xc0\xe0]\x20(" + _OF_12 + rb")",
    )
    # Some speakers write the length of AS_PATH in two octets always. An alternative that is empty
    # is half the cost of a question mark, which would have to remember where it began.
    return re.compile(
        rb"\x40\x01\x01[\x00-\x02](?:\x40\x02|\x50\x02\x00)("
        + _PATH
        + b")"
        + b"".join(b"(?:" + part + b"|)" for part in optional),
        re.DOTALL,
    )


#: matches usual blocks as a whole, from internal and unknown peers
INTERNAL: Final = _expression(external=False)
#: the same from external peers, of whose attributes some are not read
EXTERNAL: Final = _expression(external=True)


# Nothing in it refers to it: the collector need not look at it.
@mypyc_attr(acyclic=True)
class Found:
    """What a match says: where attributes are. It stands for `re.Match`, which says more.

    Two numbers hold the places, ten bits for each group: more objects would cost more than the
    walk that makes them.
    """

    __slots__ = ("high", "low")

    def __init__(self, low: i64, high: i64) -> None:
        """Keep the places; 0 is where there is no attribute, since that is where ORIGIN is."""
        self.low: i64 = low  #: those of groups 1 to 6, the first in the lowest bits
        self.high: i64 = high  #: those of groups 7 to 11

    def start(self, group: i64) -> i64:
        """Return the index of an attribute's length octet; -1 where there is no such attribute."""
        if group < 7:
            at: i64 = self.low >> (group - 1) * 10 & 0x3FF
        else:
            at = self.high >> (group - 7) * 10 & 0x3FF
        return at or -1


def found_at(places: dict[int, int]) -> Found:
    """Return what says that attributes are in these places, by group."""
    low = high = 0
    for group, at in places.items():
        if group < 7:
            low |= at << (group - 1) * 10
        else:
            high |= at << (group - 7) * 10
    return Found(low, high)


def find_internal(octets: bytes) -> Found | None:
    """Say what `INTERNAL.fullmatch` says, in a way that is fast when it is compiled."""
    return _walk(octets, external=False)


def find_external(octets: bytes) -> Found | None:
    """Say what `EXTERNAL.fullmatch` says, in a way that is fast when it is compiled."""
    return _walk(octets, external=True)


# By type code: the group. By group: the flags, the same with Partial where an attribute can have
# it, the length that it has to have, and what the length has to be a multiple of instead.
_GROUPS: Final = bytes(CODES.index(code) if code in CODES[1:] else 0 for code in range(256))
_FLAGS: Final = b"\0\x40\x40\x80\x40\x40\xc0\xc0\x80\x80\xc0\xc0"
_WITH_PARTIAL: Final = b"\0\x40\x40\x80\x40\x40\xe0\xe0\x80\x80\xe0\xe0"
_LENGTHS: Final = b"\0\0\4\4\4\0\x08\0\4\0\0\0"
_MULTIPLES: Final = b"\0\0\0\0\0\0\0\4\0\4\x08\x0c"


def _walk(octets: bytes, *, external: bool) -> Found | None:
    """Ask of each attribute in turn what the expression asks of it, but for how long it is."""
    stop: i64 = len(octets)
    # ORIGIN, and the header of AS_PATH.
    if stop < 13 or not octets.startswith(b"\x40\x01\x01") or octets[3] > 2:
        return None
    low: i64 = 0
    high: i64 = 0
    before: i64 = 0
    position: i64 = 4
    while position < stop - 2:
        flags: i64 = octets[position]
        group: i64 = _GROUPS[octets[position + 1]]
        at: i64 = position + 2
        if group != before + 1 and (group <= before or not before):
            return None
        before = group
        if group == AS_PATH and flags == 0x50 and not octets[at]:
            flags = 0x40
            at += 1
        if flags != _FLAGS[group] and flags != _WITH_PARTIAL[group]:
            return None
        length: i64 = octets[at]
        position = at + 1 + length
        # No attribute of usual length stands behind what ten bits can say.
        if position > stop or at > 0x3FF:
            return None
        if group == AS_PATH:
            if length < 6 or octets[at + 1] != 2 or octets[at + 2] << 2 != length - 2:
                return None
        elif _MULTIPLES[group]:
            if not length or length % _MULTIPLES[group]:
                return None
        elif length != _LENGTHS[group]:
            return None
        elif group == NEXT_HOP:
            if not 0 < octets[at + 1] < 224 or octets[at + 1] == 127:
                return None
        elif group == AGGREGATOR and octets.startswith(_ZERO, at + 1):
            return None
        if external and group in (LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST):
            return None
        if group < 7:
            low |= at << (group - 1) * 10
        else:
            high |= at << (group - 7) * 10
    return Found(low, high) if position == stop and before else None


def find(*, external: bool) -> Callable[[bytes], Found | None]:
    """Return what finds attributes in usual blocks: the expression, or the walk if compiled.

    Which AS number is the first, and whether one of them is 0, is left to check: see `as_numbers`.

    Args:
        external: the peer is one of another AS, so that some attributes are not read.
    """
    if COMPILED:
        return find_external if external else find_internal
    expression = EXTERNAL if external else INTERNAL
    return expression.fullmatch  # type: ignore[return-value]  # a match has what Found has


def as_numbers(found: Found, octets: bytes) -> tuple[int, ...]:
    """Return the AS numbers of AS_PATH; none when it is malformed, since AS 0 is among them.

    Args:
        found: where attributes are.
        octets: the block.
    """
    # The length octet, the segment type and the segment length stand before them.
    at = found.start(AS_PATH)
    if COMPILED:
        return _as_numbers(octets, at + 3, octets[at + 2])
    asns = FOUR[octets[at + 2]].unpack_from(octets, at + 3)
    # RFC 7607 §2: "An UPDATE message that contains the AS number of zero in the AS_PATH or
    # AGGREGATOR attribute MUST be considered as malformed".
    return () if 0 in asns else asns


def _as_numbers(octets: bytes, at: i64, count: i64) -> tuple[int, ...]:
    """Read AS numbers in a loop, which is faster when it is compiled."""
    asns: list[int] = []
    stop: i64 = at + 4 * count
    while at < stop:
        asn: i64 = octets[at]
        asn = asn << 24 | octets[at + 1] << 16 | octets[at + 2] << 8 | octets[at + 3]
        if not asn:
            return ()
        asns.append(asn)
        at += 4
    return tuple(asns)


def has_sound_path(found: Found, octets: bytes, first: int) -> bool:
    """Say whether AS_PATH is well-formed, and begins as it should; without making numbers of it.

    Args:
        found: where attributes are.
        octets: the block.
        first: the AS number that it has to begin with; 0 for any.
    """
    at: i64 = found.start(AS_PATH)
    stop: i64 = at + 3 + 4 * octets[at + 2]
    at += 3
    wanted: i64 = first
    while at < stop:
        asn: i64 = octets[at]
        asn = asn << 24 | octets[at + 1] << 16 | octets[at + 2] << 8 | octets[at + 3]
        # RFC 7607 §2: "An UPDATE message that contains the AS number of zero in the AS_PATH or
        # AGGREGATOR attribute MUST be considered as malformed".
        if not asn or (wanted and asn != wanted):
            return False
        wanted = 0
        at += 4
    return True


# What is asked of octets that are known to be of the usual kind is found without a match.


def path_at(octets: bytes) -> int:
    """Return where AS_PATH says how many AS numbers stand behind; octets are of the usual kind."""
    return 9 if octets[4] & 0x10 else 8


def place(octets: bytes, code: int) -> int:
    """Return where the length octet of an attribute is; octets are of the usual kind.

    Args:
        octets: the block.
        code: the type code of an attribute that stands behind AS_PATH.

    Returns:
        -1 where there is no such attribute.
    """
    wanted: i64 = code
    stop: i64 = len(octets)
    at: i64 = 9 if octets[4] & 0x10 else 8
    count: i64 = octets[at]
    at += 1 + 4 * count
    while at < stop:
        found: i64 = octets[at + 1]
        if found >= wanted:
            return at + 2 if found == wanted else -1
        length: i64 = octets[at + 2]
        at += 3 + length
    return -1


def may_be_reflected(octets: bytes) -> bool:
    """Say whether ORIGINATOR_ID or CLUSTER_LIST is there: False is sure; octets are usual."""
    if COMPILED:
        return place(octets, 9) >= 0 or place(octets, 10) >= 0
    return octets.find(b"\x80\x09\x04") >= 0 or octets.find(b"\x80\x0a") >= 0


def spans(found: Found, octets: bytes) -> dict[int, int]:
    """Say where values are, as `bgplib.kernel.attribute_block.index` does.

    Args:
        found: where attributes are.
        octets: the block.
    """
    where = {1: 3 << 16 | 4}
    for group in range(1, 12):
        at = found.start(group)
        if at >= 0:
            where[CODES[group]] = at + 1 << 16 | at + 1 + octets[at]
    return where


def layout(found: Found, octets: bytes) -> object:
    """Return what is equal for blocks whose values are in the same places; it can be hashed.

    Args:
        found: where attributes are.
        octets: the block.
    """
    # Where attributes begin says how long they are, but for the last one.
    if isinstance(found, Found):
        return len(octets), found.low, found.high
    return found.regs  # type: ignore[unreachable]  # a match stands for it, see `find`


def holds(found: Found, code: int) -> bool:
    """Say whether an attribute is there.

    Args:
        found: where attributes are.
        code: its type code.
    """
    group = _GROUPS[code]
    return found.start(group) >= 0 if group else code == 1
