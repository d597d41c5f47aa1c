"""What UPDATEs announce and withdraw, as elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.formats._addresses import AddressTexts, ipv4_prefix_text, ipv6_prefix_text
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._chosen_way import ChosenWay
from bgplib.formats.mrt._element_columns import Columns, ElementColumns, wants_columns
from bgplib.formats.mrt._fields import archive_decoder
from bgplib.formats.mrt._row import Row
from bgplib.formats.mrt._short_way import ShortWay, is_usual
from bgplib.formats.mrt._walk import whole_message
from bgplib.formats.mrt.bgp4mp.message import SUBTYPES
from bgplib.formats.mrt.element import Element
from bgplib.formats.mrt.framing import Frame
from bgplib.formats.mrt.selection import Selection
from bgplib.iana.families import Family
from bgplib.iana.messages import UPDATE
from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.messages.decoder import Message
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.registry import Registry

__all__ = ["PREFIXES", "Fault", "UpdateElements"]

# What compiled code defines itself, it asks no dict for.
_make: Final[Any] = Row
_BGP4MP_ET: Final = int(codes.BGP4MP_ET)
#: families whose NLRI are plain prefixes: the longest one in bits, and what prints a key
PREFIXES: Final[dict[Family, tuple[int, Callable[[bytes], str]]]] = {
    Family.IPV4_UNICAST: (32, ipv4_prefix_text),
    Family.IPV4_MULTICAST: (32, ipv4_prefix_text),
    Family.IPV6_UNICAST: (128, ipv6_prefix_text),
    Family.IPV6_MULTICAST: (128, ipv6_prefix_text),
}
#: is told what cannot be read: a sentence, and the section that says so
Fault = Callable[[str, str], None]
_Decode = Callable[[bytes], Message]


class UpdateElements:
    """Makes the elements of UPDATEs."""

    __slots__ = ("_addresses", "_columns", "_fault", "_only", "_variants")

    def __init__(self, registry: Registry, fault: Fault, only: Selection | None = None) -> None:
        """Make ready.

        Args:
            registry: the rows of attributes.
            fault: is told what RFC 7606 has to say of an UPDATE.
            only: which routes to make elements of; None makes all.
        """
        self._only = only
        self._addresses = AddressTexts()
        self._fault = fault
        self._columns = {
            wide: ElementColumns(self._addresses, registry, four_octet_as=wide)
            for wide in (False, True)
        }
        has_short_way = is_usual(registry)
        # What is asked of peers alone is answered before messages are looked at.
        is_choosy = only is not None and not only.is_of_peers
        # By type and subtype: whether AS numbers have four octets, what reads messages in a short
        # way (if there is one) and in the long one, and the name of the record.
        self._variants: dict[int, tuple[bool, ShortWay | None, ChosenWay | None, _Decode, str]] = {}
        for kind in (codes.BGP4MP, codes.BGP4MP_ET):
            for subtype, (wide, _, add_path) in SUBTYPES.items():
                name = codes.name(kind, subtype)
                decoder = archive_decoder(registry, four_octet_as=wide, add_path=add_path)
                short_way = chosen_way = None
                if has_short_way:
                    own = ElementColumns(self._addresses, registry, four_octet_as=wide, kind=name)
                    if only is not None and is_choosy:
                        chosen_way = ChosenWay(own, decoder.blocks, only, add_path=add_path)
                    elif not add_path:
                        short_way = ShortWay(own)
                variant = (wide, short_way, chosen_way, decoder.decode, name)
                self._variants[kind << 16 | subtype] = variant

    def message(self, frame: Frame) -> list[Element] | None:
        """Return the rows of a BGP4MP record that holds one whole message; None for any other."""
        timestamp, kind, subtype, octets, start, stop = frame
        variant = self._variants.get(kind << 16 | subtype)
        if variant is None:
            return None
        wide, short_way, chosen_way, decode, name = variant
        microseconds, peer_as, peer_address, at = whole_message(
            octets, start, stop, wide, kind == _BGP4MP_ET
        )
        if at < 0:
            return None
        if octets[at + HEADER_LENGTH - 1] != UPDATE:
            return []
        only = self._only
        if only is not None and not (
            only.wants_peer(peer_as, peer_address) and only.may_be_in(octets[at:stop])
        ):
            return []
        time: Any = float(timestamp)
        if microseconds > 0:
            time += microseconds / 1_000_000
        peer = self._addresses[peer_address] if peer_address else ""
        rows: list[Element] | None = None
        if short_way is not None:
            rows = short_way.rows(octets, at, stop, (time, "W", peer, peer_as, ""))
        elif chosen_way is not None:
            rows = chosen_way.rows(octets, at, stop, (time, "W", peer, peer_as, ""))
        if rows is not None:
            return rows
        try:
            update = decode(octets[at:stop])
        except DecodeError as error:
            self._fault(f"BGP message: {error}", error.rfc)
            return []
        if not isinstance(update, Update):
            return []
        return self.rows(update, time, peer_address, peer_as, name)

    def rows(
        self, update: Update, time: float, peer_address: bytes, peer_as: int, name: str
    ) -> list[Element]:
        """Return what an UPDATE does after RFC 7606 was applied to it.

        Args:
            update: the UPDATE.
            time: when it came, in seconds since 1970.
            peer_address: who sent it; empty when that is not known.
            peer_as: the AS number of the sender.
            name: the kind of record that it is from.
        """
        if update.findings:
            for finding in update.findings:
                if finding.treatment >= Treatment.TREAT_AS_WITHDRAW:
                    self._fault(str(finding), "")
        peer = self._addresses[peer_address] if peer_address else ""
        only = self._only
        withdrawn, announced = update.withdrawn, update.announced
        if only is not None:
            withdrawn = (
                () if only.type == "A" or only.is_of_attributes else _chosen(withdrawn, only)
            )
            announced = () if only.type == "W" else _chosen(announced, only)
        rows: list[Element] = []
        columns = self._columns[update.attributes.four_octet_as]
        for group in withdrawn:
            _extend(rows, (time, "W", peer, peer_as), group, columns.withdrawn, name)
        for group in announced:
            shown = columns.of_block(update.attributes, group.next_hop_octets)
            if only is None or wants_columns(only, shown):
                _extend(rows, (time, "A", peer, peer_as), group, shown, name)
        return rows


def _chosen(groups: tuple[NlriGroup, ...], only: Selection) -> tuple[NlriGroup, ...]:
    """Return groups of what is wanted of some."""
    found = []
    for group in groups:
        afi = group.family.afi
        if group.family not in PREFIXES:
            continue
        wanted = [at for at, key in enumerate(group.keys) if only.wants_key(afi, key)]
        if len(wanted) == len(group):
            found.append(group)
        elif wanted:
            found.append(group.among(wanted))
    return tuple(found)


def _extend(
    rows: list[Element],
    head: tuple[Any, ...],
    group: NlriGroup,
    columns: Columns,
    name: str,
) -> None:
    """Add a row for each prefix of a group of NLRI, none if they are no prefixes."""
    variant = PREFIXES.get(group.family)
    if variant is None:
        return
    _, text = variant
    if group.path_ids is None:
        end = (*columns[:-1], name)
        for key in group.keys:
            start: tuple[Any, ...] = (*head, text(key))
            rows.append(_make(start + end))
    else:
        for key, path_id in zip(group.keys, group.path_ids, strict=True):
            rows.append(_make((*head, text(key), *columns[:-2], path_id, name)))
