"""The row that describes one kind of extended community, and the table that looks rows up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

import attrs

from bgplib._checks import check, check_text
from bgplib._frozen import frozen
from bgplib._pickling import Reduced, Single, TableRow
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._default import default_table
from bgplib.attributes.extended_communities.unknown import UnknownExtendedCommunity
from bgplib.errors import DecodeError, EncodeError, LocalError, ParseError
from bgplib.values._notation import brief

__all__ = ["AnyExtendedCommunityCodec", "ExtendedCommunityCodec", "ExtendedCommunityTable"]

T = TypeVar("T", bound=ExtendedCommunity)

_HEX: Final = re.compile(r"0x[0-9a-f]{16}")
_BIRD_GENERIC: Final = re.compile(r"generic:(0x[0-9a-f]{1,8}):(0x[0-9a-f]{1,8})")
_SEPARATOR: Final = re.compile(r"\s*[:=\s]\s*")
_OPTIONS: Final = ("bits", "reserved")


@frozen(kw_only=True)
class ExtendedCommunityCodec(TableRow, Generic[T]):
    """One kind of extended community: numbers, names and functions."""

    #: type octet and sub-type octet as one number of 16 bits: 0x0002, 0x0102, 0x0202
    codes: tuple[int, ...]
    name: str  #: the registry's name
    rfc: str  #: the section that defines it
    value: type[T]  #: the class of its values
    #: 8 octets to a value; None says that they are no value of this kind and stay as they are
    decode: Callable[[bytes], T | None]
    encode: Callable[[T], bytes]  #: value to 8 octets; raises EncodeError
    words: tuple[str, ...]  #: what its texts begin with; the canonical word is the first
    #: (word, what follows it) to value, both in lower case; raises ParseError
    parse: Callable[[str, str], T]


#: a row whose type of value does not matter where it stands in a table
AnyExtendedCommunityCodec = ExtendedCommunityCodec[Any]


class ExtendedCommunityTable(Single):
    """Rows by type code, by class of value and by word. Immutable."""

    __slots__ = ("_by_class", "_by_code", "_by_word", "_words", "codecs")

    def __init__(self, codecs: Iterable[AnyExtendedCommunityCodec]) -> None:
        """Index the rows.

        Raises:
            LocalError: two rows have the same type code, class or word.
        """
        self.codecs = tuple(codecs)  #: the rows
        self._by_code = {code: codec for codec in self.codecs for code in codec.codes}
        self._by_class = {codec.value: codec for codec in self.codecs}
        self._by_word = {word: codec for codec in self.codecs for word in codec.words}
        if (
            len(self._by_class) != len(self.codecs)
            or len(self._by_code) != sum(len(codec.codes) for codec in self.codecs)
            or len(self._by_word) != sum(len(codec.words) for codec in self.codecs)
        ):
            raise LocalError("two rows of a table have the same type code, class or word")
        longest_first = sorted(self._by_word, key=len, reverse=True)
        self._words = re.compile(
            rf"({'|'.join(map(re.escape, longest_first)) or '(?!)'})(?=[\s:=]|$)"
        )

    def __reduce__(self) -> Reduced:
        """Have the table of bgplib found again, and others made of their rows.

        Raises:
            LocalError: a row cannot be pickled.
        """
        default = default_table()
        return (default_table, ()) if self is default else (_table_of, (self.codecs,))

    def by_code(self, code: int) -> AnyExtendedCommunityCodec | None:
        """Return the row of a type code of 16 bits, or None."""
        return self._by_code.get(code)

    def with_codec(self, codec: AnyExtendedCommunityCodec) -> ExtendedCommunityTable:
        """Return this table with one more row, which replaces a row of the same class.

        Raises:
            LocalError: another row has one of its type codes or words.
        """
        check(codec, ExtendedCommunityCodec, "codec")
        others = (row for row in self.codecs if row.value is not codec.value)
        return ExtendedCommunityTable((*others, codec))

    def decode(self, octets: bytes) -> ExtendedCommunity:
        """Read the 8 octets of an extended community; any octets are one.

        Raises:
            DecodeError: there are not 8 octets.
        """
        if len(octets) != 8:
            raise DecodeError(f"an extended community has 8 octets, not {len(octets)}")
        codec = self._by_code.get(octets[0] << 8 | octets[1])
        value = codec.decode(octets) if codec is not None else None
        return UnknownExtendedCommunity(octets) if value is None else value

    def encode(self, community: ExtendedCommunity) -> bytes:
        """Write the 8 octets of an extended community.

        Raises:
            EncodeError: a field does not fit, or the table has no row for its class.
        """
        if isinstance(community, UnknownExtendedCommunity):
            return community.octets
        codec = self._by_class.get(type(community))
        if codec is None:
            raise EncodeError(f"no extended community has values of {type(community).__name__}")
        return codec.encode(community)

    def parse(self, text: str) -> ExtendedCommunity:
        """Read the text of an extended community, as bgplib and most other programs print it.

        That is a word and what belongs to it, with a colon, an equals sign or blanks between
        (`rt:65000:1`, `target:65000:1`, `color 100`); a route target without its word
        (`65000:1`); BIRD's tuples (`(rt, 65000, 1)`); or 8 octets of hex (`0x000200fd00000001`).
        Case does not matter, nor whether words have `-` or `_` in them.

        Raises:
            ParseError: it is none of them.
        """
        check_text(text, "an extended community")
        bare = text.strip().lower().replace("_", "-")
        if bare[:1] + bare[-1:] == "()":
            bare = ":".join(part.strip() for part in bare[1:-1].split(","))
        elif bare[:1] + bare[-1:] == "[]":
            bare = bare[1:-1].strip()
        if _HEX.fullmatch(bare):
            return self.decode(bytes.fromhex(bare[2:]))
        generic = _BIRD_GENERIC.fullmatch(bare)
        if generic:
            whole = int(generic[1], 16) << 32 | int(generic[2], 16)
            return self.decode(whole.to_bytes(8, "big"))
        short, *options = bare.split(";")
        community = self._parse_short(short.strip())
        for option in options:
            community = _with_option(community, option.strip())
        if options:
            try:
                self.encode(community)
            except EncodeError as error:
                raise ParseError(f"{error}; in {brief(text)}") from None
        return community

    def _parse_short(self, text: str) -> ExtendedCommunity:
        match = self._words.match(text.removeprefix("fs:"))
        if match is None:
            if text[:1].isdigit() and ":" in text and "rt" in self._by_word:
                return self._parse_short("rt:" + text)
            raise ParseError(f"{text!r} is not an extended community")
        word, rest = match[1], match.string[match.end() :]
        separator = _SEPARATOR.match(rest)
        try:
            value: ExtendedCommunity = self._by_word[word].parse(
                word, rest[separator.end() :] if separator else rest
            )
        except ParseError as error:
            raise ParseError(f"{error}{_where_ipv6_is(text) or _alone(word, rest)}") from None
        return value


def _alone(word: str, rest: str) -> str:
    """Say what a word lacks whose value stood behind a blank, in a text of several."""
    return "" if rest else f"; between {word!r} and its value stands a colon, `{word}:...`"


def _where_ipv6_is(text: str) -> str:
    """Say what reads a text, if that is the attribute of those that hold an IPv6 address."""
    # Its cost is that of those who ask for what is not here.
    from bgplib.attributes.ipv6_extended_communities import Ipv6ExtendedCommunity

    try:
        found = Ipv6ExtendedCommunity.parse(text)
    except ParseError:
        return ""
    return f"; with an IPv6 address it is one of `Ipv6ExtendedCommunities`: {found}"


def _with_option(community: ExtendedCommunity, option: str) -> ExtendedCommunity:
    """Apply what stands behind a semicolon: `non-transitive`, `reserved=0x1`."""
    name, _, number = option.partition("=")
    changes: dict[str, int | bool]
    if option in ("transitive", "non-transitive"):
        changes = {"transitive": option == "transitive"}
    elif option == "deprecated":
        changes = {"deprecated": True}
    elif name in _OPTIONS and re.fullmatch(r"0x[0-9a-f]{1,12}", number):
        changes = {name: int(number, 16)}
    else:
        raise ParseError(f"{option!r} says nothing about an extended community")
    try:
        return attrs.evolve(community, **changes)  # type: ignore[misc]  # every kind is attrs
    except TypeError:
        raise ParseError(f"{option!r} does not apply to {community}") from None


@lru_cache(maxsize=16)
def _table_of(codecs: tuple[AnyExtendedCommunityCodec, ...]) -> ExtendedCommunityTable:
    """Return a table of what was unpickled: the same for the same rows."""
    return ExtendedCommunityTable(codecs)
