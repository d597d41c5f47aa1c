"""TLVs of flexible algorithms (RFC 9351 §3)."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes.bgp_ls._records import U8, record, sub_tlvs
from bgplib.nlri.bgp_ls import LinkStateTlvs
from bgplib.nlri.bgp_ls._layout import AnyLayout, Flags, Layout, numbers, write_flags
from bgplib.nlri.bgp_ls._table import TlvTable
from bgplib.nlri.bgp_ls._text import Fields
from bgplib.values._field_kinds import kind_of

__all__ = [
    "FLEXIBLE_ALGORITHM",
    "FlexibleAlgorithmDefinition",
    "UnsupportedSubTlvs",
    "flexible_algorithm_containers",
]

# Protocol-IDs whose sub-TLV types have one octet: IS-IS. Those of OSPF have two.
_ONE_OCTET_TYPES: Final = (1, 2)


@attrs.frozen(kw_only=True)
class FlexibleAlgorithmDefinition(Fields):
    """How paths are computed by an algorithm that operators define (RFC 9351 §3)."""

    algorithm: int  #: 128 to 255
    metric_type: int = 0  #: 0 IGP metric, 1 minimum unidirectional link delay, 2 TE metric
    calculation_type: int = 0  #: 0 shortest path first
    priority: int = 0  #: the definition with the greatest counts
    sub_tlvs: LinkStateTlvs = LinkStateTlvs()  #: which links are used


@frozen
class UnsupportedSubTlvs(Fields):
    """Parts of a definition that BGP-LS cannot carry (RFC 9351 §3.6)."""

    protocol_id: int  #: the IGP of the definition
    types: tuple[int, ...]  #: types of that IGP's sub-TLVs


def _read_unsupported(octets: bytes) -> UnsupportedSubTlvs | None:
    if not octets:
        return None
    types = _types(octets[0]).decode(octets[1:]) if octets[1:] else ()
    return None if types is None else UnsupportedSubTlvs(octets[0], types)


def _write_unsupported(value: UnsupportedSubTlvs) -> bytes:
    return bytes((value.protocol_id,)) + _types(value.protocol_id).encode(value.types)


def _types(protocol_id: int) -> Layout[tuple[int, ...]]:
    return numbers(1 if protocol_id in _ONE_OCTET_TYPES else 2)


def _read_flags(octets: bytes) -> Flags | None:
    # RFC 9350 §6.4: bits are counted from the most significant of the first octet, whatever the
    # length; the first is the M-flag.
    if not octets:
        return None
    names = ("m-flag",) if octets[0] & 0x80 else ()
    return Flags(int.from_bytes(octets, "big"), len(octets), names)


FLEXIBLE_ALGORITHM: Final[dict[int, AnyLayout]] = {
    1040: numbers(4),
    1041: numbers(4),
    1042: numbers(4),
    1043: Layout(_read_flags, write_flags, kind_of(Flags, "")),
    1045: numbers(4),
    1046: Layout(_read_unsupported, _write_unsupported, kind_of(UnsupportedSubTlvs, "")),
}


def flexible_algorithm_containers(inner: TlvTable) -> dict[int, AnyLayout]:
    """Return the layouts of TLVs that hold sub-TLVs out of a table."""
    return {
        1039: record(
            FlexibleAlgorithmDefinition,
            algorithm=U8,
            metric_type=U8,
            calculation_type=U8,
            priority=U8,
            sub_tlvs=sub_tlvs(inner),
        ),
    }
