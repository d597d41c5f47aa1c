"""Makes the attributes that go out of those that came in, octets to octets.

A speaker does this for each set of attributes that it passes on, so no value is made here: what is
left as it is gets copied, in canonical form, and what changes comes as octets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.reader import AttributeReader, frame, neutral_reader
from bgplib.iana.attributes import (
    EXTENDED_LENGTH,
    OPTIONAL,
    PARTIAL,
    TRANSITIVE,
)
from bgplib.iana.families import Family
from bgplib.kernel.attribute_block import walk

__all__ = ["Layouts", "prepended", "rewritten", "value_of"]

#: an index of where attributes stand, for each layout seen: blocks with the same share it
Layouts = dict[tuple[tuple[int, int], ...], dict[int, int]]

_MAXIMUM_LAYOUTS: Final = 4096
_OPTIONAL_TRANSITIVE: Final = OPTIONAL | TRANSITIVE
_KIND_AND_PARTIAL: Final = OPTIONAL | TRANSITIVE | PARTIAL


def value_of(block: AttributeBlock, code: int) -> bytes | None:
    """Return the octets of an attribute's value; None when it is not there."""
    span = block._spans.get(code)  # noqa: SLF001 - as in `bgplib.route`: nothing is to be kept
    return None if span is None else block.octets[span >> 16 : span & 0xFFFF]


def rewritten(
    block: AttributeBlock,
    changes: Mapping[int, bytes | None],
    layouts: Layouts,
    *,
    family: Family,
    ours: bool = False,
) -> AttributeBlock:
    """Return a block as we pass it on, with some attributes changed.

    Args:
        block: what was received, or made.
        changes: by type code, the whole attribute that comes in, header and value; None to leave
            out the one there is.
        layouts: see `Layouts`.
        family: the family of the routes.
        ours: we originate the route, and mean what nobody here knows as it is.

    Returns:
        A block in canonical form, with 4-octet AS numbers.
    """
    if not block.four_octet_as:
        block = block.replace()
    octets, spans = block.octets, block._spans  # noqa: SLF001 - as above
    table = block.reader.table
    parts: list[tuple[int, bytes]] = []
    for flags, code, start, stop in walk(octets, 0, len(octets))[0]:
        if code in changes or spans.get(code) != start << 16 | stop:
            continue
        codec = table.by_code(code)
        if codec is None and ours:
            # RFC 4271 §5: "If they are not attached by the originator, the Partial bit in the
            # Attribute Flags octet is set to 1."
            sent = flags & _KIND_AND_PARTIAL
        elif codec is None:
            # RFC 4271 §5: "Unrecognized non-transitive optional attributes MUST be quietly ignored
            # and not passed along to other BGP peers."
            if not flags & TRANSITIVE:
                continue
            # RFC 4271 §5: "If a path with an unrecognized transitive optional attribute is accepted
            # and passed to other BGP peers, then the unrecognized transitive optional attribute of
            # that path MUST be passed, along with the path, to other BGP peers with the Partial bit
            # in the Attribute Flags octet set to 1."
            sent = flags & _OPTIONAL_TRANSITIVE | PARTIAL
        else:
            # RFC 4271 §4.3: for well-known and for optional non-transitive attributes, "the Partial
            # bit MUST be set to 0".
            kept = _KIND_AND_PARTIAL if flags & _OPTIONAL_TRANSITIVE == 0xC0 else 0xC0
            sent = flags & kept
            if codec.canonical is not None or codec.passed_on is not None:
                value = codec.sent(octets[start:stop], family)
                if value is not None:
                    parts.append((code, frame(code, sent, value)))
                continue
        if sent == flags:
            parts.append((code, octets[start - 3 : stop]))
        else:
            parts.append((code, frame(code, sent, octets[start:stop])))
    parts.extend((code, part) for code, part in changes.items() if part is not None)
    # RFC 4271 §5: "The sender of an UPDATE message SHOULD order path attributes within the UPDATE
    # message in ascending order of attribute type."
    parts.sort()
    return _joined(parts, neutral_reader(True, table), layouts)


def _joined(
    parts: list[tuple[int, bytes]], reader: AttributeReader, layouts: Layouts
) -> AttributeBlock:
    """Make a block of attributes that are known to be well-formed and in order."""
    layout = []
    position = 0
    for code, part in parts:
        start = position + (4 if part[0] & EXTENDED_LENGTH else 3)
        position += len(part)
        layout.append((code, start << 16 | position))
    shape = tuple(layout)
    spans = layouts.get(shape)
    if spans is None:
        if len(layouts) >= _MAXIMUM_LAYOUTS:
            layouts.clear()
        spans = layouts[shape] = dict(shape)
    octets = b"".join([part for _, part in parts])
    return AttributeBlock(octets, spans, reader, is_canonical=True)


def prepended(path: bytes, asn: int, kind: int) -> bytes:
    """Put an AS number in front of an AS_PATH with 4-octet AS numbers (RFC 4271 §5.1.2).

    Args:
        path: the value of the attribute.
        asn: the AS number.
        kind: the type of segment that it goes into: AS_SEQUENCE or AS_CONFED_SEQUENCE.
    """
    # RFC 4271 §5.1.2: "if the first path segment of the AS_PATH is of type AS_SEQUENCE, the local
    # system prepends its own AS number as the last element of the sequence". "If the act of
    # prepending will cause an overflow in the AS_PATH segment (i.e., more than 255 ASes), it SHOULD
    # prepend a new segment of type AS_SEQUENCE and prepend its own AS number to this new segment."
    number = asn.to_bytes(4, "big")
    if path and path[0] == kind and path[1] < 255:
        return bytes((kind, path[1] + 1)) + number + path[2:]
    return bytes((kind, 1)) + number + path
