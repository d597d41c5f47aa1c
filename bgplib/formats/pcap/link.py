"""Where the IP packet starts in what was seen on a link (the LINKTYPE registry of tcpdump.org)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ["ip_start", "is_known"]

_IPV4: Final = 0x0800
_IPV6: Final = 0x86DD
_IP: Final = (_IPV4, _IPV6)
_MPLS: Final = 0x8847
_TAGS: Final = (0x8100, 0x88A8, 0x9100)  # IEEE 802.1Q, IEEE 802.1ad (QinQ), and its old number
_MAXIMUM_TAGS: Final = 8
_PPP_IP: Final = (0x0021, 0x0057)


def ip_start(link_type: int, octets: bytes) -> int | None:
    """Return the index of the first octet of the IP header; None if there is no IP packet."""
    find = _LINKS.get(link_type)
    return None if find is None else find(octets)


def is_known(link_type: int) -> bool:
    """Say whether packets of a link type can be read."""
    return link_type in _LINKS


def _number(octets: bytes, start: int) -> int:
    """Read two octets; -1 if they are not there."""
    return int.from_bytes(octets[start : start + 2], "big") if start + 2 <= len(octets) else -1


def _behind_type(octets: bytes, position: int) -> int | None:
    """Return what follows an EtherType, behind tags and MPLS labels.

    Args:
        octets: the packet.
        position: index of the EtherType.
    """
    for _ in range(_MAXIMUM_TAGS):
        kind = _number(octets, position)
        if kind in _IP:
            return position + 2
        if kind == _MPLS:
            return _behind_labels(octets, position + 2)
        if kind not in _TAGS:
            return None
        position += 4
    return None


def _behind_labels(octets: bytes, position: int) -> int | None:
    """Return what follows the bottom of a label stack (RFC 3032 §2.1), if it can be IP."""
    for _ in range(_MAXIMUM_TAGS):
        label = octets[position : position + 4]
        if len(label) < 4:
            return None
        position += 4
        if label[2] & 1:
            return _raw(octets, position)
    return None


def _ethernet(octets: bytes) -> int | None:
    return _behind_type(octets, 12)


def _cooked(octets: bytes) -> int | None:
    """Linux "cooked" mode, version 1: the protocol stands at 14."""
    return _behind_type(octets, 14)


def _cooked_2(octets: bytes) -> int | None:
    """Linux "cooked" mode, version 2: the protocol stands first, 20 octets before the packet."""
    kind = _number(octets, 0)
    if kind in _IP:
        return 20
    if kind == _MPLS:
        return _behind_labels(octets, 20)
    return _behind_type(octets, 22) if kind in _TAGS else None


def _raw(octets: bytes, position: int = 0) -> int | None:
    """IP itself: its version says which."""
    return position if octets[position : position + 1] and octets[position] >> 4 in (4, 6) else None


def _loopback(octets: bytes) -> int | None:
    """BSD loopback: four octets of an address family, in the order of the host that wrote it."""
    return _raw(octets, 4)


def _hdlc(octets: bytes) -> int | None:
    """Cisco HDLC (RFC 1547 §4.3.1): address, control, EtherType."""
    return _behind_type(octets, 2)


def _juniper_ethernet(octets: bytes) -> int | None:
    """Ethernet behind what Juniper's routers say of it: magic, flags, and maybe extensions."""
    if octets[:3] != b"MGC" or len(octets) < 6:
        return None
    flags = octets[3]
    start = 4 + (2 + _number(octets, 4) if flags & 0x80 else 0)
    return _raw(octets, start) if flags & 0x02 else _behind_type(octets, start + 12)


def _ppp(octets: bytes) -> int | None:
    """PPP in HDLC-like framing, or without its address and control (RFC 1661 §2, RFC 1662 §3).

    Where a capture says PPP, an address of Cisco HDLC in its place shows that it is that.
    """
    if octets[:1] in (b"\x0f", b"\x8f"):
        return _hdlc(octets)
    start = 2 if octets[:2] == b"\xff\x03" else 0
    return start + 2 if _number(octets, start) in _PPP_IP else None


_LINKS: Final[dict[int, Callable[[bytes], int | None]]] = {
    0: _loopback,
    1: _ethernet,
    9: _ppp,
    12: _raw,
    14: _raw,
    50: _ppp,
    101: _raw,
    104: _hdlc,
    108: _loopback,
    113: _cooked,
    178: _juniper_ethernet,
    228: _raw,
    229: _raw,
    276: _cooked_2,
}
