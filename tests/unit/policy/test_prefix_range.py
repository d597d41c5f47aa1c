"""PrefixRange and PrefixEntry: text, and what contains what."""

from __future__ import annotations

import pytest

from bgplib.errors import ParseError
from bgplib.policy import PrefixRange
from bgplib.policy.matchers import PrefixEntry, PrefixList
from bgplib.values.prefix import Prefix


@pytest.mark.parametrize(
    ("text", "ge", "le", "canonical"),
    [
        ("10.0.0.0/8", 8, 8, "10.0.0.0/8"),
        ("10.0.0.0/8 le 24", 8, 24, "10.0.0.0/8 le 24"),
        ("10.0.0.0/8 ge 16", 16, 32, "10.0.0.0/8 ge 16"),
        ("10.0.0.0/8 GE 16 LE 24", 16, 24, "10.0.0.0/8 ge 16 le 24"),
        ("10.0.0.0/8{16,24}", 16, 24, "10.0.0.0/8 ge 16 le 24"),
        ("10.0.0.0/8^16-24", 16, 24, "10.0.0.0/8 ge 16 le 24"),
        ("10.0.0.0/8^24", 24, 24, "10.0.0.0/8 ge 24 le 24"),
        ("10.0.0.0/8+", 8, 32, "10.0.0.0/8 le 32"),
        ("10.0.0.0/8^+", 8, 32, "10.0.0.0/8 le 32"),
        ("10.0.0.0/8-", 9, 32, "10.0.0.0/8 ge 9"),
        ("2001:db8::/32 le 48", 32, 48, "2001:db8::/32 le 48"),
        ("::/0+", 0, 128, "::/0 le 128"),
    ],
)
def test_spellings(text: str, ge: int, le: int, canonical: str) -> None:
    """Cisco's, BIRD's and RPSL's ways to write lengths; the text that is printed is read back."""
    found = PrefixRange.parse(text)
    assert (found.ge, found.le) == (ge, le)
    assert str(found) == canonical
    assert PrefixRange.parse(canonical) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.0.0.0",
        "10.0.0.0/8 ge 7",
        "10.0.0.0/8 ge 25 le 24",
        "10.0.0.0/8 le 33",
        "10.0.0.0/8 le",
        "10.0.0.0/8 le 24 ge 16",
        "10.0.0.1/8",
        "10.0.0.0/32-",
        "10.0.0.0/8{24,16}",
        "10.0.0.0/8 le 99999999999999999999",
        "2001:db8::/32 le 129",
        "permit",
    ],
)
def test_text_that_is_no_range_is_refused(text: str) -> None:
    """ParseError, where lengths contradict each other too."""
    with pytest.raises(ParseError):
        PrefixEntry.parse(text)


def test_blanks_are_read_once() -> None:
    """Blanks that lead to nothing are not tried again from each of them: that took minutes."""
    with pytest.raises(ParseError):
        PrefixEntry.parse("10.0.0.0/8" + " " * 200_000 + "x")


def test_entries_permit_or_deny() -> None:
    """`permit` is what no word means."""
    assert PrefixEntry.parse("permit 10.0.0.0/8") == PrefixEntry.parse("10.0.0.0/8")
    assert str(PrefixEntry.parse("deny 10.0.0.0/8+")) == "deny 10.0.0.0/8 le 32"
    ten = Prefix.parse("10.0.0.0/8")
    assert PrefixList.of(ten) == PrefixList.of(PrefixRange.of(ten)) == PrefixList.of("10.0.0.0/8")


def test_ranges_of_the_other_family_have_nothing_in_common() -> None:
    """IPv4 and IPv6 prefixes of equal bits are different."""
    four, six = PrefixRange.parse("0.0.0.0/0+"), PrefixRange.parse("::/0+")
    assert not four.overlaps(six)
    assert not four.contains(six)
    assert not four.matches(Prefix.parse("::/0"))
