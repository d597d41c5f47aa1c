"""Flow specifications in TShark's words (RFC 8955 §4, RFC 8956 §3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bgplib.iana.families import AFI_IPV6, Family
from bgplib.nlri.flowspec import (
    BitmaskComponent,
    FlowSpecNlri,
    NumericComponent,
    PrefixComponent,
)
from bgplib.nlri.flowspec._operators import AND, END, Term
from bgplib.values.address import address_text
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.corpus.tshark.words import Words

_TCP_FLAGS: Final = 9
_DSCP: Final = 11  # TShark takes its operators for those of bitmasks: see `DIFFERENCES`
_FRAGMENT: Final = 12
_SIDES: Final = {1: "dst", 2: "src"}
#: the bits of TCP's octet of flags, those of RFC 3168 in front
_TCP_BITS: Final = ("fin", "syn", "reset", "push", "ack", "urg", "ecn", "cwr")
#: RFC 8955 §4.2.2.12
_FRAGMENT_BITS: Final = ("df", "isf", "ff", "lf")


def of_nlri(nlri: FlowSpecNlri, family: Family, place: str) -> Words:
    """Say each component, with its operators and values."""
    if nlri.rd is not None:
        yield from of_distinguisher("bgp.flowspec_route_distinguisher", nlri.rd)
    for component in nlri.components:
        yield "bgp.flowspec_nlri.filter_type", component.type
        if isinstance(component, PrefixComponent):
            yield from _prefix(component)
        elif isinstance(component, NumericComponent | BitmaskComponent):
            yield from _terms(component.type, component.terms)


def of_distinguisher(name: str, rd: RouteDistinguisher) -> Words:
    """Say the parts of a route distinguisher; those of type 0 are all that there are."""
    yield f"{name}_type", rd.type
    if rd.type == 0:
        assert rd.number is not None
        yield f"{name}_admin_as_num_2", str(rd.administrator)
        yield f"{name}_asnum_4", rd.number


def _prefix(component: PrefixComponent) -> Words:
    address = address_text(component.prefix.address)
    if component.afi == AFI_IPV6:
        yield "bgp.flowspec_nlri.ipv6_pref_length", component.length
        yield "bgp.flowspec_nlri.ipv6_pref_offset", component.offset
        yield f"bgp.flowspec_nlri.{_SIDES[component.type]}_ipv6_pref", address
    else:
        yield "bgp.prefix_length", component.length
        yield f"bgp.flowspec_nlri.{_SIDES[component.type]}_prefix_filter", address


def _terms(kind: int, terms: Sequence[Term]) -> Words:
    for at, term in enumerate(terms, 1):
        yield "bgp.flowspec_nlri.op.eol", at == len(terms)
        yield "bgp.flowspec_nlri.op.and", bool(term.operator & AND)
        yield "bgp.flowspec_nlri.op.val_len", term.size.bit_length() - 1
        yield "bgp.flowspec_nlri.op.un_bit4", bool(term.operator & 8)
        yield "bgp.flowspec_nlri.opflags", term.operator | (END if at == len(terms) else 0)
        if kind in (_TCP_FLAGS, _DSCP, _FRAGMENT):
            yield "bgp.flowspec_nlri.op.un_bit5", bool(term.operator & 4)
            yield "bgp.flowspec_nlri.op.flg_not", bool(term.operator & 2)
            yield "bgp.flowspec_nlri.op.flg_match", bool(term.operator & 1)
        else:
            yield "bgp.flowspec_nlri.op.lt", bool(term.operator & 4)
            yield "bgp.flowspec_nlri.op.gt", bool(term.operator & 2)
            yield "bgp.flowspec_nlri.op.equal", bool(term.operator & 1)
        yield from _value(kind, term)


def _value(kind: int, term: Term) -> Words:
    if kind == _TCP_FLAGS:
        yield "bgp.flowspec_nlri.val_tcp.flags", term.value
        for at, name in enumerate(_TCP_BITS):
            yield f"bgp.flowspec_nlri.val_tcp.flags.{name}", bool(term.value >> at & 1)
    elif kind == _FRAGMENT:
        yield "bgp.flowspec_nlri.val_frag", term.value
        for at, name in enumerate(_FRAGMENT_BITS):
            yield f"bgp.flowspec_nlri.val_frag_{name}", bool(term.value >> at & 1)
    elif kind == _DSCP:
        yield "bgp.flowspec_nlri.val_dsfield", term.value
    else:
        yield f"bgp.flowspec_nlri.dec_val_{8 * term.size}", term.value
