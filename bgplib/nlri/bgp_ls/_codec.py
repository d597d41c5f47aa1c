"""The frame of Link-State NLRI, and the order of what is in it (RFC 9552 §5.1, §5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from bgplib._checks import an
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import bgp_ls as iana
from bgplib.iana.families import SAFI_LINK_STATE_SPF, SAFI_LINK_STATE_VPN, Family
from bgplib.nlri._codec import AnyNlriCodec, NlriCodec
from bgplib.nlri.bgp_ls._nlri import LinkStateNlri, UnknownLinkStateNlri, descriptors_of
from bgplib.nlri.bgp_ls._tlv import LinkStateTlvs
from bgplib.octets import Reader
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["CODEC"]

_RD_OCTETS: Final = 8
#: values of the Address Family Link Descriptor that RFC 9815 §5.2.2.1 reserves
RESERVED_FAMILIES: Final = (0, 255)


def decode(
    reader: Reader, family: Family, context: Context
) -> LinkStateNlri | UnknownLinkStateNlri:
    """Read one NLRI."""
    nlri_type = reader.u16()
    length = reader.u16()
    body = reader.sub(length)
    if nlri_type not in iana.NLRI_TYPES:
        # RFC 9552 §5.2: "An implementation MUST handle unknown Link-State NLRI types as opaque
        # objects and MUST preserve and propagate them."
        head = nlri_type.to_bytes(2, "big") + length.to_bytes(2, "big")
        return UnknownLinkStateNlri(head + body.rest(), nlri_type)
    try:
        return _read(body, nlri_type, family)
    except DecodeError as error:
        # RFC 9552 §8.2.2: "When the error that is determined allows for the router to skip the
        # malformed NLRI(s) and continue the processing of the rest of the BGP UPDATE message (e.g.,
        # when the TLV ordering rule is violated), then it MUST handle such malformed NLRIs as 'NLRI
        # discard'"
        raise DecodeError(error.text, rfc="RFC 9552 §8.2.2", treatment=Treatment.IGNORE) from None


def _read(body: Reader, nlri_type: int, family: Family) -> LinkStateNlri:
    rd = None
    if family.safi == SAFI_LINK_STATE_VPN:
        rd = RouteDistinguisher(body.take(_RD_OCTETS))
    nlri = LinkStateNlri(
        rd=rd,
        nlri_type=nlri_type,
        protocol_id=body.u8(),
        identifier=body.u64(),
        tlvs=descriptors_of(nlri_type).read(body.rest()),
    )
    problem = _disorder(nlri)
    if problem:
        raise DecodeError(problem)
    return nlri


def _disorder(nlri: LinkStateNlri) -> str:
    """Say what is wrong with the order of the TLVs; nothing when it is right."""
    # RFC 9552 §5.1: "all TLVs within the NLRI MUST be ordered in ascending order by TLV Type. If
    # there are multiple TLVs of the same type within a single NLRI, then the TLVs sharing the same
    # type MUST be first in ascending order based on the Length field followed by ascending order
    # based on the Value field."
    keys = [(tlv.type, len(tlv.octets), tlv.octets) for tlv in nlri.tlvs]
    for before, after in pairwise(keys):
        if before > after:
            return f"TLV {after[0]} stands behind TLV {before[0]}, out of order"
    # RFC 9552 §5.2.1.4: "At most, there MUST be one instance of each sub-TLV type present in any
    # Node Descriptor. The sub-TLVs within a Node Descriptor MUST be arranged in ascending order by
    # sub-TLV type."
    for tlv in nlri.tlvs:
        if isinstance(tlv.value, LinkStateTlvs):
            types = [sub.type for sub in tlv.value]
            for first, second in pairwise(types):
                if first >= second:
                    return f"sub-TLV {second} stands behind sub-TLV {first} in TLV {tlv.type}"
    return ""


def judge(
    routes: Sequence[LinkStateNlri | UnknownLinkStateNlri],
    family: Family,
    context: Context,
    extended_communities: tuple[int, ...],
) -> DecodeError | None:
    """Say what is wrong with a node or link for the SPF algorithm of BGP, if one is (SAFI 80)."""
    if family.safi != SAFI_LINK_STATE_SPF:
        return None
    for nlri in routes:
        if isinstance(nlri, UnknownLinkStateNlri):
            continue
        # RFC 9815 §5.2: "Node or Link NLRI with a Protocol-ID other than the direct protocol is
        # considered malformed."
        if nlri.nlri_type in (iana.NODE, iana.LINK) and nlri.protocol_id != iana.DIRECT:
            return _withdrawn(f"protocol {nlri.protocol_id} of {an(nlri.name)}", "RFC 9815 §5.2")
        # RFC 9815 §5.2.2.1: "If the Address Family Link Descriptor TLV contains a reserved value (0
        # or 255), the TLV is considered malformed and is handled as described in Section 7.1."
        for tlv in nlri.tlvs:
            if tlv.type == iana.ADDRESS_FAMILY_LINK_DESCRIPTOR and (
                len(tlv.octets) != 1 or tlv.octets[0] in RESERVED_FAMILIES
            ):
                return _withdrawn(f"address family {tlv.octets.hex()} of a link", "RFC 9815 §7.1")
    return None


def _withdrawn(text: str, rfc: str) -> DecodeError:
    return DecodeError(text, rfc=rfc, treatment=Treatment.TREAT_AS_WITHDRAW)


def encode(nlri: LinkStateNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    if (nlri.rd is not None) != (family.safi == SAFI_LINK_STATE_VPN):
        raise EncodeError(f"{family} NLRI have {'a' if nlri.rd is None else 'no'} distinguisher")
    problem = _disorder(nlri)
    if problem:
        raise EncodeError(problem)
    try:
        head = nlri.protocol_id.to_bytes(1, "big") + nlri.identifier.to_bytes(8, "big")
        body = (b"" if nlri.rd is None else nlri.rd.octets) + head + nlri.tlvs.encode()
        return nlri.nlri_type.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body
    except OverflowError:
        raise EncodeError(f"a number of `{nlri}`, or its length, does not fit") from None


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 9552 §5.5: an IPv4 or IPv6 address, the latter perhaps with a link-local one behind it;
    # with SAFI 72, a route distinguisher of zero before each.
    return (12, 24, 48) if family.safi == SAFI_LINK_STATE_VPN else (4, 16, 32)


CODEC: Final[AnyNlriCodec] = NlriCodec(
    name="link-state",
    families=(Family.LINK_STATE, Family.LINK_STATE_VPN, Family.LINK_STATE_SPF),
    rfc="RFC 9552 §5.2",
    next_hop_lengths=next_hop_lengths,
    values=(LinkStateNlri,),
    decode=decode,
    encode=encode,
    judge=judge,
    # RFC 9552 §5.2: "An implementation MUST handle unknown Link-State NLRI types as opaque objects
    # and MUST preserve and propagate them."
    keeps_unknown=True,
)
