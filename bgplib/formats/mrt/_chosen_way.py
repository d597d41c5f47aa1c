"""UPDATEs to those of their elements that a selection wants, looked for in the octets.

This is here for speed, and says nothing that reading all, and choosing among it, does not say. It
looks at the keys of the prefixes first. Where none is wanted, no attribute is looked at: whatever
is wrong with them, elements name the prefixes that stand in the message, and no others (RFC 7606
§2 withdraws them, or ends the session). It knows the forms that `_short_way` knows.
"""

from __future__ import annotations

from typing import Any, Final

from bgplib._compiling import i64
from bgplib.attributes.block_store import BlockStore
from bgplib.errors import DecodeError
from bgplib.formats._addresses import ipv4_prefix_text, ipv6_prefix_text
from bgplib.formats.mrt._element_columns import Columns, ElementColumns, wants_columns
from bgplib.formats.mrt._row import Row
from bgplib.formats.mrt.element import Element
from bgplib.formats.mrt.selection import Selection
from bgplib.iana.attributes import MP_UNREACH_NLRI
from bgplib.iana.families import AFI_IPV4, AFI_IPV6
from bgplib.kernel.attribute_block import cut_mp
from bgplib.kernel.framing import MARKER
from bgplib.kernel.prefixes import split, split_with_path_ids

__all__ = ["ChosenWay"]

_make: Final[Any] = Row  # what compiled code defines itself, it asks no dict for
_ELEM_TYPE: Final = 1
_PREFIX: Final = 4
_FIXED: Final = 23
_IPV6_UNICAST: Final = b"\0\2\1"
_MOST: Final = {AFI_IPV4: 32, AFI_IPV6: 128}


class ChosenWay:
    """Makes the elements of messages in which AS numbers have two octets, or four."""

    __slots__ = (
        "_add_path",
        "_afis",
        "_blocks",
        "_columns",
        "_is_of_attributes",
        "_is_of_prefixes",
        "_only",
        "_wants_announced",
        "_wants_withdrawn",
    )

    def __init__(
        self, columns: ElementColumns, blocks: BlockStore, only: Selection, *, add_path: bool
    ) -> None:
        """Make ready.

        Args:
            columns: reads the attributes.
            blocks: judges those that are not to be read.
            only: what is wanted.
            add_path: NLRI have path identifiers; of those it only says that none is wanted.
        """
        self._columns = columns
        self._blocks = blocks
        self._only = only
        self._add_path = add_path
        self._afis = only.afis
        self._is_of_prefixes = bool(only.prefixes)
        self._is_of_attributes = only.is_of_attributes
        self._wants_announced = only.type != "W"
        self._wants_withdrawn = only.type != "A" and not only.is_of_attributes

    def rows(
        self, octets: bytes, start: i64, stop: i64, sender: tuple[Any, ...]
    ) -> list[Element] | None:
        """Return the rows of an UPDATE that are wanted; None where that takes the message itself.

        Args:
            octets: holds the message.
            start: where its marker is.
            stop: where it ends, as its Length says.
            sender: the columns of the time, `W`, the peer, and a place for the prefix.
        """
        if stop - start < _FIXED or octets[start + 18] != 2 or octets[start : start + 16] != MARKER:
            return None
        withdrawn = start + 21
        withdrawn_stop: i64 = octets[withdrawn - 2] << 8 | octets[withdrawn - 1]
        withdrawn_stop += withdrawn
        attributes = withdrawn_stop + 2
        if attributes > stop:
            return None
        nlri: i64 = octets[attributes - 2] << 8 | octets[attributes - 1]
        nlri += attributes
        if nlri > stop:
            return None
        if nlri > attributes:
            found = cut_mp(octets, attributes, nlri)
            if found is None:
                return None
            if found:
                if len(found) > 1 or withdrawn < withdrawn_stop or nlri < stop:
                    return None
                return self._multiprotocol(octets, attributes, nlri, found[0], sender)
        gone: list[bytes] | None = []
        come: list[bytes] | None = []
        if withdrawn < withdrawn_stop:
            gone = self._keys(octets, withdrawn, withdrawn_stop, AFI_IPV4)
        if nlri < stop:
            come = self._keys(octets, nlri, stop, AFI_IPV4)
        if gone is None or come is None:
            return None
        if not gone and not come:
            return []
        if self._add_path:
            return None
        rows: list[Element] = []
        if gone and self._wants_withdrawn:
            _extend_by_ipv4(rows, list(sender + self._columns.withdrawn), gone)
        if nlri < stop and not self._wants_announced:
            if come and not self._are_clean(octets[attributes:nlri], True):
                return None
        elif nlri < stop:
            announced = self._columns.of_update(octets[attributes:nlri])
            if announced is None or announced[0] is None:
                return None
            if come and self._wants(announced):
                columns = list(sender + announced)
                columns[_ELEM_TYPE] = "A"
                _extend_by_ipv4(rows, columns, come)
        elif nlri > attributes:
            return None  # attributes of nothing
        return rows

    def _multiprotocol(
        self,
        octets: bytes,
        start: int,
        stop: int,
        found: tuple[int, int, int, int],
        sender: tuple[Any, ...],
    ) -> list[Element] | None:
        """Return the rows of an UPDATE that consists of attributes, one of them of RFC 4760."""
        code, attribute, value, after = found
        if after - value < 5:
            return None
        if self._afis and (octets[value] << 8 | octets[value + 1]) not in self._afis:
            return []
        is_withdrawn = code == MP_UNREACH_NLRI
        if is_withdrawn and not self._wants_withdrawn:
            return []
        if octets[value : value + 3] != _IPV6_UNICAST:
            return None
        nlri = value + 3
        if not is_withdrawn:
            # RFC 2545 §3: the global address, or the global and the link-local one.
            if octets[value + 3] != 16 and octets[value + 3] != 32:
                return None
            nlri = value + 5 + octets[value + 3]
        if nlri > after:
            return None
        keys = self._keys(octets, nlri, after, AFI_IPV6)
        if keys is None:
            return None
        if not keys:
            return []
        if self._add_path:
            return None
        if is_withdrawn:
            if attribute > start or after < stop:
                return None
            shown: Columns = self._columns.withdrawn
        else:
            attributes = octets[start:attribute] + octets[after:stop]
            if not self._wants_announced:
                return [] if self._are_clean(attributes, False) else None
            announced = self._columns.of_update(attributes)
            if announced is None:
                return None
            if not self._wants(announced):
                return []
            next_hop = self._columns.next_hop(octets[value + 4 : value + 20])
            shown = (next_hop, *announced[1:])
        columns = list(sender + shown)
        columns[_ELEM_TYPE] = "W" if is_withdrawn else "A"
        rows: list[Element] = []
        for key in keys:
            columns[_PREFIX] = ipv6_prefix_text(key)
            rows.append(_make(columns))
        return rows

    def _wants(self, announced: Columns) -> bool:
        """Say whether routes are wanted for their attributes."""
        return not self._is_of_attributes or wants_columns(self._only, announced)

    def _are_clean(self, attributes: bytes, needs_next_hop: bool) -> bool:
        """Say whether attributes are clearly without fault, so that routes are not withdrawn."""
        block = self._blocks.read(attributes)
        return (
            block is not None
            and block.routable
            and not block.choosy
            and (not needs_next_hop or block.next_hop is not None)
        )

    def _keys(self, octets: bytes, start: int, stop: int, afi: int) -> list[bytes] | None:
        """Return the keys of a field that are wanted; None where it cannot be read."""
        if self._afis and afi not in self._afis:
            return []
        try:
            if self._add_path:
                _, keys = split_with_path_ids(octets, start, stop, _MOST[afi])
            else:
                keys = split(octets, start, stop, _MOST[afi])
        except DecodeError:
            return None
        return self._only.wanted_keys(afi, keys) if self._is_of_prefixes else keys


def _extend_by_ipv4(rows: list[Element], columns: list[Any], keys: list[bytes]) -> None:
    """Add a row for each prefix of IPv4."""
    for key in keys:
        columns[_PREFIX] = ipv4_prefix_text(key)
        rows.append(_make(columns))
