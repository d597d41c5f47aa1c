"""Usual path attributes of plain values to octets, in one step (RFC 4271 §4.3).

This is for speed alone: it writes what `bgplib.kernel.writing` writes, of blocks where no
attribute needs two octets of length, and leaves all others to that. tests/oracle/test_plain.py
compares what comes of both ways.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any, Final

from bgplib.kernel import usual

__all__ = ["write"]

_ORIGIN: Final = b"\x40\x01\x01"
_MULTI_EXIT_DISC: Final = b"\x80\x04\x04"
_LOCAL_PREF: Final = b"\x40\x05\x04"
#: with one number more, AS_PATH or COMMUNITIES would need two octets of length
_MOST: Final = 63


def write(
    origin: int,
    asns: tuple[int, ...],
    med: int | None,
    local_pref: int | None,
    communities: tuple[int, ...],
) -> tuple[bytes, usual.Found] | None:
    """Write ORIGIN, AS_PATH, and what is there of MULTI_EXIT_DISC, LOCAL_PREF and COMMUNITIES.

    Args:
        origin: the value of ORIGIN.
        asns: the AS numbers of one AS_SEQUENCE.
        med: MULTI_EXIT_DISC; None leaves it out.
        local_pref: LOCAL_PREF; None leaves it out.
        communities: numbers of 32 bits; none leave COMMUNITIES out.

    Returns:
        The octets, and where attributes are, as `usual.find` says; None where they are not usual.

    Raises:
        struct.error: a number does not fit in four octets, or ORIGIN in one.
    """
    count, several = len(asns), len(communities)
    if not 0 < count <= _MOST or several > _MOST:
        return None
    pack, path, marks, found = _layout(count, med is not None, local_pref is not None, several)
    metrics: tuple[Any, ...] = () if med is None else (_MULTI_EXIT_DISC, med)
    if local_pref is not None:
        metrics = (*metrics, _LOCAL_PREF, local_pref)
    return pack(_ORIGIN, origin, path, *asns, *metrics, marks, *communities), found


@lru_cache(maxsize=1024)
def _layout(
    count: int, has_med: bool, has_local_pref: bool, several: int
) -> tuple[Any, bytes, bytes, usual.Found]:
    """Return what the blocks of so many numbers have in common.

    That is what packs them; the header of AS_PATH with that of its AS_SEQUENCE; the header of
    COMMUNITIES, no octets where there are none; and where attributes are.
    """
    path = bytes((0x40, 2, 2 + 4 * count, 2, count))
    marks = bytes((0xC0, 8, 4 * several)) if several else b""
    form = f">3sB5s{count}I" + "3sI" * (has_med + has_local_pref) + f"{len(marks)}s{several}I"
    # Each place is that of the length octet, behind flags and type code.
    places = {usual.AS_PATH: 6}
    at = 9 + 4 * count
    if has_med:
        places[usual.MULTI_EXIT_DISC] = at + 2
        at += 7
    if has_local_pref:
        places[usual.LOCAL_PREF] = at + 2
        at += 7
    if several:
        places[usual.COMMUNITIES] = at + 2
    return struct.Struct(form).pack, path, marks, usual.found_at(places)
