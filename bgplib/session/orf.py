"""The outbound route filters that a peer sends us, for one family (RFC 5291 §6, RFC 5292 §4).

    >>> from bgplib.iana.families import Family
    >>> from bgplib.values.prefix import Prefix
    >>> table = OrfTable(Family.IPV4_UNICAST)
    >>> table.waiting, table.permits(Prefix.parse("10.0.0.0/8"))
    (True, True)

A session keeps a table for each family of `Negotiation.orf_receive`, and hands it the `orf` octets
of each ROUTE-REFRESH; a program asks it, with `Session.outbound_filter`, before it sends a route.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bgplib.errors import DecodeError, LocalError
from bgplib.iana.families import Family
from bgplib.messages.outbound_route_filter import (
    ADD,
    ADDRESS_PREFIX,
    ADDRESS_PREFIX_OLD,
    DEFER,
    AddressPrefixEntry,
    OutboundRouteFilter,
    decode,
)
from bgplib.session.orf_list import PrefixList
from bgplib.values.prefix import Prefix

__all__ = ["OrfTable"]

#: the types of filters that a table can be kept of
KEPT_TYPES: Final = frozenset((ADDRESS_PREFIX, ADDRESS_PREFIX_OLD))


class OrfTable:
    """The filters of one peer for one family; they live as long as the session (RFC 5291 §6)."""

    def __init__(
        self,
        family: Family,
        types: Iterable[int] = (ADDRESS_PREFIX,),
        *,
        limit: int = 10_000,
    ) -> None:
        """Start without filters.

        Args:
            family: the family.
            types: the types of filters that were agreed on for it: 64, or its old number 128.
            limit: how many entries to keep at most, of each type.

        Raises:
            LocalError: a type is one that is not known here, or the limit is negative.
        """
        kinds = frozenset(types)
        if not kinds <= KEPT_TYPES:
            raise LocalError(f"types of filters are 64 and 128, not {sorted(kinds - KEPT_TYPES)}")
        if limit < 0:
            raise LocalError(f"limit is {limit}")
        self.family: Final = family
        self._limit = limit
        self._lists = {kind: PrefixList() for kind in sorted(kinds)}
        self._given_up: set[int] = set()
        self._waiting = bool(kinds)

    @property
    def waiting(self) -> bool:
        """Whether no routes are to be sent yet, since the peer has filters to send first."""
        return self._waiting

    @property
    def is_filtering(self) -> bool:
        """Whether there is any entry, so that some routes may not be wanted."""
        return any(self._lists.values())

    @property
    def given_up(self) -> frozenset[int]:
        """The types of which more entries came than the limit allows; they filter nothing."""
        return frozenset(self._given_up)

    def entries(self, kind: int = ADDRESS_PREFIX) -> tuple[AddressPrefixEntry, ...]:
        """Return the entries of a type, in the order in which they are tried."""
        found = self._lists.get(kind)
        return () if found is None else found.entries

    def apply(self, octets: bytes) -> bool:
        """Take the `orf` octets of a ROUTE-REFRESH from the peer, which may be none.

        A type that was not agreed on is ignored. What cannot be read removes all filters. When
        there are more entries than the limit, the type filters nothing until the peer removes all
        of them: routes are then sent that the peer did not want, rather than kept back that it
        does (RFC 5291 §6 lets filters be a preference that need not be honoured).

        Returns:
            Whether to send the routes of the family again now, as far as they are permitted;
            otherwise the peer is going to ask for them.
        """
        # RFC 5291 §6: "If the speaker receives from the peer a ROUTE-REFRESH message without any
        # ORF entries, then the speaker sends to the peer all routes from the Adj-RIB-Out
        # associated with the peer whose AFI/SAFI is the same as what is carried in the message and
        # taking into account the ORFs (if any) previously received from the peer."
        if not octets:
            self._waiting = False
            return True
        try:
            message = decode(octets, self.family, self._lists)
        except DecodeError:
            # RFC 5291 §6: "If any of the fields of an ORF entry in the message contains an
            # unrecognized value, the whole specified ORF previously received is removed."
            for kind in self._lists:
                self._remove_all(kind)
            self._waiting = False
            return True
        for one in message.filters:
            # RFC 5291 §6: "If an <AFI/SAFI, ORF-type> carried by the message does not match
            # <AFI/SAFI, ORF-type> that the speaker is willing to receive from the peer (as
            # advertised to the peer in the Outbound Route Filtering Capability), the specified ORF
            # entries in the message are ignored."
            if one.type in self._lists:
                self._modify(one)
        # RFC 5291 §6: "If the When-to-refresh indicates DEFER, then after processing all the ORF
        # entries carried in the message the speaker defers re-advertisement". Values without
        # meaning are taken for IMMEDIATE, which no peer waits for in vain.
        if message.when == DEFER:
            return False
        self._waiting = False
        return True

    def permits(self, prefix: Prefix) -> bool:
        """Say whether the peer wants a route.

        Args:
            prefix: the route's prefix, of the family's AFI.
        """
        # RFC 5291 §6: "the decision by the speaker to advertise a route to the peer is determined
        # by passing the route through each such ORF, and combining the results (combining of
        # PERMIT and DENY results in DENY)."
        # RFC 5291 §6: "An ORF is removed when the last ORF entry is removed".
        filters = [each for each in self._lists.values() if each]
        if not filters:
            return True
        matches = [entry for each in filters if (entry := each.first_match(prefix)) is not None]
        # RFC 5291 §6: "If a particular route maintained by a BGP speaker does not match any of the
        # ORF entries of any of the (non-empty) ORFs associated with a particular peer, then this
        # route SHOULD NOT be advertised to the peer."
        return bool(matches) and not any(entry.deny for entry in matches)

    def _modify(self, one: OutboundRouteFilter) -> None:
        found = self._lists[one.type]
        if isinstance(one.entries, bytes):  # of a family whose prefixes are not addresses
            self._remove_all(one.type)
            return
        for entry in one.entries:
            if not isinstance(entry, AddressPrefixEntry):  # REMOVE-ALL: these types have no others
                self._remove_all(one.type)
            elif entry.action != ADD:
                # RFC 5291 §6: "If the Action component of an ORF entry is REMOVE, but the ORF
                # previously received does not contain the specified entry, the ORF entry in the
                # message is ignored."
                found.remove(entry)
            elif one.type not in self._given_up:
                found.add(entry)
                if len(found) > self._limit:
                    found.clear()
                    self._given_up.add(one.type)

    def _remove_all(self, kind: int) -> None:
        self._lists[kind].clear()
        self._given_up.discard(kind)
