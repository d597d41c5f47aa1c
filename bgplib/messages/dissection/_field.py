"""A field of a message: where it stands, what it says, what is wrong with it, what is in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.findings import Finding

__all__ = ["MessageField", "placed"]

#: how many octets stand on a line
_ON_A_LINE: Final = 8


@frozen
class MessageField:
    """A field of a message, and the fields that it consists of.

    Those in `parts` stand one behind the other and leave no octet out; what has none is a leaf.
    """

    name: str  #: what the RFC, or the registry, calls it
    offset: int  #: octets from the start of the message (its marker)
    octets: bytes  #: as on the wire
    text: str = ""  #: what it says; empty where it cannot be read, or its parts say all
    #: the fields that it consists of, in order
    parts: tuple[MessageField, ...] = attrs.field(default=(), repr=False)
    #: what is wrong with it as a whole; what is wrong with a part is there
    findings: tuple[Finding, ...] = ()

    def walk(self) -> Iterator[MessageField]:
        """Iterate over this field and all that are in it, each before its parts."""
        return (field for _, field in _walk(self, 0))

    def leaves(self) -> Iterator[MessageField]:
        """Iterate over the fields that have no parts: together they are the octets of this one."""
        return (field for field in self.walk() if not field.parts)

    @or_its_fields
    def __str__(self) -> str:
        """Return a table of `walk`: offset, octets of leaves, name and text on each line.

        Eight octets stand on a line, and more on further ones. What is wrong with a field stands
        below it, on a line that begins with blanks and has `! ` before the finding.
        """
        rows = list(_walk(self, 0))
        width = max(2 * depth + len(field.name) for depth, field in rows)
        lines = [line for depth, field in rows for line in _lines(field, depth, width)]
        return "\n".join(line.rstrip() for line in lines)


def _walk(field: MessageField, depth: int) -> Iterator[tuple[int, MessageField]]:
    """Yield fields with how deep they are: no message says how deep that can be."""
    yield depth, field
    for part in field.parts:
        yield from _walk(part, depth + 1)


def _lines(field: MessageField, depth: int, width: int) -> Iterator[str]:
    # That a line is one line, and does nothing to a terminal, is up to the texts of values; a peer
    # chooses what is in them.
    octets = b"" if field.parts else field.octets
    yield _line(field.offset, octets, f"{'  ' * depth + field.name:{width}}  {_safe(field.text)}")
    for at in range(_ON_A_LINE, len(octets), _ON_A_LINE):
        yield _line(field.offset + at, octets[at:], "")
    for finding in field.findings:
        yield f"{'':{9 + 2 * _ON_A_LINE}}{'  ' * depth}! {_safe(str(finding))}"


def _line(offset: int, octets: bytes, rest: str) -> str:
    return f"{offset:5}  {octets[:_ON_A_LINE].hex():{2 * _ON_A_LINE}}  {rest}"


def _safe(text: str) -> str:
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def placed(field: MessageField, findings: Sequence[Finding]) -> MessageField:
    """Put each finding on the smallest field that has all octets that it is about.

    What is about no octets, as something that is missing, is of the message as a whole.
    """
    if not findings:
        return field
    starts = [part.offset for part in field.parts]
    here: list[Finding] = []
    inside: dict[int, list[Finding]] = {}
    for finding in findings:
        at = bisect_right(starts, finding.offset) - 1
        if finding.length and at >= 0 and _has(field.parts[at], finding):
            inside.setdefault(at, []).append(finding)
        else:
            here.append(finding)
    parts = list(field.parts)
    for at, some in inside.items():
        parts[at] = placed(parts[at], some)
    return attrs.evolve(field, parts=tuple(parts), findings=tuple(here))


def _has(field: MessageField, finding: Finding) -> bool:
    return finding.offset + finding.length <= field.offset + len(field.octets)
