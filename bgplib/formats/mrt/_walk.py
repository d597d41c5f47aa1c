"""The hot loop over RIB entries: integers, octets, lists and tuples, and nothing else."""

from __future__ import annotations

__all__ = ["rib_entries"]


def rib_entries(
    octets: bytes, position: int, stop: int, fixed: int
) -> list[tuple[int, int, bytes]] | None:
    """List the RIB entries of a record (RFC 6396 §4.3.4).

    Args:
        octets: holds the record.
        position: where its Entry Count is.
        stop: where it ends.
        fixed: octets before the attributes of an entry: 8, or 12 with a path identifier.

    Returns:
        For each, the peer index, where the entry starts in `octets`, and the attributes; None when
        the entries do not fill the record exactly.
    """
    if stop - position < 2:
        return None
    count = octets[position] << 8 | octets[position + 1]
    position += 2
    entries = []
    for _ in range(count):
        start = position + fixed
        if start > stop:
            return None
        after = start + (octets[start - 2] << 8 | octets[start - 1])
        if after > stop:
            return None
        entries.append(
            (octets[position] << 8 | octets[position + 1], position, octets[start:after])
        )
        position = after
    return entries if position == stop else None
