"""The AS path of an aggregate (RFC 4271 §9.2.2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bgplib.kernel.as_path import Segments

__all__ = ["common_path"]

#: a segment type and an AS number: what RFC 4271 §9.2.2.2 calls a tuple
_Tuple = tuple[int, int]

_SET: Final = 1
_SEQUENCE: Final = 2
_CONFED_SEQUENCE: Final = 3
_CONFED_SET: Final = 4
_LONGEST_SEGMENT: Final = 255


def common_path(paths: Sequence[Segments], *, as_set: bool) -> tuple[Segments, bool]:
    """Return the path of an aggregate, and whether AS numbers of the paths are not in it.

    Args:
        paths: those of the routes that are aggregated, at least one.
        as_set: put what the paths do not share into an AS_SET, not only leave it out (RFC 6472).
    """
    # RFC 4271 §9.2.2.2: "If routes to be aggregated have identical AS_PATH attributes, then the
    # aggregated route has the same AS_PATH attribute as each individual route."
    if all(path == paths[0] for path in paths):
        return paths[0], False
    tuples = [list(_tuples(path)) for path in paths]
    shared = _leading(tuples)
    result = list(shared)
    seen = {asn for _, asn in shared}
    dropped = False
    # RFC 4271 §9.2.2.2: "set the type of the rest of the tuples from the AS_PATH attributes of the
    # routes to be aggregated to AS_SET, and append them to the aggregated AS_PATH attribute."
    for each in tuples:
        for kind, asn in each[len(shared) :]:
            # RFC 4271 §9.2.2.2: "eliminate all but one such tuple by deleting tuples of the type
            # AS_SET from the aggregated AS_PATH attribute."
            if asn in seen:
                continue
            if not as_set:
                dropped = True
                continue
            seen.add(asn)
            result.append((_CONFED_SET if kind in (_CONFED_SEQUENCE, _CONFED_SET) else _SET, asn))
    return _merged(result, len(shared)), dropped


def _tuples(path: Segments) -> Iterator[_Tuple]:
    for kind, asns in path:
        for asn in asns:
            yield kind, asn


def _leading(paths: Sequence[Sequence[_Tuple]]) -> list[_Tuple]:
    """Determine "the longest leading sequence of tuples (as defined above)" that all share."""
    shared = []
    for column in zip(*paths, strict=False):
        # The members of a set are in no order: what follows one is no sequence.
        if column[0][0] in (_SET, _CONFED_SET) or any(each != column[0] for each in column):
            break
        shared.append(column[0])
    return shared


def _merged(tuples: Sequence[_Tuple], shared: int) -> Segments:
    """Make segments of tuples, those of the confederation in front, sets sorted.

    RFC 4271 §9.2.2.2: "for each pair of adjacent tuples in the aggregated AS_PATH, if both tuples
    have the same type, merge them together, as long as doing so will not cause a segment with a
    length greater than 255 to be generated."
    """
    ordered = [*tuples[:shared], *sorted(tuples[shared:], key=lambda each: (-each[0], each[1]))]
    segments: list[tuple[int, tuple[int, ...]]] = []
    for kind, asn in ordered:
        if segments and segments[-1][0] == kind and len(segments[-1][1]) < _LONGEST_SEGMENT:
            segments[-1] = (kind, (*segments[-1][1], asn))
        else:
            segments.append((kind, (asn,)))
    return tuple(segments)
