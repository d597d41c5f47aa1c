"""Announce a service's address while this program runs, as a load balancer does for Kubernetes.

    python announce_service.py 198.51.100.7/32 --as 64512 --id 192.0.2.9 \
        --local 127.0.0.9 --peer 127.0.0.1:1179,64500

The prefix is announced with our own address as next hop when the session comes up, and withdrawn
when the program ends.
"""

from __future__ import annotations

import argparse
import asyncio
import signal

from asyncio_speaker import Peer, Speaker
from bgplib import Family, Prefix, Update
from bgplib.session import Event, Session, SessionConfig, SessionUp
from own_routes import announce


async def serve(speaker: Speaker, peer: Peer, prefix: str, next_hop: str) -> None:
    """Announce a prefix until a signal comes, then withdraw it."""

    def on_event(peer: Peer, event: Event) -> None:
        if isinstance(event, SessionUp):
            announce(peer.session, [[prefix, next_hop]])
            print(f"{prefix} is announced to {peer.address}", flush=True)

    peer.on_event = on_event
    speaker.add(peer)
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    await done.wait()
    if peer.session.connection is not None:
        family = Family.IPV6_UNICAST if Prefix.parse(prefix).afi == 2 else Family.IPV4_UNICAST
        peer.session.connection.send(Update.withdraw([prefix], family=family))
        peer.settle()
    await speaker.stop("the service ended")


def main() -> None:
    """Read the arguments, and serve."""
    parser = argparse.ArgumentParser(description="Announce the address of a service.")
    parser.add_argument("prefix", help="such as 198.51.100.7/32")
    parser.add_argument("--as", dest="asn", type=int, required=True, help="our AS number")
    parser.add_argument("--id", required=True, help="our BGP Identifier")
    parser.add_argument("--local", required=True, help="our address")
    parser.add_argument("--next-hop", help="where packets are to go; our address")
    parser.add_argument("--peer", required=True, help="ADDRESS:PORT,AS of the router")
    arguments = parser.parse_args()
    where, asn = arguments.peer.rsplit(",", 1)
    address, port = where.rsplit(":", 1)
    config = SessionConfig(
        local_as=arguments.asn,
        local_identifier=arguments.id,
        peer_as=int(asn),
        families=[Family.IPV4_UNICAST, Family.IPV6_UNICAST],
    )
    peer = Peer(Session(config), address, int(port), local=arguments.local)
    next_hop = arguments.next_hop or arguments.local
    asyncio.run(serve(Speaker(), peer, arguments.prefix, next_hop))


if __name__ == "__main__":
    main()
