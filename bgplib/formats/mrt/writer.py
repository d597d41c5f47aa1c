"""Writes records to a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Protocol

__all__ = ["Encodable", "write"]


class Encodable(Protocol):
    """A record, or anything else that has octets."""

    def encode(self) -> bytes:
        """Return the octets."""
        ...


def write(records: Iterable[Encodable], destination: str | os.PathLike[str] | BinaryIO) -> int:
    """Write records one after the other, as they come.

    Args:
        records: records; those of type ErrorRecord are written as they stood.
        destination: the name of a file to make anew, or a file open for writing octets, such as
            `gzip.open(name, "wb")`.

    Returns:
        How many octets were written.

    Raises:
        EncodeError: a record cannot be written; those before it have been.
        OSError: the file cannot be written.
    """
    if isinstance(destination, str | os.PathLike):
        with Path(destination).open("wb") as file:
            return write(records, file)
    count = 0
    for record in records:
        octets = record.encode()
        destination.write(octets)
        count += len(octets)
    return count
