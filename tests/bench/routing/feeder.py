"""Peers of a daemon: they connect, deliver files of octets, and throw away what they hear."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.bench.routing.tables import keepalive, open_message

__all__ = ["Peer", "Peers", "process_cpu", "process_memory", "wait_until_idle"]

_TICKS: Final = 100.0
_PAGE: Final = 4096


def _tree(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found


def process_cpu(pid: int) -> float:
    """Return the CPU seconds of a process and its descendants."""
    total = 0.0
    for each in _tree(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


def process_memory(pid: int) -> int:
    """Return the resident octets of a process and its descendants."""
    return sum(
        int(Path(f"/proc/{each}/statm").read_text().split()[1]) * _PAGE for each in _tree(pid)
    )


def wait_until_idle(pid: int, seconds: float = 1200.0) -> None:
    """Wait until a process has used no more than a hundredth of a core for a while.

    Raises:
        TimeoutError: it went on too long.
    """
    deadline = time.monotonic() + seconds
    quiet = 0
    before = process_cpu(pid)
    while quiet < 4:
        if time.monotonic() > deadline:
            raise TimeoutError("the daemon does not come to rest")
        time.sleep(1.0)
        now = process_cpu(pid)
        quiet = quiet + 1 if now - before <= 0.02 else 0
        before = now


class Peer:
    """One connection, from our own loopback address."""

    def __init__(self, number: int, local: str, asn: int) -> None:
        self.number, self.local, self.asn = number, local, asn
        self.heard = 0  # octets
        self.socket: socket.socket | None = None

    def connect(self, address: str, port: int, seconds: float = 30.0) -> None:
        """Connect and open the session; try again until an OPEN comes.

        Raises:
            TimeoutError: none came.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            connection = socket.socket()
            connection.settimeout(5)
            try:
                connection.bind((self.local, 0))
                connection.connect((address, port))
                identifier = bytes((10, 9, self.number >> 8, self.number & 255))
                connection.sendall(open_message(self.asn, identifier, hold_time=180))
                if connection.recv(19, socket.MSG_WAITALL)[18:19] == b"\1":
                    connection.sendall(keepalive())
                    connection.settimeout(None)
                    self.socket = connection
                    return
            except OSError:
                pass
            connection.close()
            time.sleep(0.3)
        raise TimeoutError(f"{address} does not open a session with {self.local}")


class Peers:
    """Several peers, and a thread that reads what the daemon says to all of them."""

    def __init__(self, peers: list[Peer]) -> None:
        self.peers = peers
        self._stopping = False
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Peers:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        self._thread.join(5)
        for peer in self.peers:
            if peer.socket is not None:
                peer.socket.close()

    def _read(self) -> None:
        selector = selectors.DefaultSelector()
        for each in self.peers:
            if each.socket is not None:
                selector.register(each.socket, selectors.EVENT_READ, each)
        said = time.monotonic()
        while not self._stopping:
            for key, _ in selector.select(0.5):
                peer: Peer = key.data
                try:
                    octets = peer.socket.recv(1 << 20) if peer.socket else b""
                except OSError:
                    octets = b""
                peer.heard += len(octets)
                if not octets:
                    selector.unregister(key.fileobj)
            if time.monotonic() - said > 20:
                said = time.monotonic()
                self._keep_alive()

    def _keep_alive(self) -> None:
        for peer in self.peers:
            if peer.socket is None or self._busy is peer:
                continue
            try:
                peer.socket.sendall(keepalive())
            except OSError:
                continue

    _busy: Peer | None = None

    def deliver(self, files: list[Path], also: Callable[[], None] = lambda: None) -> None:
        """Let the first peers deliver a file each, one after the other."""
        for peer, path in zip(self.peers, files, strict=False):
            if peer.socket is None:
                raise RuntimeError("not connected")
            self._busy = peer
            with path.open("rb") as file:
                while octets := file.read(1 << 18):
                    peer.socket.sendall(octets)
            self._busy = None
            also()
