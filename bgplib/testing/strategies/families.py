"""Strategies for the NLRI of every family that bgplib has a codec for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import attrs
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.iana.families import (
    AFI_IPV4,
    AFI_IPV6,
    SAFI_FLOWSPEC_VPN,
    SAFI_VPN_CAR,
    SAFI_VPN_MULTICAST,
    Family,
)
from bgplib.nlri import Nlri, _fields, evpn
from bgplib.nlri._routes import RouteCodec, RouteTable
from bgplib.nlri.car import CarLabelIndex, CarLabels, CarNlri, CarSids
from bgplib.nlri.evpn import _table as evpn_table
from bgplib.nlri.evpn import ip_prefix
from bgplib.nlri.flowspec import (
    BitmaskComponent,
    BitmaskTerm,
    Component,
    FlowSpecNlri,
    MacComponent,
    NumericComponent,
    NumericTerm,
    PrefixComponent,
    _types,
)
from bgplib.nlri.l1vpn import L1vpnNlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.mcast_vpls import _table as mcast_vpls_table
from bgplib.nlri.mdt import MdtNlri
from bgplib.nlri.mup import _table as mup_table
from bgplib.nlri.mup import type_2_session_transformed
from bgplib.nlri.mvpn import _table as mvpn_table
from bgplib.nlri.mvpn import source_active
from bgplib.nlri.pseudowire import PseudowireNlri
from bgplib.nlri.route_target import RouteTargetNlri
from bgplib.nlri.sfc import _table as sfc_table
from bgplib.nlri.sr_policy import SrPolicyNlri
from bgplib.nlri.vpls import VplsDiscoveryNlri, VplsNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.addresses import prefixes
from bgplib.testing.strategies.bgp_ls import link_state_nlri
from bgplib.testing.strategies.nlri import path_ids, unicast_nlri
from bgplib.testing.strategies.values import (
    ethernet_segment_ids,
    labels,
    mac_addresses,
    route_distinguishers,
)
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.tlv import Tlv

__all__ = ["nlri", "routes"]

_U32: Final = st.integers(0, 0xFFFFFFFF)
_U16: Final = st.integers(0, 0xFFFF)
_IPV4: Final = st.binary(min_size=4, max_size=4)
_IPV6: Final = st.binary(min_size=16, max_size=16)
_ANY_ADDRESS: Final = _IPV4 | _IPV6


def nlri(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    """Make NLRI of a family, with path identifiers where the context says we send them.

    Raises:
        LookupError: no strategy is known for the family.
    """
    # What else was agreed on makes no other NLRI: those of many contexts are one strategy.
    most = dict(context.maximum_labels).get(family)
    relevant = Context(
        add_path_send=context.add_path_send & {family},
        multiple_labels=context.multiple_labels & {family},
        maximum_labels=() if most is None else ((family, most),),
    )
    return _nlri(family, relevant)


@kept
def _nlri(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    bare = _MAKERS[family.safi](family, context)
    if family in context.add_path_send:
        return st.builds(lambda one, number: attrs.evolve(one, path_id=number), bare, path_ids())
    return bare


def _unicast(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    return unicast_nlri(family, attrs.evolve(context, add_path_send=()))


def _stacks(family: Family, context: Context) -> st.SearchStrategy[tuple[Label, ...]]:
    """Make what stands before a prefix: one label, or a stack whose last has the S bit."""
    if family not in context.multiple_labels:
        # RFC 8277 §2.2: the S bit is 1 when it is sent.
        return labels().map(lambda label: (Label((label.vni | 1).to_bytes(3, "big")),))
    # Three labels, a route distinguisher and an IPv6 host prefix exceed 255 bits.
    most = min(2, dict(context.maximum_labels).get(family, 2))
    values = st.lists(st.integers(0, (1 << 20) - 1), min_size=1, max_size=most)
    return values.map(
        lambda numbers: tuple(
            Label.of(number, bottom=at == len(numbers) - 1) for at, number in enumerate(numbers)
        )
    )


def _labeled(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    return st.builds(LabeledNlri, _stacks(family, context), prefixes(family.afi))


def _vpn(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    stacks = st.just(()) if family.safi == SAFI_VPN_MULTICAST else _stacks(family, context)
    return st.builds(VpnNlri, labels=stacks, rd=route_distinguishers(), prefix=prefixes(family.afi))


def _route_target(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    def cut(origin_as: int, target: bytes, length: int) -> RouteTargetNlri:
        prefix = Prefix.from_address(target + bytes(8), length)
        return RouteTargetNlri(origin_as=origin_as, route_target=prefix.octets, length=length)

    some = st.builds(cut, _U32, st.binary(min_size=8, max_size=8), st.integers(0, 64))
    return st.just(RouteTargetNlri(origin_as=None, length=0)) | some


def _vpls(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    block = st.builds(
        VplsNlri,
        rd=route_distinguishers(),
        ve_id=_U16,
        block_offset=_U16,
        block_size=_U16,
        label_base=labels(),
    )
    discovery = st.builds(VplsDiscoveryNlri, rd=route_distinguishers(), pe_address=_IPV4)
    return block | discovery


def _pseudowire(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    groups_of_ends = st.builds(
        PseudowireNlri, rd=route_distinguishers(), global_id=_U32, prefix=prefixes(AFI_IPV4)
    )
    circuits = st.builds(
        lambda rd, number, address, circuit: PseudowireNlri(
            rd=rd, global_id=number, prefix=Prefix(AFI_IPV4, address, 32), ac_id=circuit
        ),
        route_distinguishers(),
        _U32,
        _IPV4,
        _U32,
    )
    return st.just(PseudowireNlri()) | groups_of_ends | circuits


def _l1vpn(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    port = _ANY_ADDRESS | st.builds(lambda index, at: index + at, _IPV4, _ANY_ADDRESS)
    return st.builds(L1vpnNlri, ppi_address=port, cpi_afi=_U16, cpi_address=port)


def _car(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    flags = st.sampled_from((0, 0x40, 0x80, 0xC0))
    some_labels = st.lists(labels(), min_size=1, max_size=3).map(tuple)
    sids = st.binary(min_size=1, max_size=16) | st.binary(min_size=32, max_size=32)
    tlv = st.one_of(
        st.builds(CarLabels, some_labels, flags),
        st.builds(
            CarLabelIndex,
            index=_U32,
            reserved=st.just(0) | st.integers(0, 255),
            reserved2=st.just(0) | _U16,
            flags=flags,
        ),
        st.builds(CarSids, sids, flags),
        st.builds(Tlv, st.sampled_from((0x04, 0x44, 0xFF)), st.binary(max_size=8)),
        st.builds(Tlv, st.sampled_from((0x01, 0x42)), st.binary(max_size=2)),
    )
    return st.builds(
        CarNlri,
        rd=route_distinguishers() if family.safi == SAFI_VPN_CAR else st.none(),
        prefix=prefixes(family.afi),
        color=st.none() | _U32,
        tlvs=st.lists(tlv, max_size=4).map(tuple),
    )


def _mdt(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    return st.builds(MdtNlri, rd=route_distinguishers(), pe_address=_IPV4, group_address=_IPV4)


def _sr_policy(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    endpoint = _IPV4 if family.afi == AFI_IPV4 else _IPV6
    return st.builds(SrPolicyNlri, distinguisher=_U32, color=_U32, endpoint=endpoint)


def _numeric_terms(most: int) -> st.SearchStrategy[NumericTerm]:
    return st.builds(
        lambda bits, size, conjunction, value: NumericTerm(
            bits | size << 4 | 0x40 * conjunction, value % (1 << (8 << size))
        ),
        st.integers(0, 7),
        st.integers(0, most),
        st.booleans(),
        st.integers(0, (1 << 64) - 1),
    )


def _bitmask_terms(most: int) -> st.SearchStrategy[BitmaskTerm]:
    return st.builds(
        lambda bits, size, conjunction, value: BitmaskTerm(
            bits | size << 4 | 0x40 * conjunction, value % (1 << (8 << size))
        ),
        st.integers(0, 3),
        st.integers(0, most),
        st.booleans(),
        _U16,
    )


T = TypeVar("T", NumericTerm, BitmaskTerm)


def _terms(each: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Make lists of terms; the AND bit of the first one is clear (RFC 8955 §4.2.1.1)."""

    def without_and(terms: list[T]) -> tuple[T, ...]:
        terms[0] = attrs.evolve(terms[0], operator=terms[0].operator & ~0x40)
        return tuple(terms)

    return st.lists(each, min_size=1, max_size=4).map(without_and)


def _masked(lists: st.SearchStrategy[tuple[T, ...]], mask: int) -> st.SearchStrategy[tuple[T, ...]]:
    """Keep of all values the bits that mean something."""
    return lists.map(
        lambda terms: tuple(attrs.evolve(term, value=term.value & mask) for term in terms)
    )


@kept
def _component(component_type: int, family: Family) -> st.SearchStrategy[Component]:
    form = _types.form_of(component_type, family.afi)
    width = _types.WIDTHS.get(component_type)
    if form == _types.NUMERIC:
        most = 3 if width is None else width - 1
        terms = _terms(_numeric_terms(most))
        if component_type == _types.DSCP:
            # The other bits mean nothing (RFC 8955 §4.2.2.11).
            terms = _masked(terms, 0x3F)
        return st.builds(NumericComponent, st.just(component_type), terms)
    if form == _types.BITMASK:
        bits = _terms(_bitmask_terms(1 if width is None else width - 1))
        if component_type == _types.FRAGMENT:
            # The other bits are reserved (RFC 8955 §4.2.2.12, RFC 8956 §3.6).
            bits = _masked(bits, 0x0E if family.afi == AFI_IPV6 else 0x0F)
        return st.builds(BitmaskComponent, st.just(component_type), bits)
    if form == _types.MAC:
        octets = st.binary(min_size=6, max_size=6)
        return octets.map(lambda mac: MacComponent(type=component_type, length=48, octets=mac))
    afi = family.afi if family.afi in (1, 2) else AFI_IPV4

    def offset(prefix: Prefix, share: float) -> PrefixComponent:
        skipped = int(prefix.length * share) if afi != AFI_IPV4 else 0
        return PrefixComponent.of(component_type, prefix, skipped)

    return st.builds(offset, prefixes(afi), st.just(0.0) | st.floats(0, 0.99))


def _flowspec(family: Family, context: Context) -> st.SearchStrategy[Nlri]:
    known = [code for code in _types.NAMES if _types.form_of(code, family.afi)]
    chosen = st.sets(st.sampled_from(known), min_size=1, max_size=4)
    components = chosen.flatmap(
        lambda codes: st.tuples(*(_component(code, family) for code in sorted(codes)))
    )
    rd = route_distinguishers() if family.safi == SAFI_FLOWSPEC_VPN else st.none()
    return st.builds(FlowSpecNlri, rd=rd, components=components)


def _form(form: _fields.Form[Any], family: Family) -> st.SearchStrategy[Any]:
    """Make values of a field of a route type."""
    address = _IPV4 if family.afi == AFI_IPV4 else _IPV6
    afi = AFI_IPV4 if family.afi == AFI_IPV4 else 2
    answered = st.binary(max_size=40).map(lambda octets: bytes((3, len(octets))) + octets)
    makers: list[tuple[_fields.Form[Any], st.SearchStrategy[Any]]] = [
        (_fields.RD, route_distinguishers()),
        (_fields.ESI, ethernet_segment_ids()),
        (_fields.LABEL, labels()),
        (_fields.LABELS, st.lists(labels(), min_size=1, max_size=2).map(tuple)),
        (_fields.MAC_WITH_LENGTH, mac_addresses()),
        (_fields.ADDRESS_WITH_LENGTH, st.just(b"") | _ANY_ADDRESS),
        (_fields.ORIGINATOR, _ANY_ADDRESS),
        (_fields.OPTIONAL_ADDRESS, st.none() | _ANY_ADDRESS),
        (_fields.ADDRESS, _ANY_ADDRESS),
        (_fields.PREFIX, prefixes(afi)),
        (_fields.ROUTE_KEY, answered),
        (
            type_2_session_transformed.ENDPOINT,
            st.builds(
                lambda at, bits: type_2_session_transformed.Endpoint(at, bits, 8 * len(bits)),
                address,
                st.binary(max_size=4),
            ),
        ),
    ]
    for known, strategy in makers:
        if known is form:
            return strategy
    if form.text is bytes.hex:
        return st.binary(min_size=form.size, max_size=form.size)
    return st.integers(0, (1 << 8 * form.size) - 1)


def _ip_prefixes() -> st.SearchStrategy[Nlri]:
    """Make EVPN routes of type 5, whose prefix and gateway are of one family, that lead somewhere.

    Either the gateway or the Ethernet segment is 0 (RFC 9136 §3.2).
    """

    def usable(route: evpn.IpPrefix) -> evpn.IpPrefix:
        if any(route.esi.octets):
            return attrs.evolve(route, gateway=bytes(len(route.gateway)))
        return route

    def of(afi: int) -> st.SearchStrategy[evpn.IpPrefix]:
        return st.builds(
            evpn.IpPrefix,
            rd=route_distinguishers(),
            esi=ethernet_segment_ids(),
            ethernet_tag=_U32,
            prefix=prefixes(afi),
            gateway=_IPV4 if afi == AFI_IPV4 else _IPV6,
            label=labels(),
        )

    made = (of(1) | of(2)).map(usable)
    return made.filter(lambda route: ip_prefix.judge_overlay_indices([route], ()) is None)


@kept
def routes(row: RouteCodec[Any], family: Family) -> st.SearchStrategy[Nlri]:
    """Make routes of one route type of EVPN, MCAST-VPN, MCAST-VPLS, MUP or SFC."""
    if row is ip_prefix.ROUTE:
        return _ip_prefixes()
    made = st.builds(row.value, **{field.name: _form(field.form, family) for field in row.fields})
    if row is source_active.ROUTE:
        return made.filter(lambda route: not source_active.is_source_specific(route.group))
    return made


def _typed(table: RouteTable) -> Callable[[Family, Context], st.SearchStrategy[Nlri]]:
    return lambda family, _context: st.one_of(*(routes(row, family) for row in table.rows))


_MAKERS: Final[dict[int, Callable[[Family, Context], st.SearchStrategy[Nlri]]]] = {
    1: _unicast,
    2: _unicast,
    4: _labeled,
    5: _typed(mvpn_table.ROUTES),
    6: _pseudowire,
    8: _typed(mcast_vpls_table.ROUTES),
    9: _typed(sfc_table.ROUTES),
    65: _vpls,
    66: _mdt,
    67: _unicast,
    69: _l1vpn,
    70: _typed(evpn_table.ROUTES),
    71: lambda family, _context: link_state_nlri(family),
    72: lambda family, _context: link_state_nlri(family),
    73: _sr_policy,
    76: _vpn,
    80: lambda family, _context: link_state_nlri(family),
    83: _car,
    84: _car,
    85: _typed(mup_table.ROUTES),
    128: _vpn,
    129: _vpn,
    132: _route_target,
    133: _flowspec,
    134: _flowspec,
}
