"""Reader: the messages of a BMP stream, one at a time, each with its context."""

from __future__ import annotations

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats.bmp._table import decode
from bgplib.formats.bmp.framing import Framer
from bgplib.formats.bmp.message import BmpMessage, UnknownMessage
from bgplib.formats.bmp.sessions import Sessions
from bgplib.formats.compression import Source
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.source_reader import SourceReader
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["Reader", "read"]


class Reader(SourceReader[BmpMessage]):
    """Iterates over the messages of a source; also a context manager that closes what it opened.

    A place that is damaged gives one `ErrorRecord`, and reading goes on behind it. The octets of
    all messages, in order, are those of the source, unpacked.
    """

    def __init__(
        self,
        source: Source,
        *,
        context: Context | None = None,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Open the source, if it is the name of a file; nothing is read yet.

        Args:
            source: a path, a file open for reading octets, or the octets themselves.
            context: what to read the UPDATEs of peers with whose Peer Up was not seen; None:
                without path identifiers. The A flag decides the width of AS numbers always. The
                Loc-RIB has path identifiers where this or its Peer Up says so: GoBGP up to 4.7
                writes them unannounced.
            registry: what decodes the BGP in the messages.

        Raises:
            LocalError: the source is none of the things a source can be.
            OSError: the file cannot be opened.
        """
        super().__init__(source)
        self._framer = Framer(self._stream)
        self._sessions = Sessions(registry, context)

    @property
    def offset(self) -> int:
        """Where the message read last starts, in octets from the start of the unpacked source."""
        return self._framer.offset

    @property
    def peers(self) -> int:
        """How many peers are up."""
        return len(self._sessions)

    def __next__(self) -> BmpMessage | ErrorRecord:
        """Return the next message, or what stands in its place.

        Raises:
            LocalError: the file was opened for text, or nothing here unpacks it.
            OSError: the file cannot be read.
        """
        octets = self._framer.next()
        if octets is None:
            raise StopIteration
        if isinstance(octets, ErrorRecord):
            return octets
        try:
            message = self._sessions.note(decode(octets))
        except DecodeError as error:
            return self._framer.reject(error.text, error.rfc)
        if isinstance(message, UnknownMessage) and not self._framer.is_confirmed():
            # RFC 7854 §4.1: "A BMP implementation MUST ignore unrecognized message types upon
            # receipt."
            return self._framer.reject(f"{message.name}: no message follows where it should end")
        return message

    def close(self) -> None:
        """Close the source, if it was opened here; nothing more comes."""
        self._framer.close()
        super().close()


def read(
    source: Source, *, context: Context | None = None, registry: Registry = DEFAULT_REGISTRY
) -> Reader:
    """Read BMP messages, one after the other as a router sends them.

    Args:
        source: a path, a file open for reading octets, or the octets themselves; packed by gzip,
            bzip2, xz or Zstandard, or not packed.
        context: what to read the UPDATEs of peers with whose Peer Up was not seen; it says as well
            where the Loc-RIB has path identifiers that its Peer Up does not announce.
        registry: what decodes the BGP in the messages.

    Returns:
        An iterator, which reads as it is asked, and a context manager.

    Raises:
        LocalError: the source is none of the things a source can be.
        OSError: the file cannot be opened.
    """
    return Reader(source, context=context, registry=registry)
