"""Writes the page with each requirement of the RFCs, what obeys it, and what proves that."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.conformance.ledger import FILES, Clause, Ledger

__all__ = ["page"]


def page() -> str:
    """Return the page in Markdown."""
    ledgers = sorted(map(Ledger.read, FILES), key=lambda ledger: ledger.rfc)
    return "\n".join(_lines(ledgers)) + "\n"


def _lines(ledgers: list[Ledger]) -> Iterator[str]:
    yield from (
        "# Requirements",
        "",
        "Each MUST, SHALL and REQUIRED of an RFC, the module that obeys it, and two tests: one of",
        "the case that is as it should be, one of the violation. Made from",
        "`tests/conformance/ledger/` when this documentation is built; a test compares the",
        "sentences with the RFCs, and finds any that is left out.",
        "",
        "| RFC | | requirements | with both tests | beyond a library | missing |",
        "|---|---|---|---|---|---|",
    )
    for ledger in ledgers:
        beyond = sum(bool(clause.beyond) for clause in ledger.clauses)
        missing = sum(bool(clause.missing) for clause in ledger.clauses)
        covered = sum(clause.is_covered for clause in ledger.clauses)
        total = len(ledger.clauses)
        link = f"[{ledger.rfc}](#rfc-{ledger.rfc})"
        yield f"| {link} | {ledger.title} | {total} | {covered} | {beyond} | {missing} |"
    for ledger in ledgers:
        yield from ("", f"## RFC {ledger.rfc}", "", ledger.title, "")
        if ledger.outside:
            reasons = (f"§{number}: {reason}" for number, reason in ledger.outside.items())
            yield from ("Left out: " + "; ".join(reasons) + ".", "")
        yield from ("| § | requirement | |", "|---|---|---|")
        for clause in ledger.clauses:
            yield f"| {clause.section} | {_safe(clause.sentence)} | {_proof(clause)} |"


def _proof(clause: Clause) -> str:
    if clause.missing:
        return f"**missing**: {clause.missing}"
    if clause.beyond:
        return f"beyond: {clause.beyond}"
    return f"`{clause.module}`<br>`{_test(clause.positive)}`<br>`{_test(clause.negative)}`"


def _test(name: str) -> str:
    """Return a test without the directory that most of them share."""
    return name.removeprefix("tests/conformance/")


def _safe(sentence: str) -> str:
    """Return a sentence as Markdown prints it, on one line."""
    text = " ".join(sentence.split())
    for mark in "\\|[]<>*_`":
        text = text.replace(mark, f"\\{mark}")
    return text
