"""Numeric and bitmask operators (RFC 8955 §4.2.1).

  0   1   2   3   4   5   6   7
+---+---+---+---+---+---+---+---+
| e | a |  len  | 0 |lt |gt |eq |   numeric
+---+---+---+---+---+---+---+---+
| e | a |  len  | 0 | 0 |not| m |   bitmask
+---+---+---+---+---+---+---+---+
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Final, TypeVar

import attrs

from bgplib._checks import check, check_text
from bgplib._printed import or_its_fields
from bgplib.errors import EncodeError, ParseError
from bgplib.octets import Reader
from bgplib.values._notation import brief
from bgplib.values._numbers import parse_number

__all__ = [
    "BitmaskTerm",
    "NumericTerm",
    "parse_bitmask",
    "parse_numeric",
    "read_terms",
    "satisfies",
    "write_terms",
]

END: Final = 0x80
AND: Final = 0x40
_LENGTH: Final = 0x30
_SIZES: Final = {1: 0x00, 2: 0x10, 4: 0x20, 8: 0x30}
LT: Final = 0x04
GT: Final = 0x02
EQ: Final = 0x01
NOT: Final = 0x02
MATCH: Final = 0x01

_NUMERIC_SIGNS: Final = {
    0: "false",
    LT: "<",
    GT: ">",
    EQ: "==",
    LT | EQ: "<=",
    GT | EQ: ">=",
    LT | GT: "!=",
    LT | GT | EQ: "true",
}
_NUMERIC_BITS: Final = {sign: bits for bits, sign in _NUMERIC_SIGNS.items()} | {"=": EQ, "": EQ}
_BITMASK_SIGNS: Final = {0: "", MATCH: "=", NOT: "!", NOT | MATCH: "!="}
_BITMASK_BITS: Final = {sign: bits for bits, sign in _BITMASK_SIGNS.items()} | {"==": MATCH}
_NUMERIC: Final = re.compile(
    r"(&?)\s*(?:(true|false)([^\s&|,\[\]<>=!]*)|([<>]=?|!=|={0,2})\s*([^\s&|,\[\]<>=!]+))"
)
_BITMASK: Final = re.compile(r"(&?)\s*()()(!=?|={0,2})\s*([^\s&|,\[\]=!]+)")


@attrs.frozen
class Term:
    """One operator and its value."""

    #: the bits of the operator octet that have a meaning; END follows from the place in the list
    DEFINED: ClassVar[int] = AND | _LENGTH

    operator: int  #: the operator octet without its end-of-list bit
    value: int  #: what to compare with

    @property
    def size(self) -> int:
        """How many octets the value has: 1, 2, 4 or 8."""
        return 1 << ((self.operator & _LENGTH) >> 4)

    @property
    def exactly(self) -> str:
        """The size, `/2`, of a value that has more octets than it needs."""
        return "" if self.size == _least_size(self.value) else f"/{self.size}"

    @property
    def conjunction(self) -> bool:
        """Whether it is joined to the term before by AND, not OR; no meaning in the first."""
        return bool(self.operator & AND)


@attrs.frozen
class NumericTerm(Term):
    """A comparison with a number."""

    DEFINED: ClassVar[int] = Term.DEFINED | LT | GT | EQ

    @classmethod
    def of(cls, sign: str, value: int, *, conjunction: bool = False) -> NumericTerm:
        """Make a term of a sign (`==`, `<`, `>`, `<=`, `>=`, `!=`, `true`, `false`) and a value.

        Raises:
            ParseError: there is no such sign, or the value does not fit in 8 octets.
        """
        check(sign, str, "sign")
        check(value, int, "value")
        return cls(_operator(_NUMERIC_BITS, sign, value, conjunction=conjunction), value)

    def matches(self, number: int) -> bool:
        """Say whether a number satisfies this comparison alone."""
        bits = self.operator
        return (
            (bool(bits & LT) and number < self.value)
            or (bool(bits & GT) and number > self.value)
            or (bool(bits & EQ) and number == self.value)
        )

    @classmethod
    def parse(cls, text: str) -> NumericTerm:
        """Read one term, `>=8080`, with `&` before it where it is joined to the one before.

        Raises:
            ParseError: it is not one term.
        """
        check_text(text, cls.__name__)
        return _only(parse_numeric(text, {}), text)

    @property
    def sign(self) -> str:
        """The operator alone: `>=`."""
        return _NUMERIC_SIGNS[self.operator & 7]

    @property
    def plain(self) -> str:
        """Sign and value: `>=8080`."""
        return f"{self.sign}{self.value}"

    @or_its_fields
    def __str__(self) -> str:
        """Return sign and value, `>=8080`, with `&` before them where it is joined by AND.

        A value in more octets than it needs has their number behind it: `==80/2`.
        """
        return "&" * self.conjunction + self.plain + self.exactly


@attrs.frozen
class BitmaskTerm(Term):
    """A comparison of some bits."""

    DEFINED: ClassVar[int] = Term.DEFINED | NOT | MATCH

    @classmethod
    def of(cls, sign: str, value: int, *, conjunction: bool = False) -> BitmaskTerm:
        """Make a term of a sign (nothing: any of the bits, `=`: all of them, `!`, `!=`).

        Raises:
            ParseError: there is no such sign, or the value does not fit in 8 octets.
        """
        check(sign, str, "sign")
        check(value, int, "value")
        return cls(_operator(_BITMASK_BITS, sign, value, conjunction=conjunction), value)

    def matches(self, bits: int) -> bool:
        """Say whether bits satisfy this comparison alone."""
        common = bits & self.value
        # RFC 8955 §4.2.1.2: "If set, this is a bitwise match operation defined as
        # "(data AND value) == value"; if unset, (data AND value) evaluates to TRUE if any of the
        # bits in the value mask are set in the data"
        found = common == self.value if self.operator & MATCH else common != 0
        return found != bool(self.operator & NOT)

    @classmethod
    def parse(cls, text: str) -> BitmaskTerm:
        """Read one term, `=0x12`, with `&` before it where it is joined to the one before.

        Raises:
            ParseError: it is not one term.
        """
        check_text(text, cls.__name__)
        return _only(parse_bitmask(text, {}), text)

    @property
    def sign(self) -> str:
        """The operator alone: nothing, `=`, `!` or `!=`."""
        return _BITMASK_SIGNS[self.operator & 3]

    @or_its_fields
    def __str__(self) -> str:
        """Return sign and bits in hexadecimal: `=0x12`; also as `NumericTerm` does."""
        return "&" * self.conjunction + self.text({}) + self.exactly

    def text(self, names: dict[int, str]) -> str:
        """Return sign and bits, by name where all of them have one: `=SYN+ACK`."""
        words = [name for bit, name in names.items() if self.value & bit]
        known = sum(bit for bit in names if self.value & bit)
        value = "+".join(words) if words and known == self.value else hex(self.value)
        return self.sign + value


def _least_size(value: int) -> int:
    """Return in how many octets, of 1, 2, 4 and 8, a value fits."""
    return next((size for size in (1, 2, 4) if value < 1 << 8 * size), 8)


def _operator(signs: dict[str, int], sign: str, value: int, *, conjunction: bool) -> int:
    bits = signs.get(sign)
    if bits is None:
        raise ParseError(f"{sign!r} is not an operator")
    if not 0 <= value < 1 << 64:
        raise ParseError(f"{value} does not fit in 8 octets")
    return bits | _SIZES[_least_size(value)] | (AND if conjunction else 0)


def _only(terms: tuple[T, ...], text: str) -> T:
    if len(terms) != 1:
        raise ParseError(f"{brief(text)} is more than one operator and value")
    return terms[0]


T = TypeVar("T", bound=Term)


def read_terms(reader: Reader, kind: type[T]) -> tuple[T, ...]:
    """Read operators and values up to the end-of-list bit.

    Raises:
        DecodeError: the field ends before the list does.
    """
    terms: list[T] = []
    while True:
        octet = reader.u8()
        value = reader.unsigned(1 << ((octet & _LENGTH) >> 4))
        terms.append(kind(_meaning(octet, kind, first=not terms), value))
        if octet & END:
            return tuple(terms)


def write_terms(terms: Sequence[Term]) -> bytes:
    """Write operators and values.

    Raises:
        EncodeError: there are none, or a value does not fit in the size its operator states.
    """
    if not terms:
        raise EncodeError("a component has at least one operator and value")
    parts: list[bytes] = []
    for term in terms:
        if not 0 <= term.value < 1 << (8 * term.size):
            raise EncodeError(f"{term.value} does not fit in {term.size} octets")
        operator = _meaning(term.operator, type(term), first=not parts)
        parts.append(bytes((operator,)) + term.value.to_bytes(term.size, "big"))
    last = parts[-1]
    parts[-1] = bytes((last[0] | END,)) + last[1:]
    return b"".join(parts)


def _meaning(octet: int, kind: type[Term], *, first: bool) -> int:
    """Return an operator octet with the bits only that mean something where it stands."""
    # RFC 8955 §4.2.1.1: "In the first operator octet of a sequence, it MUST be encoded as unset and
    # MUST be treated as always unset on decoding."
    # RFC 8955 §4.2.1.2: "MUST be set to 0 on NLRI encoding and MUST be ignored during decoding"
    return octet & kind.DEFINED & ~(AND if first else 0)


def satisfies(terms: Sequence[NumericTerm | BitmaskTerm], data: int) -> bool:
    """Say whether a number or bits satisfy a list of terms."""
    # RFC 8955 §4.2.1.1: "The AND operator has higher priority than OR for the purposes of
    # evaluating logical expressions." One of the runs that OR separates has to hold as a whole;
    # the AND bit of the first term means nothing.
    holds = False
    for number, term in enumerate(terms):
        if not (number and term.conjunction):
            if holds:
                return True
            holds = True
        holds = holds and term.matches(data)
    return holds


def parse_numeric(text: str, names: dict[str, int]) -> tuple[NumericTerm, ...]:
    """Read `==80 >=8080&<=8088`; without a sign `==` is meant.

    Raises:
        ParseError: a sign or a value is not understood.
    """
    return tuple(
        _sized(NumericTerm.of(sign, _number(word, names), conjunction=conjunction), size)
        for conjunction, sign, word, size in _split(_NUMERIC, text)
    )


def parse_bitmask(text: str, names: dict[str, int]) -> tuple[BitmaskTerm, ...]:
    """Read `=SYN+ACK !RST&!FIN`, also single letters as GoBGP prints them (`=SA`).

    Raises:
        ParseError: a sign or a value is not understood.
    """
    return tuple(
        _sized(BitmaskTerm.of(sign, _bits(word, names), conjunction=conjunction), size)
        for conjunction, sign, word, size in _split(_BITMASK, text)
    )


def _sized(term: T, size: str) -> T:
    """Give a value as many octets as its text asks for."""
    if not size:
        return term
    octets = parse_number(size, 4, "number of octets")
    if octets not in _SIZES or octets < term.size:
        raise ParseError(f"{term.value} does not have {size} octets")
    return attrs.evolve(term, operator=term.operator & ~_LENGTH | _SIZES[octets])


def _split(pattern: re.Pattern[str], text: str) -> list[tuple[bool, str, str, str]]:
    """Cut a list of terms; nothing but blanks, commas and bars may stand between them.

    Returns:
        Whether it is joined by AND, sign, value, and number of octets if it is there, of each.
    """
    # The patterns have blanks in two places side by side: many of them could be shared out in as
    # many ways, and each would be tried.
    text = " ".join(text.split())
    found = []
    for match in pattern.finditer(text):
        # `true` and `false` need no value; GoBGP prints none.
        value, _, size = (match[5] or match[3]).partition("/")
        found.append((bool(match[1]), match[2] or match[4], value or "0", size))
    rest = pattern.sub("", text).replace(",", "").replace("|", "").strip()
    if not found or rest:
        raise ParseError(f"{brief(text)} is not a list of operators and values")
    return found


def _number(word: str, names: dict[str, int]) -> int:
    named = names.get(word.lower())
    if named is not None:
        return named
    first, _, last = word.partition("-")
    if first.isdigit() and last.isdigit():
        raise ParseError(f"{word!r} is not a number; a range is >={first}&<={last}")
    return parse_number(word, 64)


def _bits(word: str, names: dict[str, int]) -> int:
    parts = word.lower().split("+")
    if len(parts) == 1 and parts[0] not in names and not word[0].isdigit():
        # GoBGP writes the first letters of TCP flags without anything between them.
        letters = {name[0]: bit for name, bit in names.items()}
        if all(letter in letters for letter in parts[0]):
            return sum({letters[letter] for letter in parts[0]})
    return sum({_number(part, names) for part in parts})
