"""PrefixRange: a prefix, and the lengths that a more specific one may have."""

from __future__ import annotations

import re
from typing import Final

import attrs

from bgplib._checks import check, check_fields, check_text
from bgplib.errors import ParseError
from bgplib.iana.families import AFI_IPV4
from bgplib.values._numbers import parse_number
from bgplib.values.prefix import Prefix

__all__ = ["PrefixRange", "longest"]

# A prefix, and what follows it: `ge 16 le 24` as Cisco has it, `{16,24}`, `+` or `-` as BIRD,
# `^16-24`, `^24`, `^+` or `^-` as RPSL (RFC 2622 §2).
_TEXT: Final = re.compile(
    r"([0-9a-f:.]+/\d+)\s*(?:"
    r"(?P<suffix>\^?[+-])|"
    r"\{\s*(?P<least>\d+)\s*,\s*(?P<most>\d+)\s*\}|"
    r"\^(?P<from>\d+)(?:-(?P<to>\d+))?|"
    r"(?:ge\s+(?P<ge>\d+)\s*)?(?:le\s+(?P<le>\d+))?"
    r")"
)


def longest(prefix: Prefix) -> int:
    """Return how many bits an address of the prefix's family has."""
    return 32 if prefix.afi == AFI_IPV4 else 128


@attrs.frozen(kw_only=True)
class PrefixRange:
    """Prefixes that another one contains, with lengths between two numbers.

    Raises:
        ParseError: the lengths are not in order, shorter than the prefix, or too long.
    """

    prefix: Prefix  #: what has to contain them
    ge: int  #: the shortest length
    le: int  #: the longest length

    def __attrs_post_init__(self) -> None:
        """Check the lengths."""
        check_fields(self)
        if not self.prefix.length <= self.ge <= self.le <= longest(self.prefix):
            raise ParseError(
                f"no prefix in {self.prefix} has {self.ge} to {self.le} bits: "
                f"{self.prefix.length} <= ge <= le <= {longest(self.prefix)}"
            )

    @classmethod
    def of(cls, prefix: Prefix | str, ge: int | None = None, le: int | None = None) -> PrefixRange:
        """Make a range as prefix lists do.

        Args:
            prefix: what has to contain them.
            ge: the shortest length; None: that of `prefix`.
            le: the longest length; None: any if `ge` is given, else that of `prefix`.

        Raises:
            ParseError: the text is not a prefix, or no prefix can have such lengths.
        """
        if isinstance(prefix, str):
            prefix = Prefix.parse(prefix)
        check(prefix, Prefix, "prefix")
        if le is None:
            le = prefix.length if ge is None else longest(prefix)
        return cls(prefix=prefix, ge=prefix.length if ge is None else ge, le=le)

    @classmethod
    def parse(cls, text: str) -> PrefixRange:
        """Read `10.0.0.0/8`, `10.0.0.0/8 ge 16 le 24`, `10.0.0.0/8{16,24}`, `10.0.0.0/8+`.

        `-` is all that is more specific; `^16-24`, `^24`, `^+` and `^-` are the same in RPSL.

        Raises:
            ParseError: it is none of these, or no prefix can have such lengths.
        """
        check_text(text, cls.__name__)
        found = _TEXT.fullmatch(text.strip().lower())
        if found is None:
            raise ParseError(f"{text!r} is not a prefix with lengths, as in `10.0.0.0/8 le 24`")
        prefix = Prefix.parse(found[1])
        if found["suffix"]:
            return cls.of(prefix, prefix.length + (found["suffix"][-1] == "-"))
        least = found["least"] or found["from"]
        if least is not None:
            return cls.of(prefix, _length(least), _length(found["most"] or found["to"] or least))
        ge, le = found["ge"], found["le"]
        return cls.of(
            prefix, None if ge is None else _length(ge), None if le is None else _length(le)
        )

    def matches(self, prefix: Prefix) -> bool:
        """Say whether a prefix is one of them."""
        return self.ge <= prefix.length <= self.le and self.prefix.contains(prefix)

    def contains(self, other: PrefixRange) -> bool:
        """Say whether all prefixes of another range are in this one."""
        return self.ge <= other.ge and other.le <= self.le and self.prefix.contains(other.prefix)

    def overlaps(self, other: PrefixRange) -> bool:
        """Say whether a prefix is in both ranges."""
        nested = self.prefix.contains(other.prefix) or other.prefix.contains(self.prefix)
        return nested and max(self.ge, other.ge) <= min(self.le, other.le)

    def __str__(self) -> str:
        """Return `10.0.0.0/8 ge 16 le 24`, without what does not matter."""
        length, most = self.prefix.length, longest(self.prefix)
        text = str(self.prefix)
        if self.ge == self.le == length:
            return text
        if self.ge != length:
            text += f" ge {self.ge}"
        return text if self.le == most and self.ge != length else f"{text} le {self.le}"


def _length(digits: str) -> int:
    return parse_number(digits, 8, "prefix length")
