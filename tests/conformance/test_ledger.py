"""The requirement ledger is complete, literal, and points to tests that are there."""

from __future__ import annotations

import re

import pytest

from tests.conformance.ledger import (
    FILES,
    REPOSITORY,
    RFCS,
    Clause,
    Ledger,
    folded,
    functions_in,
    sections_of,
)

LEDGERS = [Ledger.read(path) for path in FILES]
_KEYWORD = re.compile("MUST|SHALL|REQUIRED")


def _clauses() -> list[tuple[Ledger, Clause]]:
    return [(ledger, clause) for ledger in LEDGERS for clause in ledger.clauses]


def _texts(ledger: Ledger) -> dict[str, str]:
    sections = sections_of(ledger.rfc)
    if sections is None:
        pytest.skip(f"rfc{ledger.rfc}.txt is not in {RFCS}: set BGPLIB_RFC")
    return sections


def _claimed(ledger: Ledger) -> dict[str, str]:
    """Return the sections, but for those outside and those before the first."""
    return {
        number: text
        for number, text in _texts(ledger).items()
        if number
        and not any(number == out or number.startswith(f"{out}.") for out in ledger.outside)
    }


def test_there_are_ledgers() -> None:
    """The sweeps below find what there is to find."""
    assert LEDGERS
    assert len({ledger.rfc for ledger in LEDGERS}) == len(LEDGERS)
    for path, ledger in zip(FILES, LEDGERS, strict=True):
        assert path.stem == f"rfc{ledger.rfc}"
        assert ledger.clauses


def test_each_clause_is_covered_or_says_why_not() -> None:
    """A module and two different tests, or a reason: one of the three."""
    for ledger, clause in _clauses():
        ways = (clause.is_covered, bool(clause.beyond), bool(clause.missing))
        assert ways.count(True) == 1, (ledger.rfc, clause)
        if not clause.is_covered:
            assert clause.module + clause.positive + clause.negative == "", (ledger.rfc, clause)


def test_modules_and_tests_are_there() -> None:
    """What a clause names exists, and the two tests are not the same."""
    covered = [pair for pair in _clauses() if pair[1].is_covered]
    assert covered
    for ledger, clause in covered:
        assert (REPOSITORY / clause.module).is_file(), (ledger.rfc, clause.module)
        assert clause.positive != clause.negative, (ledger.rfc, clause)
        for name in (clause.positive, clause.negative):
            path, _, test = name.partition("::")
            assert (REPOSITORY / path).is_file(), (ledger.rfc, name)
            assert test.partition("[")[0] in functions_in(path), (ledger.rfc, name)


def test_cases_that_are_named_are_there(request: pytest.FixtureRequest) -> None:
    """Where a clause names one case of a test, as `test[case]`, the test has it."""
    option = request.config.option
    if option.keyword or option.markexpr or any("::" in each for each in request.config.args):
        pytest.skip("some tests were left out, so that nobody knows what there is")
    collected = {item.nodeid for item in request.session.items}
    files = {name.partition("::")[0] for name in collected}
    named = {
        name
        for _, clause in _clauses()
        for name in (clause.positive, clause.negative)
        if name.endswith("]") and name.partition("::")[0] in files
    }
    if not named:
        pytest.skip("only this file was collected")
    assert named <= collected


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: f"RFC {ledger.rfc}")
def test_sentences_are_literal(ledger: Ledger) -> None:
    """Each sentence stands in the section that the clause names."""
    sections = _texts(ledger)
    for clause in ledger.clauses:
        section = clause.section.partition(" ")[0]
        assert folded(clause.sentence) in sections[section], (clause.section, clause.sentence)


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: f"RFC {ledger.rfc}")
def test_no_requirement_is_left_out(ledger: Ledger) -> None:
    """Each MUST, SHALL and REQUIRED of the sections that are claimed is in a clause."""
    count = 0
    for section, text in _claimed(ledger).items():
        inside = set[int]()
        for clause in ledger.clauses:
            sentence = folded(clause.sentence)
            start = text.find(sentence)
            while start >= 0:
                inside.update(range(start, start + len(sentence)))
                start = text.find(sentence, start + 1)
        for keyword in _KEYWORD.finditer(text):
            count += 1
            around = text[max(0, keyword.start() - 60) : keyword.end() + 60]
            assert keyword.start() in inside, f"RFC {ledger.rfc} §{section}: ...{around}..."
    assert count


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: f"RFC {ledger.rfc}")
def test_what_is_outside_is_a_section_with_a_reason(ledger: Ledger) -> None:
    """Nothing is left out by a slip of the pen."""
    sections = _texts(ledger)
    for section, reason in ledger.outside.items():
        assert section in sections, (ledger.rfc, section)
        assert reason
