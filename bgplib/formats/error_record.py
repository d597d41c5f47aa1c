"""What stands in the place of damaged octets, whatever the format of the file."""

from __future__ import annotations

from bgplib._frozen import frozen

__all__ = ["ErrorRecord"]


@frozen(kw_only=True)
class ErrorRecord:
    """Octets of a file that are no record, or no sound one: where they stand, and why."""

    offset: int  #: where they start, in octets from the start of the (unpacked) file
    octets: bytes  #: the octets themselves, the header of a damaged record among them
    text: str  #: what is wrong, one sentence
    rfc: str = ""  #: the section that says so, such as "RFC 6396 §4.3.2"

    def encode(self) -> bytes:
        """Return the octets as they were."""
        return self.octets

    def __str__(self) -> str:
        """Return one line: where, what, and the section."""
        cited = f" ({self.rfc})" if self.rfc else ""
        return f"offset {self.offset}: {self.text}{cited}"
