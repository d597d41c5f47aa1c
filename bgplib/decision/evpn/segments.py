"""Which PEs lead to a MAC address on a multihomed segment (RFC 7432 §8.4, §9.2.2, §10, §14.1)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import attrs

from bgplib._frozen import frozen
from bgplib.attributes.extended_communities import EsiLabel, EsImport, ExtendedCommunity
from bgplib.nlri.evpn import MacIpAdvertisement
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress

__all__ = [
    "NextHopLabels",
    "Redundancy",
    "SegmentRoutes",
    "arp_entries",
    "imports_segment",
    "known_macs",
]


class Redundancy(Enum):
    """Who of the PEs of a segment forwards."""

    ALL_ACTIVE = "all-active"  #: all of them
    SINGLE_ACTIVE = "single-active"  #: one of them


@frozen
class NextHopLabels:
    """Where frames go, and with which label."""

    pe: bytes  #: the next hop
    label: Label  #: the label that this PE advertised
    is_backup: bool = False  #: to be used when the primary PE is gone


@attrs.frozen(kw_only=True)
class SegmentRoutes:
    """The Ethernet A-D routes of one segment that a PE has imported."""

    #: the ESI label of each PE that advertised the set of routes per Ethernet segment
    per_segment: dict[bytes, EsiLabel]
    #: the label of each PE that advertised the route per EVPN instance, for one Ethernet tag
    per_instance: dict[bytes, Label]

    @property
    def redundancy(self) -> Redundancy | None:
        """Who of the PEs forwards; None where no route says it."""
        # RFC 7432 §14.1.1: "For a given ES, if the remote PE has imported the set of Ethernet A-D
        # per ES routes from at least one PE, where the "Single-Active" flag in the ESI Label
        # extended community is set, then the remote PE MUST deduce that the ES is operating in
        # Single-Active redundancy mode."
        if any(label.single_active for label in self.per_segment.values()):
            return Redundancy.SINGLE_ACTIVE
        # RFC 7432 §14.1.2: "from one or more PEs and none of them have the "Single-Active" flag in
        # the ESI Label extended community set, then the remote PE MUST deduce that the ES is
        # operating in All-Active redundancy mode."
        return Redundancy.ALL_ACTIVE if self.per_segment else None

    def next_hops(
        self, esi: EthernetSegmentId, macs: dict[bytes, Label]
    ) -> tuple[NextHopLabels, ...]:
        """Return where frames to a MAC address can go.

        Args:
            esi: the Ethernet segment of its MAC/IP Advertisement routes.
            macs: Label1 of the route of each PE that advertises it.
        """
        # RFC 7432 §9.2.2: "If the Ethernet Segment Identifier field in a received MAC/IP
        # Advertisement route is set to the reserved ESI value of 0 or MAX-ESI, then if the
        # receiving PE decides to install forwarding state for the associated MAC address, it MUST
        # be based on the MAC/IP Advertisement route alone."
        if esi in (EthernetSegmentId.SINGLE_HOMED, EthernetSegmentId.MAX):
            return tuple(NextHopLabels(pe, label) for pe, label in macs.items())
        # RFC 7432 §9.2.2: "it MUST be when both the MAC/IP Advertisement route AND the associated
        # set of Ethernet A-D per ES routes have been received."
        if not macs:
            return ()
        primary = {pe: label for pe, label in macs.items() if pe in self.per_segment}
        # RFC 7432 §8.4: "the Ethernet A-D per EVI route MUST NOT be used for traffic forwarding by
        # a remote PE until it also receives the associated set of Ethernet A-D per ES routes."
        others = {
            pe: label
            for pe, label in self.per_instance.items()
            if pe in self.per_segment and pe not in primary
        }
        # RFC 7432 §14.1.2: "If the next hop is constructed as a result of a MAC route, then this
        # label stack MUST be used."
        single = self.redundancy is Redundancy.SINGLE_ACTIVE
        # RFC 7432 §14.1.1: "If there is more than one backup PE for a given ES, the remote PE MUST
        # use the primary PE's withdrawal of its set of Ethernet A-D per ES routes as a trigger to
        # start flooding traffic for the associated MAC addresses"
        usable = {} if single and len(others) > 1 else others
        waits = single and bool(primary)
        return (
            *(NextHopLabels(pe, label) for pe, label in primary.items()),
            *(NextHopLabels(pe, label, waits) for pe, label in usable.items()),
        )


def imports_segment(communities: Iterable[ExtendedCommunity], ours: Iterable[EsImport]) -> bool:
    """Say whether an Ethernet Segment route is of a segment that we are attached to.

    Args:
        communities: the extended communities of the route.
        ours: the ES-Import route targets of our segments.
    """
    # RFC 7432 §8.1.1: "The Ethernet Segment route filtering MUST be done such that the Ethernet
    # Segment route is imported only by the PEs that are multihomed to the same Ethernet segment."
    wanted = set(ours)
    return any(isinstance(each, EsImport) and each in wanted for each in communities)


def known_macs(routes: Iterable[MacIpAdvertisement]) -> frozenset[MacAddress]:
    """Return the MAC addresses that routes lead to, with IP addresses or without."""
    # RFC 7432 §10: "when it receives a withdraw message for the MAC/IP route, it MUST delete the
    # corresponding entry from the ARP table but not the MAC entry from the MAC-VRF table, unless it
    # receives a withdraw message for the MAC-only route."
    return frozenset(route.mac for route in routes)


def arp_entries(routes: Iterable[MacIpAdvertisement]) -> dict[bytes, MacAddress]:
    """Return the MAC address of each IP address that routes have."""
    return {route.ip: route.mac for route in routes if route.ip}
