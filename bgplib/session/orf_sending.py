"""Outbound route filters that we send: the messages that carry them (RFC 5291 §4 and §6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages import outbound_route_filter as orf
from bgplib.messages.header import HEADER_LENGTH
from bgplib.messages.outbound_route_filter import (
    ADDRESS_PREFIX,
    ADDRESS_PREFIX_OLD,
    COVERING_PREFIXES,
    DEFER,
    IMMEDIATE,
    AddressPrefixEntry,
    CoveringPrefixEntry,
    Filters,
    OutboundRouteFilter,
    RemoveAll,
)
from bgplib.messages.route_refresh import RouteRefresh

__all__ = ["Entry", "requests"]

#: what filters are made of
Entry = AddressPrefixEntry | CoveringPrefixEntry | RemoveAll

#: AFI, subtype and SAFI; When-to-refresh; type and length of the entries
_BESIDE_ENTRIES: Final = HEADER_LENGTH + 4 + 1 + 3
_PREFIXES: Final = (ADDRESS_PREFIX, ADDRESS_PREFIX_OLD)


def requests(
    family: Family, entries: Sequence[Entry], types: frozenset[int], maximum: int, *, defer: bool
) -> list[RouteRefresh]:
    """Return the messages that carry filters, as many as they need.

    Args:
        family: the family of the routes.
        entries: what to add and to remove, in order; none asks for the routes alone. `RemoveAll`
            removes filters of the type of the entries beside it, alone those of all types.
        types: the types of filters that were agreed on.
        maximum: how long a message may be.
        defer: the peer is to change nothing yet, and to wait until it is asked.

    Raises:
        EncodeError: a field is out of range.
        LocalError: an entry is none, or not of the family; nothing of its type was agreed on; or
            it contradicts itself.
    """
    if not entries:
        if defer:
            raise LocalError("without entries there is nothing that could be deferred")
        return [RouteRefresh(family)]
    kinds = _kinds(family, entries, types)
    for entry in entries:
        _check(entry, family)
    room = maximum - _BESIDE_ENTRIES
    groups = [(kind, group) for kind in kinds for group in _fitting(kind, entries, room)]
    whens = [DEFER] * (len(groups) - 1) + [DEFER if defer else IMMEDIATE]
    # RFC 5291 §6: "If the When-to-refresh indicates DEFER, then after processing all the ORF
    # entries carried in the message the speaker defers re-advertisement": the last message alone
    # has the routes sent, by all entries.
    return [
        RouteRefresh(family, orf=orf.encode(Filters(when, (OutboundRouteFilter(kind, group),))))
        for when, (kind, group) in zip(whens, groups, strict=True)
    ]


def _kinds(family: Family, entries: Sequence[Entry], types: frozenset[int]) -> list[int]:
    """Return the types that the entries are for."""
    for entry in entries:
        if not isinstance(entry, AddressPrefixEntry | CoveringPrefixEntry | RemoveAll):
            raise LocalError(f"{entry!r} is no entry of a filter")
    covering = any(isinstance(entry, CoveringPrefixEntry) for entry in entries)
    plain = any(isinstance(entry, AddressPrefixEntry) for entry in entries)
    if covering and plain:
        raise LocalError("entries are of one type: of address prefixes, or of covering prefixes")
    if not (covering or plain):
        # RFC 5291 §4: "When the Action component of an ORF entry specifies REMOVE-ALL, the entry
        # consists of only the common part.": it is the same for each type, and a filter of any
        # that is left would still keep routes back.
        return sorted(types)
    for kind in (COVERING_PREFIXES,) if covering else _PREFIXES:
        if kind in types:
            return [kind]
    raise LocalError(f"the peer takes no such filters of {family} (RFC 5291 §5)")


def _check(entry: Entry, family: Family) -> None:
    """Check what RFC 5292 asks of a prefix and its lengths."""
    if not isinstance(entry, AddressPrefixEntry):
        return
    prefix, shortest, longest = entry.prefix, entry.minimum, entry.maximum
    if prefix.afi != family.afi:
        raise LocalError(f"{prefix} is no prefix of {family}")
    # RFC 5292 §2: "0 <= Length < Minlen <= Maxlen"; "tests related to the "Minlen" or "Maxlen"
    # value should be omitted when the "Minlen" or "Maxlen" field (respectively) is unspecified."
    # RFC 5292 §2: "the "Maxlen" value must be no more than the maximum length (in bits) of a host
    # address for a given address family".
    bits = 8 * len(prefix.address)
    ordered = [each for each in (shortest, longest) if each]
    if any(not prefix.length < each <= bits for each in ordered) or ordered != sorted(ordered):
        raise LocalError(
            f"{prefix} with lengths from {shortest} to {longest}: each must be more than"
            f" {prefix.length} and at most {bits}, and the first no more than the second"
        )


def _fitting(kind: int, entries: Sequence[Entry], room: int) -> Iterator[tuple[Entry, ...]]:
    """Divide entries into groups, each for one message."""
    group: list[Entry] = []
    used = 0
    for entry in entries:
        # What `encode` writes of one entry alone, without When-to-refresh, type and length.
        size = len(orf.encode(Filters(IMMEDIATE, (OutboundRouteFilter(kind, (entry,)),)))) - 4
        # FRR (8.4) reads nothing behind a REMOVE-ALL, which therefore ends a message.
        if group and (used + size > room or isinstance(group[-1], RemoveAll)):
            yield tuple(group)
            group, used = [], 0
        group.append(entry)
        used += size
    yield tuple(group)
