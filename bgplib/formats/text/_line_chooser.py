"""Which lines of `bgpdump -m` a selection wants."""

from __future__ import annotations

from typing import Final

from bgplib.errors import DecodeError
from bgplib.formats._addresses import AddressTexts
from bgplib.formats.mrt._attributes import origin_of
from bgplib.formats.mrt._element_columns import ElementColumns, wants_columns
from bgplib.formats.mrt.selection import Selection
from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable
from bgplib.formats.text._update_lines import MAXIMUM
from bgplib.iana.attributes import MP_REACH_NLRI
from bgplib.iana.families import AFI_IPV4, Family
from bgplib.kernel.attribute_block import cut_mp
from bgplib.kernel.prefix_text import ipv4_key
from bgplib.kernel.prefixes import split, split_with_path_ids
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.values.prefix import Prefix

__all__ = ["LineChooser"]

# How many prefixes' verdicts are remembered.
_KEPT: Final = 4096


class LineChooser:
    """Asks a selection about records before lines are made, and about lines of UPDATEs then."""

    __slots__ = ("_columns", "_is_of_prefixes", "_only", "_verdicts")

    def __init__(self, only: Selection) -> None:
        """Make ready."""
        self._only = only
        addresses = AddressTexts()
        self._columns = {
            wide: ElementColumns(addresses, DEFAULT_REGISTRY, four_octet_as=wide)
            for wide in (False, True)
        }
        self._is_of_prefixes = bool(only.prefixes or only.afis)
        self._verdicts: dict[str, bool] = {}

    def unwanted(self, table: PeerIndexTable | None) -> frozenset[int]:
        """Return the numbers of peers of a table whose routes are not wanted."""
        return frozenset(
            number
            for number, peer in enumerate(() if table is None else table.peers)
            if not self._only.wants_peer(peer.asn, peer.address)
        )

    def wants_destination(self, afi: int, key: bytes) -> bool:
        """Say whether routes of a table to a prefix are wanted."""
        return self._only.type != "W" and self._only.wants_key(afi, key)

    def wants_state(self, asn: int, address: bytes) -> bool:
        """Say whether a change of a session's state is wanted."""
        return self._only.is_of_peers and self._only.wants_peer(asn, address)

    def wants_entry(self, asn: int, address: bytes, afi: int, key: bytes) -> bool:
        """Say whether a route of an old table is wanted, its attributes apart."""
        return self.wants_destination(afi, key) and self._only.wants_peer(asn, address)

    def wants_update(
        self, asn: int, address: bytes, body: bytes, *, four_octet_as: bool, add_path: bool
    ) -> bool:
        """Say whether lines of an UPDATE can be wanted; `body` is what stands behind its header."""
        only = self._only
        if not only.wants_peer(asn, address) or not only.may_be_in(body):
            return False
        start = 4 + int.from_bytes(body[:2], "big")
        stop = start + int.from_bytes(body[start - 2 : start], "big")
        if self._is_of_prefixes and not self._may_name(body, start, stop, add_path):
            return False
        return self.wants_attributes(body[start:stop], four_octet_as=four_octet_as)

    def _may_name(self, body: bytes, start: int, stop: int, add_path: bool) -> bool:
        """Say whether a wanted prefix is in an UPDATE, or something that cannot be read.

        Args:
            body: what stands behind the header.
            start: where the path attributes are.
            stop: where they end.
            add_path: NLRI have path identifiers.
        """
        fields = [(AFI_IPV4, 2, start - 2), (AFI_IPV4, stop, len(body))]
        try:
            found = cut_mp(body, start, stop)
            if found is None:
                return True
            for code, _, value, after in found:
                # RFC 4760 §3: a next hop and a reserved octet come before the NLRI.
                at = value + 5 + body[value + 3] if code == MP_REACH_NLRI else value + 3
                fields.append((body[value] << 8 | body[value + 1], at, after))
            for afi, at, end in fields:
                if afi not in MAXIMUM:
                    continue
                if at > end:
                    return True
                maximum = MAXIMUM[afi]
                if add_path:
                    _, keys = split_with_path_ids(body, at, end, maximum)
                else:
                    keys = split(body, at, end, maximum)
                if self._only.wanted_keys(afi, keys):
                    return True
        except (DecodeError, IndexError):
            return True
        return False

    def wants_attributes(self, octets: bytes, *, four_octet_as: bool) -> bool:
        """Say whether routes with some attributes are wanted."""
        only = self._only
        if not only.is_of_attributes:
            return True
        if not only.may_be_among(octets):
            return False
        origin = origin_of(Family.IPV4_UNICAST, DEFAULT_REGISTRY, four_octet_as=four_octet_as)
        try:
            columns, _ = self._columns[four_octet_as].of_entry(octets, origin)
        except DecodeError:  # it takes attributes to be wanted
            return False
        return wants_columns(only, columns)

    def lines(self, rows: list[str]) -> list[str]:
        """Return the lines of an UPDATE that are wanted."""
        kind = "A" if self._only.is_of_attributes else self._only.type
        if kind:
            rows = [row for row in rows if row.split("|", 3)[2] == kind]
        if self._only.is_of_attributes and self._only.type == "W":
            return []
        if not self._is_of_prefixes:
            return rows
        return [row for row in rows if self._wants_text(row.split("|", 6)[5])]

    def _wants_text(self, text: str) -> bool:
        verdict = self._verdicts.get(text)
        if verdict is None:
            if len(self._verdicts) >= _KEPT:
                self._verdicts.clear()
            key = ipv4_key(text)
            if key is not None:
                verdict = self._only.wants_key(AFI_IPV4, key)
            else:
                prefix = Prefix.parse(text)
                verdict = self._only.wants_key(prefix.afi, prefix.key)
            self._verdicts[text] = verdict
        return verdict
