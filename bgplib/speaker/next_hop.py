"""The next hop of a route that is passed on (RFC 4271 §5.1.3, RFC 2545 §3, RFC 4364 §4.3.2)."""

from __future__ import annotations

from functools import lru_cache

from bgplib.context import Context, SessionType
from bgplib.errors import EncodeError, LocalError
from bgplib.iana.families import (
    AFI_IPV6,
    SAFI_EVPN,
    SAFI_FLOWSPEC,
    SAFI_FLOWSPEC_VPN,
    SAFI_LABELED,
    SAFI_LINK_STATE_VPN,
    SAFI_VPN,
    SAFI_VPN_CAR,
    SAFI_VPN_MULTICAST,
    Family,
)
from bgplib.nlri import NlriGroup
from bgplib.route import Path
from bgplib.speaker.terms import ExportTerms
from bgplib.values.address import is_link_local
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

__all__ = ["fits", "in_form_of", "next_hop_of", "own_address", "stays"]

# RFC 9552 §5.5 has link-state routes of VPNs among those with an RD of 0 before the next hop.
_VPN = (SAFI_VPN, SAFI_VPN_MULTICAST, SAFI_VPN_CAR, SAFI_LINK_STATE_VPN)
_MAPPED = bytes(10) + b"\xff\xff"
_WITHOUT = (SAFI_FLOWSPEC, SAFI_FLOWSPEC_VPN)


def own_address(family: Family, context: Context, ipv4: bytes, ipv6: bytes) -> bytes:
    """Return which of our addresses is a next hop that the peer takes; empty when none is.

    Args:
        family: the family of the routes.
        context: what was agreed on.
        ipv4: our IPv4 address; empty for none.
        ipv6: our IPv6 address; empty for none.
    """
    # The AFI says which of them is asked first. Many families take either kind, by its length: a
    # session over IPv6 alone has route targets and SR policies of AFI 1 as well.
    ordered = (ipv6, ipv4) if family.afi == AFI_IPV6 else (ipv4, ipv6)
    # RFC 8950 §4: an IPv6 next hop needs the peer's consent where the family has IPv4 ones.
    extended = (family, AFI_IPV6) in context.extended_next_hop
    for address in filter(None, ordered):
        octets = _mapped(address) if len(address) == 4 and _takes_mapped(family) else address
        if fits(family, len(in_form_of(family, octets)), extended=extended):
            return octets
    return b""


def _takes_mapped(family: Family) -> bool:
    # RFC 4659 §3.2.1.2 and RFC 4798 §2 have VPN-IPv6 and labeled IPv6 routes use an IPv4 network by
    # an IPv4-mapped address; VPN-CAR routes take that of IPv4 as it is (RFC 9871 §9.1).
    return family.afi == AFI_IPV6 and family.safi in (SAFI_VPN, SAFI_VPN_MULTICAST, SAFI_LABELED)


def _mapped(ipv4: bytes) -> bytes:
    return _MAPPED + ipv4


def in_form_of(family: Family, octets: bytes) -> bytes:
    """Return an address that somebody named in the form that next hops of a family have."""
    if len(octets) == 4 and _takes_mapped(family):
        octets = _mapped(octets)
    if len(octets) in (4, 16, 32) and family.safi in _VPN:
        # RFC 4364 §4.3.2: "This address is encoded as a VPN-IPv4 address with an RD of 0." RFC 4659
        # §3.2.1.1 has one before the link-local address, too.
        return b"".join(bytes(8) + each for each in (octets[:16], octets[16:]) if each)
    return octets


@lru_cache(maxsize=512)
def fits(family: Family, size: int, *, extended: bool) -> bool:
    """Say whether a next hop of a family can have so many octets.

    Args:
        family: the family of the routes; what nobody describes may have any.
        size: how many octets.
        extended: an IPv6 next hop was agreed on where the family has IPv4 ones (RFC 8950).
    """
    pairs = frozenset({(family, AFI_IPV6)}) if extended else frozenset()
    try:
        group = NlriGroup.of(family, (), next_hop=NextHop(bytes(size)))
    except LocalError:
        return True
    try:
        group.check_next_hop(Context(extended_next_hop=pairs))
    except EncodeError:
        return False
    return True


def next_hop_of(path: Path, terms: ExportTerms, *, decided: bool) -> bytes | None:
    """Return the Network Address of Next Hop that a path goes out with; None when it has none.

    Args:
        path: the path behind export policy.
        terms: who it goes to.
        decided: policy decided on the next hop.
    """
    octets = path.next_hop_octets
    if terms.family.safi in _WITHOUT:
        # RFC 8955 §4: flow specifications need no next hop; one that is there may be passed on.
        return octets
    if octets and (decided or stays(path, terms)):
        return _as_agreed(octets, terms)
    own = terms.next_hop
    if not own:
        return None
    alone = in_form_of(terms.family, own)
    if not terms.link_local or len(own) != 16 or own[:12] == _MAPPED:
        return alone
    # RFC 2545 §3: the link-local address is "included in the Next Hop field if and only if the BGP
    # speaker shares a common subnet with the entity identified by the global IPv6 address carried
    # in the Network Address of Next Hop field and the peer the route is being advertised to."
    both = in_form_of(terms.family, own + terms.link_local)
    # Not all families have room for it, such as that of route targets (RFC 4684 §4).
    return both if _takes(both, terms) else alone


def _as_agreed(octets: bytes, terms: ExportTerms) -> bytes | None:
    """Return a next hop of another speaker in a form that the peer takes."""
    if len(octets) in (32, 48) and terms.session is not SessionType.EXTERNAL:
        # RFC 2545 §3: "a BGP speaker that advertises a route to an internal peer may modify the
        # Network Address of Next Hop field by removing the link-local IPv6 address of the next
        # hop." RFC 4659 §3.2.1.1 says so of VPN-IPv6, with a distinguisher before each.
        octets = octets[: len(octets) // 2]
    octets = in_form_of(terms.family, octets)
    return octets if _takes(octets, terms) else None


def _takes(octets: bytes, terms: ExportTerms) -> bool:
    extended = (terms.family, AFI_IPV6) in terms.context.extended_next_hop
    return fits(terms.family, len(octets), extended=extended)


def stays(path: Path, terms: ExportTerms) -> bool:
    """Say whether a path keeps its next hop, as far as policy leaves it to the RFCs."""
    if terms.session is not SessionType.EXTERNAL:
        # RFC 4271 §5.1.3: "When sending a message to an internal peer, if the route is not locally
        # originated, the BGP speaker SHOULD NOT modify the NEXT_HOP attribute unless it has been
        # explicitly configured to announce its own IP address as the NEXT_HOP."
        # RFC 5065 §5.2: "It SHALL be legal for a BGP speaker to advertise an unchanged NEXT_HOP and
        # MULTI_EXIT_DISC (MED) attribute to peers in a neighboring Member-AS of the local
        # confederation."
        # RFC 4456 §10 has NEXT_HOP among what a reflector leaves as it is.
        source = path.source
        if terms.next_hop_self and not source.local and source.session is not SessionType.INTERNAL:
            return False
        # RFC 2545 §3: "A BGP speaker shall advertise to its peer in the Network Address of Next Hop
        # field the global IPv6 address of the next hop": a link-local one leads nowhere from
        # another link.
        return source.local or not _is_link_local(path)
    if path.source.local:
        # What the program says of its own route counts, as what policy says does. Where the subnet
        # is shared, our address stands in for the peer's own.
        # RFC 4271 §5.1.3: "A route originated by a BGP speaker SHALL NOT be advertised to a peer
        # using an address of that peer as NEXT_HOP."
        return not (terms.shared_subnets and _is_the_peer(path, terms))
    if terms.server_client:
        # RFC 7947 §2.2.1: "the NEXT_HOP attribute MUST be passed unmodified to the route server
        # clients".
        return True
    if terms.family.safi == SAFI_EVPN:
        # RFC 8365 §5.1.3: "The Next Hop field of the MP_REACH_NLRI attribute of the route MUST be
        # set to the IPv4 or IPv6 address of the NVE." The VNI or label in the route is of that NVE,
        # and means nothing, or something else, at our address.
        return True
    # RFC 4271 §5.1.3: "the speaker can use an IP address of any adjacent router (known from the
    # received NEXT_HOP attribute) that the speaker itself uses for local route calculation in the
    # NEXT_HOP attribute, provided that peer X shares a common subnet with this address."
    # "A BGP speaker MUST be able to support the disabling advertisement of third party NEXT_HOP
    # attributes": it does unless the shared subnets are configured.
    return _is_shared(path, terms)


def _is_link_local(path: Path) -> bool:
    """Say whether a path has a link-local IPv6 address for its next hop, and no global one."""
    return is_link_local(NextHop(path.next_hop_octets).address)


def _is_shared(path: Path, terms: ExportTerms) -> bool:
    if not terms.shared_subnets:
        return False
    # A peer is no way to what it asks us for.
    if _is_the_peer(path, terms):
        return False
    address = NextHop(path.next_hop_octets).address
    return any(
        len(subnet.address) == len(address)
        and subnet.contains(Prefix.from_address(address, len(address) * 8))
        for subnet in terms.shared_subnets
    )


def _is_the_peer(path: Path, terms: ExportTerms) -> bool:
    """Say whether the next hop is the peer; where subnets are shared, each has a group of its own.

    Others are kept from it by `bgplib.rib.adj_rib_out.is_for`.
    """
    peer = terms.policy_context.peer
    return peer is not None and NextHop(path.next_hop_octets).address == peer.address
