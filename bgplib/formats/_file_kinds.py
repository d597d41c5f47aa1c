"""What a file is that a reader cannot read, by its first octets: for its complaint, and no more."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["EXAMINED", "not_a"]

#: how many octets tell what a file is
EXAMINED: Final = 512
#: what files with certain first octets are
_KINDS: Final = (
    (
        rb"\xa1\xb2\xc3\xd4|\xd4\xc3\xb2\xa1|\xa1\xb2\x3c\x4d|\x4d\x3c\xb2\xa1|\n\r\r\n",
        "a capture, which `bgplib pcap` reads",
    ),
    # Timestamp; types and subtypes that carry routing information; a Length of less than 16 MiB.
    (
        (
            rb".{4}\0(?:[\x05\x09\x0a]\0[\x01\x03-\x07]|\x0c\0[\x01-\x04]|\x0d\0[\x01-\x0c]"
            rb"|[\x10\x11]\0[\0-\x0b])\0"
        ),
        "an MRT file, which `bgplib mrt` reads",
    ),
    # Version, a Message Length of less than 1 MiB, a message type (RFC 7854 §4.1).
    (rb"[\3\4]\0[\0-\x0f]..[\0-\6]", "a BMP stream, which `bgplib bmp` reads"),
    (rb"\xff{16}[\0-\x10].[\1-\5]", "bare BGP messages, which `bgplib.decode` reads one by one"),
    (
        rb"(?:\xef\xbb\xbf)?\s*<(?i:!doctype|html|head|\?xml|!--)",
        "a web page, as of a download that failed",
    ),
    (
        rb"(?:TABLE_DUMP|BGP4MP|BGP)[0-9A-Z_]*\|[0-9.]+\|(?:[ABW]|STATE)\|",
        "the text that `bgpdump -m` prints",
    ),
    (rb"PK\x03\x04|7z\xbc\xaf\x27\x1c|Rar!", "packed in a way that bgplib does not unpack"),
    (rb"\x1f\x9d|\x04\x22\x4d\x18", "packed in a way that bgplib does not unpack"),
    (rb".{257}ustar", "a tar archive: take the files out of it"),
    (rb"(?:[0-9A-Fa-f]{2}[\s:]*){19,}", "hexadecimal text: `bgplib decode` reads messages in it"),
    (rb"[{\[]\s*[\"{\[]", "JSON text"),
    (rb"\0{32,}", "nothing but zeros, as of a download that was cut off"),
    # ASCII and UTF-8, the last character of which may be cut.
    (
        rb"(?:[\t\n\r\f\x1b\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3})+(?:[\xc2-\xf4][\x80-\xbf]*)?\Z",
        "text",
    ),
)
_PATTERNS: Final = [(re.compile(pattern, re.DOTALL), text) for pattern, text in _KINDS]


def not_a(kind: str, octets: bytes) -> str:
    """Return how a complaint begins: `this is no BMP stream, but a capture, which ... reads: `.

    Args:
        kind: what the reader reads, in the words that are used here.
        octets: the first octets of the file, `EXAMINED` of them if there are so many.

    Returns:
        Text; empty where they may well be of this kind, or nobody knows what they are.
    """
    first = octets[:EXAMINED]
    for pattern, text in _PATTERNS:
        if pattern.match(first):
            return "" if kind in text else f"this is no {kind}, but {text}: "
    return ""
