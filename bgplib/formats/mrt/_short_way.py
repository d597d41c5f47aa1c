"""UPDATEs without fault to elements, with no message, group or block made in between.

This is here for speed, and says nothing that `bgplib.messages` does not say: it knows the forms
that nearly all UPDATEs in archives have, and leaves all others to the decoder. The forms: prefixes
of IPv4 unicast in the fields of RFC 4271 §4.3, withdrawn, announced, or both; and prefixes of IPv6
unicast in MP_REACH_NLRI, or in MP_UNREACH_NLRI that stands alone (RFC 4760 §3 and §4).
tests/oracle/test_mrt_short_way.py compares what comes of both ways.
"""

from __future__ import annotations

from typing import Any, Final

from bgplib._compiling import i64
from bgplib.errors import DecodeError
from bgplib.formats._addresses import (
    ipv4_prefix_text,
    ipv4_walk,
    ipv6_prefix_text,
    ipv6_walk,
)
from bgplib.formats.mrt._element_columns import Columns, ElementColumns
from bgplib.formats.mrt._row import Row
from bgplib.formats.mrt.element import Element
from bgplib.iana.families import Family
from bgplib.kernel.attribute_block import cut_mp
from bgplib.kernel.framing import MARKER
from bgplib.kernel.prefixes import split
from bgplib.nlri import unicast
from bgplib.registry import Registry

__all__ = ["ShortWay", "is_usual"]

#: this module was compiled: then prefixes are printed with no key made of them
_COMPILED: Final = not __file__.endswith(".py")
_make: Final[Any] = Row  # what compiled code defines itself, it asks no dict for
# The rows of one field of an UPDATE differ in the prefix alone.
_ELEM_TYPE: Final = 1
_PREFIX: Final = 4
_FIXED: Final = 23
_IPV6_UNICAST: Final = b"\0\2\1"


def is_usual(registry: Registry) -> bool:
    """Say whether the rows of both families are those of bgplib, as the short way has to assume."""
    families = registry.families
    return (
        families.get(Family.IPV4_UNICAST) is unicast.CODEC
        and families.get(Family.IPV6_UNICAST) is unicast.CODEC
    )


class ShortWay:
    """Makes the elements of messages in which AS numbers have two octets, or four."""

    __slots__ = ("_columns",)

    def __init__(self, columns: ElementColumns) -> None:
        """Make ready; `columns` reads the attributes."""
        self._columns = columns

    def rows(
        self, octets: bytes, start: i64, stop: i64, sender: tuple[Any, ...]
    ) -> list[Element] | None:
        """Return the rows of an UPDATE; None where it has none of the usual forms, or a fault.

        Args:
            octets: holds the message, which has no path identifiers.
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
        if nlri == stop and nlri > attributes:
            if withdrawn < withdrawn_stop:
                return None
            return self._multiprotocol(octets, attributes, nlri, sender)
        rows: list[Element] = []
        if withdrawn < withdrawn_stop:
            columns = list(sender + self._columns.withdrawn)
            if not _extend_by_ipv4(rows, columns, octets, withdrawn, withdrawn_stop):
                return None
        if nlri < stop:
            announced = self._columns.of_update(octets[attributes:nlri])
            if announced is None or announced[0] is None:
                return None
            columns = list(sender + announced)
            columns[_ELEM_TYPE] = "A"
            if not _extend_by_ipv4(rows, columns, octets, nlri, stop):
                return None
        return rows

    def _multiprotocol(
        self, octets: bytes, start: int, stop: int, sender: tuple[Any, ...]
    ) -> list[Element] | None:
        """Return the rows of an UPDATE that consists of attributes alone."""
        found = cut_mp(octets, start, stop)
        if found is None or len(found) != 1:
            return None
        code, attribute, value, after = found[0]
        if octets[value : value + 3] != _IPV6_UNICAST:
            return None
        elem_type = sender[_ELEM_TYPE]
        if code == 15:
            if attribute > start or after < stop:
                return None
            nlri = value + 3
            shown: Columns = self._columns.withdrawn
        else:
            # RFC 2545 §3: the global address, or the global and the link-local one.
            if after - value < 5 or (octets[value + 3] != 16 and octets[value + 3] != 32):
                return None
            nlri = value + 5 + octets[value + 3]
            announced = self._columns.of_update(octets[start:attribute] + octets[after:stop])
            if nlri > after or announced is None:
                return None
            elem_type = "A"
            next_hop = self._columns.next_hop(octets[value + 4 : value + 20])
            shown = (next_hop, *announced[1:])
        if nlri > after:
            return None
        columns = list(sender + shown)
        columns[_ELEM_TYPE] = elem_type
        rows: list[Element] = []
        return rows if _extend_by_ipv6(rows, columns, octets, nlri, after) else None


def _extend_by_ipv4(
    rows: list[Element], columns: list[Any], octets: bytes, start: int, stop: int
) -> bool:
    """Add a row for each prefix in `octets[start:stop]`; say whether all of them can be read."""
    if _COMPILED:
        texts = ipv4_walk(octets, start, stop)
        if texts is None:
            return False
        for text in texts:
            columns[_PREFIX] = text
            rows.append(_make(columns))
        return True
    try:
        for key in split(octets, start, stop, 32):
            columns[_PREFIX] = ipv4_prefix_text(key)
            rows.append(_make(columns))
    except DecodeError:
        return False
    return True


def _extend_by_ipv6(
    rows: list[Element], columns: list[Any], octets: bytes, start: int, stop: int
) -> bool:
    """Do for IPv6 what `_extend_by_ipv4` does for IPv4."""
    if _COMPILED:
        texts = ipv6_walk(octets, start, stop)
        if texts is None:
            return False
        for text in texts:
            columns[_PREFIX] = text
            rows.append(_make(columns))
        return True
    try:
        for key in split(octets, start, stop, 128):
            columns[_PREFIX] = ipv6_prefix_text(key)
            rows.append(_make(columns))
    except DecodeError:
        return False
    return True
