"""All messages of the corpus: records of `hex/`, captures, BMP streams, and the start of dumps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import attrs

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats import bmp, mrt, pcap
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.testing.malformed import update
from tests.corpus.conftest import Record
from tests.corpus.test_hex import context_of
from tests.corpus.test_hex import messages as hex_messages
from tests.corpus.test_recorded import BROKEN, capture, captures, stream, streams

#: how many messages of one MRT file are taken: bgpdump's text is held against all of them
DUMPED: Final = 200


#: dumps of tables, in which there are no messages
_TABLES: Final = re.compile(r"bview|\brib")
#: messages whose sessions are not recorded, and what one has to know of them to read them: id
#: pattern to a change of the context
KNOWN: Final[dict[str, dict[str, Any]]] = {
    # Their labels have two entries, the first without the bottom bit (RFC 8277 §2.3).
    r"nexthop-bgp/.*(ParserTestData\.h#line_290|SerializerTest\.cpp#line_1247)": {
        "multiple_labels": [Family.IPV6_LABELED]
    },
    # A path identifier before each route (RFC 7911 §3); the stream begins after the OPENs.
    r"pmacct__208-.*-route-monitoring\.bmp\.gz#(2383|2393|2476|2479)": {
        "add_path_receive": [Family.IPV4_UNICAST, Family.IPV6_UNICAST]
    },
}


class Published(NamedTuple):
    """A message, where it is from, and the context in which it is read."""

    id: str
    octets: bytes
    context: Context


def published(corpus: Path, records: Callable[[str], list[Record]]) -> list[Published]:
    """Return all messages, each once for each context."""
    found: dict[tuple[bytes, Context], Published] = {}
    sources = (
        _hex(corpus, records),
        _attributes(records),
        _malformed(records),
        _captured(),
        _monitored(),
        _dumped(corpus),
    )
    for each in chain.from_iterable(sources):
        changes = [change for pattern, change in KNOWN.items() if re.fullmatch(pattern, each.id)]
        context = attrs.evolve(each.context, **changes[0]) if changes else each.context
        found.setdefault((each.octets, context), each._replace(context=context))
    return list(found.values())


def _hex(corpus: Path, records: Callable[[str], list[Record]]) -> Iterator[Published]:
    for record, octets, context in hex_messages(corpus, records):
        yield Published(record["id"], octets, context)


def _attributes(records: Callable[[str], list[Record]]) -> Iterator[Published]:
    """Put runs of attributes into UPDATEs, which have no NLRI but those of the attributes."""
    for name in ("hex", "malformed"):
        for record in records(f"{name}/path-attributes.jsonl"):
            octets = update(bytes.fromhex(record["hex"]))
            if "composed_message_hex" in record:
                octets = bytes.fromhex(record["composed_message_hex"])
            yield Published(record["id"], octets, context_of(record, octets))


def _malformed(records: Callable[[str], list[Record]]) -> Iterator[Published]:
    """Yield what can be read; `test_malformed.py` looks at what cannot."""
    for name in ("messages", "fuzz-corpus"):
        for record in records(f"malformed/{name}.jsonl"):
            if record["kind"] == "message":
                octets = bytes.fromhex(record["hex"])
                context = context_of(record, octets)
                with suppress(DecodeError):
                    Decoder(context).decode(octets)
                    yield Published(record["id"], octets, context)


def _captured() -> Iterator[Published]:
    for path in captures():
        for at, record in enumerate(capture(path)):
            if isinstance(record, pcap.ErrorRecord):
                assert path.name in BROKEN
                continue
            yield Published(f"{path.name}#{at}", record.octets, record.context)


def _monitored() -> Iterator[Published]:
    for path in streams():
        for at, message in enumerate(stream(path)):
            if isinstance(message, bmp.RouteMonitoring):
                yield Published(f"{path.name}#{at}", message.update_octets, message.context)
            elif isinstance(message, bmp.PeerUp):
                for octets in (message.sent_octets, message.received_octets):
                    yield Published(f"{path.name}#{at}", octets, Context(session=None))


def _dumped(corpus: Path) -> Iterator[Published]:
    for path in sorted((corpus / "mrt").iterdir()):
        if path.name.endswith((".txt.gz", ".jsonl")) or _TABLES.search(path.name):
            continue
        with mrt.read(path) as reader:
            records = (each for each in reader if isinstance(each, mrt.Bgp4mpMessage))
            for at, record in enumerate(islice(records, DUMPED)):
                yield Published(f"{path.name}#{at}", record.octets, record.context)
