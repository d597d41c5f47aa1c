"""Who follows the notes of a RIB knows its best paths, also where steps fail in between."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.decision import RFC4271, DecisionContext, FilterStep, SetStep
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import UnicastNlri
from bgplib.rib import ChangeNotes, Rib, crowd
from bgplib.rib.notes import Noted
from bgplib.route import Path, Source
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, source

V4: Final = Family.IPV4_UNICAST
PREFIXES: Final = ("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8")
SOURCES: Final = tuple(source(f"192.0.2.{last}", 65001, last) for last in (1, 2, 3, 4))


class Fussy:
    """A step of a program's own, which fails while some source is among the paths that tie."""

    fails: Source | None = None

    def __call__(self, paths: Sequence[Path], _context: DecisionContext) -> Sequence[Path]:
        if any(path.source == self.fails for path in paths):
            raise ZeroDivisionError
        return paths[-1:]


def fussy_step(fussy: Fussy) -> SetStep:
    """Put it in a step."""
    return SetStep(name="fussy", rfc="", narrow=fussy, show=lambda path, _: str(path), ordered=True)


def _rib(fussy: Fussy) -> Rib:
    return Rib(RFC4271.inserting(fussy_step(fussy), "lowest MED per neighbouring AS"))


def _follow(known: dict[bytes, Path | None], notes: Noted) -> None:
    if isinstance(notes, list):
        for change in notes:
            assert change.old is known.get(change.key)
            known[change.key] = change.new
        notes.clear()
        return
    for best in notes.take().values():
        known.update(best)


def _truth(rib: Rib) -> dict[bytes, Path | None]:
    return {key: path for key in rib.destinations(V4) if (path := rib.best_path(key, V4))}


STEP: Final = st.tuples(
    st.sampled_from(["announce", "longer", "withdraw", "look", "mend"]),
    st.sampled_from(SOURCES),
    st.lists(st.sampled_from(PREFIXES), min_size=1, max_size=3, unique=True),
    st.sampled_from([None, *SOURCES]),
    st.sampled_from([1, 2, 3]),
)
#: what a step is of
Step = tuple[str, Source, list[str], Source | None, int]


@given(st.lists(STEP, max_size=24), st.booleans())
def test_who_follows_the_notes_knows_the_best_paths(steps: list[Step], in_a_list: bool) -> None:
    """Where a step fails nobody knows the best path, and so it was told; `reselect` tells more."""
    _follows(steps, in_a_list, numbered=False)


@given(st.lists(STEP, max_size=24), st.booleans())
def test_so_it_is_where_a_source_has_very_many_paths(steps: list[Step], in_a_list: bool) -> None:
    """RFC 7911: the same of destinations that have a crowd, made by two paths of one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowd, "_MANY", 1)
        patch.setattr(crowd, "_FEW", 1)
        _follows(steps, in_a_list, numbered=True)


def _follows(steps: list[Step], in_a_list: bool, *, numbered: bool) -> None:
    fussy = Fussy()
    rib = _rib(fussy)
    notes: Noted = [] if in_a_list else ChangeNotes()
    known: dict[bytes, Path | None] = {}
    for what, whose, prefixes, fails, path_id in steps:
        fussy.fails = fails
        nlri = [
            UnicastNlri(Prefix.parse(each), path_id=path_id if numbered else None)
            for each in prefixes
        ]
        with suppress(ZeroDivisionError):
            if what == "withdraw":
                rib.update(whose, Update.withdraw(nlri), notes=notes)
            elif what == "look":
                _truth(rib)
            elif what == "mend":
                rib.reselect(notes=notes)
            else:
                attributes = block("65001 9" if what == "announce" else "65001 9 9")
                said = Update.announce(nlri, next_hop="192.0.2.9", attributes=attributes)
                rib.update(whose, said, notes=notes)
        _follow(known, notes)
    fussy.fails = None
    rib.reselect(notes=notes)
    _follow(known, notes)
    assert {key: path for key, path in known.items() if path is not None} == _truth(rib)


def test_destinations_that_changed_before_a_step_failed_are_noted() -> None:
    """And the one where it failed has no best path that anybody knows of."""
    fussy = Fussy()
    rib, notes = _rib(fussy), ChangeNotes()
    first, second, _, _ = SOURCES
    said = Update.announce(PREFIXES[1:], next_hop="192.0.2.9", attributes=block("65001 9"))
    rib.update(first, said, notes=notes)
    assert [*notes.take()[V4].values()] == [rib.best_path(b"\x08\x0b", V4)] * 2
    fussy.fails = second
    said = Update.announce(PREFIXES, next_hop="192.0.2.9", attributes=block("65001 9"))
    with pytest.raises(ZeroDivisionError):
        rib.update(second, said, notes=notes)
    assert notes.take() == {V4: {b"\x08\x0a": rib.best_path(b"\x08\x0a", V4), b"\x08\x0b": None}}
    # Nothing may be chosen from now on: of the second destination everybody knows that already.
    nothing = FilterStep(name="nothing", rfc="", refuse=lambda path, _: "not today")
    rib.reselect(process=RFC4271.inserting(nothing, RFC4271.names[0]), notes=notes)
    assert notes.take() == {V4: {b"\x08\x0a": None, b"\x08\x0c": None}}
