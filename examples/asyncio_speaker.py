"""Many BGP sessions on asyncio: a driver to lift out, and a small program around it.

    python asyncio_speaker.py --as 65009 --id 192.0.2.9 --listen 127.0.0.9:1179 \
        --peer 127.0.0.1:1179,65001 --announce 198.51.100.0/24,192.0.2.9

The driver is `Speaker`: give it sessions, and a function to call for what happens. It connects,
listens, signs with TCP MD5, checks TTLs, and stops in good order. All of BGP is in `bgplib`; what
is here is sockets and time.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

from bgplib import Family
from bgplib.session import (
    CloseWanted,
    ConnectAbandoned,
    Connection,
    ConnectWanted,
    Event,
    Session,
    SessionConfig,
    SessionUp,
    UpdateReceived,
)
from own_routes import announce
from tcp_options import bound_socket, set_gtsm, set_md5_key

_CHUNK = 65536


@dataclass(eq=False)
class Peer:
    """A session, and how its peer is reached."""

    session: Session
    address: str  # the peer's address: whom to dial, and who may dial us
    port: int = 179
    local: str | None = None  # our address for the session; None: the kernel chooses
    md5_key: str | None = field(default=None, repr=False)
    gtsm_hops: int | None = None  # how many hops the peer is away, at most; None: no check
    on_event: Callable[[Peer, Event], None] | None = None  # called for each event
    wires: list[_Wire] = field(default_factory=list)  # open connections
    _dial: asyncio.Task[None] | None = None
    _alarm: asyncio.TimerHandle | None = None

    def settle(self) -> None:
        """Do a driver's part after the session was called: send, deliver, wait."""
        for wire in tuple(self.wires):
            wire.write()
        for event in self.session.events():
            self._obey(event)
            if self.on_event is not None:
                self.on_event(self, event)
        for wire in tuple(self.wires):
            wire.write()
        if self._alarm is not None:
            self._alarm.cancel()
        deadline = self.session.next_deadline()
        loop = asyncio.get_running_loop()
        self._alarm = None if deadline is None else loop.call_at(deadline, self._ring)

    def drop(self) -> None:
        """Let go of everything and say nothing, as a program does that dies."""
        if self._alarm is not None:
            self._alarm.cancel()
        if self._dial is not None:
            self._dial.cancel()
        while self.wires:
            self.wires.pop().abort()

    def _ring(self) -> None:
        self.session.handle_timers(asyncio.get_running_loop().time())
        self.settle()

    def _obey(self, event: Event) -> None:
        if isinstance(event, ConnectWanted):
            self._dial = asyncio.get_running_loop().create_task(self._connect())
        elif isinstance(event, ConnectAbandoned) and self._dial is not None:
            self._dial.cancel()
        elif isinstance(event, CloseWanted):
            for wire in tuple(self.wires):
                if wire.connection is event.connection:
                    wire.close()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            sock = bound_socket(self.local, 0, self.address)
            with contextlib.ExitStack() as stack:
                stack.callback(sock.close)
                if self.md5_key is not None:
                    set_md5_key(sock, self.address, self.md5_key)
                if self.gtsm_hops is not None:
                    set_gtsm(sock, self.gtsm_hops)
                await loop.sock_connect(sock, (self.address, self.port))
                stack.pop_all()
            await loop.create_connection(lambda: _Wire(self, inbound=False), sock=sock)
        except OSError:
            self.session.connection_failed(loop.time())
            self.settle()


class _Wire(asyncio.Protocol):
    """One connection of a session."""

    def __init__(self, peer: Peer, *, inbound: bool) -> None:
        self.peer = peer
        self.inbound = inbound
        self.connection: Connection | None = None
        self._transport: asyncio.Transport | None = None
        self._unsent = 0  # octets that the transport has, and the kernel does not

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        # RFC 9687 needs to know what the kernel took: the transport is to say when it is empty.
        transport.set_write_buffer_limits(high=0)
        self.peer.wires.append(self)
        now = asyncio.get_running_loop().time()
        self.connection = self.peer.session.connection_made(now, inbound=self.inbound)
        self.peer.settle()

    def data_received(self, octets: bytes) -> None:
        if self.connection is not None:
            self.connection.receive_data(octets, asyncio.get_running_loop().time())
            self.peer.settle()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        if self in self.peer.wires:
            self.peer.wires.remove(self)
        self.data_received(b"")

    def resume_writing(self) -> None:
        if self.connection is not None:
            count, self._unsent = self._unsent, 0
            self.connection.data_sent(count, asyncio.get_running_loop().time())
            self.peer.settle()

    def write(self) -> None:
        """Hand octets to the kernel, as long as it takes them."""
        if self.connection is None or self._transport is None:
            return
        while not self._unsent and not self._transport.is_closing():
            octets = self.connection.data_to_send(_CHUNK)
            if not octets:
                return
            self._unsent = len(octets)
            self._transport.write(octets)
            if not self._transport.get_write_buffer_size():
                count, self._unsent = self._unsent, 0
                self.connection.data_sent(count, asyncio.get_running_loop().time())

    def abort(self) -> None:
        """Close at once, and hear nothing more."""
        self.connection = None
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Close, when what was written has left."""
        if self._transport is not None:
            self._transport.close()


class Speaker:
    """Peers, and the sockets that they may connect to."""

    def __init__(self) -> None:
        self.peers: list[Peer] = []
        self._servers: list[asyncio.Server] = []
        #: asked for a connection from nobody we know: a peer to serve, or None to refuse
        self.on_stranger: Callable[[str], Peer | None] | None = None

    def add(self, peer: Peer, *, restarted: bool = False) -> None:
        """Start a session; after a restart of ours the OPEN says so (RFC 4724 §3)."""
        self.peers.append(peer)
        peer.session.start(asyncio.get_running_loop().time(), restarted=restarted)
        peer.settle()

    def drop(self, peer: Peer) -> None:
        """Forget a session without ending it, as a program does that dies."""
        self.peers.remove(peer)
        peer.drop()

    async def listen(self, address: str, port: int) -> None:
        """Let peers connect to an address; those with a key have to be there already."""
        sock = bound_socket(address, port)
        for peer in self.peers:
            if peer.md5_key is not None:
                set_md5_key(sock, peer.address, peer.md5_key)
        hops = [peer.gtsm_hops for peer in self.peers]
        # One socket serves all peers: it can ask for no less than the one that is furthest away.
        if hops and None not in hops:
            set_gtsm(sock, max(hop for hop in hops if hop is not None))
        loop = asyncio.get_running_loop()
        self._servers.append(await loop.create_server(lambda: _Greeter(self), sock=sock))

    def peer_of(self, address: str) -> Peer | None:
        """Return whose address it is."""
        found = next((peer for peer in self.peers if peer.address == address), None)
        if found is not None:
            return found
        stranger = None if self.on_stranger is None else self.on_stranger(address)
        if stranger is not None:
            self.add(stranger)
        return stranger

    async def stop(self, reason: str = "") -> None:
        """End all sessions with a NOTIFICATION, and wait until it has left."""
        for server in self._servers:
            server.close()
        now = asyncio.get_running_loop().time()
        for peer in self.peers:
            peer.session.stop(now, reason)
            peer.settle()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                while any(peer.wires for peer in self.peers):
                    await asyncio.sleep(0.01)


class _Greeter(asyncio.Protocol):
    """Finds out who has connected, and hands the connection to its session."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        peer = self._speaker.peer_of(transport.get_extra_info("peername")[0])
        if peer is None:
            transport.abort()
            return
        wire = _Wire(peer, inbound=True)
        transport.set_protocol(wire)
        wire.connection_made(transport)


# -- the program ---------------------------------------------------------------------------------


async def run(arguments: argparse.Namespace) -> None:
    """Peer until a signal comes."""
    speaker = Speaker()
    routes = [pair.split(",") for pair in arguments.announce]

    def on_event(peer: Peer, event: Event) -> None:
        if isinstance(event, UpdateReceived):
            print(peer.address, event.update, flush=True)
        elif not isinstance(event, CloseWanted | ConnectWanted | ConnectAbandoned):
            print(peer.address, event, flush=True)
        if isinstance(event, SessionUp):
            announce(peer.session, routes)

    for text in arguments.peer:
        where, asn = text.rsplit(",", 1)
        address, port = where.rsplit(":", 1)
        config = SessionConfig(
            name=address,
            local_as=arguments.asn,
            local_identifier=arguments.id,
            peer_as=int(asn),
            families=[Family.IPV4_UNICAST, Family.IPV6_UNICAST],
            passive=arguments.passive,
        )
        local = arguments.listen.rsplit(":", 1)[0] if arguments.listen else None
        peer = Peer(
            Session(config),
            address,
            int(port),
            local=local,
            md5_key=arguments.md5,
            gtsm_hops=arguments.gtsm,
            on_event=on_event,
        )
        speaker.add(peer)
    if arguments.listen:
        address, port = arguments.listen.rsplit(":", 1)
        await speaker.listen(address, int(port))
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    await done.wait()
    await speaker.stop("the program was stopped")


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="A BGP speaker on asyncio.")
    parser.add_argument("--as", dest="asn", type=int, required=True, help="our AS number")
    parser.add_argument("--id", required=True, help="our BGP Identifier")
    parser.add_argument("--listen", help="ADDRESS:PORT to listen on, and to dial from")
    parser.add_argument("--peer", action="append", default=[], help="ADDRESS:PORT,AS")
    parser.add_argument("--announce", action="append", default=[], help="PREFIX,NEXT_HOP")
    parser.add_argument("--passive", action="store_true", help="wait for the peers to connect")
    parser.add_argument("--md5", help="key of TCP MD5")
    parser.add_argument("--gtsm", type=int, help="hops of GTSM")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
