"""What UPDATEs announce and withdraw, as elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bgplib.findings import Treatment
from bgplib.formats._addresses import AddressTexts, ipv4_prefix_text, ipv6_prefix_text
from bgplib.formats.mrt._element_columns import NOTHING, ElementColumns
from bgplib.formats.mrt.element import Element
from bgplib.formats.mrt.selection import Selection
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.registry import Registry

__all__ = ["PREFIXES", "Fault", "UpdateElements"]

#: families whose NLRI are plain prefixes: the longest one in bits, and what prints a key
PREFIXES: Final[dict[Family, tuple[int, Callable[[bytes], str]]]] = {
    Family.IPV4_UNICAST: (32, ipv4_prefix_text),
    Family.IPV4_MULTICAST: (32, ipv4_prefix_text),
    Family.IPV6_UNICAST: (128, ipv6_prefix_text),
    Family.IPV6_MULTICAST: (128, ipv6_prefix_text),
}
#: is told what cannot be read: a sentence, and the section that says so
Fault = Callable[[str, str], None]


class UpdateElements:
    """Makes the elements of UPDATEs."""

    __slots__ = ("_addresses", "_columns", "_fault", "_only")

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
        for finding in update.findings:
            if finding.treatment >= Treatment.TREAT_AS_WITHDRAW:
                self._fault(str(finding), "")
        peer = self._addresses[peer_address] if peer_address else ""
        only = self._only
        withdrawn, announced = update.withdrawn, update.announced
        if only is not None:
            withdrawn = () if only.type == "A" or only.origin_asns else _chosen(withdrawn, only)
            announced = () if only.type == "W" else _chosen(announced, only)
        rows: list[Element] = []
        for group in withdrawn:
            rows += _rows((time, "W", peer, peer_as), group, (None, *NOTHING), name)
        if announced:
            columns = self._columns[update.attributes.four_octet_as]
            tail = columns.of_block(update.attributes)
            if only is not None and not only.wants_origins(tail[1]):
                return rows
            for group in announced:
                next_hop = columns.next_hop(group.next_hop_octets)
                rows += _rows((time, "A", peer, peer_as), group, (next_hop, *tail), name)
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


def _rows(
    head: tuple[float, str, str, int], group: NlriGroup, columns: tuple[object, ...], name: str
) -> list[Element]:
    """Return a row for each prefix of a group of NLRI, none if they are no prefixes."""
    variant = PREFIXES.get(group.family)
    if variant is None:
        return []
    _, text = variant
    new = tuple.__new__
    if group.path_ids is None:
        end = (*columns, None, name)
        return [new(Element, (*head, text(key), *end)) for key in group.keys]
    return [
        new(Element, (*head, text(key), *columns, path_id, name))
        for key, path_id in zip(group.keys, group.path_ids, strict=True)
    ]
