"""What a producer must not announce in BGP-LS, though receivers let it pass (RFC 9552 §5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from bgplib.attributes.bgp_ls._attribute import BgpLs
from bgplib.iana import bgp_ls as iana
from bgplib.nlri.bgp_ls import LinkStateNlri, LinkStateTlv, UnknownLinkStateNlri

__all__ = ["origination_faults"]

_IDENTIFIERS: Final = 258
_ADDRESSES: Final = (259, 260, 261, 262)
_TOPOLOGY: Final = 263
_NODE_FLAGS: Final = 1024
_PROTOCOL_MASK: Final = 1094
_METRIC: Final = 1095
_IGP_FLAGS: Final = 1152

_IS_IS: Final = (1, 2)
_OSPF: Final = (3, 6)
_LOCAL: Final = (4, 5)  # Direct, Static configuration
_LAST_OSPF_TOPOLOGY: Final = 127
#: bits of flags that mean something, by TLV
_KNOWN_FLAGS: Final = {_NODE_FLAGS: 0xFC, _PROTOCOL_MASK: 0xC0, _IGP_FLAGS: 0xF0}


def origination_faults(
    nlri: LinkStateNlri | UnknownLinkStateNlri, attribute: BgpLs | None = None
) -> tuple[str, ...]:
    """Return what is wrong with an object that a producer is about to announce.

    RFC 9552 §8.2.2 forbids those who pass it on to call it malformed for any of this.

    Args:
        nlri: the object.
        attribute: what is said of it; None where nothing is.
    """
    if isinstance(nlri, UnknownLinkStateNlri):
        found = [*_private_type_faults(nlri)]
    else:
        found = [text for check in _NLRI_CHECKS for text in check(nlri)]
    for tlv in () if attribute is None else attribute.tlvs:
        found += _attribute_faults(nlri, tlv)
    return tuple(found)


def _private_type_faults(nlri: UnknownLinkStateNlri) -> Iterator[str]:
    # RFC 9552 §5.4: "For a private use NLRI type, a 4-octet field MUST be included as the first
    # field in the NLRI immediately following the Total NLRI Length field of the Link-State NLRI
    # format as described in Section 5.2 to carry the Enterprise Code [ENTNUM]."
    if nlri.nlri_type >= iana.FIRST_PRIVATE and nlri.enterprise_code is None:
        yield f"NLRI of type {nlri.nlri_type} have no Enterprise Code (RFC 9552 §5.4)"


def _link_faults(nlri: LinkStateNlri) -> Iterator[str]:
    if nlri.nlri_type != iana.LINK:
        return
    types = {tlv.type for tlv in nlri.descriptors}
    # RFC 9552 §5.2.2: "If interface and neighbor addresses, either IPv4 or IPv6, are present, then
    # the interface/neighbor address TLVs MUST be included, and the Link Local/Remote Identifiers
    # TLV MUST NOT be included in the Link Descriptor."
    has_addresses = not types.isdisjoint(_ADDRESSES)
    if has_addresses and _IDENTIFIERS in types:
        yield "identifiers stand beside addresses of the link (RFC 9552 §5.2.2)"
    # RFC 9552 §5.2.2: "If interface and neighbor addresses are not present and the link
    # local/remote identifiers are present, then the Link Local/Remote Identifiers TLV MUST be
    # included in the Link Descriptor."
    if not has_addresses and _IDENTIFIERS not in types:
        yield "the link has neither addresses nor identifiers (RFC 9552 §5.2.2)"
    for tlv in nlri.descriptors:
        # RFC 9552 §5.2.2: "IPv4/IPv6 link-local addresses MUST NOT be carried in the IPv4/IPv6
        # interface/neighbor address TLVs (259/260/261/262) as descriptors of a link since they are
        # not considered unique."
        if isinstance(tlv.value, IPv4Address | IPv6Address) and tlv.value.is_link_local:
            yield f"{tlv} is link-local (RFC 9552 §5.2.2)"


def _topology_faults(nlri: LinkStateNlri) -> Iterator[str]:
    for tlv in nlri.descriptors:
        if tlv.type != _TOPOLOGY:
            continue
        # RFC 9552 §5.2.2.1: "In case one wants to advertise multiple topologies for a given Link or
        # Prefix Descriptor, multiple NLRIs MUST be generated where each NLRI contains a single
        # unique MT-ID"
        if len(tlv.octets) != 2:
            yield "there is not one topology (RFC 9552 §5.2.2.1)"
        for at in range(0, len(tlv.octets) - 1, 2):
            number = int.from_bytes(tlv.octets[at : at + 2], "big")
            # RFC 9552 §5.2.2.1: "When used as a Link or Prefix Descriptor for IS-IS, the Bits R are
            # reserved and MUST be set to 0 (as per Section 7.2 of [RFC5120]) when originated and
            # ignored on receipt."
            # RFC 9552 §5.2.2.1: "If the value in the MT-ID TLV is derived from OSPF, then the upper
            # R bits of the MT-ID field MUST be set to 0 and only the values from 0 to 127 are valid
            # for the MT-ID"
            last = _LAST_OSPF_TOPOLOGY if nlri.protocol_id in _OSPF else 0x0FFF
            if nlri.protocol_id in (*_IS_IS, *_OSPF) and number > last:
                yield f"{number} is no topology of the protocol (RFC 9552 §5.2.2.1)"


def _prefix_faults(nlri: LinkStateNlri) -> Iterator[str]:
    for tlv in nlri.descriptors:
        if tlv.type != iana.IP_REACHABILITY_INFORMATION or not tlv.octets:
            continue
        # RFC 9552 §5.2.3.2: "Any trailing bits MUST be set to 0."
        spare = -tlv.octets[0] % 8
        if len(tlv.octets) > 1 and tlv.octets[-1] & ((1 << spare) - 1):
            yield "bits behind the prefix are not 0 (RFC 9552 §5.2.3.2)"


def _private_faults(nlri: LinkStateNlri) -> Iterator[str]:
    for tlv in nlri.tlvs:
        yield from _enterprise_faults(tlv)


_NLRI_CHECKS: Final[tuple[Callable[[LinkStateNlri], Iterator[str]], ...]] = (
    _link_faults,
    _topology_faults,
    _prefix_faults,
    _private_faults,
)


def _enterprise_faults(tlv: LinkStateTlv) -> Iterator[str]:
    # RFC 9552 §5.4: "a 4-octet field MUST be included as the first field in the value to carry the
    # Enterprise Code."
    if tlv.type >= iana.FIRST_PRIVATE and len(tlv.octets) < 4:
        yield f"TLV {tlv.type} has no Enterprise Code (RFC 9552 §5.4)"


def _attribute_faults(
    nlri: LinkStateNlri | UnknownLinkStateNlri, tlv: LinkStateTlv
) -> Iterator[str]:
    yield from _enterprise_faults(tlv)
    # RFC 9552 §5.3.1.1: "The bits that are not defined MUST be set to 0 by the originator and MUST
    # be ignored by the receiver." §5.3.2.2 and §5.3.3.1 say the same.
    known = _KNOWN_FLAGS.get(tlv.type)
    if known is not None and tlv.octets and tlv.octets[0] & ~known:
        yield f"{tlv} has flags that are not defined (RFC 9552 §5.3)"
    # RFC 9552 §5.3.2.2: "The MPLS Protocol Mask TLV MUST NOT be included in NLRIs with the other
    # Protocol-IDs listed in Table 2."
    if (
        tlv.type == _PROTOCOL_MASK
        and isinstance(nlri, LinkStateNlri)
        and nlri.protocol_id not in _LOCAL
    ):
        yield "an MPLS Protocol Mask is for local information only (RFC 9552 §5.3.2.2)"
    # RFC 9552 §5.3.2.4: "IS-IS small metrics are 6 bits in size but are encoded in a 1-octet field;
    # therefore, the two most significant bits of the field MUST be set to 0 by the originator"
    if tlv.type == _METRIC and len(tlv.octets) == 1 and tlv.octets[0] > 0x3F:
        yield "a small metric has 6 bits (RFC 9552 §5.3.2.4)"
