"""The monitor of RIS Live: what it tells of a stream, from standard input and over HTTP."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from bgplib import AsPath, Origin, Update
from tests.examples.programs import EXAMPLES

OWN: Final = ("--prefix", "203.0.113.0/24", "--origin", "64496", "--upstream", "64510")


def said(**fields: Any) -> dict[str, Any]:
    """Return a message of a peer with these fields."""
    head = {"timestamp": 1.5, "peer": "192.0.2.1", "peer_asn": "64500", "type": "UPDATE"}
    return {"type": "ris_message", "data": {**head, **fields}}


def route(prefix: str, *path: int) -> dict[str, Any]:
    """Return a message that announces a prefix."""
    announced = {"next_hop": "192.0.2.1", "prefixes": [prefix]}
    return said(path=list(path), origin="IGP", announcements=[announced])


def stream(*messages: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in messages)


def told(octets: bytes, *arguments: str) -> list[str]:
    """Run the monitor, and return the lines that it prints."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "ris_live_monitor.py"), *OWN, *arguments],
        input=octets,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert not done.stderr
    return done.stdout.decode().splitlines()


@contextmanager
def served(octets: bytes) -> Iterator[tuple[str, list[str]]]:
    """Serve a stream on the loopback; hand out where, and what was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["X-RIS-Subscribe"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", asked
        finally:
            server.shutdown()
            thread.join()


def test_what_is_as_it_should_be_is_not_told() -> None:
    """Nor is what is not of one's own."""
    octets = stream(
        route("203.0.113.0/24", 64500, 64510, 64496, 64496),
        route("198.51.100.0/24", 64500, 64666),
        said(type="KEEPALIVE"),
        {"type": "pong"},
    )
    assert told(octets) == []


def test_hijacks_are_told() -> None:
    octets = stream(
        route("203.0.113.0/24", 64500, 64666),
        route("203.0.113.128/25", 64500, 64510, 64496),
        route("203.0.113.0/24", 64500, 64666, 64496),
        said(withdrawals=["203.0.113.0/24", "198.51.100.0/24"]),
    )
    assert told(octets) == [
        "not ours: 203.0.113.0/24 by 64500 64666 at 192.0.2.1 AS64500",
        "more specific: 203.0.113.128/25 by 64500 64510 64496 at 192.0.2.1 AS64500",
        "another way: 203.0.113.0/24 by 64500 64666 64496 at 192.0.2.1 AS64500",
        "203.0.113.0/24 is withdrawn at 192.0.2.1 AS64500",
    ]


def test_it_goes_on_after_what_it_cannot_read() -> None:
    octets = stream(
        said(path=["x"], announcements=[{"prefixes": ["203.0.113.0/24"]}]),
        {"type": "ris_error", "data": {"message": "too slow"}},
        said(type="RIS_PEER_STATE", state="down"),
    )
    first, *others = told(b"{\n" + octets)
    assert first.startswith("offset 0: it is no JSON: ")
    assert others == [
        "192.0.2.1 AS64500: data.path[0]: 'x' is not an AS number",
        "the service says 'too slow'",
        "192.0.2.1 AS64500 is 'down'",
    ]


def test_it_reads_the_stream_and_its_octets() -> None:
    """It asks for its own prefixes, and for octets, whose faults it tells (RFC 7606)."""
    attributes = [Origin(0), AsPath.parse("64500 64510 64496")]
    update = Update.announce(["203.0.113.0/24"], next_hop="192.0.2.1", attributes=attributes)
    octets = update.encode().replace(bytes.fromhex("40010100"), bytes.fromhex("40010107"))
    message = route("203.0.113.0/24", 64500, 64510, 64496)
    message["data"]["raw"] = octets.hex()
    with served(stream(message)) as (url, asked):
        (line,) = told(b"", "--raw", "--connect", url)
    assert line.startswith("192.0.2.1 AS64500: treat-as-withdraw: ORIGIN 7 is not defined")
    assert json.loads(asked[0]) == {
        "prefix": "203.0.113.0/24",
        "socketOptions": {"includeRaw": True},
    }
