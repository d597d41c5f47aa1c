"""Numbers that print as words."""

from __future__ import annotations

import json
from enum import IntEnum

import pytest

from bgplib.findings import Treatment
from bgplib.session import State
from tests.every_class import public_classes

KINDS = [kind for kind in public_classes().values() if issubclass(kind, IntEnum)]


def test_there_are_some() -> None:
    """The states and the treatments, which users print, are among them."""
    assert {Treatment, State} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_they_print_as_words_and_stay_numbers(kind: type[IntEnum]) -> None:
    """`print` and f-strings give words; what asks for a number gets it, and so does JSON."""
    words = {str(each) for each in kind}
    assert len(words) == len(kind)
    for each in kind:
        assert str(each) == f"{each}" == f"{each:}"
        assert not str(each).isdigit()
        assert f"{each:<40}" == str(each).ljust(40)
        assert f"{each:d} {each:02x} {each:.1f}" == f"{int(each)} {int(each):02x} {int(each)}.0"
        assert "%d %s" % (each, each) == f"{int(each)} {each}"
        assert json.dumps(each) == str(int(each))
        assert kind(int(each)) is each


def test_the_words_are_those_of_the_rfcs() -> None:
    """RFC 7606 §2 and RFC 4271 §8.2.2."""
    assert f"{Treatment.TREAT_AS_WITHDRAW}, {State.OPEN_SENT}" == "treat-as-withdraw, OpenSent"
