"""What `bgplib mrt` makes of archives: lines, and counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import attrs

from bgplib._in_order import in_order
from bgplib.cli._filters import Filter
from bgplib.formats import mrt
from bgplib.formats.text.bgpdump_m import lines as bgpdump_lines

__all__ = ["Tally", "elements", "lines"]

#: is told of each place that cannot be read
Complain = Callable[[mrt.ErrorRecord], None]


def elements(reader: mrt.Reader, wanted: Filter, complain: Complain) -> Iterator[mrt.Element]:
    """Iterate over the routes that are wanted."""
    found = iter(mrt.elements(reader, on_error=complain, only=wanted.only))
    return filter(wanted.shows_time, found) if wanted.is_timed else found


def lines(
    form: str | None, reader: mrt.Reader, wanted: Filter, complain: Complain
) -> Iterator[str]:
    """Iterate over lines.

    Args:
        form: `bgpdump`, `json`, or None for people.
        reader: the archive.
        wanted: which routes are shown.
        complain: is told of each place that cannot be read.
    """
    if form == "bgpdump":
        found = iter(bgpdump_lines(reader, on_error=complain, only=wanted.only))
        return filter(wanted.shows_line, found) if wanted.is_timed else found
    return map(_json if form == "json" else _line, elements(reader, wanted, complain))


@attrs.define
class Tally:
    """How much of what there is."""

    types: Counter[str] = attrs.field(factory=Counter)  #: routes, by `A` and `W`
    peers: set[tuple[str, int]] = attrs.field(factory=set, repr=in_order)  #: who announced them
    prefixes: set[str] = attrs.field(factory=set, repr=in_order)  #: where they lead to

    def add(self, found: Iterator[mrt.Element]) -> None:
        """Count routes."""
        for element in found:
            self.types[element.elem_type] += 1
            self.peers.add((element.peer_ip, element.peer_asn))
            self.prefixes.add(element.prefix)

    def merge(self, other: Tally) -> None:
        """Count what another has counted."""
        self.types += other.types
        self.peers |= other.peers
        self.prefixes |= other.prefixes


def _json(element: mrt.Element) -> str:
    return json.dumps(element._asdict())


def _line(element: mrt.Element) -> str:
    """Print a route for people."""
    time = datetime.fromtimestamp(element.timestamp, UTC).strftime("%Y-%m-%d %H:%M:%S")
    path_id = "" if element.path_id is None else f" path-id {element.path_id}"
    head = (
        f"{time} {element.elem_type} {element.prefix}{path_id} "
        f"from {element.peer_ip or '-'} AS{element.peer_asn}"
    )
    if element.elem_type == "W":
        return head
    parts = [head, f"via {element.next_hop or '-'}", f"path {element.as_path or '-'}"]
    parts.append((element.origin or "-").lower())
    if element.local_pref is not None:
        parts.append(f"local-pref {element.local_pref}")
    if element.med is not None:
        parts.append(f"med {element.med}")
    if element.communities:
        parts.append(f"communities {' '.join(element.communities)}")
    return ", ".join(parts)
