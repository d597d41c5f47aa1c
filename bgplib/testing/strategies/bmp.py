"""Strategies for BMP messages: values of every type, which encode and read back."""

from __future__ import annotations

from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.formats import bmp
from bgplib.formats.bmp import codes
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.context import families
from bgplib.testing.strategies.messages import keepalives, notifications, opens
from bgplib.testing.strategies.update import update_octets

__all__ = ["bmp_messages", "peer_headers", "tlvs"]

_CONTEXT = Context(session=None)
_U16 = st.integers(0, 0xFFFF)
_U32 = st.integers(0, 0xFFFFFFFF)
_ADDRESS = st.binary(min_size=16, max_size=16)
_OCTETS = st.binary(max_size=40)


@kept
def peer_headers() -> st.SearchStrategy[bmp.PeerHeader]:
    """Make peer headers of assigned and other types, with any flags."""
    return st.builds(
        bmp.PeerHeader,
        type=st.integers(0, 3) | st.integers(0, 255),
        flags=st.integers(0, 255),
        distinguisher=st.binary(min_size=8, max_size=8),
        address=_ADDRESS,
        asn=_U32,
        identifier=_U32,
        seconds=_U32,
        microseconds=st.integers(0, 999_999) | _U32,
    )


@kept
def tlvs() -> st.SearchStrategy[tuple[bmp.Tlv, ...]]:
    """Make lists of TLVs, of text and of anything."""
    text = st.text(max_size=20).map(str.encode)
    one = st.builds(bmp.Tlv, st.integers(0, 4) | _U16, text | _OCTETS)
    return st.lists(one, max_size=4).map(tuple)


@kept
def _statistics() -> st.SearchStrategy[tuple[bmp.Statistic, ...]]:
    counters = st.integers(0, 17).filter(lambda code: code not in codes.FAMILY_GAUGES)
    plain = st.builds(bmp.Statistic.of, counters, _U32)
    by_family = st.builds(
        bmp.Statistic.of, st.sampled_from(sorted(codes.FAMILY_GAUGES)), _U32, families()
    )
    odd = st.builds(bmp.Statistic, _U16, _OCTETS)
    return st.lists(plain | by_family | odd, max_size=5).map(tuple)


@kept
def _indexed_tlvs() -> st.SearchStrategy[tuple[bmp.IndexedTlv, ...]]:
    update = update_octets(_CONTEXT).map(
        lambda octets: bmp.IndexedTlv(codes.BGP_MESSAGE, 0, octets)
    )
    other = st.integers(2, 0xFFFF).filter(lambda code: code != codes.BGP_MESSAGE)
    others = st.lists(st.builds(bmp.IndexedTlv, other, _U16, _OCTETS), max_size=3)
    return st.tuples(others, update, others).map(lambda found: (*found[0], found[1], *found[2]))


@kept
def _peer_downs() -> st.SearchStrategy[bmp.PeerDown]:
    peer = peer_headers()
    return (
        st.builds(
            bmp.PeerDown,
            peer=peer,
            reason=st.sampled_from((codes.LOCAL_NOTIFICATION, codes.REMOTE_NOTIFICATION)),
            data=notifications().map(lambda message: message.encode()),
        )
        | st.builds(
            bmp.PeerDown,
            peer=peer,
            reason=st.just(codes.LOCAL_WITHOUT_NOTIFICATION),
            data=st.binary(min_size=2, max_size=2),
        )
        | st.builds(
            bmp.PeerDown,
            peer=peer,
            reason=st.just(codes.LOCAL_WITH_TLV),
            data=tlvs().map(lambda found: b"".join(each.encode() for each in found)),
        )
        | st.builds(bmp.PeerDown, peer=peer, reason=st.sampled_from((4, 5, 77)))
    )


@kept
def _peer_ups() -> st.SearchStrategy[bmp.PeerUp]:
    message = opens().map(lambda found: found.encode())
    return st.builds(
        bmp.PeerUp,
        peer=peer_headers(),
        local_address=_ADDRESS,
        local_port=_U16,
        remote_port=_U16,
        sent_octets=message,
        received_octets=message,
        tlvs=tlvs(),
    )


@kept
def _mirrored() -> st.SearchStrategy[tuple[bmp.Tlv, ...]]:
    messages = update_octets(_CONTEXT) | keepalives().map(lambda message: message.encode())
    mirrored = messages.map(lambda octets: bmp.Tlv(codes.MIRRORED_MESSAGE, octets))
    information = _U16.map(lambda code: bmp.Tlv(codes.MIRRORED_INFORMATION, code.to_bytes(2)))
    others = st.builds(bmp.Tlv, st.integers(0, 2) | _U16, _OCTETS)
    return st.lists(mirrored | information | others, max_size=3).map(tuple)


@kept
def bmp_messages() -> st.SearchStrategy[bmp.BmpMessage]:
    """Make messages of every type, and of types that are not assigned."""
    peer = peer_headers()
    return st.one_of(
        st.builds(bmp.RouteMonitoring, peer=peer, octets=update_octets(_CONTEXT)),
        st.builds(
            bmp.RouteMonitoring, version=st.just(codes.VERSION_TLV), peer=peer, tlvs=_indexed_tlvs()
        ),
        st.builds(bmp.StatisticsReport, peer=peer, statistics=_statistics()),
        _peer_downs(),
        _peer_ups(),
        st.builds(bmp.Initiation, tlvs=tlvs()),
        st.builds(bmp.Termination, tlvs=tlvs()),
        st.builds(bmp.RouteMirroring, peer=peer, tlvs=_mirrored()),
        st.builds(bmp.UnknownMessage, type_code=st.integers(7, 255), octets=_OCTETS),
    )
