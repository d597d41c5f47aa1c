"""How NLRI are written: route distinguishers before what they tell apart."""

from __future__ import annotations

import re
from typing import Final

from bgplib.errors import ParseError
from bgplib.values._notation import brief, words
from bgplib.values.address import parse_identifier

__all__ = ["split_distinguisher", "split_path_id"]

_PATH_ID: Final = re.compile(r"(?<!\s)\s+path-id[\s=]\s*(\S+)$")


def split_path_id(text: str) -> tuple[str, int | None]:
    """Take a path identifier from the end of NLRI: `10.0.0.0/8 path-id 7`.

    Raises:
        ParseError: it is not a number of 32 bits.
    """
    bare = text.strip()
    match = _PATH_ID.search(bare)
    if match is None:
        return bare, None
    return bare[: match.start()], parse_identifier(match[1])


def split_distinguisher(text: str) -> str:
    """Part a distinguisher from what follows it: `65000:1:10.0.0.0/8` is `65000:1 10.0.0.0/8`.

    GoBGP's and ExaBGP's `10.0.0.0/8 rd 65000:1` is understood too.

    Raises:
        ParseError: there is none.
    """
    parts = words(text)
    if "rd" in parts[1:-1]:
        at = parts.index("rd", 1)
        return " ".join((parts[at + 1], *parts[:at], *parts[at + 2 :]))
    head = parts[0] if parts else ""
    fields = head.split(":", 1 if head[:2] == "0x" else 2)
    if len(fields) < (2 if head[:2] == "0x" else 3):
        raise ParseError(f"{brief(text)} does not begin with a route distinguisher")
    return " ".join((":".join(fields[:-1]), fields[-1], *parts[1:]))
