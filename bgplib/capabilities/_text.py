"""How capabilities print: their codes by name, and text that a peer chose made safe to print."""

from __future__ import annotations

from typing import Final

from bgplib.iana import capabilities
from bgplib.values._field_kinds import listed, registry_number

__all__ = ["CODES", "printable"]

#: a list of capability codes, by name where they have one
CODES: Final = listed(registry_number(capabilities.NAMES))


def printable(octets: bytes) -> str:
    r"""Read UTF-8 and escape what is not, control characters, and those that change direction.

    The text fits on one line, and a terminal prints it as it is: `\x1b` becomes four characters.
    """
    text = octets.decode("utf-8", "backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
