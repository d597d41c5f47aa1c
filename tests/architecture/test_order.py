"""What is printed of a value does not follow from how Python hashes in a process."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

import attrs

from bgplib._in_order import in_order
from tests.architecture.source import modules

_SET = re.compile(r"\b(frozenset|set|Set)\b")


def _classes() -> Iterator[Any]:
    """Yield the attrs classes of bgplib."""
    for name in modules():
        if name.rpartition(".")[2] != "__main__":
            module = importlib.import_module(name)
            for value in vars(module).values():
                if isinstance(value, type) and attrs.has(value) and value.__module__ == name:
                    yield value


def test_sets_are_printed_in_order() -> None:
    """Each field that holds a set has its order, or is not printed."""
    fields = [
        (f"{each.__module__}.{each.__qualname__}.{field.name}", field.repr)
        for each in _classes()
        for field in attrs.fields(each)
        if _SET.search(str(field.type))
    ]
    assert [name for name, printed in fields if printed not in (in_order, False)] == []
    assert len([name for name, printed in fields if printed is in_order]) > 40
