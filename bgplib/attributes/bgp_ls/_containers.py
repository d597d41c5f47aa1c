"""TLVs that hold attributes of links and prefixes: RFC 9085 §2.2.3 and §2.3.5, RFC 9294 §2."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes.bgp_ls._records import FLAGS, U16, U32, record, sub_tlvs
from bgplib.errors import EncodeError
from bgplib.nlri.bgp_ls import LinkStateTlvs
from bgplib.nlri.bgp_ls._layout import AnyLayout, Layout
from bgplib.nlri.bgp_ls._table import TlvTable
from bgplib.nlri.bgp_ls._text import Fields
from bgplib.values._field_kinds import kind_of

__all__ = [
    "ApplicationSpecific",
    "BundleMember",
    "PrefixRange",
    "application_containers",
    "bundle_containers",
]

# RFC 9294 §2: a bit mask has 0, 4 or 8 octets.
_MASK_OCTETS: Final = (0, 4, 8)


@frozen(kw_only=True)
class ApplicationSpecific(Fields):
    """Attributes of a link that count for some applications only (RFC 9294 §2)."""

    #: Standard Application Identifier Bit Mask, 0, 4 or 8 octets, of which the first has 0x80
    #: RSVP-TE, 0x40 SR Policy, 0x20 Loop-Free Alternate, 0x10 Flexible Algorithm
    standard: bytes = b""
    user_defined: bytes = b""  #: User-Defined Application Identifier Bit Mask, 0, 4 or 8 octets
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: the attributes


@attrs.frozen
class BundleMember(Fields):
    """A link of layer 2 that is part of a bundle (RFC 9085 §2.2.3)."""

    identifier: int  #: the link's local identifier
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: attributes of the link


@attrs.frozen(kw_only=True)
class PrefixRange(Fields):
    """Prefixes that follow each other, and have SIDs that do (RFC 9085 §2.3.5)."""

    flags: int = 0  #: as the IGP has them
    size: int  #: how many prefixes
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: the Prefix-SID of the first


def _application_specific(inner: TlvTable) -> Layout[ApplicationSpecific]:
    def decode(octets: bytes) -> ApplicationSpecific | None:
        if len(octets) < 4 or not {octets[0], octets[1]} <= set(_MASK_OCTETS):
            return None
        middle = 4 + octets[0]
        end = middle + octets[1]
        if end > len(octets):
            return None
        return ApplicationSpecific(
            standard=octets[4:middle],
            user_defined=octets[middle:end],
            sub_tlvs=inner.read(octets[end:]),
        )

    def encode(value: ApplicationSpecific) -> bytes:
        sizes = (len(value.standard), len(value.user_defined))
        if not set(sizes) <= set(_MASK_OCTETS):
            raise EncodeError(f"bit masks have 0, 4 or 8 octets, not {sizes}")
        head = bytes((*sizes, 0, 0)) + value.standard + value.user_defined
        return head + inner.build(value.sub_tlvs).encode()

    return Layout(decode, encode, kind_of(ApplicationSpecific, ""))


def application_containers(inner: TlvTable) -> dict[int, AnyLayout]:
    """Return the layouts of TLVs that hold plain attributes."""
    return {
        1122: _application_specific(inner),
        1159: record(PrefixRange, flags=FLAGS, reserved=1, size=U16, sub_tlvs=sub_tlvs(inner)),
    }


def bundle_containers(inner: TlvTable) -> dict[int, AnyLayout]:
    """Return the layouts of TLVs that hold TLVs which may hold attributes themselves."""
    return {1172: record(BundleMember, identifier=U32, sub_tlvs=sub_tlvs(inner))}
