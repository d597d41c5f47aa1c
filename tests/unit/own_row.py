"""An attribute that a program adds, as documented: one file, whose row is its `CODEC`."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes import AttributeCodec, LengthRule
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.iana.attributes import OPTIONAL, TRANSITIVE

__all__ = ["CODEC", "Weather"]


@attrs.frozen
class Weather:
    """An attribute of one octet."""

    value: int


def decode(octets: bytes, _context: Context) -> Weather:
    """Read a value."""
    return Weather(octets[0])


def encode(weather: Weather, _context: Context) -> bytes:
    """Write a value."""
    return bytes((weather.value,))


CODEC: Final = AttributeCodec(
    code=251,
    name="WEATHER",
    flags=OPTIONAL | TRANSITIVE,
    value=Weather,
    rfc="none",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="none",
    length=LengthRule(1, 1),
    decode=decode,
    encode=encode,
)
