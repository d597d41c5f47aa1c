"""Path attributes as the columns of `bgpdump -m`, read as they were received.

An archive shows what a peer sent, so no attribute is left out for the reasons of RFC 7606: a
malformed AS_PATH reads `! Error !`, and one that is missing has a fixed text. Two attributes of
one kind: the first one counts (RFC 7606 §3 (g)).
"""

from __future__ import annotations

from struct import unpack_from
from typing import Final, NamedTuple

from bgplib.formats._addresses import AddressTexts
from bgplib.formats._number_texts import communities_texts, number, sequence_text
from bgplib.formats.mrt._attributes import next_hop_of
from bgplib.iana import communities
from bgplib.kernel import as_path as kernel
from bgplib.kernel import usual
from bgplib.kernel.attribute_block import walk

__all__ = ["ColumnReader", "Columns", "Routes"]

# How many results are remembered in each of two generations, and how many texts of each kind.
_KEPT: Final = 1024
_KEPT_TEXTS: Final = 65_536
_ORIGINS: Final = ("IGP", "EGP", "INCOMPLETE")
_FIND: Final = usual.find(external=False)
_MALFORMED_PATH: Final = "! Error !"
_NO_NEXT_HOP: Final = "255.255.255.255"
_AS_TRANS: Final = 23456
_COMMUNITIES: Final = {
    f"{number >> 16}:{number & 0xFFFF}": name
    for number, name in (
        (communities.NO_EXPORT, "no-export"),
        (communities.NO_ADVERTISE, "no-advertise"),
        (communities.NO_EXPORT_SUBCONFED, "local-AS"),
    )
}


class Routes(NamedTuple):
    """The routes of MP_REACH_NLRI or MP_UNREACH_NLRI."""

    afi: int  #: Address Family Identifier
    safi: int  #: Subsequent Address Family Identifier
    next_hop: str  #: text of the next hop; empty in MP_UNREACH_NLRI
    nlri: bytes  #: the NLRI field


class Columns:
    """Path attributes as text."""

    __slots__ = ("after", "before", "entry", "next_hop", "reach", "unreach")

    def __init__(
        self,
        entry_hop: str,
        before: str,
        next_hop: str,
        after: str,
        reach: Routes | None = None,
        unreach: Routes | None = None,
    ) -> None:
        """Keep the columns; `entry_hop` is the next hop of a RIB entry."""
        #: all columns of a RIB entry, from AS_PATH to the end of the line
        self.entry = f"{before}{entry_hop}{after}"
        self.before = before  #: the columns before the next hop: `1 2|IGP|`
        self.next_hop = next_hop  #: NEXT_HOP
        self.after = after  #: the columns behind the next hop: `|100|0|65000:1|NAG||`
        self.reach = reach  #: what MP_REACH_NLRI announces
        self.unreach = unreach  #: what MP_UNREACH_NLRI withdraws


class ColumnReader:
    """Makes columns of attributes; remembers what it has made lately, as attributes repeat."""

    __slots__ = ("_addresses", "_communities", "_four_octet_as", "_old", "_paths", "_young")

    def __init__(self, *, four_octet_as: bool) -> None:
        """Make ready for AS numbers of four octets, or of two."""
        self._four_octet_as = four_octet_as
        self._young: dict[bytes, Columns] = {}
        self._old: dict[bytes, Columns] = {}
        self._addresses = AddressTexts()
        self._paths: dict[bytes, str] = {}
        self._communities: dict[bytes, str] = {}

    def read(self, octets: bytes) -> Columns:
        """Return the columns of attributes."""
        found = self._young.get(octets)
        if found is None:
            found = self._old.get(octets) or self._usual(octets) or self._read(octets)
            if len(self._young) >= _KEPT:
                self._old, self._young = self._young, {}
            self._young[octets] = found
        return found

    def _usual(self, octets: bytes) -> Columns | None:
        """Make columns of attributes that look as nearly all do; None of any other.

        This is for speed: it makes what `_read` makes, without asking for each attribute.
        """
        found = _FIND(octets) if self._four_octet_as else None
        if found is None:
            return None
        at = found.start(usual.AS_PATH)
        before = f"{self._path_of(octets[at + 1 : at + 1 + octets[at]])}|{_ORIGINS[octets[3]]}|"
        at = found.start(usual.NEXT_HOP) + 1
        hop = self._addresses[octets[at : at + 4]] if at else _NO_NEXT_HOP
        at = found.start(usual.LOCAL_PREF) + 1
        preference = number(octets, at) if at else 0
        at = found.start(usual.MULTI_EXIT_DISC) + 1
        med = number(octets, at) if at else 0
        at = found.start(usual.COMMUNITIES) + 1
        marks = self._marks(octets[at : at + octets[at - 1]]) if at else ""
        at = found.start(usual.AGGREGATOR) + 1
        aggregator = self._aggregator_of(octets[at : at + 8]) if at else ""
        atomic = "NAG" if found.start(usual.ATOMIC_AGGREGATE) < 0 else "AG"
        return Columns(hop, before, hop, f"|{preference}|{med}|{marks}|{atomic}|{aggregator}|")

    def _read(self, octets: bytes) -> Columns:
        values: dict[int, bytes] = {}
        for _, code, start, stop in walk(octets, 0, len(octets))[0]:
            if code not in values:
                values[code] = octets[start:stop]
        origin = values.get(1)
        before = f"{self._path(values)}|{_origin(origin)}|"
        next_hop = values.get(3)
        hop = _NO_NEXT_HOP if next_hop is None else self._addresses[next_hop]
        marks = values.get(8)
        after = (
            f"|{_number(values.get(5))}|{_number(values.get(4))}"
            f"|{'' if marks is None else self._marks(marks)}|{'AG' if 6 in values else 'NAG'}"
            f"|{self._aggregator(values)}|"
        )
        reach = unreach = None
        entry_hop = hop
        if 14 in values:
            value = values[14]
            entry_hop = self._addresses[next_hop_of(value, 0, len(value))[:16]] or hop
            reach = _reach(value, entry_hop)
        if 15 in values:
            unreach = _unreach(values[15])
        return Columns(entry_hop, before, hop, after, reach, unreach)

    def _path(self, values: dict[int, bytes]) -> str:
        value = values.get(2)
        if value is None:
            return ""
        if not self._four_octet_as and 17 in values and not _ignores_as4(values):
            return self._merged(value, values[17])
        return self._path_of(value)

    def _path_of(self, value: bytes) -> str:
        text = self._paths.get(value)
        if text is None:
            if len(self._paths) >= _KEPT_TEXTS:
                self._paths.clear()
            text = self._paths[value] = _path_text(value, 4 if self._four_octet_as else 2)
        return text

    def _merged(self, value: bytes, as4_value: bytes) -> str:
        """Print AS_PATH with AS4_PATH in its place (RFC 6793 §4.2.3)."""
        path = kernel.segments(value, 0, len(value), 2)
        as4_path = kernel.segments(as4_value, 0, len(as4_value), 4)
        if path is None or as4_path is None:
            return _path_text(value, 2)
        return kernel.text(kernel.merge(path, as4_path))

    def _aggregator(self, values: dict[int, bytes]) -> str:
        value = values.get(7)
        # RFC 7606 §7.7: the attribute is malformed if "Its length is not 6 (when the 4-octet AS
        # number capability is not advertised to or not received from the peer", and else if not 8.
        if value is None or len(value) != (8 if self._four_octet_as else 6):
            return ""
        if not self._four_octet_as and 18 in values and not _ignores_as4(values):
            value = values[18]
            if len(value) != 8:
                return ""
        return self._aggregator_of(value)

    def _aggregator_of(self, value: bytes) -> str:
        return f"{int.from_bytes(value[:-4], 'big')} {self._addresses[value[-4:]]}"

    def _marks(self, value: bytes) -> str:
        text = self._communities.get(value)
        if text is None:
            if len(self._communities) >= _KEPT_TEXTS:
                self._communities.clear()
            texts = communities_texts(value[: len(value) & ~3])
            text = " ".join([_COMMUNITIES.get(each, each) for each in texts])
            self._communities[value] = text
        return text


def _origin(value: bytes | None) -> str:
    return _ORIGINS[value[0]] if value and value[0] < 2 else "INCOMPLETE"


def _number(value: bytes | None) -> int:
    """Read MULTI_EXIT_DISC or LOCAL_PREF, both unsigned numbers of four octets (RFC 4271 §4.3)."""
    return 0 if value is None or len(value) != 4 else int.from_bytes(value, "big")


def _ignores_as4(values: dict[int, bytes]) -> bool:
    # RFC 6793 §4.2.3: "if the AS number in the AGGREGATOR attribute is not AS_TRANS, then: the
    # AS4_AGGREGATOR attribute and the AS4_PATH attribute SHALL be ignored"
    if 7 not in values or 18 not in values:
        return False
    return int.from_bytes(values[7][:2], "big") != _AS_TRANS


def _path_text(value: bytes, size: int) -> str:
    if size == 4 and len(value) > 2 and value[0] == 2 and value[1] * 4 + 2 == len(value):
        # One AS_SEQUENCE, as nearly all paths are.
        text = sequence_text(value, 2, value[1])
        if text:
            return text
    path = kernel.segments(value, 0, len(value), size)
    if path is None:
        path = _segments_with_as_0(value, size)
    return _MALFORMED_PATH if path is None else kernel.text(path)


def _segments_with_as_0(value: bytes, size: int) -> kernel.Segments | None:
    """Read a path that is malformed only for an AS 0 in it (RFC 7607 §2); None for any other."""
    path = []
    position = 0
    while position < len(value):
        if len(value) - position < 2:
            return None
        kind, count = value[position], value[position + 1]
        after = position + 2 + count * size
        # RFC 7606 §7.2: a segment is malformed if its type is not known, if its length is 0, or if
        # it overruns.
        if not 1 <= kind <= 4 or count == 0 or after > len(value):
            return None
        layout = f">{count}{'I' if size == 4 else 'H'}"
        path.append((kind, unpack_from(layout, value, position + 2)))
        position = after
    return tuple(path)


def _reach(value: bytes, next_hop: str) -> Routes | None:
    """Read what MP_REACH_NLRI of an UPDATE announces."""
    if len(value) < 5 or len(value) < 5 + value[3]:
        return None
    # RFC 4760 §3: the reserved octet behind the next hop "SHOULD be ignored upon receipt."
    return Routes(value[0] << 8 | value[1], value[2], next_hop, value[5 + value[3] :])


def _unreach(value: bytes) -> Routes | None:
    if len(value) < 3:
        return None
    return Routes(value[0] << 8 | value[1], value[2], "", value[3:])
