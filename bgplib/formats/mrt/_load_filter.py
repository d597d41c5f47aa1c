"""What a selection means to a RIB that archives are loaded into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bgplib.attributes.block import AttributeBlock
from bgplib.formats._addresses import AddressTexts
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._element_columns import ElementColumns, wants_columns
from bgplib.formats.mrt._walk import whole_message
from bgplib.formats.mrt.bgp4mp.message import SUBTYPES
from bgplib.formats.mrt.framing import Frame
from bgplib.formats.mrt.selection import Selection
from bgplib.iana.families import Family
from bgplib.iana.messages import UPDATE
from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.route import Source, has_prefix_keys

if TYPE_CHECKING:
    from bgplib.rib import Rib

__all__ = ["LoadFilter"]

_MESSAGES: Final = (codes.BGP4MP, codes.BGP4MP_ET)


class LoadFilter:
    """Loads of UPDATEs what is wanted."""

    __slots__ = ("_columns", "only", "takes_whole")

    def __init__(self, only: Selection) -> None:
        """Make ready."""
        self.only = only  #: which routes are wanted
        #: whether all routes of a peer are wanted, or none
        self.takes_whole = only.is_of_peers
        addresses = AddressTexts()
        self._columns = {
            wide: ElementColumns(addresses, DEFAULT_REGISTRY, four_octet_as=wide)
            for wide in (False, True)
        }

    def wants_key(self, family: Family, key: bytes) -> bool:
        """Say whether routes to a destination are wanted."""
        only = self.only
        if has_prefix_keys(family):
            return only.wants_key(family.afi, key)
        return not only.prefixes and (not only.afis or family.afi in only.afis)

    def wants_attributes(self, block: AttributeBlock) -> bool:
        """Say whether routes with some attributes are wanted."""
        only = self.only
        if not only.is_of_attributes:
            return True
        if not only.may_be_among(block.octets):
            return False
        return wants_columns(only, self._columns[block.four_octet_as].of_block(block, b""))

    def passes_over(self, frame: Frame) -> bool:
        """Say whether a glance shows that a record changes nothing that is wanted."""
        _, kind, subtype, octets, start, stop = frame
        variant = SUBTYPES.get(subtype) if kind in _MESSAGES else None
        if variant is None:
            return False
        _, peer_as, peer_address, at = whole_message(
            octets, start, stop, variant[0], kind == codes.BGP4MP_ET
        )
        if at < 0:
            return False
        if not self.only.wants_peer(peer_as, peer_address):
            return True
        # What is announced with attributes that are not wanted is withdrawn, so that the prefix
        # alone counts.
        return octets[at + HEADER_LENGTH - 1] == UPDATE and not self.only.may_name(octets[at:stop])

    def update(self, rib: Rib, source: Source, update: Update) -> None:
        """Do what an UPDATE says of routes that are wanted."""
        block = update.attributes
        for group in update.withdrawn:
            self._withdraw(rib, source, group)
        for group in update.announced:
            if not self.wants_attributes(block):
                self._withdraw(rib, source, group)
                continue
            nlri = None if has_prefix_keys(group.family) else group.nlri
            for at, key, path_id in self._wanted(group):
                rib.announce(
                    group.family,
                    key,
                    source,
                    block,
                    group.next_hop_octets,
                    path_id=path_id,
                    nlri=None if nlri is None else nlri[at],
                )

    def _withdraw(self, rib: Rib, source: Source, group: NlriGroup) -> None:
        for _, key, path_id in self._wanted(group):
            rib.withdraw(group.family, key, source, path_id)

    def _wanted(self, group: NlriGroup) -> list[tuple[int, bytes, int | None]]:
        """List destinations of a group that are wanted: their places, keys and path identifiers."""
        path_ids: list[int] | list[None] = group.path_ids or [None] * len(group)
        return [
            (at, key, path_id)
            for at, (key, path_id) in enumerate(zip(group.keys, path_ids, strict=True))
            if self.wants_key(group.family, key)
        ]
