"""BMP messages in TShark's words (RFC 7854 §4, RFC 8671, RFC 9069)."""

from __future__ import annotations

from typing import Final

from bgplib.formats import bmp
from bgplib.formats.bmp.codes import FLAG_IPV6
from bgplib.formats.bmp.peer_header import PeerHeader
from bgplib.values.address import address_text
from tests.corpus.tshark.words import Words

#: the field of each statistic (RFC 7854 §4.8, RFC 8671 §6.2); of others TShark shows no number
STATISTICS: Final = {
    0: "prefix_rej",
    1: "prefix_dup",
    2: "withdraw_dup",
    3: "cluster_loop",
    4: "as_loop",
    5: "inv_originator",
    6: "as_confed_loop",
    7: "routes_adj_rib_in",
    8: "routes_loc_rib",
    9: "routes_per_adj_rib_in",
    10: "routes_per_loc_rib",
    11: "update_treat",
    12: "prefixes_treat",
    13: "duplicate_update",
    14: "routes_pre_adj_rib_out",
    15: "routes_post_adj_rib_out",
    16: "routes_pre_per_adj_rib_out",
    17: "routes_post_per_adj_rib_out",
}


def of_message(message: bmp.BmpMessage) -> Words:
    """Say version and type, and what messages of the type hold."""
    yield "bmp.version", message.version
    yield "bmp.type", message.type
    if isinstance(message, bmp.PeerMessage):
        yield from _peer(message.peer)
    if isinstance(message, bmp.StatisticsReport):
        yield from _statistics(message)
    elif isinstance(message, bmp.PeerDown):
        yield "bmp.peer.down.reason", message.reason
    elif isinstance(message, bmp.PeerUp):
        yield from _peer_up(message)
    elif isinstance(message, bmp.Initiation):
        for tlv in message.tlvs:
            yield "bmp.init.type", tlv.code
            yield "bmp.init.info", tlv.text
    elif isinstance(message, bmp.Termination):
        yield from _termination(message)


def _peer(peer: PeerHeader) -> Words:
    """RFC 7854 §4.2, RFC 9069 §4.2."""
    yield "bmp.peer.type", peer.type
    if peer.is_loc_rib:
        # TShark 4.0 calls so what is F: the Loc-RIB is filtered.
        yield "bmp.peer.flags.loc_rib", peer.is_filtered
    else:
        yield "bmp.peer.flags.ipv6", peer.is_ipv6
        yield "bmp.peer.flags.post_policy", peer.is_post_policy
        yield "bmp.peer.flags.as_path", peer.is_legacy_as_path
        yield "bmp.peer.flags.adj_rib_out", peer.is_adj_rib_out
    yield "bmp.peer.distinguisher", peer.distinguisher
    # Of a Loc-RIB the address is all zeros, and TShark takes F for the V of other peers.
    wide = bool(peer.flags & FLAG_IPV6)
    yield from _address("bmp.peer.{}.addr", peer.address, wide=wide)
    yield "bmp.peer.asn", peer.asn
    yield "bmp.peer.id", peer.identifier_text
    yield "bmp.peer.timestamp.sec", peer.seconds
    yield "bmp.peer.timestamp.msec", peer.microseconds


def _address(name: str, octets: bytes, *, wide: bool) -> Words:
    """Say an address of 16 octets, or the IPv4 address at their end."""
    yield name.format("ipv6" if wide else "ip"), address_text(octets if wide else octets[12:])


def _peer_up(message: bmp.PeerUp) -> Words:
    """RFC 7854 §4.10; the OPENs are among the messages of BGP."""
    wide = bool(message.peer.flags & FLAG_IPV6)
    yield from _address("bmp.peer.up.{}.addr", message.local_address, wide=wide)
    yield "bmp.peer.up.port.local", message.local_port
    yield "bmp.peer.up.port.remote", message.remote_port


def _statistics(message: bmp.StatisticsReport) -> Words:
    yield "bmp.stats.count", len(message.statistics)
    for each in message.statistics:
        yield "bmp.stats.type", each.code
        yield "bmp.stats.data", each.octets
        if each.code not in STATISTICS or each.value is None:
            continue
        name = f"bmp.stats.data.{STATISTICS[each.code]}"
        yield name, each.value
        if each.family is not None:
            yield f"{name}.afi", each.family.afi
            yield f"{name}.safi", each.family.safi


def _termination(message: bmp.Termination) -> Words:
    """RFC 7854 §4.5: type 0 is text, type 1 a reason."""
    for tlv in message.tlvs:
        yield "bmp.term.type", tlv.code
        if tlv.code:
            yield "bmp.term.reason", tlv.number
        else:
            yield "bmp.term.info", tlv.text
