"""One BGP session on a blocking socket: the whole contract of a driver in one loop.

    python blocking_sockets.py --as 65009 --id 192.0.2.9 --local 127.0.0.9 \
        --peer 127.0.0.1:1179,65001 --announce 198.51.100.0/24,192.0.2.9

It dials, prints what the peer announces, and dials again when the session ends. It does not listen:
with one blocking socket there is nothing else to wait for.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import time
from collections.abc import Iterator

from bgplib.session import (
    CloseWanted,
    Connection,
    ConnectWanted,
    Event,
    Session,
    SessionConfig,
    SessionUp,
)
from own_routes import announce


def serve(session: Session, address: str, port: int, local: str | None = None) -> Iterator[Event]:
    """Run a session for ever, and give what happens."""
    session.start(time.monotonic())
    wire: socket.socket | None = None
    connection: Connection | None = None
    pending = b""
    while True:
        # 1. Send what waits, as far as the peer takes it.
        while wire is not None and connection is not None:
            pending = pending or connection.data_to_send(65536)
            if not pending:
                break
            wire.settimeout(1.0)
            try:
                count = wire.send(pending)
            except TimeoutError:
                break
            except OSError:
                pending = b""
                connection.receive_data(b"", time.monotonic())
                break
            pending = pending[count:]
            connection.data_sent(count, time.monotonic())
        # 2. Deliver what happened; the caller may send while it looks at it.
        events = list(session.events())
        yield from events
        for event in events:
            if isinstance(event, ConnectWanted):
                source = None if local is None else (local, 0)
                try:
                    wire = socket.create_connection((address, port), 10, source)
                except OSError:
                    session.connection_failed(time.monotonic())
                else:
                    connection = session.connection_made(time.monotonic())
            elif isinstance(event, CloseWanted) and wire is not None:
                with contextlib.suppress(OSError):
                    wire.sendall(pending + event.connection.data_to_send())
                wire.close()
                wire, connection, pending = None, None, b""
        if events:
            continue
        # 3. Wait for octets, or for the deadline.
        deadline = session.next_deadline()
        seconds = None if deadline is None else max(0.0, deadline - time.monotonic())
        if pending:
            # A peer that says nothing would keep what it did not take from being tried again.
            seconds = 0.1 if seconds is None else min(seconds, 0.1)
        if wire is None or connection is None:
            if seconds is None:
                return
            time.sleep(seconds)
        else:
            # A timeout of 0 would make the socket one that never waits.
            wire.settimeout(None if seconds is None else max(seconds, 0.001))
            try:
                octets = wire.recv(65536)
            except TimeoutError:
                pass
            except OSError:
                connection.receive_data(b"", time.monotonic())
            else:
                connection.receive_data(octets, time.monotonic())
        session.handle_timers(time.monotonic())


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="A BGP session on a blocking socket.")
    parser.add_argument("--as", dest="asn", type=int, required=True, help="our AS number")
    parser.add_argument("--id", required=True, help="our BGP Identifier")
    parser.add_argument("--local", help="our address")
    parser.add_argument("--peer", required=True, help="ADDRESS:PORT,AS")
    parser.add_argument("--announce", action="append", default=[], help="PREFIX,NEXT_HOP")
    arguments = parser.parse_args()
    where, asn = arguments.peer.rsplit(",", 1)
    address, port = where.rsplit(":", 1)
    config = SessionConfig(local_as=arguments.asn, local_identifier=arguments.id, peer_as=int(asn))
    session = Session(config)
    for event in serve(session, address, int(port), arguments.local):
        print(event, flush=True)
        if isinstance(event, SessionUp):
            announce(session, [pair.split(",") for pair in arguments.announce])


if __name__ == "__main__":
    main()
