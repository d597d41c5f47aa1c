"""A route reflector (RFC 4456): internal peers, some of them clients, hear of each other's routes.

    python route_reflector.py --as 64512 --id 192.0.2.13 --listen 127.0.0.13:1179 \
        --peer 127.0.0.14,64512,client --peer 127.0.0.15,64512,client --peer 127.0.0.16,64512 \
        --clients-from 127.0.0.128/25

Prints what comes up and goes down. Ends with SIGINT or SIGTERM, and says so to the peers.
"""

from __future__ import annotations

import argparse
import asyncio

from bgplib.session import SessionDown, SessionUp
from bgplib.speaker import (
    PeerAdded,
    PeerConfig,
    PeerEvent,
    PeerRange,
    PeerRemoved,
    Speaker,
    SpeakerConfig,
    SpeakerEvent,
    StrangerRefused,
)
from bmp_reporter import Reporter
from peer_arguments import add_speaker_arguments, endpoint
from speaker_driver import Driver


def tell(event: SpeakerEvent) -> None:
    """Print what happened to sessions."""
    if isinstance(event, PeerEvent) and isinstance(event.event, SessionUp | SessionDown):
        up = isinstance(event.event, SessionUp)
        reason = "" if isinstance(event.event, SessionUp) else f": {event.event.text}"
        print(f"{event.peer.name} is {'up' if up else 'down'}{reason}", flush=True)
    elif isinstance(event, PeerAdded | PeerRemoved | StrangerRefused):
        print(event, flush=True)


async def run(arguments: argparse.Namespace) -> None:
    """Reflect until a signal comes."""
    local, port = endpoint(arguments.listen)
    speaker = Speaker(
        SpeakerConfig(
            local_as=arguments.asn, identifier=arguments.id, cluster_id=arguments.cluster_id
        )
    )
    driver = Driver(speaker, tell)
    await driver.listen(local, port)
    for peer in arguments.peer:
        driver.add_peer(
            PeerConfig(
                address=peer.address,
                remote_as=peer.asn,
                local_address=local,
                route_reflector_client="client" in peer.words,
                # RFC 7911: clients that can are told of all paths, not of the best one alone.
                send_paths=None if arguments.add_path else 1,
                passive="passive" in peer.words,
                report_updates=arguments.bmp is not None,
            ),
            peer.port,
        )
    for prefix in arguments.clients_from:
        template = PeerConfig(
            remote_as="internal",
            local_address=local,
            route_reflector_client=True,
            send_paths=None if arguments.add_path else 1,
            report_updates=arguments.bmp is not None,
        )
        driver.add_range(PeerRange(prefixes=prefix, template=template, limit=arguments.limit))
    reporter = None
    if arguments.bmp is not None:
        reporter = Reporter(driver, *endpoint(arguments.bmp, 1790), name=f"AS{arguments.asn}")
        reporter.start()
    driver.start()
    print(f"reflecting on {local} port {port}", flush=True)
    await driver.run()
    if reporter is not None:
        await reporter.stop()
    await driver.stop("the reflector was stopped")


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="A BGP route reflector.")
    add_speaker_arguments(parser, help="an internal peer; `,client` behind it for a client")
    parser.add_argument("--cluster-id", help="CLUSTER_ID, if it is not our BGP Identifier")
    parser.add_argument("--add-path", action="store_true", help="send all paths (RFC 7911)")
    parser.add_argument(
        "--clients-from",
        action="append",
        default=[],
        metavar="PREFIX",
        help="addresses from which clients may connect that are not named",
    )
    parser.add_argument("--bmp", metavar="ADDRESS[:PORT]", help="a BMP station to report to")
    parser.add_argument("--limit", type=int, default=100, help="how many of them at once")
    arguments = parser.parse_args()
    if arguments.listen is None:
        parser.error("--listen is needed")
    asyncio.run(run(arguments))


if __name__ == "__main__":
    main()
