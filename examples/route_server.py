"""A route server of an exchange point (RFC 7947): its clients hear of each other, and not of it.

    python route_server.py --as 64500 --id 192.0.2.1 --listen 127.0.0.1:1179 \
        --peer 127.0.0.11,64511 --peer 127.0.0.12,64512 --rtr 127.0.0.1:3323

A client tells the server with communities whom its routes are for, as is the custom at exchanges:
with large ones (RFC 8092), or, where AS numbers have no more than 16 bits, with those of RFC 1997.

    SERVER_AS:0:PEER_AS      0:PEER_AS            not to this client
    SERVER_AS:0:0            0:SERVER_AS          to nobody, but for
    SERVER_AS:1:PEER_AS      SERVER_AS:PEER_AS    to this client
    SERVER_AS:101:PEER_AS    65501:PEER_AS        to this client with the announcing AS once more in
                                                  the path; 102 and 65502 twice, 103 and 65503 three
                                                  times
    blackhole                                     refused: this server drops no traffic

With `--rtr` it follows an RPKI cache (RFC 8210), and refuses routes that are invalid (RFC 6811).

Prints what comes up and goes down. Ends with SIGINT or SIGTERM, and says so to the peers.
"""

from __future__ import annotations

import argparse
import asyncio

from bgplib import Context, rtr
from bgplib.policy import Action, Matcher, Policy, Statement
from bgplib.policy.matchers import AnyOf, RpkiIs, community, large_community
from bgplib.policy.modifiers import PrependNeighbour, RemoveCommunities
from bgplib.speaker import PeerConfig, Speaker, SpeakerConfig
from peer_arguments import add_speaker_arguments, endpoint
from route_reflector import tell
from rtr_client import Follower
from speaker_driver import Driver

#: to these, how often to prepend is added, for the communities that ask for it
PREPENDS, LARGE_PREPENDS = 65500, 100
#: what the server takes: all but what it cannot do
FROM_CLIENTS = Policy(
    name="from clients",
    statements=[
        Statement(name="no blackholes", matchers=community("blackhole"), action=Action.REJECT),
        Statement(name="no invalids", matchers=RpkiIs("invalid"), action=Action.REJECT),
    ],
    default=Action.ACCEPT,
)


def marked(large: str, usual: str) -> Matcher:
    """Match routes with a large community, or with one that has only two numbers for the same."""
    # A route cannot have one of RFC 1997 whose numbers do not fit into it.
    fits = all(int(number) <= 0xFFFF for number in usual.split(":"))
    return AnyOf([large_community(large), *([community(usual)] if fits else [])])


def to_client(server_as: int, client_as: int) -> Policy:
    """Return what a client is told: what the communities of others let it be told."""
    steering = [f"{PREPENDS + times}:*" for times in (1, 2, 3)]
    if server_as <= 0xFFFF:
        steering.append(f"{server_as}:*")
    tidy = [
        RemoveCommunities.of("0:*", *steering),
        RemoveCommunities.of(f"{server_as}:*:*", kind="large"),
    ]
    return Policy(
        name=f"to AS{client_as}",
        statements=[
            *(
                Statement(
                    name=f"further away by {times}",
                    matchers=marked(
                        f"{server_as}:{LARGE_PREPENDS + times}:{client_as}",
                        f"{PREPENDS + times}:{client_as}",
                    ),
                    modifiers=PrependNeighbour(times),
                    action=Action.NEXT,
                )
                for times in (1, 2, 3)
            ),
            Statement(
                name="for this client",
                matchers=marked(f"{server_as}:1:{client_as}", f"{server_as}:{client_as}"),
                modifiers=tidy,
                action=Action.ACCEPT,
            ),
            Statement(
                name="not for this client",
                matchers=marked(f"{server_as}:0:{client_as}", f"0:{client_as}"),
                action=Action.REJECT,
            ),
            Statement(
                name="for nobody",
                matchers=marked(f"{server_as}:0:0", f"0:{server_as}"),
                action=Action.REJECT,
            ),
            Statement(name="for all", modifiers=tidy, action=Action.ACCEPT),
        ],
    )


def follow(driver: Driver, cache: str) -> Follower:
    """Judge routes by what a cache has, from now on."""
    client = rtr.Client()

    def on_event(event: rtr.Event) -> None:
        print(event, flush=True)
        if isinstance(event, rtr.PayloadsChanged | rtr.PayloadsExpired):
            driver.speaker.update_validation(driver.now, roas=client.roas)
            driver.settle()

    follower = Follower(client, *endpoint(cache, 323), on_event)
    follower.start()
    return follower


async def run(arguments: argparse.Namespace) -> None:
    """Serve until a signal comes."""
    local, port = endpoint(arguments.listen)
    speaker = Speaker(SpeakerConfig(local_as=arguments.asn, identifier=arguments.id))
    driver = Driver(speaker, tell)
    await driver.listen(local, port)
    for peer in arguments.peer:
        driver.add_peer(
            PeerConfig(
                address=peer.address,
                remote_as=peer.asn,
                local_address=local,
                route_server_client=True,
                own_choice=True,
                import_policy=FROM_CLIENTS,
                export_policy=to_client(arguments.asn, peer.asn),
                # What comes from clients begins with their AS.
                rules=Context(enforce_first_as=True),
            ),
            peer.port,
        )
    driver.start()
    follower = follow(driver, arguments.rtr) if arguments.rtr else None
    print(f"serving on {local} port {port}", flush=True)
    await driver.run()
    if follower is not None:
        follower.stop()
    await driver.stop("the route server was stopped")


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="A BGP route server.")
    add_speaker_arguments(parser, help="a client")
    parser.add_argument("--rtr", metavar="ADDRESS[:PORT]", help="an RPKI cache to judge routes by")
    arguments = parser.parse_args()
    if arguments.listen is None:
        parser.error("--listen is needed")
    asyncio.run(run(arguments))


if __name__ == "__main__":
    main()
