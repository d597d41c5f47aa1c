"""What BGP asks of TCP: MD5 signatures (RFC 2385) and the TTL check of GTSM (RFC 5082).

Both have to be set on the dialling and on the listening socket. They are options of Linux; other
systems have them under other names, or not at all.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import struct
import sys

__all__ = ["bound_socket", "set_gtsm", "set_md5_key"]

# Numbers of <linux/tcp.h>, <linux/in.h> and <linux/in6.h> that Python has no names for.
_TCP_MD5SIG = 14
_TCP_MD5SIG_EXT = 32
_TCP_MD5SIG_FLAG_PREFIX = 1
_IP_MINTTL = 21
_IPV6_MINHOPCOUNT = 73
_LONGEST_KEY = 80


def set_md5_key(sock: socket.socket, peer: str, key: str | None) -> None:
    """Sign all segments to a peer, and take none from it that are not signed.

    Args:
        sock: a socket that is not connected yet, or one that listens.
        peer: the peer's address; or, where it listens, a prefix of addresses, as `192.0.2.0/24`.
        key: what both ends know; never printed or logged. None: what was set before is no more.

    Raises:
        ValueError: the key is empty or too long, or `peer` is neither address nor prefix.
        OSError: the kernel has no TCP MD5, or is not Linux.
    """
    _need_linux("TCP MD5")
    octets = b"" if key is None else key.encode()
    if key is not None and not 0 < len(octets) <= _LONGEST_KEY:
        raise ValueError("a TCP MD5 key has 1 to 80 octets")
    network = ipaddress.ip_network(peer)
    address, is_prefix = network.network_address, "/" in peer
    if address.version == 4:
        name = struct.pack("=HH4s", socket.AF_INET, 0, address.packed)
    else:
        name = struct.pack("=HHI16sI", socket.AF_INET6, 0, 0, address.packed, 0)
    # struct tcp_md5sig: the peer's address in 128 octets, flags, prefix length, length of the key,
    # interface, the key.
    flags, length = (_TCP_MD5SIG_FLAG_PREFIX, network.prefixlen) if is_prefix else (0, 0)
    option = name.ljust(128, b"\0") + struct.pack(
        f"=BBHI{_LONGEST_KEY}s", flags, length, len(octets), 0, octets
    )
    sock.setsockopt(socket.IPPROTO_TCP, _TCP_MD5SIG_EXT if is_prefix else _TCP_MD5SIG, option)


def set_gtsm(sock: socket.socket, hops: int = 1) -> None:
    """Send with the largest TTL, and take nothing that came over more than so many hops.

    Raises:
        OSError: the kernel has no such check, or is not Linux.
    """
    _need_linux("the TTL check")
    # RFC 5082 §3: all packets leave with a TTL of 255; the receiver takes those from 255 - hops + 1
    # on.
    smallest = 255 - hops + 1
    if sock.family == socket.AF_INET:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 255)
        sock.setsockopt(socket.IPPROTO_IP, _IP_MINTTL, smallest)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, 255)
        sock.setsockopt(socket.IPPROTO_IPV6, _IPV6_MINHOPCOUNT, smallest)


def _need_linux(option: str) -> None:
    """Refuse where the numbers above are other options, or none."""
    if sys.platform != "linux":
        raise OSError(errno.ENOPROTOOPT, f"{option} is set as on Linux, which this is not")


def bound_socket(local: str | None, port: int, peer: str | None = None) -> socket.socket:
    """Make a TCP socket that is bound to a local address, if there is one.

    Args:
        local: the address to bind to; None leaves it to the kernel.
        port: the port to bind to; 0 for any.
        peer: whom it is for, where `local` does not say which version of IP.

    Raises:
        OSError: the address cannot be bound.
    """
    version = ipaddress.ip_address(local or peer or "0.0.0.0").version
    family = socket.AF_INET if version == 4 else socket.AF_INET6
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if port:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if local is not None:
            sock.bind((local, port))
    except OSError:
        sock.close()
        raise
    return sock
