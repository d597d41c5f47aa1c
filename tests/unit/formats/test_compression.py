"""Sources: what they can be, how they are unpacked, and what is said of damaged ones."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bgplib.errors import LocalError
from bgplib.formats.compression import OctetStream, Source

# Octets that do not pack well, so that packed ones are many pieces long.
PLAIN = b"".join(zlib.crc32(bytes((n & 255, n >> 8))).to_bytes(4, "big") for n in range(60_000))


def read_all(source: Source) -> tuple[bytes, OctetStream]:
    stream = OctetStream(source)
    pieces = []
    while piece := stream.read():
        assert len(piece) <= 1 << 20
        pieces.append(piece)
    return b"".join(pieces), stream


def zstandard_frame(octets: bytes) -> bytes:
    """Make a frame of raw blocks, which needs no compressor (RFC 8878 §3.1.1)."""
    parts = [b"\x28\xb5\x2f\xfd", b"\x00", b"\x58"]  # magic; no flags; a window of 2 MiB
    for start in range(0, len(octets), 1 << 16):
        block = octets[start : start + (1 << 16)]
        last = start + (1 << 16) >= len(octets)
        parts += [struct.pack("<I", len(block) << 3 | last)[:3], block]
    return b"".join(parts)


@pytest.mark.parametrize(
    ("packed", "name"),
    [
        (PLAIN, "plain"),
        (gzip.compress(PLAIN), "gzip"),
        (bz2.compress(PLAIN), "bzip2"),
        (lzma.compress(PLAIN), "xz"),
    ],
    ids=["plain", "gzip", "bzip2", "xz"],
)
def test_the_format_is_told_by_the_first_octets(packed: bytes, name: str, tmp_path: Path) -> None:
    """A path, its text, a file, and octets give the same, whatever the name says."""
    path = tmp_path / "misleading.zst"
    path.write_bytes(packed)
    with path.open("rb") as file:
        for source in (path, str(path), file, packed, bytearray(packed), memoryview(packed)):
            octets, stream = read_all(source)
            assert octets == PLAIN
            assert stream.format == name
            assert stream.fault is None
            assert stream.position == stream.size == len(packed)
        assert not file.closed


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gzip", "bzip2", "xz"]
)
def test_members_one_after_the_other_are_one_stream(pack: Callable[[bytes], bytes]) -> None:
    """RFC 1952 §2.2: "The members simply appear one after another in the file"."""
    octets, stream = read_all(pack(PLAIN[:1000]) + pack(b"") + pack(PLAIN[1000:]))
    assert octets == PLAIN
    assert stream.fault is None


def test_xz_takes_no_more_memory_than_its_largest_preset() -> None:
    """A dictionary of 1.5 GiB, which a header can ask for, is refused."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]
    packed = bytearray(lzma.compress(PLAIN, filters=filters))
    assert packed[12:17] == b"\x02\x00\x21\x01\x08"  # a block header, its dictionary size last
    packed[16] = 39
    packed[20:24] = zlib.crc32(packed[12:20]).to_bytes(4, "little")
    octets, stream = read_all(bytes(packed))
    assert octets == b""
    assert stream.fault == "the xz stream is damaged: Memory usage limit exceeded"
    octets, stream = read_all(lzma.compress(PLAIN, preset=9))
    assert octets == PLAIN
    assert stream.fault is None


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_zeros_behind_the_last_member_are_padding(pack: Callable[[bytes], bytes]) -> None:
    """What gzip and xz themselves overlook is no fault."""
    octets, stream = read_all(pack(PLAIN) + bytes(40_000))
    assert octets == PLAIN
    assert stream.fault is None
    assert stream.position == stream.size


@pytest.mark.parametrize(
    ("pack", "name"),
    [(gzip.compress, "gzip"), (bz2.compress, "bzip2"), (lzma.compress, "xz")],
    ids=["gzip", "bzip2", "xz"],
)
def test_a_stream_cut_short_gives_what_was_good(pack: Callable[[bytes], bytes], name: str) -> None:
    """What can be unpacked comes first, and then a sentence."""
    octets, stream = read_all(pack(PLAIN[:1000]) + pack(PLAIN)[:-5000])
    assert PLAIN.startswith(octets[1000:])
    assert len(octets) >= 1000
    assert stream.fault == f"the {name} stream is cut short"
    assert stream.read() == b""


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_gzip_cut_anywhere_loses_no_more_than_what_is_not_there(share: float) -> None:
    """Of 240,000 octets packed, nearly all that are there come out."""
    packed = gzip.compress(PLAIN)
    octets, stream = read_all(packed[: int(share * len(packed))])
    assert stream.fault
    assert PLAIN.startswith(octets)
    assert len(octets) > (share - 0.05) * len(PLAIN)


@pytest.mark.parametrize(
    ("pack", "name"),
    [(gzip.compress, "gzip"), (bz2.compress, "bzip2"), (lzma.compress, "xz")],
    ids=["gzip", "bzip2", "xz"],
)
def test_damage_and_rubbish_are_faults(pack: Callable[[bytes], bytes], name: str) -> None:
    """A flipped bit, and octets behind the end, are told of."""
    packed = bytearray(pack(PLAIN))
    packed[len(packed) // 2] ^= 0x40
    octets, stream = read_all(packed)
    assert stream.fault is not None
    assert stream.fault.startswith(f"the {name} stream is damaged: ")
    assert octets != PLAIN
    octets, stream = read_all(pack(PLAIN) + b"rubbish behind the end")
    assert octets == PLAIN
    assert stream.fault is not None


def test_zstandard_is_read_or_the_extra_is_named() -> None:
    """Where no module unpacks it, the error says what to install."""
    packed = zstandard_frame(PLAIN)
    try:
        octets, stream = read_all(packed)
    except LocalError as error:
        assert "bgplib[zstd]" in str(error)
        return
    assert octets == PLAIN
    assert stream.format == "zstd"
    octets, stream = read_all(packed[:-7])
    assert PLAIN.startswith(octets)
    assert stream.fault == "the zstd stream is cut short"


def test_without_a_module_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one error of a missing extra says which."""
    for name in ("compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(LocalError, match=r"bgplib\[zstd\]"):
        OctetStream(zstandard_frame(b"octets")).read()


def test_a_file_opened_for_text_is_refused(tmp_path: Path) -> None:
    """What is handed in by mistake is a LocalError, and no foreign exception."""
    path = tmp_path / "file"
    path.write_text("text")
    with path.open() as file, pytest.raises(LocalError, match="binary"):
        OctetStream(file).read()  # type: ignore[arg-type]  # that is tried
    with pytest.raises(LocalError, match="no source"):
        OctetStream(7)  # type: ignore[arg-type]  # that is tried


def test_only_what_was_opened_is_closed(tmp_path: Path) -> None:
    """A file that was handed in stays open, also behind its end."""
    path = tmp_path / "file"
    path.write_bytes(b"octets")
    stream = OctetStream(path)
    assert stream.read() == b"octets"
    stream.close()
    assert stream.read() == b""
    file = io.BytesIO(b"octets")
    assert read_all(file)[0] == b"octets"
    assert not file.closed


def test_a_source_is_read_from_where_it_stands() -> None:
    """Size and position count from there."""
    file = io.BytesIO(b"before|" + gzip.compress(b"octets"))
    file.seek(7)
    octets, stream = read_all(file)
    assert octets == b"octets"
    assert stream.position == stream.size == len(gzip.compress(b"octets"))


class Trickle:
    """A pipe: it gives one octet at a time, and does not know its size."""

    def __init__(self, octets: bytes) -> None:
        self.octets = io.BytesIO(octets)

    def read(self, count: int) -> bytes:
        assert count > 0
        return self.octets.read(1)


def test_a_pipe_has_no_size() -> None:
    """Any object with `read` will do, however little it gives at once."""
    packed = bz2.compress(b"octets from a pipe")
    octets, stream = read_all(Trickle(packed))  # type: ignore[arg-type]  # it has `read` alone
    assert octets == b"octets from a pipe"
    assert stream.size is None
    assert stream.position == len(packed)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes always wait there")
def test_a_pipe_that_does_not_wait() -> None:
    """What has not come yet is not the end, and no mode to open the file in."""
    reading, writing = os.pipe()
    if sys.platform != "win32":
        os.set_blocking(reading, False)
    os.write(writing, b"oct")
    with open(reading, "rb", buffering=0) as file, open(writing, "wb"):  # noqa: PTH123 - no paths
        stream = OctetStream(file)
        with pytest.raises(LocalError, match="does not wait"):
            stream.read()


def test_an_address_of_the_web_is_no_file() -> None:
    """A path of that name is not there, and would be looked for under another."""
    with pytest.raises(LocalError, match=r"hand in urllib\.request\.urlopen of it"):
        OctetStream("https://example.net/rib.bz2")
