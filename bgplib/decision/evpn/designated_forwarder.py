"""Which PE of an Ethernet segment forwards flooded frames to it (RFC 7432 §8.5)."""

from __future__ import annotations

from collections.abc import Iterable

from bgplib.errors import LocalError

__all__ = ["designated_forwarder"]


def designated_forwarder(candidates: Iterable[bytes], vlans: Iterable[int]) -> bytes:
    """Return the address of the PE that is elected by service carving.

    Args:
        candidates: the addresses of the PEs, our own among them: the Originating Router's IP
            Address of each Ethernet Segment route of the segment.
        vlans: the VLAN, or all VLANs of a bundle.

    Raises:
        LocalError: there are no PEs, or no VLANs.
    """
    # RFC 7432 §8.5: "When the timer expires, each PE builds an ordered list of the IP addresses of
    # all the PE nodes connected to the Ethernet segment (including itself), in increasing numeric
    # value."
    ordered = sorted(set(candidates), key=lambda address: (len(address), address))
    bundle = tuple(vlans)
    if not ordered or not bundle:
        raise LocalError("nobody is elected without candidates, nor for no VLAN")
    # RFC 7432 §8.5: "for VLAN-based service, the PE with ordinal i is the DF for an <ES, VLAN V>
    # when (V mod N) = i. In the case of VLAN-(aware) bundle service, then the numerically lowest
    # VLAN value in that bundle on that ES MUST be used in the modulo function."
    return ordered[min(bundle) % len(ordered)]
