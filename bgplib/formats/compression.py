"""Octets out of files that may be compressed, a piece at a time.

The format is told by the first octets and never by the name: gzip (RFC 1952), bzip2, xz,
Zstandard (RFC 8878), or none of them. Memory does not depend on the size of the file, packed or
not.
"""

from __future__ import annotations

import bz2
import importlib
import io
import lzma
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, TypeGuard

from bgplib.errors import LocalError

__all__ = ["OctetStream", "Source"]

#: what readers take: the name of a file, a file open for reading octets, or the octets themselves
Source = str | os.PathLike[str] | BinaryIO | bytes | bytearray | memoryview

# How many packed octets are unpacked at a time: what a damaged piece costs at most.
_PACKED: Final = 16_384
_PLAIN: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_BZIP2: Final = b"BZh"
_XZ: Final = b"\xfd7zXZ\0"
# The largest preset, `xz -9`, takes 65 MiB to unpack; a file can ask for 4 GiB.
_XZ_MEMORY: Final = 128 << 20
_ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"
# RFC 8878 §3.1.2: a skippable frame, sixteen magic numbers, may stand before any other.
_SKIPPABLE: Final = tuple(bytes((low, 0x2A, 0x4D, 0x18)) for low in range(0x50, 0x60))
_ZSTANDARD_MODULES: Final = ("compression.zstd", "backports.zstd")


class _Inflater(Protocol):
    """What unpacks one gzip member, bzip2 stream, xz stream or Zstandard frame."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """Makes zlib's object look like those of the others."""

    __slots__ = ("_zlib",)

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


def _zstandard() -> tuple[Callable[[], _Inflater], type[Exception]]:
    """Return what makes an inflater of frames, and the exception it raises."""
    for name in _ZSTANDARD_MODULES:
        try:
            module: Any = importlib.import_module(name)
        except ImportError:
            continue
        return module.ZstdDecompressor, module.ZstdError
    raise LocalError(
        "the file is packed by Zstandard, which Python reads from 3.14 on; "
        "before, install bgplib[zstd]"
    )


class OctetStream:
    """Reads a source from where it stands to its end, unpacking it where it is packed.

    What is wrong with the packing is no exception: what was good comes first, then `fault` says
    what is wrong, and nothing more comes.
    """

    __slots__ = (
        "_errors",
        "_file",
        "_inflater",
        "_is_closed",
        "_make",
        "_owned",
        "_pending",
        "_read",
        "_started",
        "fault",
        "format",
        "position",
        "size",
    )

    def __init__(self, source: Source) -> None:
        """Open the source if it is the name of a file; nothing is read yet.

        Raises:
            LocalError: it is none of the things a source can be.
            OSError: the file cannot be opened.
        """
        self._owned = False
        self.size: int | None  #: octets in the source as it is stored; None when not known
        self._file, self._owned = _opened(source)
        self.size = _size(self._file)
        self._read: Callable[[int], bytes] = getattr(self._file, "read1", self._file.read)
        self._inflater: _Inflater | None = None
        self._make: Callable[[], _Inflater] | None = None
        self._errors: tuple[type[Exception], ...] = ()
        self._pending = b""
        self._started = False
        self._is_closed = False
        self.position = 0  #: how many octets of the source, as it is stored, have been used
        self.fault: str | None = None  #: what is wrong with the packing, one sentence
        self.format = ""  #: "gzip", "bzip2", "xz", "zstd" or "plain", known once something was read

    def read(self) -> bytes:
        """Return the next piece, unpacked, at most 1 MiB; empty at the end, or at a fault.

        A file that was opened here is closed at its end.

        Raises:
            LocalError: the file was opened for text, does not wait for octets (non-blocking), or
                is packed by Zstandard, which this Python cannot unpack.
            OSError: the file cannot be read.
        """
        if self._is_closed:
            return b""
        if not self._started:
            self._start()
        octets = self._next_plain() if self._make is None else self._next_unpacked()
        if not octets:
            self.close()
        return octets

    def _next_plain(self) -> bytes:
        octets = self._pending or self._stored(_PLAIN)
        self._pending = b""
        return octets

    def _next_unpacked(self) -> bytes:
        while self.fault is None:
            inflater = self._inflater
            if inflater is None:
                if not self._next_member():
                    break
                continue
            octets = self._unpack(inflater)
            if octets:
                return octets
        return b""

    def close(self) -> None:
        """Read no more; close the file, if this object opened it."""
        self._is_closed = True
        if self._owned:
            self._file.close()

    def _start(self) -> None:
        self._started = True
        head = self._stored(_PACKED)
        while 0 < len(head) < len(_XZ):
            more = self._stored(_PACKED)
            if not more:
                break
            head += more
        self._pending = head
        if head.startswith(_GZIP):
            self.format, self._make, self._errors = "gzip", _Gzip, (zlib.error,)
        elif head.startswith(_BZIP2) and head[3:4].isdigit():
            self.format, self._make = "bzip2", bz2.BZ2Decompressor
            self._errors = (OSError, ValueError)
        elif head.startswith(_XZ):
            self.format, self._make, self._errors = "xz", _xz, (lzma.LZMAError,)
        elif head.startswith((_ZSTANDARD, *_SKIPPABLE)):
            self.format = "zstd"
            self._make, error = _zstandard()
            self._errors = (error,)
        else:
            self.format = "plain"

    def _next_member(self) -> bool:
        """Begin the next member; return False at the end of the source."""
        if not self._pending:
            self._pending = self._stored(_PACKED)
        if self.position and self.format in {"gzip", "xz"}:
            # Both let a file be padded with zeros, as tapes needed.
            while self._pending and not self._pending.strip(b"\0"):
                self._pending = self._stored(_PACKED)
        if not self._pending or self._make is None:
            return False
        self._inflater = self._make()
        return True

    def _unpack(self, inflater: _Inflater) -> bytes:
        feed = b""
        wanted = inflater.needs_input
        if wanted:
            feed = self._pending or self._stored(_PACKED)
            self._pending = b""
        try:
            octets = inflater.decompress(feed, _PLAIN)
        except self._errors as error:
            self.fault = f"the {self.format} stream is damaged: {error}"
            return b""
        if wanted and not feed and not octets and not inflater.eof:
            self.fault = f"the {self.format} stream is cut short"
        if inflater.eof:
            self._pending = inflater.unused_data
            self._inflater = None
        return octets

    def _stored(self, count: int) -> bytes:
        octets: object = self._read(count)
        if octets is None:
            raise LocalError("the file has nothing to read yet, and does not wait for it")
        if not isinstance(octets, bytes):
            raise LocalError(f"the file gives {type(octets).__name__}: open it in binary mode")
        self.position += len(octets)
        return octets


def _is_file(source: object) -> TypeGuard[BinaryIO]:
    return callable(getattr(source, "read", None))


def _opened(source: Source) -> tuple[BinaryIO, bool]:
    """Return a file of the source, and whether it is ours to close."""
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        raise LocalError(f"{source} is no file: hand in urllib.request.urlopen of it, or download")
    if isinstance(source, str | os.PathLike):
        return Path(source).open("rb", buffering=0), True
    if isinstance(source, bytes | bytearray | memoryview):
        return io.BytesIO(source), True
    if _is_file(source):
        return source, False
    raise LocalError(
        f"{type(source).__name__} is no source: hand in a path, a binary file or octets"
    )


def _size(file: BinaryIO) -> int | None:
    """Return how many octets lie ahead in a file, where that costs nothing to learn."""
    if not isinstance(file, io.BytesIO | io.FileIO | io.BufferedReader) or not file.seekable():
        return None
    here = file.tell()
    stop = file.seek(0, io.SEEK_END)
    file.seek(here)
    return stop - here
