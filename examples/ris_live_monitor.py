"""Watch RIS Live for what others do to one's own prefixes: announce them, or a part of them.

    python ris_live_monitor.py --prefix 203.0.113.0/24 --origin 64496 --upstream 64510 --connect

Without `--connect` it reads the lines of the stream from standard input. It tells of routes that
are not of `--origin`, are more specific than `--prefix`, or do not come by an `--upstream`; and,
with `--raw`, what RFC 7606 has to say of the UPDATEs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.request import Request, urlopen

from bgplib import BGPError, Context, Prefix, Update
from bgplib.formats import ris_live
from bgplib.formats.mrt import Element

STREAM = "https://ris-live.ripe.net/v1/stream/?format=json&client=bgplib-monitor"
#: what nearly all peers agreed on with the collectors: four-octet AS numbers
ASSUMED = Context(session=None)


class Monitor:
    """Says what is wrong with routes."""

    def __init__(
        self, prefixes: list[Prefix], origins: Iterable[int], upstreams: Iterable[int], *, raw: bool
    ) -> None:
        self._prefixes = prefixes
        self._origins = frozenset(origins)
        self._upstreams = frozenset(map(str, upstreams))
        self._raw = raw

    def lines(self, message: ris_live.ServerMessage | ris_live.ErrorRecord) -> Iterator[str]:
        """Return what there is to tell of a message."""
        if isinstance(message, ris_live.ErrorRecord):
            yield str(message)
        elif isinstance(message, ris_live.PeerState):
            yield f"{message.address_text} AS{message.peer_as} is {message.state!r}"
        elif isinstance(message, ris_live.PeerMessage):
            try:
                yield from self._of_peer(message)
            except BGPError as error:
                yield f"{message.address_text} AS{message.peer_as}: {error}"
        elif message.error is not None:
            yield f"the service says {message.error!r}"

    def _of_peer(self, message: ris_live.PeerMessage) -> Iterator[str]:
        for row in ris_live.elements(message):
            prefix = Prefix.parse(row.prefix)
            if any(own.contains(prefix) for own in self._prefixes):
                yield from self._of_route(row, prefix)
        if self._raw and message.octets is not None:
            decoded = message.decode(ASSUMED)
            if isinstance(decoded, Update):
                for finding in decoded.findings:
                    yield f"{message.address_text} AS{message.peer_as}: {finding}"

    def _of_route(self, row: Element, prefix: Prefix) -> Iterator[str]:
        heard = f"at {row.peer_ip} AS{row.peer_asn}"
        if row.elem_type == "W":
            yield f"{prefix} is withdrawn {heard}"
            return
        origins = row.origin_asns or ()
        told = f"{prefix} by {row.as_path} {heard}"
        if not self._origins.issuperset(origins):
            yield f"not ours: {told}"
        elif prefix not in self._prefixes:
            yield f"more specific: {told}"
        elif self._upstreams and self._upstream(row) not in self._upstreams:
            yield f"another way: {told}"

    def _upstream(self, row: Element) -> str | None:
        """Return the AS before that of the origin, however often that stands there."""
        path = (row.as_path or "").split()
        return next((asn for asn in reversed(path) if asn != path[-1]), None)


def pieces(url: str | None, wanted: ris_live.Subscription) -> Iterator[bytes]:
    """Return the octets of the stream as they come, and then the end."""
    source: Any = sys.stdin.buffer
    if url is not None:
        request = Request(url, headers={"X-RIS-Subscribe": wanted.header()})  # noqa: S310 (whoever runs this chooses it)
        source = urlopen(request, timeout=60)  # noqa: S310 (as above)
    while octets := source.read1(65_536):
        yield octets
    yield b""


def main() -> None:
    """Read the arguments, and watch until the stream ends."""
    parser = argparse.ArgumentParser(description="Watch RIS Live for one's own prefixes.")
    own: dict[str, Any] = {"action": "append", "required": True}
    parser.add_argument("--prefix", type=Prefix.parse, help="a prefix that one announces", **own)
    parser.add_argument("--origin", type=int, help="an AS that may originate them", **own)
    parser.add_argument("--upstream", type=int, action="append", help="an AS that they come by")
    parser.add_argument("--raw", action="store_true", help="ask for octets, and look at them")
    parser.add_argument("--connect", nargs="?", const=STREAM, metavar="URL", help="read the stream")
    arguments = parser.parse_args()
    wanted = ris_live.Subscription(prefixes=arguments.prefix, include_raw=arguments.raw or None)
    monitor = Monitor(
        arguments.prefix, arguments.origin, arguments.upstream or (), raw=arguments.raw
    )
    feed = ris_live.Feed()
    for octets in pieces(arguments.connect, wanted):
        for message in feed.receive_data(octets):
            for line in monitor.lines(message):
                print(line, flush=True)


if __name__ == "__main__":
    main()
