"""Label: an MPLS label as BGP carries it, in 3 octets (RFC 8277 §2.2), or a VNI in its place.

 0                   1                   2
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|              Label                    |Rsrv |S|
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Final

import attrs

from bgplib._checks import check, check_text, so_many_octets
from bgplib.errors import EncodeError, ParseError
from bgplib.values._numbers import parse_number

__all__ = ["Label", "parse_stack", "stack_text"]

_TEXT: Final = re.compile(r"([^;]+)(?:;exp=([0-7]))?(?:;s=([01]))?")


@attrs.frozen(order=True)
class Label:
    """The 3 octets of a label, and their parts."""

    #: as they stand on the wire
    octets: bytes = attrs.field(validator=so_many_octets(3, what="a label"))

    #: RFC 8277 §2.4: what a withdrawal SHOULD have in the place of its label
    WITHDRAWN: ClassVar[Label]

    @classmethod
    def of(cls, value: int, *, exp: int = 0, bottom: bool = True) -> Label:
        """Make the octets of a label.

        Args:
            value: the label, 20 bits.
            exp: the 3 bits behind it.
            bottom: set the S bit: no further label follows.

        Raises:
            EncodeError: a part does not fit.
        """
        check(value, int, "value")
        check(exp, int, "exp")
        if not (0 <= value < 1 << 20 and 0 <= exp < 8):
            raise EncodeError(f"label {value} with exp {exp} does not fit in 20 and 3 bits")
        return cls((value << 4 | exp << 1 | bottom).to_bytes(3, "big"))

    @classmethod
    def of_vni(cls, vni: int) -> Label:
        """Make the octets of a VNI of 24 bits, which takes the label's place (RFC 8365 §5.1.3).

        Raises:
            EncodeError: it does not fit.
        """
        check(vni, int, "vni")
        if not 0 <= vni < 1 << 24:
            raise EncodeError(f"VNI {vni} does not fit in 24 bits")
        return cls(vni.to_bytes(3, "big"))

    @classmethod
    def parse(cls, text: str) -> Label:
        """Read a decimal or `0x` hexadecimal label; it is the last of its stack.

        Behind it may stand the bits that are not those: `100;exp=5;s=0`. `vni:1000` is a VNI, and
        `withdrawn` what a withdrawal has in the place of its label.

        Raises:
            ParseError: it is not a number of 20 bits, or a VNI of 24.
        """
        check_text(text, cls.__name__)
        return _parse(text, bottom=True)

    @property
    def value(self) -> int:
        """The label: the upper 20 bits."""
        return int.from_bytes(self.octets, "big") >> 4

    @property
    def exp(self) -> int:
        """The 3 bits behind the label, once experimental (RFC 3107), now reserved (RFC 8277)."""
        return self.octets[2] >> 1 & 7

    @property
    def bottom(self) -> bool:
        """The S bit: whether this is the last label of the stack."""
        return bool(self.octets[2] & 1)

    @property
    def vni(self) -> int:
        """All 24 bits, where the octets hold a VNI instead of a label (RFC 8365 §5.1.3)."""
        return int.from_bytes(self.octets, "big")

    def __int__(self) -> int:
        """Return the label."""
        return self.value

    def __str__(self) -> str:
        """Return the label in decimal, and the bits that are not those of a last label."""
        return _text(self, bottom=True)


Label.WITHDRAWN = Label(b"\x80\x00\x00")


def _text(label: Label, *, bottom: bool) -> str:
    if label == Label.WITHDRAWN and bottom:
        return "withdrawn"
    exp = f";exp={label.exp}" if label.exp else ""
    return f"{label.value}{exp}" + ("" if label.bottom == bottom else f";s={label.bottom:d}")


def _parse(text: str, *, bottom: bool) -> Label:
    bare = text.strip().lower()
    if bare == "withdrawn":
        return Label.WITHDRAWN
    match = _TEXT.fullmatch(bare)
    if match is None:
        raise ParseError(f"{text!r} is not a label")
    number, exp, last = match.groups()
    if number.startswith("vni:"):
        return Label.of_vni(parse_number(number[4:], 24, "VNI"))
    value = parse_number(number, 20, "label")
    return Label.of(value, exp=int(exp or "0"), bottom=last == "1" if last else bottom)


def stack_text(labels: Sequence[Label]) -> str:
    """Print a stack of labels, the outermost first: `100/200`; the last has the S bit."""
    last = len(labels) - 1
    return "/".join(_text(label, bottom=at == last) for at, label in enumerate(labels))


def parse_stack(text: str) -> tuple[Label, ...]:
    """Read a stack of labels with slashes between, as `stack_text` prints it.

    Raises:
        ParseError: a part is not a label.
    """
    check_text(text, "a stack of labels")
    parts = text.split("/") if text.strip() else []
    return tuple(_parse(part, bottom=at == len(parts) - 1) for at, part in enumerate(parts))
