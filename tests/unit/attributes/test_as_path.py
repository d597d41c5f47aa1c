"""AsPath: text, making, and what has no place in a session."""

from __future__ import annotations

import pytest
from hypothesis import given

from bgplib.attributes import AsPath, AttributeReader, Segment
from bgplib.attributes._segments import parse_asn
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, ParseError
from bgplib.testing.strategies.attributes import segment_lists


def joined(path: AsPath) -> list[tuple[int, tuple[int, ...]]]:
    """Join neighbouring segments of the types whose text does not show where one ends."""
    found: list[tuple[int, tuple[int, ...]]] = []
    for segment in path.segments:
        if segment.type == 2 and found and found[-1][0] == 2:
            found[-1] = (2, found[-1][1] + segment.asns)
        else:
            found.append((segment.type, segment.asns))
    return found


@given(segment_lists((1, 2, 3, 4)).map(lambda found: AsPath(tuple(found))))
def test_text_round_trips(path: AsPath) -> None:
    """Text tells all but where one AS_SEQUENCE ends and the next one begins."""
    again = AsPath.parse(str(path))
    assert joined(again) == joined(path)
    assert str(again) == str(path)
    assert again.length == path.length


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("65001 65002", "65001 65002"),
        ("AS65001 1.1", "65001 65537"),  # RFC 5396 §2: asdot
        ("{1 2}", "{1,2}"),
        ("1 { 2, 3 } 4", "1 {2,3} 4"),
        ("(65001 65002) 3", "(65001 65002) 3"),
        ("[65001,65002] (5) 1", "[65001,65002] (5) 1"),
    ],
)
def test_common_spellings_are_read(text: str, canonical: str) -> None:
    """Spaces or commas in a set; plain numbers or asdot."""
    assert str(AsPath.parse(text)) == canonical


@pytest.mark.parametrize(
    "text",
    ["{", "}", "{}", "()", "{1", "1}", "{1)", "{{1}}", "x", "-1", "4294967296", "1.65536", "1.2.3"],
)
def test_other_text_is_refused(text: str) -> None:
    """A bracket without a partner, an empty set, or a word that is no AS number."""
    with pytest.raises(ParseError):
        AsPath.parse(text)


@pytest.mark.parametrize("text", ["", "AS", "1.", ".1", "٣", "9" * 5000, "1." + "9" * 5000])
def test_what_is_no_as_number_is_refused(text: str) -> None:
    """RFC 5396 §2: asplain and asdot of four octets, nothing else, however long the text."""
    with pytest.raises(ParseError):
        parse_asn(text)


def test_long_paths_are_made_of_full_segments() -> None:
    """RFC 4271 §4.3: a segment holds at most 255 AS numbers."""
    path = AsPath.of(range(1, 512))
    assert [len(segment.asns) for segment in path.segments] == [255, 255, 1]
    assert path.length == 511
    assert AsPath.of(()) == AsPath()
    assert AsPath.parse(str(path)) == path
    assert path.segments[0].type_name == "AS_SEQUENCE"


EBGP = Context(peer_as=65001)
CONFED = Context(session=SessionType.CONFEDERATION)


@pytest.mark.parametrize(
    ("context", "words", "rfc"),
    [
        (EBGP, "65001 2", None),
        (EBGP, "65001 (65002)", "RFC 5065 §5"),
        (EBGP, "65001 [65002]", "RFC 5065 §5"),
        (EBGP, "65002 65001", "RFC 7606 §7.2"),
        (EBGP, "{65001} 2", "RFC 7606 §7.2"),
        (EBGP, "", "RFC 7606 §7.2"),
        (Context(peer_as=65001, enforce_first_as=False), "65002", None),
        (Context(), "65002", None),
        (Context(session=SessionType.INTERNAL, peer_as=65001), "65002", None),
        (Context(session=SessionType.INTERNAL), "", None),
        (Context(session=None, peer_as=65001), "(5) 65002", None),
        (CONFED, "(65010) 1", None),
        (CONFED, "1 (65010)", "RFC 5065 §5"),
        (CONFED, "[65010] (65011)", "RFC 5065 §5"),
        (CONFED, "", "RFC 5065 §5"),
        (Context(reject_as_sets=True), "1 {2}", "RFC 9774 §3"),
        (Context(reject_as_sets=True, session=None), "(1) [2]", "RFC 9774 §3"),
        (Context(reject_as_sets=True), "1 2", None),
        # An external peer with an AS number of four octets, between whom and us two were
        # agreed on, can only write AS_TRANS.
        (Context(peer_as=4200000001, four_octet_as=False), "23456 2", None),
        (Context(peer_as=4200000001, four_octet_as=False), "2 23456", "RFC 7606 §7.2"),
    ],
)
def test_sessions_have_rules_for_paths(context: Context, words: str, rfc: str | None) -> None:
    """RFC 5065 §5, RFC 7606 §7.2, RFC 9774 §3: what is malformed in one session is not in all."""
    reader = AttributeReader(context, DEFAULT_TABLE)
    octets = reader.encode(AsPath.parse(words))[1][3:]
    if rfc is None:
        assert str(reader.value(2, 0x40, octets)) == words
        return
    with pytest.raises(DecodeError) as caught:
        reader.value(2, 0x40, octets)
    assert caught.value.rfc == rfc


def test_numbers_of_four_octets_become_as_trans() -> None:
    """RFC 6793 §4.2.2: "non-mappable four-octet AS numbers are represented by" AS_TRANS."""
    reader = AttributeReader(Context(four_octet_as=False), DEFAULT_TABLE)
    path = AsPath((Segment(2, (65536, 65535, 4294967295)),))
    assert reader.encode(path)[1].hex() == "400208" + "0203" + "5ba0" + "ffff" + "5ba0"
