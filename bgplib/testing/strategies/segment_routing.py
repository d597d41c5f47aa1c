"""Strategies for PREFIX_SID: label indices, SRGBs, and SIDs of SRv6 services."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from bgplib.attributes import PrefixSid
from bgplib.attributes._srv6_service import SidInformation, SidStructure, Srv6Service
from bgplib.attributes.prefix_sid import LabelIndex, OriginatorSrgb
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.addresses import ipv6_addresses
from bgplib.values.tlv import Tlv

__all__ = ["prefix_sids", "sid_structures"]

_U8: Final = st.integers(0, 0xFF)
_U16: Final = st.integers(0, 0xFFFF)
_U24: Final = st.integers(0, 0xFFFFFF)
_U32: Final = st.integers(0, 0xFFFFFFFF)
#: fields that are sent as 0, and ignored
_RESERVED: Final = st.just(0) | _U8


@st.composite
def sid_structures(draw: st.DrawFn) -> SidStructure:
    """Make lengths that fit in a SID, with or without bits in the label field (RFC 9252 §3.2.1)."""
    block = draw(st.integers(0, 64))
    node = draw(st.integers(0, 32))
    function = draw(st.integers(0, 32))
    argument = draw(st.integers(0, 128 - block - node - function))
    moved = draw(st.integers(0, min(24, function + argument)))
    end = block + node + function + argument
    offset = draw(st.integers(block + node, end - moved)) if moved else 0
    return SidStructure(
        locator_block=block,
        locator_node=node,
        function=function,
        argument=argument,
        transposition_length=moved,
        transposition_offset=offset,
    )


@kept
def _unknown(known: int) -> st.SearchStrategy[Tlv]:
    types = st.sampled_from([number for number in (0, 1, 2, 200, 255) if number != known])
    return st.builds(Tlv, types, st.binary(max_size=12))


@kept
def _services() -> st.SearchStrategy[Srv6Service]:
    information = st.builds(
        SidInformation,
        reserved=_RESERVED,
        sid=ipv6_addresses(),
        flags=_RESERVED,
        behavior=_U16,
        reserved2=_RESERVED,
        parts=st.lists(sid_structures() | _unknown(1), max_size=2).map(tuple),
    )
    return st.builds(
        Srv6Service,
        type=st.sampled_from((5, 6)),
        reserved=_RESERVED,
        parts=st.lists(information | _unknown(1), max_size=2).map(tuple),
    )


@kept
def prefix_sids() -> st.SearchStrategy[PrefixSid]:
    """Make segment identifiers of all kinds, TLVs of other types among them (RFC 8669 §3).

    No two are a Label-Index, or an Originator SRGB: the second would not be passed on (§6).
    """
    index = st.builds(LabelIndex, reserved=_RESERVED, flags=st.just(0) | _U16, index=_U32)
    ranges = st.lists(st.tuples(_U24, _U24), min_size=1, max_size=3).map(tuple)
    srgb = st.builds(OriginatorSrgb, ranges, st.just(0) | _U16)
    other = st.builds(Tlv, st.sampled_from((0, 2, 4, 7, 255)), st.binary(max_size=12))
    others = st.lists(_services() | other, max_size=3)
    once = st.lists(index | srgb, max_size=2, unique_by=type)
    return (
        st.tuples(once, others)
        .filter(any)
        .flatmap(lambda found: st.permutations([*found[0], *found[1]]))
        .map(lambda found: PrefixSid(tuple(found)))
    )
