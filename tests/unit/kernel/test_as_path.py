"""AS paths as plain segments: reading, counting, merging, printing."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath
from bgplib.kernel.as_path import Segments, length, merge, segments, text


def path(words: str) -> Segments:
    """Read a path as routers print it."""
    return AsPath.parse(words).plain


def read(octets: str, size: int = 4) -> Segments | None:
    """Read segments from hex."""
    value = bytes.fromhex(octets)
    return segments(value, 0, len(value), size)


def test_segments_are_read_in_both_widths() -> None:
    """RFC 4271 §4.3, RFC 6793 §3: AS numbers of two octets, or of four."""
    expected = ((2, (65001, 65002)), (1, (3,)))
    assert read("0202 fde9 fdea 0101 0003", 2) == expected
    assert read("0202 0000fde9 0000fdea 0101 00000003") == expected
    assert read("") == ()


@pytest.mark.parametrize(
    "octets",
    [
        "00 01 0000fde9",  # type 0
        "05 01 0000fde9",  # type 5
        "02 00",  # no AS numbers
        "02 02 0000fde9",  # overrun
        "02 01 0000fde9 02",  # one octet left
        "02 01 fde9",  # two octets where four were agreed on
        "02 01 00000000",  # AS 0 (RFC 7607 §2)
        "02 02 0000fde9 00000000",
    ],
)
def test_malformed_segments_are_none(octets: str) -> None:
    """RFC 7606 §7.2, RFC 7607 §2."""
    assert read(octets) is None


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 0),
        ("1 2 3", 3),
        ("1 {2,3,4}", 2),  # RFC 4271 §9.1.2.2 (a): a set is one
        ("(65001 65002) 1", 1),  # RFC 5065 §5.3: confederation segments are none
        ("(65001) [65002,65003] {1,2} 3", 2),
    ],
)
def test_paths_are_counted_as_selection_counts(words: str, count: int) -> None:
    """RFC 4271 §9.1.2.2 (a), RFC 5065 §5.3."""
    assert length(path(words)) == count


@pytest.mark.parametrize(
    ("as_path", "as4_path", "expected"),
    [
        # The whole path is in AS4_PATH.
        ("23456 23456", "4200000001 4200000002", "4200000001 4200000002"),
        # Two OLD speakers prepended themselves after the last NEW one.
        ("64501 64502 23456 3", "4200000001 3", "64501 64502 4200000001 3"),
        # An AS_PATH that is shorter, by an aggregation on the way, wins alone.
        ("64501 3", "4200000001 2 3", "64501 3"),
        # Sets count as one on either side.
        ("64501 {23456,7}", "{4200000001,7}", "64501 {4200000001,7}"),
        ("1 2 {3,4} 23456", "{3,4} 4200000001", "1 2 {3,4} 4200000001"),
        # The leading confederation segment is kept although nothing else is prepended.
        ("(65010 65011) 23456 2", "4200000001 2", "(65010 65011) 4200000001 2"),
        # One adjacent to a segment that is prepended is kept, wherever it stands.
        ("1 (65010) [65011] 23456", "4200000001", "1 (65010) [65011] 4200000001"),
        # One behind the part that AS4_PATH covers is not adjacent to what is prepended.
        ("1 23456 (65010) 2", "4200000001 2", "1 4200000001 2"),
        # Nor is one behind it where a whole segment was the last that is prepended.
        ("1 (65010) 23456 (65011) 2", "4200000001 2", "1 (65010) 4200000001 2"),
        # A set that is prepended counts as one, too; two of them that meet stay two.
        ("{1,2} 3 23456", "4200000001", "{1,2} 3 4200000001"),
        ("{1,2} {23456}", "{4200000001}", "{1,2} {4200000001}"),
        # Confederation segments in AS4_PATH are discarded first, and counted as none.
        ("1 23456", "(65010) 4200000001", "1 4200000001"),
        ("1 2", "(65010)", "1 2"),
        ("", "", ""),
    ],
)
def test_as4_path_is_merged(as_path: str, as4_path: str, expected: str) -> None:
    """RFC 6793 §4.2.3 and §6."""
    assert text(merge(path(as_path), path(as4_path))) == expected


def test_merged_sequences_stay_within_a_segment() -> None:
    """RFC 4271 §4.3: a segment holds at most 255 AS numbers, so two may stay two."""
    head = ((2, (1,)), (2, (2,) * 255))
    tail = ((2, (3,) * 255),)
    assert merge(head, tail) == ((2, (1,)), (2, (3,) * 255))
    short = ((2, (3,) * 254),)
    # 1 and the first 2 come from AS_PATH; the second joins the sequence behind it.
    assert merge(head, short) == ((2, (1,)), (2, (2, *(3,) * 254)))


def test_paths_print_as_routers_print_them() -> None:
    """AS_SEQUENCE bare, AS_SET in braces, AS_CONFED_SEQUENCE and AS_CONFED_SET in ( ) and [ ]."""
    plain: Segments = ((3, (65001, 65002)), (4, (5, 6)), (2, (10, 20)), (1, (30, 40)))
    assert text(plain) == "(65001 65002) [5,6] 10 20 {30,40}"
    assert text(()) == ""
