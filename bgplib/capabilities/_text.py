"""Text that a peer chose, made safe to print."""

from __future__ import annotations

__all__ = ["printable"]


def printable(octets: bytes) -> str:
    r"""Read UTF-8 and escape what is not, control characters, and those that change direction.

    The text fits on one line, and a terminal prints it as it is: `\x1b` becomes four characters.
    """
    text = octets.decode("utf-8", "backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
