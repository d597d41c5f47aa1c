"""TShark and bgplib read the same in BMP messages, field by field.

The BGP messages within are compared in `test_tshark.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from bgplib.formats import bmp
from tests.corpus.conftest import Record
from tests.corpus.test_recorded import stream, streams
from tests.corpus.test_tshark import patterns_of, pytestmark
from tests.corpus.tshark.comparison import Comparison, by_field, hold
from tests.corpus.tshark.dissection import dissect
from tests.corpus.tshark.monitoring import of_message
from tests.corpus.tshark.words import text

__all__ = ["pytestmark"]

Records = Callable[[str], list[Record]]

#: TShark's fields that nothing stands against: reason to names
UNREAD: Final[dict[str, tuple[str, ...]]] = {
    "a heading; what stands below it is compared": (
        "bmp.init.types",
        "bmp.peer.header",
        "bmp.term.types",
    ),
    "a length: the values are compared, and encoding gives the octets back": (
        "bmp.init.length",
        "bmp.length",
        "bmp.stats.length",
        "bmp.term.length",
    ),
    "flags as a whole; each bit is compared": ("bmp.peer.flags",),
    "reserved bits and octets: they are kept, and encoded again": (
        "bmp.peer.flags.loc_rib.res",
        "bmp.peer.flags.reserved",
        "bmp.unused",
    ),
    "TShark shows no value": ("bmp.peer.down.data", "bmp.stats.data.unknown"),
}
#: messages in which TShark differs: id pattern to the fields and the reason
DIFFERING: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    r"akvorado__bmp-terminate\.bmp#0": (
        ("bmp.term.type", "bmp.term.reason"),
        "disagreement 26: TShark reads the first TLV alone",
    ),
}
#: records that are cut within the Per-Peer Header
CUT: Final = {"gobmp/pkg/bmp/raw_test.go#line_20", "gobmp/pkg/bmp/raw_test.go#line_98"}


def messages(records: Records) -> dict[bytes, tuple[str, bmp.BmpMessage]]:
    """Return all messages, each once, by their octets."""
    found: dict[bytes, tuple[str, bmp.BmpMessage]] = {}
    for path in streams():
        for at, message in enumerate(stream(path)):
            assert isinstance(message, bmp.BmpMessage)
            found.setdefault(message.encode(), (f"{path.name}#{at}", message))
    for record in records("bmp/messages.jsonl"):
        octets = bytes.fromhex(record["hex"])
        (message,) = bmp.read(octets)
        if isinstance(message, bmp.ErrorRecord):
            assert record["id"] in CUT, message
        else:
            found.setdefault(octets, (record["id"], message))
    return found


@pytest.fixture(scope="module")
def compared(corpus: Path, records: Records) -> Comparison:
    """Compare all messages once."""
    found = Comparison()
    chosen = messages(records)
    said = dissect(list(chosen), protocol="bmp")
    mine = [
        by_field((name, text(value)) for name, value in of_message(message))
        for _, message in chosen.values()
    ]
    for each in mine:
        found.spoken |= each.keys()
    for (id, _), ours, theirs in zip(chosen.values(), mine, said, strict=True):
        hold(found, id, ours, theirs)
    return found


def test_values_of_every_field_are_those_of_tshark(compared: Comparison) -> None:
    """Per-Peer Headers, statistics, addresses and ports, reasons and texts."""
    differing = {(id, field) for id, field, _, _ in compared.differing}
    patterns = patterns_of({id for id, _ in differing}, DIFFERING)
    assert differing == {
        (id, field) for id, pattern in patterns.items() for field in DIFFERING[pattern][0]
    }
    assert compared.agreed.total() >= 530_000


def test_each_field_agrees_somewhere(compared: Comparison) -> None:
    """A word that we have and TShark has not would compare nothing."""
    assert {field for field in compared.spoken if not compared.agreed[field]} == set()
    assert len(compared.spoken) >= 54


def test_what_nothing_stands_against_is_listed(compared: Comparison) -> None:
    """Every field of TShark is compared, or on the list of reasons; none is on it in vain."""
    assert set(compared.unread) == {name for names in UNREAD.values() for name in names}
