"""Writes records to a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Protocol

from bgplib.errors import LocalError
from bgplib.messages._message import BaseMessage
from bgplib.messages.update import Update

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
        LocalError: one is no record, but a BGP message, which `Bgp4mpMessage.of` makes a record
            of; or is nothing that has octets.
        OSError: the file cannot be written.
    """
    if isinstance(destination, str | os.PathLike):
        with Path(destination).open("wb") as file:
            return write(records, file)
    count = 0
    for record in records:
        if isinstance(record, BaseMessage | Update | str) or not hasattr(record, "encode"):
            raise LocalError(
                f"{type(record).__name__} is no record: Bgp4mpMessage.of makes one of a message"
            )
        octets = record.encode()
        destination.write(octets)
        count += len(octets)
    return count
