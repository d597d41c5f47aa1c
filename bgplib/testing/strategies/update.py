"""Strategies for UPDATE messages: values, octets without fault, and octets with some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.testing import malformed
from bgplib.testing.strategies.addresses import next_hops
from bgplib.testing.strategies.attributes import attribute_fields, attribute_lists
from bgplib.testing.strategies.context import UNICAST_FAMILIES
from bgplib.testing.strategies.nlri import announcements, nlri_fields, withdrawals

__all__ = ["mutated_updates", "mutations", "update_octets", "updates"]

_MP: Final = (attributes.MP_REACH_NLRI, attributes.MP_UNREACH_NLRI)


def _agreed(context: Context) -> tuple[Family, ...]:
    """Return the families of plain prefixes that a context has."""
    agreed = context.families
    return tuple(f for f in UNICAST_FAMILIES if agreed is None or f in agreed)


@st.composite
def updates(draw: st.DrawFn, context: Context) -> Update:
    """Make UPDATEs as a program builds them, which the context can carry.

    Each announces, or withdraws, routes of one family; a few are End-of-RIB markers. Where no
    family of plain prefixes was agreed on, it is any of these.
    """
    family = draw(st.sampled_from(_agreed(context) or UNICAST_FAMILIES))
    which = draw(st.sampled_from(("announce", "announce", "announce", "withdraw", "end-of-rib")))
    if which == "end-of-rib":
        return Update.end_of_rib_of(family)
    if which == "withdraw":
        return Update.build(withdrawn=(draw(withdrawals(family, context)),))
    values = draw(attribute_lists(context, without=(attributes.NEXT_HOP,)))
    group = draw(announcements(family, context))
    return Update.build(attributes=values, announced=(group,))


@attrs.define
class _Pieces:
    """An UPDATE in pieces that can be damaged one by one."""

    withdrawn: bytes
    attributes: list[bytes]
    nlri: bytes
    withdrawn_error: int = 0  #: added to the Withdrawn Routes Length
    attributes_error: int = 0  #: added to the Total Path Attribute Length

    def message(self) -> bytes:
        length = sum(map(len, self.attributes))
        return malformed.update(
            *self.attributes,
            nlri=self.nlri,
            withdrawn=self.withdrawn,
            withdrawn_length=(len(self.withdrawn) + self.withdrawn_error) & 0xFFFF,
            attributes_length=(length + self.attributes_error) & 0xFFFF,
        )


@st.composite
def _pieces(draw: st.DrawFn, context: Context) -> _Pieces:
    """Make well-formed pieces in any combination that RFC 7606 §5.1 asks receivers to accept."""
    ipv4 = Family.IPV4_UNICAST
    agreed = _agreed(context)
    classic = ipv4 in agreed
    withdrawn = draw(nlri_fields(ipv4, context)) if classic and draw(st.booleans()) else b""
    nlri = draw(nlri_fields(ipv4, context)) if classic and draw(st.booleans()) else b""
    reach = draw(_mp_reach(agreed, context)) if bool(agreed) and draw(st.booleans()) else b""
    wire: list[bytes] = []
    if nlri or reach or draw(st.booleans()):
        without = () if nlri else (attributes.NEXT_HOP,)
        wire = draw(attribute_fields(context, without=without))
        if nlri and not any(octets[1] == attributes.NEXT_HOP for octets in wire):
            classic_context = attrs.evolve(context, extended_next_hop=())
            next_hop = draw(next_hops(ipv4, classic_context)).octets
            wire.append(bytes((0x40, 3, 4)) + next_hop)
    extra = [reach] if reach else []
    if bool(agreed) and draw(st.booleans()):
        extra.append(draw(_mp_unreach(agreed, context)))
    for octets in extra:
        wire.insert(draw(st.integers(0, len(wire))), octets)
    return _Pieces(withdrawn, wire, nlri)


@st.composite
def _mp_reach(draw: st.DrawFn, agreed: Sequence[Family], context: Context) -> bytes:
    family = draw(st.sampled_from(agreed))
    next_hop = draw(next_hops(family, context)).octets
    value = b"".join(
        (
            family.afi.to_bytes(2, "big"),
            bytes((family.safi, len(next_hop))),
            next_hop,
            draw(st.binary(min_size=1, max_size=1)),
            draw(nlri_fields(family, context)),
        )
    )
    return draw(_mp_attribute(attributes.MP_REACH_NLRI, value))


@st.composite
def _mp_unreach(draw: st.DrawFn, agreed: Sequence[Family], context: Context) -> bytes:
    family = draw(st.sampled_from(agreed))
    value = family.afi.to_bytes(2, "big") + bytes((family.safi,))
    return draw(
        _mp_attribute(attributes.MP_UNREACH_NLRI, value + draw(nlri_fields(family, context)))
    )


#: unused bits of the flags octet, and the Extended Length bit
_FRAMES: Final = st.tuples(st.just(0) | st.integers(0, 15), st.sampled_from((0, 0x10)))


def _mp_attribute(code: int, value: bytes) -> st.SearchStrategy[bytes]:
    return _FRAMES.map(lambda how: malformed.attribute(0x80 | how[0] | how[1], code, value))


def update_octets(context: Context) -> st.SearchStrategy[bytes]:
    """Make UPDATEs without fault as a peer may send them.

    Unlike what bgplib encodes they announce and withdraw several families at once, have
    attributes in any order, long lengths, unused flag bits and bits behind prefixes set.
    """
    return _pieces(context).map(_Pieces.message)


@st.composite
def mutated_updates(draw: st.DrawFn, context: Context, *, most: int = 4) -> bytes:
    """Make UPDATEs with one to `most` damages to their pieces; their headers stay right.

    Lengths lie, attributes are cut, stretched, repeated, swapped or lost, octets are changed. Not
    every damage is a mistake: in one of three such messages a receiver finds nothing wrong.
    """
    pieces = draw(_pieces(context))
    for _ in range(draw(st.integers(1, most))):
        _damage(draw, pieces)
    return pieces.message()


_ERRORS: Final = st.sampled_from((-2, -1, 1, 2, 3, 255)) | st.integers(-40, 40)


def _damage(draw: st.DrawFn, pieces: _Pieces) -> None:
    """Do one damage."""
    wire = pieces.attributes
    ways = ["withdrawn", "nlri", "withdrawn-length", "attributes-length", "garbage", "new"]
    if wire:
        ways += ["flags", "code", "length", "value", "delete", "repeat", "swap", "cut"] * 2
    way = draw(st.sampled_from(ways))
    at = draw(st.integers(0, len(wire) - 1)) if wire else 0
    if way == "withdrawn":
        pieces.withdrawn = draw(_bent(pieces.withdrawn))
    elif way == "nlri":
        pieces.nlri = draw(_bent(pieces.nlri))
    elif way == "withdrawn-length":
        pieces.withdrawn_error += draw(_ERRORS)
    elif way == "attributes-length":
        pieces.attributes_error += draw(_ERRORS)
    elif way == "garbage":
        wire.append(draw(st.binary(min_size=1, max_size=4)))
    elif way == "new":
        wire.insert(at, draw(_any_attribute()))
    elif way == "delete":
        del wire[at]
    elif way == "repeat":
        wire.insert(draw(st.integers(0, len(wire))), wire[at])
    elif way == "swap":
        wire[at], wire[0] = wire[0], wire[at]
    else:
        wire[at] = draw(_bent_attribute(wire[at], way))


@st.composite
def _any_attribute(draw: st.DrawFn) -> bytes:
    """Make an attribute of any flags and type with a value of any octets."""
    flags = draw(st.sampled_from((0x40, 0x80, 0xC0, 0xE0, 0x00)) | st.integers(0, 255))
    code = draw(st.sampled_from(sorted(attributes.NAMES)) | st.integers(0, 255))
    return malformed.attribute(flags, code, draw(st.binary(max_size=12)))


@st.composite
def _bent_attribute(draw: st.DrawFn, octets: bytes, way: str) -> bytes:
    """Damage flags, type code, length or value of an attribute."""
    if way == "cut" or not octets:
        return octets[: draw(st.integers(0, len(octets)))]
    changed = bytearray(octets)
    index = {"flags": 0, "code": 1, "length": 2}.get(way, len(octets) - 1)
    if way == "value" and len(octets) > 3:
        index = draw(st.integers(3, len(octets) - 1))
    if index < len(changed):
        changed[index] = draw(st.integers(0, 255) | st.just((changed[index] + 1) & 0xFF))
    return bytes(changed)


def _bent(octets: bytes) -> st.SearchStrategy[bytes]:
    """Cut, stretch or change a field of NLRI."""
    cut = st.integers(0, len(octets)).map(lambda stop: octets[:stop])
    stretched = st.binary(min_size=1, max_size=6).map(lambda more: octets + more)
    return cut | stretched | mutations(octets)


@st.composite
def mutations(draw: st.DrawFn, octets: bytes, *, most: int = 4) -> bytes:
    """Change up to `most` octets anywhere, and sometimes cut or lengthen what is left."""
    changed = bytearray(octets)
    for _ in range(draw(st.integers(0, most))):
        if changed:
            at = draw(st.integers(0, len(changed) - 1))
            changed[at] = draw(st.sampled_from((0, 1, 0x7F, 0x80, 0xFF)) | st.integers(0, 255))
    if draw(st.integers(0, 3)) == 0:
        del changed[draw(st.integers(0, len(changed))) :]
        changed += draw(st.binary(max_size=4))
    return bytes(changed)
