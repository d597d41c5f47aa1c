"""What tables do in the short where nobody is to be told of changes, and what they leave."""

from __future__ import annotations

import pytest

from bgplib.decision import RFC4271, DecisionContext, KeyStep
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.rib import ChangeNotes, Rib
from bgplib.route import Path, Source
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, source

_V4 = Family.IPV4_UNICAST
_FIRST, _SECOND = "10.0.0.0/24", "10.0.1.0/24"
_A, _B = source("192.0.2.1", 65001, 1), source("192.0.2.2", 65002, 2)

#: where changes go: to the caller, to notes, or nowhere
_NOTES = [None, ChangeNotes(), ChangeNotes({})]


def _announce(
    rib: Rib,
    notes: ChangeNotes | None,
    whose: Source,
    as_path: str,
    prefix: str = _FIRST,
    path_id: int | None = None,
) -> None:
    nlri = UnicastNlri(Prefix.parse(prefix), path_id=path_id)
    group = NlriGroup.of(_V4, [nlri], next_hop="192.0.2.9")
    rib.update(whose, Update.build(attributes=block(as_path), announced=[group]), notes=notes)


def _said(rib: Rib, prefix: str = _FIRST) -> list[str]:
    return [f"{each.source} {each.attributes.as_path_text}" for each in rib.routes(prefix)]


@pytest.mark.parametrize("notes", _NOTES)
def test_a_path_that_comes_to_tie_with_the_best_is_compared_with_it(
    notes: ChangeNotes | None,
) -> None:
    """It lost against the best by its rank before, and has the same one now."""
    rib = Rib()
    _announce(rib, notes, _B, "65002 9")
    _announce(rib, notes, _A, "65001 9 9")
    assert _said(rib) == ["192.0.2.2 AS65002 65002 9", "192.0.2.1 AS65001 65001 9 9"]
    # RFC 4271 §9.1.2.2 (f): the lower BGP Identifier.
    _announce(rib, notes, _A, "65001 9")
    assert _said(rib) == ["192.0.2.1 AS65001 65001 9", "192.0.2.2 AS65002 65002 9"]


@pytest.mark.parametrize("notes", _NOTES)
@pytest.mark.parametrize("what", ["withdraw", "replace", "refuse"])
def test_who_excluded_others_makes_way_for_them(notes: ChangeNotes | None, what: str) -> None:
    """It was not the best, and had its rank: another path of its neighbouring AS wins then."""
    rib = Rib(context=DecisionContext(local_asns={65000}))
    loser = source("192.0.2.3", 65002, 3)
    for whose, as_path, med in (
        (source("192.0.2.2", 65001, 2), "65001 9", 0),
        (loser, "65002 9", 5),
        (source("192.0.2.1", 65002, 1), "65002 9", 8),
    ):
        attributes = block(as_path, med=med)
        update = Update.announce([_FIRST], next_hop="192.0.2.9", attributes=attributes)
        rib.update(whose, update, notes=notes)
    # RFC 4271 §9.1.2.2 (c): the higher MULTI_EXIT_DISC is out, whatever its BGP Identifier.
    assert _said(rib)[0] == "192.0.2.2 AS65001 65001 9"
    if what == "withdraw":
        rib.update(loser, Update.withdraw([_FIRST]), notes=notes)
    else:
        _announce(rib, notes, loser, "65002 9 9" if what == "replace" else "65002 65000")
    assert _said(rib)[0] == "192.0.2.1 AS65002 65002 9"


@pytest.mark.parametrize("notes", _NOTES)
def test_a_source_that_had_several_paths_to_a_destination_has_one_to_others(
    notes: ChangeNotes | None,
) -> None:
    """Path identifiers may be agreed on in one session, and not in the next (RFC 4724 §4.2)."""
    rib = Rib()
    for prefix in (_FIRST, _SECOND):
        _announce(rib, notes, _B, "65002 9", prefix)
    for path_id in (1, 2):
        _announce(rib, notes, _A, "65001 9", path_id=path_id)
    for as_path in ("65001 9", "65001 9 9"):
        _announce(rib, notes, _A, as_path, _SECOND)
    assert _said(rib, _SECOND) == ["192.0.2.2 AS65002 65002 9", "192.0.2.1 AS65001 65001 9 9"]
    assert rib.count(_A) == 3
    assert rib.path_count == 5


class _Fussy:
    """A step of a program's own, which may fail on paths of some source."""

    fails: Source | None = None

    def __call__(self, path: Path, _context: DecisionContext) -> int:
        if path.source == self.fails:
            raise ValueError(path)
        return 0


@pytest.mark.parametrize("notes", _NOTES)
@pytest.mark.parametrize("what", ["withdraw", "replace"])
def test_a_choice_that_fails_leaves_the_table_whole(notes: ChangeNotes | None, what: str) -> None:
    """Who is best is found out later; what is gone is gone, and counted so."""
    fussy = _Fussy()
    step = KeyStep(name="fussy", rfc="", key=fussy, bits=1)
    rib = Rib(RFC4271.inserting(step, "lowest MED per neighbouring AS"))
    tied = [source(f"192.0.2.{last}", 65001, last) for last in (1, 2, 3)]
    for whose in reversed(tied):
        _announce(rib, notes, whose, "65001 9")
    best, _, last = (route.path for route in rib.routes(_FIRST))
    assert (best.source, last.source) == (tied[0], tied[1])
    # Who is left has to be ranked anew, which fails.
    last.ranked_by, fussy.fails = 0, last.source
    update = Update.withdraw([_FIRST])
    if what == "replace":
        longer = block("65001 9 9")
        update = Update.announce([_FIRST], next_hop="192.0.2.9", attributes=longer)
    with pytest.raises(ValueError, match="65001"):
        rib.update(tied[0], update, notes=notes)
    fussy.fails = None
    assert _said(rib)[0] == "192.0.2.2 AS65001 65001 9"
    assert not best.uses
    for whose in tied:
        rib.drop_source(whose, notes=notes)
    assert rib.path_count == 0
    assert not rib.families


@pytest.mark.parametrize("notes", _NOTES)
def test_a_choice_that_fails_leaves_what_came_to_be_found(notes: ChangeNotes | None) -> None:
    """Destinations that came before a step failed are known to look-ups, and in order."""
    fussy = _Fussy()
    step = KeyStep(name="fussy", rfc="", key=fussy, bits=1)
    rib = Rib(RFC4271.inserting(step, "lowest MED per neighbouring AS"))
    _announce(rib, notes, _A, "65001 9")
    assert rib.lookup("10.0.1.1") is None
    assert len(rib.keys(_V4)) == 1
    # Who has the destination already has to be ranked anew, which fails.
    rib.routes(_FIRST)[0].path.ranked_by, fussy.fails = 0, _A
    wider = "10.0.0.0/16"
    update = Update.announce([wider, _FIRST], next_hop="192.0.2.9", attributes=block("65002 9"))
    with pytest.raises(ValueError, match="65001"):
        rib.update(_B, update, notes=notes)
    fussy.fails = None
    found = rib.lookup("10.0.1.1")
    assert found is not None
    assert (str(found.prefix), found.source) == (wider, _B)
    assert rib.keys(_V4) == [Prefix.parse(text).key for text in (wider, _FIRST)]


@pytest.mark.parametrize("notes", _NOTES)
def test_a_choice_that_fails_leaves_nothing_of_what_went(notes: ChangeNotes | None) -> None:
    """Destinations that went before a step failed are not in order any more."""
    fussy = _Fussy()
    step = KeyStep(name="fussy", rfc="", key=fussy, bits=1)
    rib = Rib(RFC4271.inserting(step, "lowest MED per neighbouring AS"))
    tied = [source(f"192.0.2.{last}", 65001, last) for last in (1, 2, 3)]
    for whose in reversed(tied):
        _announce(rib, notes, whose, "65001 9")
    _announce(rib, notes, tied[0], "65001 9", _SECOND)
    assert len(rib.keys(_V4)) == 2
    last = rib.routes(_FIRST)[2].path
    last.ranked_by, fussy.fails = 0, last.source
    with pytest.raises(ValueError, match="65001"):
        rib.update(tied[0], Update.withdraw([_SECOND, _FIRST]), notes=notes)
    assert rib.keys(_V4) == [Prefix.parse(_FIRST).key]
    assert rib.covered("10.0.0.0/8") == [Prefix.parse(_FIRST)]
