"""A BMP message as a capture has it."""

from __future__ import annotations

import attrs

from bgplib.formats.bmp.message import BmpMessage
from bgplib.formats.pcap.captured import Captured

__all__ = ["CapturedBmpMessage"]


@attrs.frozen(kw_only=True)
class CapturedBmpMessage(Captured):
    """A BMP message, when it was seen, and which router sent it to which station."""

    message: BmpMessage  #: the message, with the context that the Peer Up before it says
