"""PrefixEntry: one line of a prefix list."""

from __future__ import annotations

import attrs

from bgplib._checks import check_text, of_type
from bgplib.errors import LocalError
from bgplib.policy.prefix_range import PrefixRange
from bgplib.values.prefix import Prefix

__all__ = ["AnyEntry", "PrefixEntry", "entry_of"]


@attrs.frozen
class PrefixEntry:
    """Prefixes, and whether a list permits them."""

    #: which prefixes it decides on
    range: PrefixRange = attrs.field(validator=of_type(PrefixRange))
    permit: bool = attrs.field(default=True, validator=of_type(bool))  #: whether they match

    @classmethod
    def parse(cls, text: str) -> PrefixEntry:
        """Read `10.0.0.0/8 le 24`, with `permit` or `deny` before it.

        Raises:
            ParseError: it is not an entry.
        """
        check_text(text, cls.__name__)
        word, _, rest = text.strip().partition(" ")
        if word.lower() in ("permit", "deny"):
            return cls(PrefixRange.parse(rest), permit=word.lower() == "permit")
        return cls(PrefixRange.parse(text))

    def __str__(self) -> str:
        """Return `10.0.0.0/8 le 24`, or `deny 10.0.0.0/8 le 24`."""
        return str(self.range) if self.permit else f"deny {self.range}"


#: what stands for an entry; a prefix for itself alone
AnyEntry = PrefixEntry | PrefixRange | Prefix | str


def entry_of(value: AnyEntry) -> PrefixEntry:
    """Make an entry of what stands for one.

    Raises:
        LocalError: it is nothing that stands for an entry.
        ParseError: a text is not an entry.
    """
    given: object = value
    more = ": hand in several as `*them`" if isinstance(given, list) else ""
    if not isinstance(value, str | Prefix | PrefixRange | PrefixEntry):
        raise LocalError(f"{value!r} is no entry of a prefix list{more}")
    if isinstance(value, str):
        return PrefixEntry.parse(value)
    if isinstance(value, Prefix):
        value = PrefixRange.of(value)
    return PrefixEntry(value) if isinstance(value, PrefixRange) else value
