"""A file handed to the wrong reader: the first complaint says what it is, and who reads it."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.formats import bmp, mrt, pcap
from bgplib.formats._file_kinds import not_a
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.text import bgpdump_m
from bgplib.messages.keepalive import Keepalive
from tests.unit.cli import archives, recorded

READERS: dict[str, Callable[[bytes], Iterator[Any]]] = {
    "MRT file": mrt.read,
    "BMP stream": bmp.read,
    "capture": pcap.read,
}


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("rib", archives.table())
    return file.getvalue()


def _tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as packed:
        packed.addfile(tarfile.TarInfo("rib"), io.BytesIO())
    return file.getvalue()


FILES = {
    "MRT file": (archives.table(), "`bgplib mrt`"),
    "UPDATEs": (archives.updates(), "`bgplib mrt`"),
    "BMP stream": (recorded.stream(), "`bgplib bmp`"),
    "capture": (recorded.capture(), "`bgplib pcap`"),
    "pcapng": (b"\n\r\r\n" + bytes(40), "`bgplib pcap`"),
    "messages": (Keepalive().encode() * 3, "`bgplib.decode`"),
    "web page": (b"\n<!DOCTYPE html>\n<html><body>Not Found</body></html>", "download"),
    "old web page": (b"<HTML><HEAD><TITLE>404", "download"),
    "lines": ("\n".join(bgpdump_m.lines(archives.table())).encode(), "`bgpdump -m`"),
    "hexadecimal": (Keepalive().encode().hex().encode() + b"\n", "`bgplib decode`"),
    "zip": (_zip(), "does not unpack"),
    "tar": (_tar(), "tar archive"),
    "JSON": (b'{"message": "no such file"}', "JSON"),
    "zeros": (bytes(600), "zeros"),
    "text": ("déjà vu\n".encode() * 20, "text"),
}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", FILES)
def test_another_kind_of_file(name: str, reader: str, pack: Callable[[bytes], bytes]) -> None:
    """The reader of another kind says so in its first complaint, packed or not."""
    octets, expected = FILES[name]
    first = next(iter(READERS[reader](pack(octets))))
    if name == reader or (name, reader) in (("UPDATEs", "MRT file"), ("pcapng", "capture")):
        assert "this is no" not in str(first)
        return
    assert isinstance(first, ErrorRecord)
    assert first.offset == 0
    assert first.text.startswith(f"this is no {reader}, but ")
    assert expected in first.text


@pytest.mark.parametrize("reader", READERS)
def test_what_nobody_knows(reader: str) -> None:
    """Of octets that could be anything nothing is said that is not known."""
    for octets in (bytes(range(128, 256)) * 4, b"\xff" * 600, b"caf\xe9, in Latin-1 " * 30):
        (error,) = READERS[reader](octets)
        assert ", but" not in str(error)


@pytest.mark.parametrize("reader", READERS)
def test_an_empty_file(reader: str) -> None:
    """An empty file is no kind of file."""
    (error,) = READERS[reader](b"")
    assert "the file is empty" in str(error)


def test_damage_at_the_start_of_an_archive() -> None:
    """A damaged archive is an archive: that it is none is not said of it."""
    octets = archives.table()
    for damaged in (octets[:-3], octets[:15], octets[7:], b"\0" + octets):
        errors = [each for each in mrt.read(damaged) if isinstance(each, ErrorRecord)]
        assert errors
        assert not any(", but" in str(error) for error in errors)


@given(
    st.sampled_from([b"", *(octets for octets, _ in FILES.values())]),
    st.integers(0, 40),
    st.binary(max_size=600),
)
def test_any_octets(head: bytes, kept: int, octets: bytes) -> None:
    """Whatever stands there, an answer comes, and that it is of the kind is none."""
    for kind in READERS:
        found = not_a(kind, head[:kept] + octets)
        if found:
            assert found.startswith(f"this is no {kind}, but ")
            assert found.count(kind) == 1
