"""VNIs in the place of labels (RFC 8365 §5.1.3)."""

from __future__ import annotations

from typing import Final

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.extended_communities import Encapsulation, ExtendedCommunities
from bgplib.attributes.pmsi_tunnel import PmsiTunnel
from bgplib.nlri import Nlri
from bgplib.nlri._routes import TypedRoute
from bgplib.nlri.evpn import (
    EthernetAutoDiscovery,
    InclusiveMulticast,
    IpPrefix,
    MacIpAdvertisement,
)

__all__ = ["vnis"]

#: RFC 8365 §11: VXLAN, NVGRE, VXLAN GPE; RFC 9012 §14: Geneve
_WITH_VNI: Final = (8, 9, 12, 19)


def vnis(nlri: Nlri, attributes: AttributeBlock) -> tuple[int, ...]:
    """Return the VNIs or VSIDs of 24 bits that an EVPN route carries in the place of labels.

    None where its Encapsulation extended communities name no tunnel that has them, so that they are
    labels of 20 bits. A program that knows better reads `Label.vni` itself.
    """
    if not isinstance(nlri, TypedRoute):
        return ()
    found = attributes.get(ExtendedCommunities)
    if found is None or not any(
        isinstance(each, Encapsulation) and each.tunnel_type in _WITH_VNI
        for each in found.communities
    ):
        return ()
    # RFC 8365 §5.1.3: "the entire 24-bit field is used to encode the VNI value."
    match nlri:
        case MacIpAdvertisement(labels=labels):
            return tuple(label.vni for label in labels)
        case EthernetAutoDiscovery(label=label) | IpPrefix(label=label):
            return (label.vni,)
        case InclusiveMulticast():
            tunnel = attributes.get(PmsiTunnel)
            return () if tunnel is None else (tunnel.label.vni,)
        case _:
            return ()
