"""Run a program that was written for ExaBGP: it announces, and hears what the peers say.

    python exabgp_process.py --as 64512 --id 192.0.2.9 --listen 127.0.0.9:1179 \
        --peer 127.0.0.1:1179,64500 -- ./healthcheck.py --ip 198.51.100.7

The program prints commands, of which `exabgp_commands.py` has the list, and reads a `done` or an
`error` for each on its standard input, and between them lines of JSON as ExaBGP 5 writes them
(`encoder json`): sessions that come up and go down, and the UPDATEs of peers; with `--all` their
other messages too. Routes of peers go no further than there. `neighbor ADDRESS` before a command
has to name all peers: a route is announced to each. End-of-RIB
markers go to those that are named.

Ends when the program ends, or with SIGINT or SIGTERM, and says so to the peers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

import attrs

from bgplib import Family
from bgplib.errors import BGPError
from bgplib.formats.exabgp_json import Envelope, state_to_exabgp, to_exabgp
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.policy import ACCEPT_ALL, REJECT_ALL
from bgplib.session import Connection, Negotiation, SessionDown, SessionUp
from bgplib.speaker import Peer, PeerConfig, PeerEvent, Speaker, SpeakerConfig, SpeakerEvent
from exabgp_commands import (
    Acknowledge,
    AnyCommand,
    Command,
    EndOfRib,
    Watchdog,
    parse_command,
)
from peer_arguments import add_speaker_arguments, endpoint
from speaker_driver import Driver

_HEADER = 19
_CEASE = "the program ended"


@attrs.define
class _Session:
    """What came of a connection and was not told yet, and how to read it."""

    octets: bytes = b""
    peer: Peer | None = None
    negotiation: Negotiation | None = None

    def messages(self) -> Iterator[bytes]:
        """Cut off the messages that are whole; the session has judged their headers, or will."""
        while len(self.octets) >= _HEADER:
            length = max(_HEADER, int.from_bytes(self.octets[16:18], "big"))
            if len(self.octets) < length:
                return
            message, self.octets = self.octets[:length], self.octets[length:]
            yield message


class Process:
    """The program, and what stands between it and the speaker."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Start nothing yet."""
        self._arguments = arguments
        self._local, self._port = endpoint(arguments.listen)
        speaker = Speaker(SpeakerConfig(local_as=arguments.asn, identifier=arguments.id))
        self._driver = Driver(speaker, self._heed, self._listen)
        self._sessions: dict[Connection, _Session] = {}
        self._counters: dict[Peer, int] = {}
        self._asns = {peer.address: peer.asn for peer in arguments.peer}
        self._watchdogs: dict[str, dict[tuple[object, ...], Command]] = {}
        self._is_acknowledging = True
        self._stdin: asyncio.StreamWriter | None = None

    @property
    def speaker(self) -> Speaker:
        """What announces the routes."""
        return self._driver.speaker

    async def run(self) -> None:
        """Run until the program ends, or a signal comes."""
        arguments, driver = self._arguments, self._driver
        await driver.listen(self._local, self._port)
        child = await asyncio.create_subprocess_exec(
            *arguments.program, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        self._stdin = child.stdin
        for peer in arguments.peer:
            driver.add_peer(
                PeerConfig(
                    address=peer.address,
                    remote_as=peer.asn,
                    local_address=self._local,
                    families=arguments.family,
                    import_policy=REJECT_ALL,
                    export_policy=ACCEPT_ALL,
                ),
                peer.port,
            )
        driver.start()
        obeying = asyncio.create_task(self._obey(child))
        await driver.run()
        obeying.cancel()
        if child.returncode is None:
            child.terminate()
        await driver.stop(_CEASE)
        await child.wait()

    # -- from the program to the peers -------------------------------------------------------

    async def _obey(self, child: asyncio.subprocess.Process) -> None:
        """Do what the program says, line by line, until it says no more."""
        assert child.stdout is not None
        while line := await child.stdout.readline():
            text = line.decode(errors="replace").strip()
            # ExaBGP takes a comment for a command that does nothing.
            if not text.startswith("#"):
                try:
                    command = parse_command(text)
                    if isinstance(command, Acknowledge):
                        self._is_acknowledging = command.later
                        if command.now:
                            self._tell("done")
                        continue
                    self.obey(command)
                except (BGPError, ValueError) as error:
                    print(f"{text}: {error}", file=sys.stderr, flush=True)
                    self._answer("error")
                    continue
            self._answer("done")
        self._driver.finish()

    def obey(self, command: AnyCommand) -> None:
        """Do what a command says.

        Raises:
            BGPError, ValueError: it cannot be done.
        """
        if isinstance(command, Command):
            self._follow(command)
        elif isinstance(command, EndOfRib):
            for peer in self._driver.speaker.peers.values():
                chosen = not command.neighbors or peer.address_text in command.neighbors
                if chosen and peer.connection is not None:
                    peer.connection.send(Update.end_of_rib_of(command.family))
        elif isinstance(command, Watchdog):
            for routes in self._watchdogs.get(command.name, {}).values():
                self._route(attrs.evolve(routes, announce=command.announce))
        self._driver.settle()

    def _follow(self, command: Command) -> None:
        """Announce routes or withdraw them, unless they wait for their watchdog."""
        key = (command.family, command.destinations)
        for routes in self._watchdogs.values():
            routes.pop(key, None)
        if command.watchdog is not None and command.announce:
            self._watchdogs.setdefault(command.watchdog, {})[key] = command
        if not (command.announce and command.is_withheld):
            self._route(command)

    def _route(self, command: Command) -> None:
        if command.neighbors and command.neighbors != self._asns.keys():
            raise ValueError(f"routes are for all neighbors: {', '.join(self._asns)}")
        speaker, now = self._driver.speaker, self._driver.now
        for destination in command.destinations:
            if command.announce:
                speaker.originate(
                    destination,
                    now,
                    family=command.family,
                    attributes=command.attributes,
                    next_hop=command.next_hop,
                )
            else:
                speaker.withdraw(destination, now, family=command.family)

    # -- from the peers to the program -------------------------------------------------------

    def _answer(self, word: str) -> None:
        if self._is_acknowledging:
            self._tell(word)

    def _tell(self, line: str | dict[str, Any]) -> None:
        if self._stdin is not None and not self._stdin.is_closing():
            text = line if isinstance(line, str) else json.dumps(line)
            self._stdin.write(text.encode() + b"\n")

    def _envelope(self, peer: Peer) -> Envelope:
        self._counters[peer] = self._counters.get(peer, 0) + 1
        address = peer.address_text
        return Envelope(
            time=time.time(),
            host=socket.gethostname(),
            pid=os.getpid(),
            ppid=os.getppid(),
            counter=self._counters[peer],
            local_address=self._local,
            peer_address=address,
            local_as=self._arguments.asn,
            peer_as=self._asns[address],
            router_id=self._arguments.id,
        )

    def _listen(self, connection: Connection, octets: bytes) -> None:
        """Take what comes from a peer, before its session does; nothing when it has left."""
        if not octets:
            self._sessions.pop(connection, None)
            return
        session = self._sessions.setdefault(connection, _Session())
        session.octets += octets
        self._tell_messages(session)

    def _heed(self, event: SpeakerEvent) -> None:
        if not isinstance(event, PeerEvent):
            return
        peer, what = event.peer, event.event
        if isinstance(what, SessionUp):
            self._tell(state_to_exabgp("up", self._envelope(peer)))
            session = self._sessions.setdefault(what.connection, _Session())
            session.peer, session.negotiation = peer, what.negotiation
            self._tell_messages(session)
        elif isinstance(what, SessionDown):
            self._tell(state_to_exabgp("down", self._envelope(peer), reason=what.text))
            ended = [each for each, held in self._sessions.items() if held.peer is peer]
            for connection in ended:
                del self._sessions[connection]

    def _tell_messages(self, session: _Session) -> None:
        """Tell of messages; those that came before the session was up wait until it is."""
        peer, negotiation = session.peer, session.negotiation
        if peer is None or negotiation is None:
            return
        decoder = Decoder(negotiation.context)
        for octets in session.messages():
            try:
                message = decoder.decode(octets)
                if isinstance(message, Update) or self._arguments.all:
                    self._tell(to_exabgp(message, self._envelope(peer), negotiation=negotiation))
            except BGPError as error:
                # The session ends for it, or ExaBGP would have no line of it either.
                print(f"{peer.name}: {error}", file=sys.stderr, flush=True)


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="Run a program that was written for ExaBGP.")
    add_speaker_arguments(parser, help="a peer")
    parser.add_argument(
        "--family",
        action="append",
        type=Family.parse,
        default=[],
        help="such as ipv4-flowspec; IPv4 and IPv6 unicast unless others are named",
    )
    parser.add_argument(
        "--all", action="store_true", help="tell of all messages, not UPDATEs alone"
    )
    parser.add_argument("program", nargs="+", help="the program, and its arguments")
    arguments = parser.parse_args()
    if arguments.listen is None:
        parser.error("--listen is needed")
    arguments.family = arguments.family or [Family.IPV4_UNICAST, Family.IPV6_UNICAST]
    asyncio.run(Process(arguments).run())


if __name__ == "__main__":
    main()
