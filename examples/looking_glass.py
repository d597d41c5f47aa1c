"""A looking glass: a small web page of a RIB, with the reason for every choice.

    python looking_glass.py --as 65000 --id 192.0.2.9 --listen 127.0.0.9:1179 \
        --http 127.0.0.1:8080 --peer 127.0.0.1:1179,65001

It takes all routes of its peers and tells them none. Pages: `/` (sessions and best routes),
`/route` (`?q=198.51.100.0/24`, or an address: its longest match) and `/route.json`. Everything on
them is escaped, and no page lists more than some hundred routes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

import attrs

from bgplib import BGPError, Family, Prefix
from bgplib.policy import ACCEPT_ALL, REJECT_ALL
from bgplib.route import Route
from bgplib.speaker import PeerConfig, RouteReport, Speaker, SpeakerConfig
from peer_arguments import add_speaker_arguments, endpoint
from route_reflector import tell
from speaker_driver import Driver

_MOST = 200  # routes on a page
_LONGEST_QUERY = 100  # characters
_CONTENT = "default-src 'none'; style-src 'unsafe-inline'"  # no scripts, whatever a route says
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; color: #222; }
body { padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ddd; }
tr.best td { font-weight: 600; }
pre { background: #f6f6f4; padding: 1rem; overflow-x: auto; font-size: 13px; }
input { font: inherit; padding: .3rem .5rem; width: 20rem; }
a { color: #0b57a4; }
"""


@attrs.frozen
class Answer:
    """What goes back to a browser."""

    body: str
    kind: str = "text/html; charset=utf-8"
    status: HTTPStatus = HTTPStatus.OK


class Glass:
    """Makes pages of what a speaker knows."""

    def __init__(self, speaker: Speaker) -> None:
        """Look at a speaker."""
        self._speaker = speaker

    def answer(self, path: str, query: str) -> Answer:
        """Answer a request."""
        if path == "/":
            return Answer(_page("Looking glass", self._front()))
        if path not in ("/route", "/route.json"):
            return Answer(_page("Not found", "<p>There is no such page.</p>"), status=_NOT_FOUND)
        try:
            report = self._report(query[:_LONGEST_QUERY].strip())
        except BGPError as error:
            text = f"<p>{escape(str(error))}</p>"
            return Answer(_page("Not understood", text), status=HTTPStatus.BAD_REQUEST)
        if report is None:
            text = f"<p>Nothing is known of {escape(query)}.</p>"
            return Answer(_page("No route", text), status=_NOT_FOUND)
        if path == "/route.json":
            return Answer(json.dumps(report.to_json(), indent=1), "application/json")
        return Answer(_page(report.destination, "".join(_route(report))))

    def _report(self, query: str) -> RouteReport | None:
        """Explain a prefix, or the longest one that an address matches."""
        rib = self._speaker.rib
        if "/" in query:
            return self._speaker.explain(query) if Prefix.parse(query) in rib else None
        found = rib.lookup(query)
        return None if found is None else self._speaker.explain(found.prefix)

    def _front(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(peer.name)}</td><td>{escape(peer.state.text)}</td>"
            f"<td>{0 if peer.source is None else self._speaker.rib.count(peer.source)}</td></tr>"
            for peer in self._speaker.peers.values()
        )
        sessions = f"<table><tr><th>peer</th><th>state</th><th>prefixes</th></tr>{rows}</table>"
        return f"<h2>Sessions</h2>{sessions}" + "".join(map(self._best, _FAMILIES))

    def _best(self, family: Family) -> str:
        rib = self._speaker.rib
        keys = rib.keys(family)
        routes = [route for key in keys[:_MOST] if (route := rib.best(key, family)) is not None]
        more = f"<p>{len(keys) - _MOST} more: search for them.</p>" if len(keys) > _MOST else ""
        rows = "".join(map(_row, routes))
        head = "<tr><th>prefix</th><th>next hop</th><th>AS path</th><th>from</th></tr>"
        return f"<h2>Prefixes, {family}: {len(keys)}</h2><table>{head}{rows}</table>{more}"


_NOT_FOUND = HTTPStatus.NOT_FOUND
_FAMILIES = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)


def _row(route: Route) -> str:
    prefix = str(route.prefix)
    link = f'<a href="/route?q={quote(prefix)}">{escape(prefix)}</a>'
    hop = "" if route.next_hop is None else route.next_hop.short
    path = route.attributes.as_path_text or "-"
    return (
        f"<tr><td>{link}</td><td>{escape(hop)}</td><td>{escape(path)}</td>"
        f"<td>{escape(str(route.source))}</td></tr>"
    )


def _route(report: RouteReport) -> Iterator[str]:
    """Yield the parts of the page of one destination."""
    yield "<table><tr><th>from</th><th>next hop</th><th>AS path</th><th>state</th></tr>"
    for each in report.candidates:
        best = report.best is not None and each.route.path is report.best.path
        state = "best" if best else "refused by policy" if each.route.path.rejected else ""
        hop = "" if each.route.next_hop is None else each.route.next_hop.short
        yield (
            f"<tr{' class=best' if best else ''}><td>{escape(str(each.route.source))}</td>"
            f"<td>{escape(hop)}</td><td>{escape(each.route.attributes.as_path_text or '-')}</td>"
            f"<td>{state}</td></tr>"
        )
    yield "</table><h2>Why</h2>"
    yield f"<pre>{escape(str(report))}</pre>"
    yield f'<p><a href="/route.json?q={quote(report.destination)}">the same as JSON</a></p>'


def _page(title: str, body: str) -> str:
    search = '<form action="/route"><input name="q" placeholder="prefix or address"></form>'
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style><p><a href='/'>Looking glass</a></p>{search}"
        f"<h1>{escape(title)}</h1>{body}</html>"
    )


def _handler(ask: Callable[[str, str], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query).get("q", [""])[0]
            answer = ask(parts.path, query)
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", _CONTENT)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing of requests."""

    return Handler


async def run(arguments: argparse.Namespace) -> None:
    """Collect routes and show them until a signal comes."""
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
                families=_FAMILIES,
                import_policy=ACCEPT_ALL,
                export_policy=REJECT_ALL,
            ),
            peer.port,
        )
    driver.start()
    glass, loop = Glass(speaker), asyncio.get_running_loop()

    async def answer(path: str, query: str) -> Answer:
        return glass.answer(path, query)

    def ask(path: str, query: str) -> Answer:
        # Pages are made where the speaker runs: threads of the server only wait for them.
        return asyncio.run_coroutine_threadsafe(answer(path, query), loop).result(timeout=10)

    host, number = endpoint(arguments.http, 8080)
    server = ThreadingHTTPServer((host, number), _handler(ask))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://{host}:{server.server_port}/", flush=True)
    await driver.run()
    await asyncio.to_thread(server.shutdown)
    server.server_close()
    await driver.stop("the looking glass was stopped")


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="A looking glass.")
    add_speaker_arguments(parser, help="a router whose routes are shown")
    parser.add_argument("--http", default="127.0.0.1:8080", help="ADDRESS:PORT of the pages")
    arguments = parser.parse_args()
    if arguments.listen is None:
        parser.error("--listen is needed")
    asyncio.run(run(arguments))


if __name__ == "__main__":
    main()
