"""RFC 5065: confederations, in what UPDATE messages may hold (selection is in another file)."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, LocalPref
from tests.conformance.updates import (
    CONFEDERATION,
    EXTERNAL,
    INTERNAL,
    attribute,
    encoded,
    is_fine,
    is_withdrawn,
    route,
)


def path(words: str) -> bytes:
    """Make an AS_PATH."""
    return encoded(AsPath.parse(words))


def test_3_segment_types() -> None:
    """§3: "3 AS_CONFED_SEQUENCE" and "4 AS_CONFED_SET"."""
    octets = attribute(0x40, 2, bytes.fromhex("0301 0000fdea 0402 00000001 00000002 0201 00000003"))
    found = route(octets, context=CONFEDERATION)
    assert is_fine(found)
    assert found.attributes.as_path_text == "(65002) [1,2] 3"
    assert path("(65002) [1,2] 3") == octets


@pytest.mark.parametrize("words", ["(65002) 1", "1 (65002)", "[65002] 1", "1 [65002]"])
def test_5_from_outside_the_confederation(words: str) -> None:
    """§5: "from a neighbor that is not located in the same confederation": malformed."""
    found = route(path(words), context=EXTERNAL)
    assert is_withdrawn(found)
    assert found.findings[0].rfc == "RFC 5065 §5"
    assert found.findings[0].notification.subcode == 11


def test_5_from_inside_the_confederation() -> None:
    """§5: confederation segments are for members: of the same Member-AS, and of others."""
    assert is_fine(route(path("(65002) 1"), context=CONFEDERATION))
    assert is_fine(route(path("(65002) 1"), context=INTERNAL))
    assert is_fine(route(path("(65002)"), context=INTERNAL))


@pytest.mark.parametrize("words", ["", "1", "{1}", "[65002] (65003)", "1 (65002)"])
def test_5_a_path_from_another_member_as(words: str) -> None:
    """§5: it "does not have AS_CONFED_SEQUENCE as the first segment": malformed."""
    found = route(path(words), context=CONFEDERATION)
    assert is_withdrawn(found)
    assert found.findings[0].rfc == "RFC 5065 §5"


@pytest.mark.parametrize("words", ["", "1", "{1}"])
def test_5_a_path_from_the_same_member_as(words: str) -> None:
    """§5: the rule is of a peer "that is not in the same Member-AS"."""
    assert is_fine(route(path(words), context=INTERNAL))


def test_52_local_pref_between_member_ases() -> None:
    """§5.2: "the restriction against sending the LOCAL_PREF attribute ... is removed"."""
    found = route(encoded(LocalPref(7)), context=CONFEDERATION)
    assert is_fine(found)
    assert found.attributes.local_pref == 7


@pytest.mark.parametrize(
    ("words", "length"), [("(1 2 3) 4", 1), ("[1,2]", 0), ("(1) [2] 3 {4,5}", 2)]
)
def test_53_confederation_segments_are_not_counted(words: str, length: int) -> None:
    """§5.3 (3): "CONFED_SEQUENCE and CONFED_SETs SHOULD NOT be counted"."""
    assert AsPath.parse(words).length == length
