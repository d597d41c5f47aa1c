"""MULTI_EXIT_DISC (attribute 4), RFC 4271 §5.1.4.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            metric                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional
Malformed:  length other than 4: treat-as-withdraw (RFC 7606 §7.4)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes._codec import OPTIONAL, AttributeCodec, exactly, length_suffices
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values.record import Record

__all__ = ["CODEC", "MultiExitDisc"]


@attrs.frozen
class MultiExitDisc(Record):
    """Which of several links to one neighbouring AS that AS would have us use."""

    BARE: ClassVar[tuple[str, ...]] = ("value",)

    value: int  #: the metric; the lower one is preferred


def decode(octets: bytes, context: Context) -> MultiExitDisc:
    """Read a value."""
    return MultiExitDisc(int.from_bytes(octets, "big"))


def encode(attribute: MultiExitDisc, context: Context) -> bytes:
    """Write a value."""
    if not 0 <= attribute.value <= 0xFFFFFFFF:
        raise EncodeError(f"{attribute.value} does not fit in four octets")
    return attribute.value.to_bytes(4, "big")


CODEC: Final = AttributeCodec(
    code=attributes.MULTI_EXIT_DISC,
    name="MULTI_EXIT_DISC",
    flags=OPTIONAL,
    value=MultiExitDisc,
    rfc="RFC 4271 §5.1.4",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.4",
    length=exactly(4),
    decode=decode,
    encode=encode,
    quick=length_suffices,
)
