r"""TextRegex: what signs mean, and parse errors that name the position."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import ParseError
from bgplib.policy import TextRegex


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("_65001_", ["65001", "1 65001", "{65001,2}", "(1 65001) 2", "[2,65001]"], ["165001", ""]),
        ("^65001_", ["65001", "65001 2"], ["2 65001", "650011"]),
        ("_65001$", ["65001", "2 65001"], ["65001 2"]),
        ("^$", [""], ["1"]),
        ("^[0-9]+$", ["65001"], ["65001 1", ""]),
        ("^65001( 65001)*$", ["65001", "65001 65001 65001"], ["65001 1"]),
        ("^(1|2|) 3", ["1 3", "2 3", " 3"], ["4 3"]),
        ("^1{3}$", ["111"], ["11", "1111"]),
        ("^1{2,}$", ["11", "11111"], ["1"]),
        ("^1{0,2}$", ["", "1", "11"], ["111"]),
        ("^(12){2}$", ["1212"], ["12", "121212"]),
        ("^[^ ]+$", ["123"], ["1 2"]),
        ("^1.3$", ["1 3", "123"], ["13"]),
        (r"\{1,2\}", ["3 {1,2}"], ["1 2"]),
        (r"\(65001\)", ["(65001) 2"], ["65001 2"]),
        ("[a-]", ["-", "a"], ["b"]),
        (r"[\]1]", ["]", "1"], ["2"]),
        ("", ["", "anything"], []),
        ("1?2", ["2", "12"], ["1"]),
        ("a$b", [], ["ab", "a", "b"]),
        ("a^b", [], ["ab"]),
        ("^^1$$", ["1"], ["2"]),
        ("_", ["", "1"], []),
        ("1_2", ["1 2", "1,2"], ["12"]),
        ("(a*)*b", ["b", "aab"], ["aa"]),
    ],
)
def test_patterns(pattern: str, yes: list[str], no: list[str]) -> None:
    """A pattern is looked for anywhere in the text."""
    regex = TextRegex(pattern)
    assert [text for text in yes if not regex.search(text)] == []
    assert [text for text in no if regex.search(text)] == []
    assert str(regex) == pattern


@pytest.mark.parametrize(
    ("pattern", "position", "why"),
    [
        ("(1", 1, "has no )"),
        ("1)", 2, "has no ("),
        ("1**", 3, "another"),
        ("1+?", 3, "another"),
        ("*1", 1, "nothing before"),
        ("1|{2}", 3, "nothing before"),
        ("^*", 2, "start and one end"),
        ("1{2", 2, "a count is"),
        ("1{x}", 2, "a count is"),
        ("1{3,2}", 2, "ascend"),
        ("1{256}", 2, "ascend"),
        ("1{99999}", 2, "a count is"),
        ("[1", 1, "has no ]"),
        ("12[]", 3, "empty"),
        ("[]]", 1, "empty"),  # a bracket right behind the opening one ends the class
        ("[9-0]", 3, "backwards"),
        ("[ -\uffff]", 5, "256"),
        ("1\\", 2, "behind"),
        (r"1\d", 2, "behind"),
        ("[\\", 1, "has no ]"),
    ],
)
def test_errors_name_the_position(pattern: str, position: int, why: str) -> None:
    """Counted from 1, as editors do."""
    with pytest.raises(ParseError) as caught:
        TextRegex(pattern)
    assert str(caught.value).startswith(f"position {position} of the pattern")
    assert why in str(caught.value)


def test_huge_patterns_are_refused() -> None:
    """Nested as deep as a stack, or with as many states as memory holds."""
    with pytest.raises(ParseError, match="nested"):
        TextRegex("(" * 10_000 + ")" * 10_000)
    with pytest.raises(ParseError, match="states"):
        TextRegex("((1{255}){255}){255}")
    assert TextRegex("(" * 50 + "1" + ")" * 50).search("1")


def test_patterns_compare_by_their_text() -> None:
    """So that matchers made of them do."""
    assert TextRegex("_1_") == TextRegex("_1_")
    assert TextRegex("_1_") != TextRegex("_2_")
    assert len({TextRegex("_1_"), TextRegex("_1_")}) == 1


def test_what_is_kept_is_bounded() -> None:
    """A pattern with many sets of states forgets some, and goes on answering as before."""
    regex = TextRegex("1[01]{12}$")  # determinised, it has thousands of states
    texts = [f"{number:016b}" for number in range(0, 65536, 7)]
    assert all(regex.search(text) == (text[-13] == "1") for text in texts)
    assert len(regex._automaton._sets) <= 500
    assert len(texts) > 9000


@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [
        ("_65001_", {65001}),
        ("^65001 .* 65002$", {65001, 65002}),
        ("^65001_65002_", {65001, 65002}),
        ("65001_65002_65003", {65002}),
        ("^65001( 65001)*$", set()),
        ("_6500[12]_", set()),
        ("_65001", set()),
        ("65001", set()),
        ("_(65001|65002)_", set()),
        ("_65001?_", set()),
        ("_65001*_", set()),
        ("_65001_|_65002_", set()),
        (r"\{1,2\}_", {1, 2}),
        ("", set()),
        ("_" + "1" * 4500 + "_", set()),
        ("_4200000000_", {4200000000}),
    ],
)
def test_required_numbers(pattern: str, numbers: set[int]) -> None:
    """What a pattern has outright between delimiters is in each text that it matches."""
    assert TextRegex(pattern).required_numbers() == numbers


PIECES = (
    "_",
    "^",
    "$",
    " ",
    "1",
    "2",
    "12",
    "[12]",
    ".",
    ".*",
    "1*",
    "(1|2)",
    "( 1)*",
    "2?",
    r"\{",
)


@given(
    st.lists(st.sampled_from(PIECES), max_size=8),
    st.lists(st.sampled_from((" ", "1", "2", "12", ",", "{", "}")), max_size=8),
)
def test_required_numbers_are_there(pieces: list[str], text: list[str]) -> None:
    """No text is matched that lacks one of them."""
    try:
        regex = TextRegex("".join(pieces))
    except ParseError:
        return
    whole = "".join(text)
    if regex.search(whole):
        assert regex.required_numbers() <= {int(number) for number in re.findall(r"\d+", whole)}


@pytest.mark.parametrize("inner", ["()", "((){2})", "(1{0})", "(()())"])
def test_nothing_many_times_is_nothing(inner: str) -> None:
    """Each level multiplied the time by 255, and made no state that a limit could count."""
    regex = TextRegex("^" + "(" * 40 + inner + "{255})" * 40 + "2$")
    assert regex.search("2")
    assert not regex.search("12")
