"""Alikes: paths that no step can tell apart, recognised without asking the steps.

Nearly all paths of a table hold nothing that is unusual, and then most steps look at very little:
who says it, the next hop, what policy set, LOCAL_PREF, how long AS_PATH is, and ORIGIN. These few
facts fit in one small number. The steps are asked about the first path of each number, and not
again; a path with anything unusual in it has no number, and they are asked about it alone.

This is fast code. What it must agree with are the steps themselves, one by one, as
`DecisionProcess.select` runs them; tests compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from bgplib._compiling import i64
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.reader import AttributeReader
from bgplib.context import SessionType
from bgplib.decision.aigp import LOWEST_AIGP
from bgplib.decision.context import DecisionContext
from bgplib.decision.eligibility import (
    IMPORT_POLICY,
    NO_AS_LOOP,
    NO_REFLECTION_LOOP,
    RESOLVABLE_NEXT_HOP,
)
from bgplib.decision.key_step import GroupStep
from bgplib.decision.med import EVERY_AS, LOWEST_MED, without_med
from bgplib.decision.preference import (
    HIGHEST_LOCAL_PREFERENCE,
    HIGHEST_WEIGHT,
    LOCALLY_ORIGINATED,
    LOWEST_ORIGIN,
    NOT_LLGR_STALE,
    SHORTEST_AS_PATH,
)
from bgplib.decision.tie_break import (
    EXTERNAL_OVER_INTERNAL,
    LOWEST_IDENTIFIER,
    LOWEST_IGP_COST,
    LOWEST_PATH_ID,
    LOWEST_PEER_ADDRESS,
    SHORTEST_CLUSTER_LIST,
)
from bgplib.iana.attributes import (
    CLUSTER_LIST,
    COMMUNITIES,
    LOCAL_PREF,
    MULTI_EXIT_DISC,
    ORIGINATOR_ID,
)
from bgplib.iana.communities import LLGR_STALE
from bgplib.kernel import usual
from bgplib.route import Path, Source

__all__ = [
    "APART",
    "Alikes",
    "Terms",
    "compares_med",
    "is_late_alike",
    "knows",
    "knows_late",
    "neighbour_and_med",
    "number_of",
]

#: the functions that ask for nothing of a number, but only for what terms are of, in a path that
#: has neither ORIGINATOR_ID nor CLUSTER_LIST nor a path identifier. Functions and not steps: a step
#: that was made of one of these with another function is another step.
_LATE: Final[frozenset[Callable[..., Any]]] = frozenset(
    (
        HIGHEST_WEIGHT.key,
        LOCALLY_ORIGINATED.key,
        EXTERNAL_OVER_INTERNAL.key,
        LOWEST_IGP_COST.key,
        LOWEST_IDENTIFIER.key,
        SHORTEST_CLUSTER_LIST.key,
        LOWEST_PEER_ADDRESS.key,
        LOWEST_PATH_ID.key,
    )
)
#: the functions that ask nothing of a path but what its number says, if it has one
_KNOWN: Final[frozenset[Callable[..., Any]]] = _LATE | {
    IMPORT_POLICY.refuse,
    NO_AS_LOOP.refuse,
    NO_REFLECTION_LOOP.refuse,
    RESOLVABLE_NEXT_HOP.refuse,
    NOT_LLGR_STALE.key,
    HIGHEST_LOCAL_PREFERENCE.key,
    LOWEST_AIGP.key,
    SHORTEST_AS_PATH.key,
    LOWEST_ORIGIN.key,
}
#: what a path has for where ranks are equal: its group or groups, its number in them, and its
#: numbers in all steps behind, side by side; a tuple of known length would be taken apart and put
#: together again wherever it goes, where this is compiled
Tie = tuple[Any, ...]
# A peer must not fill the memory, with next hops or with what else paths differ in.
_MAXIMUM_TERMS: Final = 4096
_MAXIMUM_RANKS: Final = 65_536
_LLGR_STALE: Final = LLGR_STALE.to_bytes(4, "big")
#: instead of a number: ask the steps
APART: Final = -1


def knows(functions: Iterable[Callable[..., Any]]) -> bool:
    """Say whether paths that are alike are so to all of some functions of steps."""
    return all(function in _KNOWN for function in functions)


def knows_late(functions: Iterable[Callable[..., Any]]) -> bool:
    """Say whether paths that `is_late_alike` holds of are so, with the same terms, to functions."""
    return all(function in _LATE for function in functions)


def is_late_alike(path: Path, terms: Terms) -> bool:
    """Say whether only its terms tell a path from others, for functions that `knows_late` knows."""
    if path.nlri is not None or path.path_id is not None:
        return False
    if path._block is None:  # noqa: SLF001 - as below
        # Nothing that is usual to an external peer is either.
        if terms.external and path.reader is terms.reader:
            return True
        if not usual.may_be_reflected(path.octets):
            return True
    block = path.attributes
    return ORIGINATOR_ID not in block and CLUSTER_LIST not in block


def compares_med(step: GroupStep) -> bool:
    """Say whether a step asks of a path what `neighbour_and_med` says."""
    return step.key is LOWEST_MED.key and step.group is LOWEST_MED.group


def neighbour_and_med(path: Path, context: DecisionContext) -> Tie | None:
    """Return group and number of `LOWEST_MED`; None of a path that is not lean."""
    if path._block is not None:  # noqa: SLF001 - as below
        return None
    octets = path.octets
    # The first AS number of a usual AS_PATH, which is one AS_SEQUENCE and has no AS 0.
    at = usual.path_at(octets) + 1
    neighbour = int.from_bytes(octets[at : at + 4], "big")
    at = usual.place(octets, MULTI_EXIT_DISC) + 1
    med = int.from_bytes(octets[at : at + 4], "big") if at else without_med(context)
    return EVERY_AS if context.always_compare_med else neighbour, med


class Terms:
    """What paths of one source have in common, if next hop and what policy set are the same."""

    __slots__ = (
        "external",
        "late",
        "only_asn",
        "preference",
        "ranks",
        "reader",
        "rejected",
        "shunned",
        "source",
        "weight",
    )

    def __init__(self, path: Path, context: DecisionContext) -> None:
        """Take them from a path."""
        self.source: Final[Source] = path.source
        self.weight: Final = path.weight
        self.preference: Final = path.preference
        self.rejected: Final = path.rejected
        ours = set(context.local_asns)
        if path.source.local_as is not None:
            ours.add(path.source.local_as)
        #: octets that have the steps asked where they stand among attributes: our own AS numbers,
        #: and the community LLGR_STALE
        self.shunned: Final = [asn.to_bytes(4, "big") for asn in (LLGR_STALE, *ours)]
        #: our own AS number where it is one; -1 where there are more
        self.only_asn: i64 = ours.pop() if len(ours) == 1 else -1
        #: what reads attributes with AS numbers of four octets, where it is known already
        self.reader: AttributeReader | None = None
        #: it reads them for a session with another AS: LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST
        #: are not among usual ones
        self.external = False
        self.ranks: Final[dict[int, int]] = {}  #: of each number that was seen
        #: what ties are broken by, where it is known already
        self.late: int | None = None

    def note_reader(self, reader: AttributeReader) -> None:
        """Note what reads attributes, with AS numbers of four octets."""
        self.reader = reader
        self.external = reader.context.session is SessionType.EXTERNAL


class Alikes:
    """Gives paths their numbers, for one context."""

    __slots__ = ("_context", "_latest", "_ranks", "_terms")

    def __init__(self, context: DecisionContext) -> None:
        """Start without having seen any."""
        self._context: Final = context
        self._terms: dict[tuple[Source, bytes, int, int | None, bool], Terms] = {}
        self._latest: dict[bytes, Terms] = {}
        self._ranks = 0  # how many all terms have together

    def terms(self, path: Path) -> Terms:
        """Return what the path has in common with others."""
        # By next hop alone the latest ones are found without making a key of five parts.
        terms = self._latest.get(path.next_hop_octets)
        if (
            terms is not None
            and terms.source is path.source
            and terms.rejected is path.rejected
            and terms.weight == path.weight
            and terms.preference == path.preference
        ):
            return terms
        if len(self._terms) >= _MAXIMUM_TERMS:
            self._forget()
        key = (path.source, path.next_hop_octets, path.weight, path.preference, path.rejected)
        terms = self._terms.get(key)
        if terms is None:
            terms = self._terms[key] = Terms(path, self._context)
        self._latest[path.next_hop_octets] = terms
        return terms

    def note(self, terms: Terms, number: int, rank: int) -> None:
        """Note the rank of a number, but for APART, among paths with the same terms."""
        if number == APART:
            return
        if self._ranks >= _MAXIMUM_RANKS:
            self._forget()
        terms.ranks[number] = rank
        self._ranks += 1

    def _forget(self) -> None:
        """Begin anew: what is asked for again is computed again."""
        self._terms.clear()
        self._latest.clear()
        self._ranks = 0


def number_of(path: Path, terms: Terms) -> int:
    """Return what tells a path from others with the same terms; APART where that is too much."""
    if path.nlri is not None or path.path_id is not None:
        return APART
    octets, reader = path.octets, path.reader
    if reader is not terms.reader:
        if not reader.context.four_octet_as:
            return APART
        terms.note_reader(reader)
    is_lean = path._block is None  # noqa: SLF001 - a property would cost as much as this saves
    if is_lean and usual.COMPILED and terms.only_asn >= 0:
        if _shuns(octets, terms.only_asn):
            return APART
    else:
        for shunned in terms.shunned:
            # `in` would be twice the cost.
            if octets.find(shunned) >= 0:
                return APART
    if not is_lean:
        return _number_of(path.attributes)
    number = octets[9 if octets[4] & 0x10 else 8] << 8 | octets[3]
    if terms.external:
        return number
    if usual.may_be_reflected(octets):
        return APART
    at = usual.place(octets, LOCAL_PREF)
    if at < 0:
        return number
    return 1 + int.from_bytes(octets[at + 1 : at + 5], "big") << 16 | number


def _shuns(octets: bytes, own: i64) -> bool:
    """Say whether our AS is in AS_PATH, or LLGR_STALE in COMMUNITIES; fast where it is compiled."""
    at: i64 = usual.path_at(octets)
    stop: i64 = at + 1 + 4 * octets[at]
    at += 1
    while at < stop:
        asn: i64 = octets[at]
        if asn << 24 | octets[at + 1] << 16 | octets[at + 2] << 8 | octets[at + 3] == own:
            return True
        at += 4
    at = usual.place(octets, COMMUNITIES)
    if at >= 0:
        stop = at + 1 + octets[at]
        at += 1
        while at < stop:
            community: i64 = octets[at]
            # The well-known ones alone begin so.
            if community == 0xFF and octets.startswith(_LLGR_STALE, at):
                return True
            at += 4
    return False


def _number_of(block: AttributeBlock) -> int:
    """Return the same for attributes that may be anything."""
    spans, octets = block._spans, block.octets  # noqa: SLF001 - as in `fresh`
    span = spans.get(2)
    origin = spans.get(1)
    if span is None or origin is None:
        return APART
    start = span >> 16
    size = (span & 0xFFFF) - start
    # RFC 4271 §4.3: one AS_SEQUENCE, whose numbers have four octets each.
    if not size or octets[start] != 2 or octets[start + 1] << 2 != size - 2:
        return APART
    # ORIGINATOR_ID, CLUSTER_LIST, Tunnel Encapsulation, AIGP, BGPSEC_PATH: to ask a set of them
    # would cost more.
    if 9 in spans or 10 in spans or 23 in spans or 26 in spans or 33 in spans:
        return APART
    number = octets[start + 1] << 8 | octets[origin >> 16]
    span = spans.get(5)
    if span is None:
        return number
    start = span >> 16
    # One more, since a LOCAL_PREF of 0 is another than none.
    return 1 + int.from_bytes(octets[start : start + 4], "big") << 16 | number
