"""Reader: the BGP messages of a capture, in the order in which they became complete."""

from __future__ import annotations

from typing import Final

from bgplib._checks import check
from bgplib.context import Context
from bgplib.formats._archive import archive_context
from bgplib.formats.compression import Source
from bgplib.formats.pcap.capture import CaptureReader
from bgplib.formats.pcap.connection import End
from bgplib.formats.pcap.conversation import Conversation
from bgplib.formats.pcap.message import CapturedMessage
from bgplib.formats.pcap.segment import Segment
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["BGP_PORT", "Reader", "read"]

#: the TCP port of BGP (RFC 4271 §2)
BGP_PORT: Final = 179


class Reader(CaptureReader[CapturedMessage]):
    """Iterates over the BGP messages of a capture; also a context manager.

    What is damaged or missing gives an `ErrorRecord`, and reading goes on where the next message
    starts. Of at most 1,024 connections at a time octets are kept, a bounded number of each.
    """

    def __init__(
        self,
        source: Source,
        *,
        context: Context | None = None,
        port: int = BGP_PORT,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Open the source, if it is the name of a file; nothing is read yet.

        Args:
            source: a path, a file open for reading octets, or the octets themselves.
            context: what to read messages with before the OPENs of both sides were seen; None:
                4-octet AS numbers and no path identifiers. Such messages say `is_assumed`.
            port: the TCP port that one of the two ends has.
            registry: what decodes the messages.

        Raises:
            LocalError: the source is none of the things a source can be, or the context or the
                registry is something else.
            OSError: the file cannot be opened.
        """
        check(context, Context | None, "context")
        check(registry, Registry, "registry")
        super().__init__(source)
        self._assumed = context or archive_context(registry, four_octet_as=True)
        self._port = port
        self._registry = registry

    def _wants(self, segment: Segment) -> bool:
        return self._port in (segment.source_port, segment.destination_port)

    def _connect(self, ends: tuple[End, End]) -> Conversation:
        return Conversation(ends, self._registry, self._assumed)


def read(
    source: Source,
    *,
    context: Context | None = None,
    port: int = BGP_PORT,
    registry: Registry = DEFAULT_REGISTRY,
) -> Reader:
    """Read the BGP messages of a capture, pcap or pcapng.

    Args:
        source: a path, a file open for reading octets, or the octets themselves; packed by gzip,
            bzip2, xz or Zstandard, or not packed.
        context: what to read messages with before the OPENs of both sides were seen.
        port: the TCP port that one of the two ends has.
        registry: what decodes the messages.

    Returns:
        An iterator, which reads as it is asked, and a context manager.

    Raises:
        LocalError: the source is none of the things a source can be.
        OSError: the file cannot be opened.
    """
    return Reader(source, context=context, port=port, registry=registry)
