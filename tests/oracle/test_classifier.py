"""The library and the independent classifier agree on what malformed UPDATEs lead to."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.context import SessionType
from bgplib.messages.decoder import Decoder
from bgplib.testing import malformed, strategies
from tests.oracle import classifier
from tests.oracle.classifier import Approach, NotJudged
from tests.oracle.compare_classifier import compare, disagreement

_CONTEXTS: Final = strategies.contexts(sessions=tuple(SessionType))


def test_the_classifier_stands_alone() -> None:
    """It imports nothing of bgplib, and is short enough to be read against the RFCs."""
    source = Path(classifier.__file__).read_text(encoding="utf-8")
    names = [
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    ]
    assert len(names) >= 4
    assert not [name for name in names if name.split(".")[0] in ("bgplib", "tests", "")]
    assert len(source.splitlines()) <= 300


@given(st.data())
def test_updates_without_fault_have_none(data: st.DataObject) -> None:
    """RFC 4271 §4.3, RFC 4760, RFC 7606 §5.1: whatever is sent by the rules is accepted."""
    context = data.draw(_CONTEXTS)
    octets = data.draw(strategies.update_octets(context))
    assert disagreement(octets, Decoder(context)) == (Approach.NONE, "")


@given(st.data())
def test_drawn_damage_is_judged_alike(data: st.DataObject) -> None:
    """RFC 7606: treatment, and code and subcode of the NOTIFICATION, in contexts of all kinds."""
    context = data.draw(_CONTEXTS)
    octets = data.draw(strategies.mutated_updates(context))
    try:
        _, text = disagreement(octets, Decoder(context))
    except NotJudged:
        return
    assert text == ""


def test_thousands_of_damaged_updates_are_judged_alike() -> None:
    """The same, of many messages; `python -m tests.oracle.compare_classifier` judges millions."""
    tally = compare(8000, seed=7, valid=60)
    assert tally.wrong == []
    assert tally.judged > 7500
    assert min(tally.preferred[each.name] for each in Approach) >= 20


def test_the_cases_are_judged_alike() -> None:
    """RFC 7606: what `malformed` prefers is what the classifier prefers."""
    judged = 0
    for case in malformed.cases():
        if case.octets[18] != 2 or len(case.octets) != int.from_bytes(case.octets[16:18], "big"):
            continue
        try:
            _, text = disagreement(case.octets, Decoder(case.context))
        except NotJudged:
            continue
        judged += 1
        assert text == "", case
    assert judged > 250


def _without(name: str, code: int, value: int) -> Callable[[pytest.MonkeyPatch], None]:
    def change(patch: pytest.MonkeyPatch) -> None:
        patch.setitem(getattr(classifier, name), code, value)

    return change


def _no_rule(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    def change(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(classifier._Update, name, lambda *_: None)

    return change


@pytest.mark.parametrize(
    "change",
    [
        *(_without("_FLAGS", code, 0) for code in classifier._FLAGS),
        *(_without("_SIZES", code, 99) for code in classifier._SIZES),
        *(_without("_UNITS", code, 1) for code in classifier._UNITS),
        _no_rule("mandatory"),
        _no_rule("merged_path"),
    ],
)
def test_a_wrong_rule_would_be_noticed(
    change: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison bites: without any one rule the two disagree."""
    change(monkeypatch)
    sizes = ((1000, 60), (10_000, 60), (30_000, 600))
    assert any(compare(count, seed=7, valid=valid).wrong for count, valid in sizes)
