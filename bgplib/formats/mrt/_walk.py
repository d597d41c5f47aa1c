"""Hot code that finds things in records: integers, octets, lists and tuples, and nothing else."""

from __future__ import annotations

from typing import Final

from bgplib._compiling import i64
from bgplib.formats._number_texts import number
from bgplib.kernel.framing import HEADER_LENGTH

__all__ = ["entry_count", "rib_entries", "two_octets", "whole_message", "whole_record"]

_NO_MESSAGE: Final = (-1, 0, b"", -1)


def two_octets(octets: bytes, at: i64) -> i64:
    """Read the number of two octets that starts at `at`."""
    high: i64 = octets[at]
    low: i64 = octets[at + 1]
    return high << 8 | low


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


def entry_count(octets: bytes, position: i64, stop: i64, fixed: i64) -> i64:
    """Count the RIB entries of a record; -1 when they do not fill it exactly.

    The arguments are those of `rib_entries`.
    """
    if stop - position < 2:
        return -1
    high: i64 = octets[position]
    low: i64 = octets[position + 1]
    count = high << 8 | low
    position += 2
    left = count
    while left:
        left -= 1
        position += fixed
        if position > stop:
            return -1
        high = octets[position - 2]
        low = octets[position - 1]
        position += high << 8 | low
    return count if position == stop else -1


def whole_message(
    octets: bytes, start: i64, stop: i64, four_octet_as: bool, is_extended: bool
) -> tuple[int, int, bytes, int]:
    """Find the message in a record of BGP4MP that holds one whole message (RFC 6396 §4.4.2).

    Args:
        octets: holds the record.
        start: where what follows its header starts.
        stop: where it ends.
        four_octet_as: AS numbers have four octets.
        is_extended: a Microsecond Timestamp comes first (RFC 6396 §3).

    Returns:
        Microseconds (-1 if there are none), AS number and address of the peer, and where the
        message starts, -1 when the record holds less or more than a message. What stands before
        that: `bgp4mp/_peering.py`.
    """
    position = start
    microseconds: i64 = -1
    if is_extended:
        position += 4
    after = position + 8
    if four_octet_as:
        after += 4
    if after > stop:
        return _NO_MESSAGE
    if is_extended:
        microseconds = number(octets, start)
    if four_octet_as:
        peer_as = number(octets, position)
    else:
        peer_as = octets[position] << 8 | octets[position + 1]
    high: i64 = octets[after - 2]
    low: i64 = octets[after - 1]
    family = high << 8 | low
    address = b""
    if family == 1:
        address = octets[after : after + 4]
        after += 8
    elif family == 2:
        address = octets[after : after + 16]
        after += 32
    elif octets[after - 4 : after] == b"\xff\xff\xff\xff":
        after -= 4  # the marker starts here, since addresses were left out
    else:
        return _NO_MESSAGE
    body = after + HEADER_LENGTH
    if body > stop:
        return _NO_MESSAGE
    high = octets[body - 3]
    low = octets[body - 2]
    if high << 8 | low != stop - after:
        return _NO_MESSAGE
    return microseconds, peer_as, address, after


def whole_record(
    octets: bytes, start: int, stop: int, four_octet_as: bool, is_extended: bool
) -> tuple[int | None, int, int, int, bytes, bytes, bytes] | None:
    """Read all of a record of BGP4MP that holds one whole message; the arguments are the same.

    Returns:
        Microseconds (None if there are none), AS numbers of peer and collector, interface index,
        their addresses, and the message; None for a record that holds less or more, or in which
        addresses were left out.
    """
    microseconds, peer_as, peer, at = whole_message(octets, start, stop, four_octet_as, is_extended)
    size = len(peer)
    if at < 0 or not size:
        return None
    addresses = at - 2 * size
    local_as = octets[addresses - 6] << 8 | octets[addresses - 5]
    if four_octet_as:
        local_as |= octets[addresses - 8] << 24 | octets[addresses - 7] << 16
    return (
        None if microseconds < 0 else microseconds,
        peer_as,
        local_as,
        octets[addresses - 4] << 8 | octets[addresses - 3],
        peer,
        octets[at - size : at],
        octets[at:stop],
    )
