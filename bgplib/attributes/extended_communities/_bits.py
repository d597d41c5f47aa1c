"""Layout: the 48 bits behind the type code, cut into named fields."""

from __future__ import annotations

from typing import Final

from bgplib.errors import EncodeError, LocalError

__all__ = ["RESERVED", "Layout"]

#: the name of bits that must be zero; all that a layout has of them form one number
RESERVED: Final = "reserved"

_BITS: Final = 48


class Layout:
    """Names and widths in bits, from the most significant bit on; 48 bits in all."""

    __slots__ = ("_fields",)

    def __init__(self, *fields: tuple[str, int]) -> None:
        """Keep the fields.

        Raises:
            LocalError: they are not 48 bits in all.
        """
        if sum(width for _, width in fields) != _BITS:
            raise LocalError(f"the fields {fields} are not {_BITS} bits in all")
        self._fields = fields

    def split(self, octets: bytes) -> dict[str, int]:
        """Read the fields of the last 6 of 8 octets."""
        whole = int.from_bytes(octets[2:8], "big")
        left = _BITS
        values: dict[str, int] = {}
        for name, width in self._fields:
            left -= width
            part = whole >> left & ((1 << width) - 1)
            # Reserved bits of several places are strung together.
            values[name] = values.get(name, 0) << width | part
        return values

    def join(self, community: object) -> bytes:
        """Write 6 octets from the attributes of an object.

        Raises:
            EncodeError: one of them does not fit.
        """
        widths: dict[str, int] = {}
        for name, width in self._fields:
            widths[name] = widths.get(name, 0) + width
        for name, width in widths.items():
            if not 0 <= getattr(community, name) < 1 << width:
                raise EncodeError(f"{name} {getattr(community, name)} does not fit in {width} bits")
        whole = 0
        for name, width in self._fields:
            widths[name] -= width
            part = getattr(community, name) >> widths[name] & ((1 << width) - 1)
            whole = whole << width | part
        return whole.to_bytes(6, "big")
