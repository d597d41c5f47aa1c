"""The examples that speak BGP, run as a user runs them: as programs, on loopback."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from bgplib import AsPath, Origin, Update
from bgplib.formats import bmp, mrt
from bgplib.formats.mrt.bgp4mp import Bgp4mpMessage, Bgp4mpStateChange
from bgplib.messages.keepalive import Keepalive
from bgplib.session import SessionConfig
from bgplib.session.opening import open_of
from bgplib.testing.malformed import cases
from tests.examples.programs import SECONDS, Program, free_port
from tests.machine import loopback_addresses, tcp_options
from tests.session_world import messages_of

pytestmark = loopback_addresses

PEER = bmp.PeerHeader(address="192.0.2.1", asn=64500, identifier=0xC0000201)


def speaker(number: int, port: int, *more: str) -> list[str]:
    """Return the arguments of a listening `asyncio_speaker.py` on 127.0.3.`number`."""
    return [
        "asyncio_speaker.py",
        *("--as", str(64500 + number), "--id", f"192.0.2.{number}"),
        *("--listen", f"127.0.3.{number}:{port}", *more),
    ]


def test_two_speakers_exchange_routes(programs: list[Program]) -> None:
    """Both dial and listen; each prints what the other announces; a signal ends them in order."""
    port = free_port()
    one = Program(
        *speaker(1, port, "--peer", f"127.0.3.2:{port},64502"),
        *("--announce", "198.51.100.0/24,192.0.2.1", "--announce", "2001:db8:1::/48,2001:db8::1"),
    )
    two = Program(*speaker(2, port, "--peer", f"127.0.3.1:{port},64501"))
    programs += [one, two]
    two.hear("announces <NlriGroup ipv6-unicast")
    two.hear("End-of-RIB ipv6-unicast")
    assert one.stop() == 0
    two.hear("the program was stopped")
    assert two.running


@tcp_options
def test_tcp_md5_and_gtsm(programs: list[Program]) -> None:
    """RFC 2385, RFC 5082: with key and TTL check at both ends the session comes up."""
    port = free_port()
    more = ("--md5", "correct-horse", "--gtsm", "1")
    one = Program(*speaker(3, port, "--peer", f"127.0.3.4:{port},64504", "--passive", *more))
    two = Program(*speaker(4, port, "--peer", f"127.0.3.3:{port},64503", *more))
    programs += [one, two]
    two.hear(" up: ")
    one.hear(" up: ")


def test_blocking_sockets(programs: list[Program]) -> None:
    """The driver on one blocking socket announces and hears."""
    port = free_port()
    one = Program(
        *speaker(5, port, "--peer", f"127.0.3.6:{port},64506", "--passive"),
        *("--announce", "203.0.113.0/24,192.0.2.5"),
    )
    programs.append(one)
    arguments = ["--as", "64506", "--id", "192.0.2.6", "--local", "127.0.3.6"]
    arguments += ["--peer", f"127.0.3.5:{port},64505", "--announce", "198.51.100.0/24,192.0.2.6"]
    two = Program("blocking_sockets.py", *arguments)
    programs.append(two)
    one.hear("announces <NlriGroup ipv4-unicast")
    two.hear("announces <NlriGroup ipv4-unicast")
    one.stop()
    two.hear("the program was stopped")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_anyio(programs: list[Program], backend: str) -> None:
    """The driver on anyio announces and hears, on asyncio and on trio."""
    pytest.importorskip("anyio")
    pytest.importorskip(backend)
    port = free_port()
    one = Program(
        *speaker(14, port, "--peer", f"127.0.3.15:{port},64515", "--passive"),
        *("--announce", "203.0.113.0/24,192.0.2.14"),
    )
    programs.append(one)
    arguments = ["--as", "64515", "--id", "192.0.2.15", "--local", "127.0.3.15"]
    arguments += ["--peer", f"127.0.3.14:{port},64514", "--announce", "198.51.100.0/24,192.0.2.15"]
    two = Program("anyio_speaker.py", "--backend", backend, *arguments)
    programs.append(two)
    one.hear("announces <NlriGroup ipv4-unicast")
    two.hear("announces <NlriGroup ipv4-unicast")
    one.stop()
    two.hear("the program was stopped")


def test_monitor(programs: list[Program]) -> None:
    """The table shows the peer, its state and the number of its routes."""
    port = free_port()
    one = Program(
        *speaker(16, port, "--peer", f"127.0.3.17:{port},64517", "--passive"),
        *("--announce", "203.0.113.0/24,192.0.2.16"),
    )
    programs.append(one)
    monitor = Program(
        "monitor.py",
        *("--as", "64517", "--id", "192.0.2.17", "--local", "127.0.3.17"),
        *("--peer", f"127.0.3.16:{port},64516"),
    )
    programs.append(monitor)
    one.hear(" up: ")
    time.sleep(1)
    assert monitor.stop() == 0
    rows = [[cell.strip() for cell in line.split("│")] for line in monitor.said.splitlines()]
    assert ["127.0.3.16", "64516", "Established", "1"] in [row[1:5] for row in rows]
    assert "127.0.3.16 is up" in monitor.said


def test_announce_service(programs: list[Program]) -> None:
    """A service's address is announced while the program runs, and withdrawn at its end."""
    port = free_port()
    router = Program(*speaker(7, port, "--peer", f"127.0.3.8:{port},64512", "--passive"))
    programs.append(router)
    service = Program(
        "announce_service.py",
        "198.51.100.7/32",
        *("--as", "64512", "--id", "192.0.2.8", "--local", "127.0.3.8"),
        *("--next-hop", "192.0.2.8", "--peer", f"127.0.3.7:{port},64507"),
    )
    programs.append(service)
    router.hear("announces <NlriGroup ipv4-unicast")
    service.hear("198.51.100.7/32 is announced")
    assert service.stop() == 0
    router.hear("withdraws <NlriGroup ipv4-unicast")
    router.hear("the service ended")


def dial(local: str, address: str, port: int) -> socket.socket:
    """Connect, as soon as somebody listens."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return socket.create_connection((address, port), 5, (local, 0))
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def read_until_closed(wire: socket.socket) -> bytes:
    """Return all that the other end says until it closes."""
    wire.settimeout(10)
    parts: list[bytes] = []
    while True:
        try:
            octets = wire.recv(65536)
        except ConnectionResetError:
            octets = b""
        if not octets:
            return b"".join(parts)
        parts.append(octets)


def peer(asn: int, **more: Any) -> SessionConfig:
    """Return the configuration whose OPEN a test sends."""
    return SessionConfig(local_as=asn, local_identifier=f"192.0.2.{asn % 250}", **more)


def test_route_collector(programs: list[Program], tmp_path: Path) -> None:
    """What two routers say stands in the file, octet for octet, with their addresses."""
    port = free_port()
    file = tmp_path / "updates.mrt"
    collector = Program(
        "route_collector.py",
        str(file),
        *("--as", "64500", "--id", "192.0.2.9", "--listen", f"127.0.3.9:{port}"),
    )
    programs.append(collector)
    collector.hear("listening")
    update = Update.withdraw(["198.51.100.0/24"]).encode()
    for number in (10, 11):
        with dial(f"127.0.3.{number}", "127.0.3.9", port) as wire:
            wire.sendall(open_of(peer(64500 + number)).encode() + Keepalive().encode() + update)
            wire.shutdown(socket.SHUT_WR)
            read_until_closed(wire)
    assert collector.stop() == 0
    records = list(mrt.read(file))
    messages = [record for record in records if isinstance(record, Bgp4mpMessage)]
    assert [(m.peer_as, m.peer_address[-1]) for m in messages] == [(64510, 10), (64511, 11)]
    assert all(m.octets == update for m in messages)
    changes = [record for record in records if isinstance(record, Bgp4mpStateChange)]
    assert {(change.old_state, change.new_state) for change in changes} >= {(5, 6), (6, 1)}


def test_bmp_station(programs: list[Program], tmp_path: Path) -> None:
    """RFC 7854 §3.3, RFC 6811: what a router tells, in any pieces, is judged by the payloads."""
    port = free_port()
    payload = {"prefix": "198.51.100.0/24", "maxLength": 24, "asn": 64496}
    (tmp_path / "roas.json").write_text(json.dumps({"roas": [payload]}))
    station = Program(
        "bmp_station.py",
        *("--listen", f"127.0.3.9:{port}", "--roas", str(tmp_path / "roas.json")),
    )
    programs.append(station)
    station.hear("listening")
    with dial("127.0.3.12", "127.0.3.9", port) as wire:
        origins = ((64496, "198.51.100.0/24"), (64497, "198.51.100.0/24"), (64498, "10.0.0.0/8"))
        routes = [
            Update.announce(
                [prefix], next_hop="192.0.2.1", attributes=[Origin(0), AsPath.of([64500, asn])]
            )
            for asn, prefix in origins
        ]
        told = [
            bmp.RouteMonitoring(peer=PEER, octets=each.encode())
            for each in (*routes, Update.withdraw(["10.0.0.0/8"]))
        ]
        first = bmp.Initiation.of(system_name="r1", system_description="a router")
        octets = b"".join(message.encode() for message in (first, *told))
        for at in range(0, len(octets), 50):
            wire.sendall(octets[at : at + 50])
        wire.sendall(b"\3\0")
    station.hear("r1: gone, with all that it told")
    assert station.stop() == 0
    peer = "r1: 192.0.2.1 AS64500 (adj-rib-in-pre)"
    assert station.said.splitlines()[1:] == [
        "127.0.3.12: connected",
        "r1: is a router",
        f"{peer} announces 198.51.100.0/24 of AS64496: valid",
        f"{peer} announces 198.51.100.0/24 of AS64497: invalid",
        f"{peer} announces 10.0.0.0/8 of AS64498: not-found",
        f"{peer} withdraws 10.0.0.0/8",
        f"r1: offset {len(octets)}: a message ends after 2 octets of it",
        "r1: gone, with all that it told",
    ]


def test_a_reflector_reports_to_a_station(programs: list[Program], tmp_path: Path) -> None:
    """RFC 7854 §3.3: the station hears what a client says, and that it is gone."""
    port, bmp_port = free_port(), free_port()
    (tmp_path / "roas.json").write_text('{"roas": []}')
    station = Program(
        "bmp_station.py",
        *("--listen", f"127.0.3.9:{bmp_port}", "--roas", str(tmp_path / "roas.json")),
    )
    programs.append(station)
    station.hear("listening")
    reflector = Program(
        "route_reflector.py",
        *("--as", "64501", "--id", "192.0.2.51", "--listen", f"127.0.3.51:{port}"),
        *("--peer", f"127.0.3.1:{port},64501,client,passive", "--bmp", f"127.0.3.9:{bmp_port}"),
    )
    programs.append(reflector)
    station.hear("AS64501: is bgplib")
    client = Program(
        *speaker(1, port, "--peer", f"127.0.3.51:{port},64501"),
        *("--announce", "198.51.100.0/24,192.0.2.1"),
    )
    programs.append(client)
    station.hear("127.0.3.1 AS64501 is up")
    station.hear("127.0.3.1 AS64501 (adj-rib-in-pre) announces 198.51.100.0/24")
    assert client.stop() == 0
    station.hear("127.0.3.1 AS64501 is down: remote system closed, NOTIFICATION follows")
    assert reflector.stop() == 0
    station.hear("gone, with all that it told")
    assert "Traceback" not in station.said + reflector.said


def test_malformed_messages_do_not_stop_a_speaker(programs: list[Program], tmp_path: Path) -> None:
    """RFC 4271 §6, RFC 7606: whatever is wrong, one NOTIFICATION at most, and the next is served.

    Each message of `bgplib.testing.malformed` comes from an address of its own, in Established.
    """
    port = free_port()
    collector = Program(
        "route_collector.py",
        str(tmp_path / "updates.mrt"),
        *("--as", "64500", "--id", "192.0.2.9", "--listen", f"127.0.3.12:{port}"),
    )
    programs.append(collector)
    collector.hear("listening")
    sent = ended = 0
    hello = open_of(peer(64513)).encode() + Keepalive().encode()
    for number, case in enumerate(cases()):
        address = f"127.1.{number // 250}.{number % 250 + 1}"
        with dial(address, "127.0.3.12", port) as wire:
            wire.sendall(hello + case.octets)
            with contextlib.suppress(OSError):  # it has closed already
                wire.shutdown(socket.SHUT_WR)
            kinds = [octets[18] for octets in messages_of(read_until_closed(wire))]
        # A NOTIFICATION may be lost with the connection where much was on its way still.
        assert kinds[:2] == [1, 4], case
        assert kinds[2:] in ([], [3]), case
        sent += 1
        ended += kinds[2:] == [3]
        assert collector.running, case
    assert sent > 300
    assert ended > 50
    with dial("127.0.3.13", "127.0.3.12", port) as wire:
        wire.sendall(hello)
        wire.shutdown(socket.SHUT_WR)
        assert [octets[18] for octets in messages_of(read_until_closed(wire))] == [1, 4]
    assert collector.stop() == 0
    assert "Traceback" not in collector.said
