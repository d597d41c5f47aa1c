"""VNIs in the place of labels (RFC 8365 §5.1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.extended_communities import Encapsulation, ExtendedCommunities
from bgplib.attributes.pmsi_tunnel import PmsiTunnel
from bgplib.nlri import Nlri
from bgplib.nlri.evpn import (
    EthernetAutoDiscovery,
    InclusiveMulticast,
    IpPrefix,
    MacIpAdvertisement,
)

__all__ = ["vnis", "vnis_of"]

#: RFC 8365 §11: VXLAN, NVGRE, VXLAN GPE; RFC 9012 §14: Geneve
_WITH_VNI: Final = (8, 9, 12, 19)


def vnis(nlri: Nlri, attributes: AttributeBlock) -> tuple[int, ...]:
    """Return the VNIs or VSIDs of 24 bits that an EVPN route carries in the place of labels.

    None where its Encapsulation extended communities name no tunnel that has them, so that they are
    labels of 20 bits. A program that knows better reads `Label.vni` itself.
    """
    return next(vnis_of((nlri,), attributes))


def vnis_of(routes: Iterable[Nlri], attributes: AttributeBlock) -> Iterator[tuple[int, ...]]:
    """Iterate over the VNIs of each route of an UPDATE, as `vnis` has them.

    The communities are looked through once, however many routes there are.
    """
    found = attributes.get(ExtendedCommunities)
    is_tunnelled = found is not None and any(
        isinstance(each, Encapsulation) and each.tunnel_type in _WITH_VNI
        for each in found.communities
    )
    return (_vnis(nlri, attributes) if is_tunnelled else () for nlri in routes)


def _vnis(nlri: Nlri, attributes: AttributeBlock) -> tuple[int, ...]:
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
