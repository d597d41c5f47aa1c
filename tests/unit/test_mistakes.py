"""What is none of the things that an argument can be is refused by an exception of bgplib.

Nothing in here is listed by hand: a public class that comes has to stand it as well.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

import pytest

from bgplib import Context, LocalError, ParseError
from bgplib.values.record import Record
from tests.every_class import SURFACE, public_classes

#: what no text is, of types that have some methods of text too
NO_TEXTS: Final[list[Any]] = [None, 7, 1.5, b"192.0.2.1", bytearray(b"1"), ["a"], ("a",), object()]


def readers() -> dict[str, Callable[..., Any]]:
    """Return every public way to read a value from its text."""
    found: dict[str, Callable[..., Any]] = {}
    for name, kind in public_classes().items():
        method = inspect.getattr_static(kind, "parse", None)
        if isinstance(method, classmethod) and kind is not Record:
            found[f"{name}.parse"] = kind.parse  # type: ignore[attr-defined]  # as just seen
    for line in SURFACE.read_text(encoding="utf-8").split():
        module, _, name = line.rpartition(".")
        value = getattr(import_module(module), name)
        is_reader = inspect.isfunction(value) and name.startswith("parse")
        if is_reader and len(inspect.signature(value).parameters) == 1:
            found[line] = value
    return found


READERS: Final = readers()


def test_there_are_readers_of_text() -> None:
    """The sweep below is no empty one."""
    assert len(READERS) > 200
    assert {"bgplib.AsPath.parse", "bgplib.nlri.evpn.parse"} <= READERS.keys()


@pytest.mark.parametrize("name", READERS)
def test_what_is_no_text_cannot_be_read(name: str) -> None:
    """`parse` of a number or of octets says so; it does not fail somewhere within."""
    for wrong in NO_TEXTS:
        if name.endswith("identifier") and isinstance(wrong, int):
            continue  # which may be a number
        with pytest.raises(ParseError) as caught:
            READERS[name](wrong)
        assert caught.value.args


@pytest.mark.parametrize("field", list(inspect.signature(Context).parameters))
def test_a_context_is_made_of_what_its_fields_say(field: str) -> None:
    """`four_octet_as="no"` would count as true, and nobody would see why."""
    wrong: Any
    for wrong in ("no", object(), 1.5):
        with pytest.raises(LocalError):
            Context(**{field: wrong})
