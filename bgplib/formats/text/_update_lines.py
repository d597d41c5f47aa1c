"""What an UPDATE withdraws and announces, as lines of `bgpdump -m`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bgplib.errors import DecodeError
from bgplib.formats._addresses import ipv4_prefix_text, ipv6_prefix_text
from bgplib.formats.text._attribute_columns import ColumnReader, Routes
from bgplib.iana.families import AFI_IPV4, AFI_IPV6
from bgplib.kernel.prefixes import split, split_with_path_ids

__all__ = ["MAXIMUM", "TEXT", "update_lines"]

#: the longest prefix of each family, in bits, and what prints a key
MAXIMUM: Final = {AFI_IPV4: 32, AFI_IPV6: 128}
TEXT: Final = {AFI_IPV4: ipv4_prefix_text, AFI_IPV6: ipv6_prefix_text}
# Those whose NLRI are prefixes: unicast, multicast, and what RFC 2858 §6 had for both.
_SAFIS: Final = (1, 2, 3)
#: is told what cannot be read: a sentence, and the section that says so
Fault = Callable[[str, str], None]


def update_lines(
    body: bytes, head: str, peer: str, columns: ColumnReader, *, add_path: bool, fault: Fault
) -> list[str]:
    """Print what the body of an UPDATE withdraws and announces.

    Args:
        body: the UPDATE without its header.
        head: the columns before the one that says `A` or `W`.
        peer: the columns of the peer.
        columns: makes the columns of attributes.
        add_path: NLRI have path identifiers.
        fault: is told what cannot be read.
    """
    withdrawn_stop = 2 + int.from_bytes(body[:2], "big")
    start = withdrawn_stop + 2
    stop = start + int.from_bytes(body[withdrawn_stop:start], "big")
    if stop > len(body):
        fault("the fields of the UPDATE do not fit in the message", "RFC 4271 §4.3")
    found = columns.read(body[start:stop])
    withdrawal = f"{head}W|{peer}|"
    rows = []
    if withdrawn_stop > 2:
        withdrawn = Routes(AFI_IPV4, 1, "", body[2:withdrawn_stop])
        rows += [withdrawal + prefix for prefix in _prefixes(withdrawn, fault, add_path)]
    if found.unreach is not None:
        rows += [withdrawal + prefix for prefix in _prefixes(found.unreach, fault, add_path)]
    announcement = f"{head}A|{peer}|"
    if stop < len(body):
        announced = Routes(AFI_IPV4, 1, "", body[stop:])
        tail = f"|{found.before}{found.next_hop}{found.after}"
        rows += [
            f"{announcement}{prefix}{tail}" for prefix in _prefixes(announced, fault, add_path)
        ]
    if found.reach is not None:
        tail = f"|{found.before}{found.reach.next_hop}{found.after}"
        rows += [
            f"{announcement}{prefix}{tail}" for prefix in _prefixes(found.reach, fault, add_path)
        ]
    return rows


def _prefixes(routes: Routes, fault: Fault, add_path: bool) -> list[str]:
    """Print NLRI, up to the first that cannot be read; with a column for path identifiers."""
    afi, safi, _, nlri = routes
    if afi not in MAXIMUM or safi not in _SAFIS:
        return []
    maximum = MAXIMUM[afi]
    text = TEXT[afi]
    stop = len(nlri)
    while True:
        try:
            if add_path:
                numbers, keys = split_with_path_ids(nlri, 0, stop, maximum)
                return [f"{text(key)}|{number}" for number, key in zip(numbers, keys, strict=True)]
            return [text(key) for key in split(nlri, 0, stop, maximum)]
        except DecodeError as error:
            fault(f"NLRI: {error}", error.rfc)
            stop = _readable(nlri, maximum, add_path=add_path)


def _readable(nlri: bytes, maximum: int, *, add_path: bool) -> int:
    """Return how many octets of NLRI can be read."""
    position = 0
    before = 4 if add_path else 0
    while position + before < len(nlri):
        bits = nlri[position + before]
        after = position + before + 1 + ((bits + 7) >> 3)
        if bits > maximum or after > len(nlri):
            break
        position = after
    return position
