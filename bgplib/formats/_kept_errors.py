"""What is kept of damaged places for those who hand in no function to tell them to."""

from __future__ import annotations

from typing import Final

from bgplib.formats.error_record import ErrorRecord

__all__ = ["KeptErrors"]

# How many errors are kept; and octets, in which a file that is none of its kind is reported in
# large pieces.
_KEPT: Final = 1000
_KEPT_OCTETS: Final = 1 << 24


class KeptErrors(list[ErrorRecord]):
    """The first 1,000 errors, and of those no more than it takes to have 16 MiB of octets."""

    __slots__ = ("_octets",)

    def __init__(self) -> None:
        """Start without any."""
        super().__init__()
        self._octets = 0

    def keep(self, error: ErrorRecord) -> None:
        """Keep an error, while there is room."""
        if len(self) < _KEPT and self._octets < _KEPT_OCTETS:
            self._octets += len(error.octets)
            self.append(error)
