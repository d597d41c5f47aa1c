"""NLRI in TShark's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bgplib.iana.families import AFI_IPV6, Family
from bgplib.nlri import Nlri, UnicastNlri
from bgplib.nlri.bgp_ls import LinkStateNlri
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.route_target import RouteTargetNlri
from bgplib.nlri.sr_policy import SrPolicyNlri
from bgplib.nlri.vpls import VplsNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from tests.corpus.tshark import evpn, flowspec, link_state, mvpn
from tests.corpus.tshark.words import Words, distinguisher, of_address

#: the field of the prefix, by where it stands: the fields of RFC 4271 §4.3, MP_REACH_NLRI,
#: MP_UNREACH_NLRI
PLACES: Final = {
    "nlri": "bgp.nlri_prefix",
    "withdrawn": "bgp.withdrawn_prefix",
    "reach": "bgp.mp_reach_nlri_{}_prefix",
    "unreach": "bgp.mp_unreach_nlri_{}_prefix",
}


def of_nlri(nlri: Nlri, family: Family, place: str, *, vni: bool) -> Words:
    """Say what TShark says of one route of a family.

    Args:
        nlri: the route.
        family: its family.
        place: where it stands, a key of `PLACES`.
        vni: the labels of EVPN routes hold VNIs.
    """
    if nlri.path_id is not None:
        yield "bgp.nlri_path_id", nlri.path_id
    if isinstance(nlri, evpn.ROUTE):
        yield from evpn.of_nlri(nlri, family, place, vni)
    for kind, spell in SPELLINGS:
        if isinstance(nlri, kind):
            yield from spell(nlri, family, place)


def _prefix(prefix: Prefix, place: str, more: int = 0) -> Words:
    kind = "ipv6" if prefix.afi == AFI_IPV6 else "ipv4"
    yield "bgp.prefix_length", prefix.length + more
    yield PLACES[place].format(kind), str(prefix).partition("/")[0]


def _stack(labels: tuple[Label, ...]) -> Words:
    """Say the labels; the last one with the bit that ends the stack."""
    # What a withdrawal has in place of a label (RFC 8277 §2.4, RFC 3107 §3).
    if labels and labels[0].octets in (b"\x80\0\0", b"\0\0\0"):
        yield "bgp.label_stack", "0 (withdrawn)"
    elif labels:
        end = " (bottom)" if labels[-1].bottom else ""
        yield "bgp.label_stack", ",".join(str(label.value) for label in labels) + end


def _unicast(nlri: UnicastNlri, family: Family, place: str) -> Words:
    yield from _prefix(nlri.prefix, place)


def _labeled(nlri: LabeledNlri, family: Family, place: str) -> Words:
    yield from _stack(nlri.labels)
    yield from _prefix(nlri.prefix, place, 24 * len(nlri.labels))


#: what TShark 4.0 shows of a VPN-IPv6 prefix whose route distinguisher is of type 2
_UNPRINTED: Final = "Label Stack=%s RD=%u.%u:%u, IPv6=%s/%u"


def _vpn(nlri: VpnNlri, family: Family, place: str) -> Words:
    if family.afi == AFI_IPV6 and nlri.rd.type == 2:
        yield "bgp.label_stack", _UNPRINTED
        return
    yield from _stack(nlri.labels)
    yield "bgp.rd", distinguisher(nlri.rd)
    if family.afi == AFI_IPV6:
        yield "bgp.vpn_ipv6_prefix", str(nlri.prefix)
    else:
        yield from _prefix(nlri.prefix, place, 64 + 24 * len(nlri.labels))


def _route_target(nlri: RouteTargetNlri, family: Family, place: str) -> Words:
    if nlri.origin_as is None:
        yield "bgp.wildcard_route_target", f"MP {place.capitalize()} NLRI"
        return
    yield "bgp.prefix_length", 32 + nlri.length
    yield "bgp.originating_as", nlri.origin_as
    yield "bgp.community_prefix", str(nlri).partition(":rt:")[2]


def _sr_policy(nlri: SrPolicyNlri, family: Family, place: str) -> Words:
    yield "bgp.sr_policy_nlri_distinguisher", nlri.distinguisher.to_bytes(4, "big")
    yield "bgp.sr_policy_nlri_policy_color", nlri.color.to_bytes(4, "big")
    yield from of_address("bgp.sr_policy_nlri_endpoint_{}", nlri.endpoint)


def _vpls(nlri: VplsNlri, family: Family, place: str) -> Words:
    yield "bgp.vplsad.rd", distinguisher(nlri.rd)
    yield "bgp.vplsbgp.ce_id", nlri.ve_id
    yield "bgp.vplsbgp.labelblock.offset", nlri.block_offset
    yield "bgp.vplsbgp.labelblock.size", nlri.block_size
    end = " (bottom)" if nlri.label_base.bottom else ""
    yield "bgp.vplsbgp.labelblock.base", f"{nlri.label_base.value}{end}"


SPELLINGS: Final[tuple[tuple[type | tuple[type, ...], Callable[..., Words]], ...]] = (
    (UnicastNlri, _unicast),
    (LabeledNlri, _labeled),
    (VpnNlri, _vpn),
    (RouteTargetNlri, _route_target),
    (SrPolicyNlri, _sr_policy),
    (VplsNlri, _vpls),
    (FlowSpecNlri, flowspec.of_nlri),
    (LinkStateNlri, link_state.of_nlri),
    (mvpn.ROUTE, mvpn.of_nlri),
)
