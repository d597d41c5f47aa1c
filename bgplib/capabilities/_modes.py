"""The Send/Receive octet that several capabilities have (RFC 5291 §5, RFC 7911 §4)."""

from __future__ import annotations

from typing import Final

__all__ = ["BOTH", "RECEIVE", "SEND"]

RECEIVE: Final = 1  #: the sender of the capability can receive
SEND: Final = 2  #: the sender of the capability would like to send
BOTH: Final = 3  #: both
