"""A `bgplib.speaker.Speaker` on asyncio: a driver to lift out, used by the programs beside it.

It connects to peers, listens for them, keeps the time, and stops in good order. All of BGP is in
`bgplib`; what is here is sockets and time.

    driver = Driver(speaker)
    driver.add_peer(
        PeerConfig(address="127.0.0.1", remote_as=65001, ...), port=1179, md5_key=key, gtsm_hops=1
    )
    await driver.listen("127.0.0.9", 1179)
    driver.start()
    await driver.run()  # until SIGINT or SIGTERM
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bgplib.session import CloseWanted, ConnectAbandoned, Connection, ConnectWanted
from bgplib.speaker import (
    Peer,
    PeerConfig,
    PeerConnection,
    PeerEvent,
    PeerRange,
    PeerRemoved,
    Speaker,
    SpeakerEvent,
)
from bgplib.values.address import address_text
from tcp_options import bound_socket, set_gtsm, set_md5_key

__all__ = ["Driver"]

_CHUNK = 65536
_ANY_HOPS = 255


@dataclass(frozen=True)
class _Far:
    """The other end of a peer's connections, as far as sockets are concerned."""

    address: str  # or a prefix, from which peers may connect
    port: int
    md5_key: str | None = field(repr=False)  # RFC 2385
    gtsm_hops: int | None  # RFC 5082; None: no check

    @property
    def family(self) -> socket.AddressFamily:
        """The family of its sockets."""
        version = ipaddress.ip_network(self.address).version
        return socket.AF_INET if version == 4 else socket.AF_INET6


class Driver:
    """Sockets and time for one speaker."""

    def __init__(
        self,
        speaker: Speaker,
        on_event: Callable[[SpeakerEvent], None] | None = None,
        on_octets: Callable[[Connection, bytes], None] | None = None,
    ) -> None:
        """Take a speaker that was not started.

        Args:
            speaker: what to drive.
            on_event: called for each of its events.
            on_octets: called with what a connection brings, before the speaker has it.
        """
        self.speaker = speaker
        self.on_event = on_event
        self.on_octets = on_octets
        self._ends: dict[Peer, _Far] = {}
        self._ranges: dict[PeerRange, tuple[_Far, ...]] = {}
        self._listening: list[socket.socket] = []
        self._wires: list[_Wire] = []
        self._dials: dict[Peer, asyncio.Task[None]] = {}
        self._servers: list[asyncio.Server] = []
        self._alarm: asyncio.TimerHandle | None = None
        self._done = asyncio.Event()

    # -- what programs call ------------------------------------------------------------------

    def add_peer(
        self,
        config: PeerConfig,
        port: int = 179,
        *,
        md5_key: str | None = None,
        gtsm_hops: int | None = None,
    ) -> Peer:
        """Add a peer.

        Args:
            config: who it is.
            port: the one to connect to.
            md5_key: the key of TCP MD5, which both ends have (RFC 2385).
            gtsm_hops: take nothing from farther away than so many hops (RFC 5082).

        Raises:
            OSError: the kernel has no such option.
        """
        far = _Far(address_text(config.address), port, md5_key, gtsm_hops)
        peer = self.speaker.add_peer(config)
        self._ends[peer] = far
        for sock in self._listening:
            self._expect(sock, far)
        self._look_out()
        self.settle()
        return peer

    def remove_peer(self, peer: Peer) -> None:
        """Let a peer go."""
        self.speaker.remove_peer(peer, self.now)
        self.settle()
        self._forget(peer)

    def add_range(
        self, range: PeerRange, *, md5_key: str | None = None, gtsm_hops: int | None = None
    ) -> None:
        """Let peers connect from a range of addresses.

        Args:
            range: who may connect.
            md5_key: the key of TCP MD5 that all of them have; a peer that `add_peer` names has one
                too, where its address is in the range: its own or this one.
            gtsm_hops: as `add_peer`.

        Raises:
            OSError: the kernel has no such option.
        """
        self.speaker.add_range(range)
        fars = tuple(_Far(str(prefix), 0, md5_key, gtsm_hops) for prefix in range.prefixes)
        self._ranges[range] = fars
        for sock in self._listening:
            for far in fars:
                self._expect(sock, far)
        self._look_out()

    def remove_range(self, range: PeerRange) -> None:
        """Let nobody connect from a range any more."""
        self.speaker.remove_range(range, self.now)
        self.settle()
        for far in self._ranges.pop(range):
            self._unexpect(far)

    async def listen(self, address: str, port: int) -> None:
        """Let peers connect to an address."""
        loop = asyncio.get_running_loop()
        sock = bound_socket(address, port)
        self._listening.append(sock)
        for far in self._all_ends():
            self._expect(sock, far)
        self._look_out()
        self._servers.append(await loop.create_server(lambda: _Wire(self, None), sock=sock))

    def start(self, *, restarted: bool = False) -> None:
        """Start all sessions.

        Args:
            restarted: we come back, and forwarding went on meanwhile (RFC 4724 §4.1).
        """
        self.speaker.start(self.now, restarted=restarted)
        self.settle()

    async def run(self) -> None:
        """Run until SIGINT or SIGTERM, or until `finish` is called."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._done.set)
        await self._done.wait()

    def finish(self) -> None:
        """Let `run` return."""
        self._done.set()

    async def stop(self, reason: str = "") -> None:
        """End all sessions with a NOTIFICATION, and wait until it has left."""
        for server in self._servers:
            server.close()
        self.speaker.stop(self.now, reason)
        self.settle()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                while self._wires:
                    await asyncio.sleep(0.01)

    @property
    def now(self) -> float:
        """The time, in seconds."""
        return asyncio.get_running_loop().time()

    def settle(self) -> None:
        """Do a driver's part after the speaker was called: send, deliver, wait."""
        self._write()
        for event in self.speaker.events():
            if isinstance(event, PeerEvent):
                self._obey(event)
            elif isinstance(event, PeerRemoved):
                self._forget(event.peer)
            if self.on_event is not None:
                self.on_event(event)
        self._write()
        if self._alarm is not None:
            self._alarm.cancel()
        deadline = self.speaker.next_deadline()
        loop = asyncio.get_running_loop()
        self._alarm = None if deadline is None else loop.call_at(deadline, self._ring)

    # -- inside ------------------------------------------------------------------------------

    def _expect(self, sock: socket.socket, far: _Far) -> None:
        """Have a listening socket take a peer's connections as they are to be signed."""
        if far.md5_key is not None and far.family == sock.family:
            set_md5_key(sock, far.address, far.md5_key)

    def _look_out(self) -> None:
        """Answer with a TTL that peers with GTSM take, and ask for one where all have it."""
        for sock in self._listening:
            hops = [far.gtsm_hops for far in self._all_ends() if far.family == sock.family]
            if any(each is not None for each in hops):
                # One socket serves all: it asks for no more than the peer that is furthest away
                # has. What each peer is held to is set when it has connected.
                set_gtsm(sock, max(_ANY_HOPS if each is None else each for each in hops))

    def _forget(self, peer: Peer) -> None:
        far = self._ends.pop(peer, None)
        if far is not None:
            self._unexpect(far)

    def _all_ends(self) -> Iterator[_Far]:
        """Iterate over all that may connect: peers, and ranges of them."""
        yield from self._ends.values()
        for fars in self._ranges.values():
            yield from fars

    def _unexpect(self, far: _Far) -> None:
        """Have listening sockets forget the key of one who is no peer any more."""
        if far.md5_key is None:
            return
        for sock in self._listening:
            if far.family == sock.family:
                with contextlib.suppress(OSError):
                    set_md5_key(sock, far.address, None)

    def _write(self) -> None:
        for wire in tuple(self._wires):
            wire.write()

    def _ring(self) -> None:
        self.speaker.handle_timers(self.now)
        self.settle()

    def _obey(self, event: PeerEvent) -> None:
        peer, what = event.peer, event.event
        if isinstance(what, ConnectWanted):
            self._dials[peer] = asyncio.get_running_loop().create_task(self._connect(peer))
        elif isinstance(what, ConnectAbandoned):
            if peer in self._dials:
                self._dials.pop(peer).cancel()
        elif isinstance(what, CloseWanted):
            for wire in tuple(self._wires):
                if wire.connection is what.connection:
                    wire.close()

    async def _connect(self, peer: Peer) -> None:
        loop = asyncio.get_running_loop()
        local = address_text(peer.config.local_address) if peer.config.local_address else None
        address = peer.address_text
        far = self._ends.get(peer) or _Far(address, 179, None, None)
        try:
            sock = bound_socket(local, 0, address)
            with contextlib.ExitStack() as stack:
                stack.callback(sock.close)
                if far.md5_key is not None:
                    set_md5_key(sock, address, far.md5_key)
                if far.gtsm_hops is not None:
                    set_gtsm(sock, far.gtsm_hops)
                await loop.sock_connect(sock, (address, far.port))
                stack.pop_all()
            await loop.create_connection(lambda: _Wire(self, peer), sock=sock)
        except OSError:
            peer.connection_failed(loop.time())
            self.settle()

    def opened(self, wire: _Wire, sock: socket.socket) -> None:
        """Note an open connection."""
        self._wires.append(wire)
        far = None if wire.connection is None else self._far(wire.connection.peer)
        if far is not None and far.gtsm_hops is not None:
            set_gtsm(sock, far.gtsm_hops)

    def _far(self, peer: Peer) -> _Far | None:
        """Return what is asked of the connections of a peer."""
        if peer.range is not None:
            return self._ranges.get(peer.range, (None,))[0]
        return self._ends.get(peer)

    def lost(self, wire: _Wire) -> None:
        """Note that a connection is no more."""
        if wire in self._wires:
            self._wires.remove(wire)


class _Wire(asyncio.Protocol):
    """One connection: of a peer that we asked for it, or of one that asked us."""

    def __init__(self, driver: Driver, peer: Peer | None) -> None:
        self._driver = driver
        self._peer = peer
        self._transport: asyncio.Transport | None = None
        self._unsent = 0  # octets that the transport has, and the kernel does not
        self.connection: PeerConnection | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        now = self._driver.now
        # A zone is for sockets: `fe80::1%eth0` is fe80::1 to BGP.
        local, remote = (
            transport.get_extra_info(name)[0].partition("%")[0] for name in ("sockname", "peername")
        )
        if self._peer is None:
            self.connection = self._driver.speaker.connection_from(remote, now, local_address=local)
        else:
            self.connection = self._peer.connection_made(now, local_address=local)
        if self.connection is None:
            transport.abort()
        else:
            self._transport = transport
            # RFC 9687 needs to know what the kernel took: the transport is to say when it is empty.
            transport.set_write_buffer_limits(high=0)
            self._driver.opened(self, transport.get_extra_info("socket"))
        self._driver.settle()

    def data_received(self, octets: bytes) -> None:
        if self.connection is not None:
            if self._driver.on_octets is not None:
                self._driver.on_octets(self.connection, octets)
            self.connection.receive_data(octets, self._driver.now)
            self._driver.settle()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        self._driver.lost(self)
        self.data_received(b"")

    def resume_writing(self) -> None:
        if self.connection is not None:
            count, self._unsent = self._unsent, 0
            self.connection.data_sent(count, self._driver.now)
            self._driver.settle()

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
                self.connection.data_sent(count, self._driver.now)

    def close(self) -> None:
        """Close, when what was written has left."""
        if self._transport is not None:
            self._transport.close()
