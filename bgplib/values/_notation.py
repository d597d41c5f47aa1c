"""The notation in which values with several fields are written: how it is cut into parts.

    value    =  word | "text in quotes" | [ anything ]
    record   =  value value ...   some of them behind a name: `flags=0x80`
    list     =  record, record, ...

Blanks and commas count outside of brackets and quotes only, and all sorts of brackets are
brackets. A text is cut once for each level of the value that it is of, and no value has more
than a few levels.
"""

from __future__ import annotations

import re
from typing import Final

from bgplib.errors import ParseError

__all__ = [
    "brief",
    "in_quotes",
    "items",
    "listed",
    "octets_of_quoted",
    "parse_hex",
    "quoted",
    "unwrapped",
    "words",
    "wrapped",
    "wrapped_item",
]

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\](){},"]|\s+|[^\s\[\](){},"]+', re.DOTALL)
_CLOSING: Final = {"[": "]", "(": ")", "{": "}"}
_PLAIN: Final = re.compile(r"[^\s\[\](){},\"]+", re.ASCII)
_NAMED: Final = re.compile(r"[a-z][a-z0-9-]*=")
_BARE_TEXT: Final = re.compile(r"[A-Za-z0-9._:/@+-]+")
_ESCAPE: Final = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b'"': b'"', b"\\": b"\\"}
_SHOWN: Final = 60
#: values nest less deep than this; a text that does not is refused before anyone goes down in it
_DEEPEST: Final = 16


def brief(text: str) -> str:
    """Quote a text for an error message, cut where it is long."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")


def _cut(text: str, *, at_blanks: bool) -> list[str]:
    """Cut at the blanks, or at the commas, that no bracket and no quote encloses."""
    parts: list[str] = []
    open_brackets: list[str] = []
    start = 0
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if piece in _CLOSING:
            open_brackets.append(_CLOSING[piece])
            if len(open_brackets) > _DEEPEST:
                raise ParseError(f"more than {_DEEPEST} brackets within each other")
        elif piece in ("]", ")", "}"):
            if not open_brackets or open_brackets.pop() != piece:
                raise ParseError(f"a {piece!r} without its partner, {match.start()} characters in")
        elif piece == '"':
            raise ParseError(f"a quote that is not closed, {match.start()} characters in")
        elif not open_brackets and (piece[0].isspace() if at_blanks else piece == ","):
            parts.append(text[start : match.start()])
            start = match.end()
    if open_brackets:
        raise ParseError(f"there is no {open_brackets[-1]!r} at the end of {brief(text)}")
    parts.append(text[start:])
    return parts


def words(text: str) -> list[str]:
    """Cut at blanks.

    Raises:
        ParseError: a bracket or a quote has no partner.
    """
    return [part for part in _cut(text, at_blanks=True) if part]


def items(text: str) -> list[str]:
    """Cut a list at commas; nothing but blanks is an empty list.

    Raises:
        ParseError: a bracket or a quote has no partner, or nothing stands between two commas.
    """
    if not text.strip():
        return []
    found = [part.strip() for part in _cut(text, at_blanks=False)]
    if "" in found:
        raise ParseError(f"there is nothing between two commas of {brief(text)}")
    return found


def listed(text: str) -> list[str]:
    """Cut a list at commas, or at blanks if there are none: `65000:1 (65000, 2)`.

    Raises:
        ParseError: as of `items` and `words`.
    """
    found = items(text)
    return found if len(found) > 1 else words(text)


def _is_balanced(text: str) -> bool:
    try:
        _cut(text, at_blanks=True)
    except ParseError:
        return False
    return True


def wrapped(text: str) -> str:
    """Return a text as one value: itself if it is one word, else in brackets."""
    if _PLAIN.fullmatch(text) and not _NAMED.match(text):
        return text
    if text and text[0] != "[" and words(text) == items(text) == [text] and not _NAMED.match(text):
        return text
    return f"[{text}]"


def wrapped_item(text: str) -> str:
    """Return a text as one item of a list: in brackets if it would look like another one."""
    if text and text[0] != "[" and (_PLAIN.fullmatch(text) or len(items(text)) == 1):
        return text
    return f"[{text}]"


def unwrapped(text: str) -> str:
    """Take away the brackets around a value; a word stays as it is."""
    bare = text.strip()
    if bare[:1] == "[" and bare[-1:] == "]" and _is_balanced(bare[1:-1]):
        return bare[1:-1].strip()
    return bare


def quoted(octets: bytes) -> str:
    r"""Print octets that should be UTF-8 text: a plain word as it is, others in quotes.

    What is not UTF-8, or not safe to print, stands as `\xff`.
    """
    text = octets.decode("utf-8", "surrogateescape")
    if _BARE_TEXT.fullmatch(text) and text != "none":
        return text
    return in_quotes(octets)


def in_quotes(octets: bytes) -> str:
    """Print octets that should be UTF-8 text in quotes, whatever they are."""
    text = octets.decode("utf-8", "surrogateescape")
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    octets = character.encode("utf-8", "surrogateescape")
    return "".join(f"\\x{octet:02x}" for octet in octets)


def octets_of_quoted(text: str) -> bytes:
    r"""Read what `quoted` prints; `\n`, `\r` and `\t` are understood as well.

    Raises:
        ParseError: there is another escape.
    """
    bare = text.strip()
    octets = bare.encode("utf-8", "surrogatepass")
    if bare[:1] != '"':
        return octets
    if len(bare) < 2 or bare[-1] != '"':
        raise ParseError(f"{brief(bare)} has a quote that is not closed")
    return _ESCAPE.sub(_unescaped, octets[1:-1])


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes.fromhex(match[1].decode())
    found = _LETTERS.get(match[2])
    if found is None:
        raise ParseError(f"there is no escape {match[0].decode('utf-8', 'replace')!r}")
    return found


def parse_hex(text: str) -> bytes:
    """Read octets in hexadecimal, with or without `0x` before them.

    Raises:
        ParseError: they are none.
    """
    bare = text.strip()
    try:
        return bytes.fromhex(bare[2:] if bare[:2] in ("0x", "0X") else bare)
    except ValueError:
        raise ParseError(f"{brief(text)} is not octets in hexadecimal") from None
