"""`Rib.reselect` where a step of a program's own fails half-way: nothing has changed then."""

from __future__ import annotations

import pytest

from bgplib.decision import RFC4271, RFC5004, DecisionContext, DecisionProcess, KeyStep, SetStep
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.rib import ChangeNotes, Rib
from bgplib.route import Path, Source
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, source

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
LOWER, HIGHER = source("192.0.2.1", 65001, 1), source("192.0.2.2", 65002, 2)
#: the step fails for the paths of this one
CULPRIT = source("192.0.2.3", 65003, 3)
TOGETHER, ALONE = "10.0.0.0/24", "10.0.1.0/24"
#: destinations of two tables; the step fails behind some of each kind and before others
V4_PREFIXES = (TOGETHER, ALONE, "10.0.0.0/8", "10.2.0.0/16")
V6_PREFIXES = ("2001:db8::/32", "2001:db8:1::/48", "2001:db8:2::/48")


class Longest:
    """The longest AS_PATH wins; or the step of a program fails."""

    def __init__(self, raises: type[Exception] | None = LocalError) -> None:
        self.raises = raises

    def __call__(self, path: Path, context: DecisionContext) -> int:
        if self.raises is not None and path.source is CULPRIT:
            raise self.raises("of the program's own")
        return len(str(path.attributes.as_path_text).split())

    def in_place(self, process: DecisionProcess = RFC4271) -> DecisionProcess:
        step = KeyStep(name="longest AS_PATH", rfc="", key=self, bits=8, highest=True)
        return process.inserting(step, before="shortest AS_PATH")


def announce(rib: Rib, whose: Source, as_path: str, *prefixes: str, via: int = 9) -> None:
    """Announce prefixes of one family."""
    family, hop = (V6, "2001:db8::") if ":" in prefixes[0] else (V4, "192.0.2.")
    attributes = block(as_path)
    nlri = [UnicastNlri(Prefix.parse(each)) for each in prefixes]
    group = NlriGroup.of(family, nlri, next_hop=f"{hop}{via}")
    rib.update(whose, Update.build(attributes=attributes, announced=[group]))


def filled(process: DecisionProcess = RFC4271, context: DecisionContext | None = None) -> Rib:
    """Return a RIB in which another process chooses otherwise everywhere."""
    rib = Rib(process, context)
    for prefixes in (V4_PREFIXES, V6_PREFIXES):
        announce(rib, HIGHER, "65002 1 2", *prefixes)
        announce(rib, LOWER, "65001 1", *[each for each in prefixes if each != ALONE])
    announce(rib, CULPRIT, "65003", "2001:db8:1::/48")
    # Nobody has chosen here yet.
    rib.load(LOWER, V4, [Prefix.parse("10.3.0.0/16").key], block("65001 1", next_hop="192.0.2.9"))
    rib.load(HIGHER, V4, [Prefix.parse("10.3.0.0/16").key], block("65002", next_hop="192.0.2.9"))
    return rib


def said(rib: Rib) -> list[object]:
    """Return all that a RIB says, by what is equal in two RIBs."""
    found: list[object] = [rib.process, rib.context]
    for family, key in rib:
        best = rib.best(key, family)
        found += [key, best and str(best), [str(each) for each in rib.routes(key, family)]]
        found += [[str(each) for each in rib.ranked_paths(key, family)]]
        found += [[str(each) for each in rib.multipath(key, family=family)]]
    for address in ("10.0.0.1", "10.0.1.1", "10.9.0.1", "2001:db8:1::1", "2001:db8:9::1"):
        found.append(str(rib.lookup(address)))
    return [*found, rib.covered("10.0.0.0/8"), rib.covered("::/0"), rib.covering("10.0.0.0/30")]


@pytest.mark.parametrize("raises", [LocalError, ZeroDivisionError])
@pytest.mark.parametrize("notes", [None, ChangeNotes({V4: True, V6: False})])
def test_a_step_that_fails_changes_nothing(
    raises: type[Exception], notes: ChangeNotes | None
) -> None:
    """What is best, and by what, is as before, and nothing is noted; whatever it raised."""
    rib, twin = filled(), filled()
    for _ in range(2):
        with pytest.raises(raises, match="of the program's own"):
            rib.reselect(DecisionContext(local_asns={9}), Longest(raises).in_place(), notes=notes)
        assert not notes
        assert said(rib) == said(twin)
    # And so it is when paths come and go afterwards, to destinations of one path and of several.
    for each in (rib, twin):
        # By all that comes behind the length it would be better than the best, of whose AS it is.
        announce(each, source("192.0.2.4", 65001, 0), "65001 1 2", *V4_PREFIXES)
    assert said(rib) == said(twin)
    for each in (rib, twin):
        announce(each, CULPRIT, "65003", *V4_PREFIXES)
        announce(each, HIGHER, "65002", TOGETHER)
        each.update(LOWER, Update.withdraw(V4_PREFIXES[2:]))
        announce(each, LOWER, "65001 1 2 3", "10.2.0.0/16")
    assert said(rib) == said(twin)


def test_what_changed_is_said_when_the_step_works() -> None:
    """Since nothing had changed: nobody is told less than the difference to what they know."""
    rib, step = filled(), Longest()
    known = {key: rib.best_path(key, family) for family, key in rib}
    with pytest.raises(LocalError):
        rib.reselect(process=step.in_place())
    step.raises = None
    changes = rib.reselect(process=step.in_place())
    assert len(changes) == len(known) - 1  # all but the destination that has one path
    for change in changes:
        assert change.old is known[change.key]
        assert change.new is rib.best_path(change.key, change.family) is not change.old
    assert "longest AS_PATH" in rib.process.names


def test_answers_about_next_hops_are_those_of_before() -> None:
    """A RIB asks `context.resolve` once only, and those answers hold until all are new."""
    costs = {7: 10, 8: 10, 9: 20}
    context = DecisionContext(resolve=lambda octets: costs.get(octets[-1]))
    works, fails = (Longest(raises).in_place() for raises in (None, LocalError))
    rib, twin = (Rib(works, context) for _ in range(2))
    for each in (rib, twin):
        announce(each, LOWER, "65001", TOGETHER, ALONE, via=8)
        announce(each, HIGHER, "65002", TOGETHER, via=9)
        # A path that has no destination beside others.
        announce(each, LOWER, "65001", "10.4.0.0/16", via=7)
        announce(each, CULPRIT, "65003", "2001:db8::/32", via=8)
        assert [str(route) for route in each.loc_rib(V4)]
    costs[8] = 30
    del costs[7]
    with pytest.raises(LocalError):
        rib.reselect(process=fails)
    for prefix in (TOGETHER, ALONE, "10.4.0.0/16"):
        assert str(rib.best(prefix)) == str(twin.best(prefix)) != "None"
        assert list(map(str, rib.routes(prefix))) == list(map(str, twin.routes(prefix)))
    # Who comes and goes is compared with what was answered before.
    announce(rib, source("192.0.2.4", 65004, 4), "65004", TOGETHER, via=9)
    assert str(rib.best(TOGETHER)) == str(twin.best(TOGETHER))
    changes = rib.reselect()
    assert [str(each.prefix) for each in changes] == [TOGETHER, "10.4.0.0/16"]
    for change in changes:
        assert str(change.former) == str(twin.best(change.key, V4))
    assert rib.best("10.4.0.0/16") is None


def test_the_path_that_was_best_stays_so() -> None:
    """RFC 5004 §3: the existing best path is kept, also one that would not win once more."""
    rib = Rib(RFC5004)
    announce(rib, HIGHER, "65002", TOGETHER)
    announce(rib, LOWER, "65001", TOGETHER)
    announce(rib, CULPRIT, "65003", ALONE)
    with pytest.raises(LocalError):
        rib.reselect(process=Longest().in_place(RFC5004))
    best = rib.best(TOGETHER)
    assert best is not None
    assert best.source == HIGHER
    assert rib.reselect() == []


def test_a_step_that_looks_at_all_may_fail_too() -> None:
    """One that narrows a set fails where several paths have come as far as that."""

    def fail(paths: object, context: DecisionContext) -> list[Path]:
        return []

    step = SetStep(name="nothing", rfc="", narrow=fail, show=lambda path, context: "")
    rib = filled()
    announce(rib, CULPRIT, "65003 1", "2001:db8:2::/48")
    twin = said(rib)
    with pytest.raises(LocalError, match="'nothing' leaves no path"):
        rib.reselect(process=RFC4271.inserting(step, before="lowest identifier"))
    assert said(rib) == twin


def test_a_process_that_fails_can_be_replaced() -> None:
    """What stood where it failed had no best path, and the rest keeps its own."""
    rib = Rib(Longest().in_place())
    announce(rib, LOWER, "65001", TOGETHER, "10.4.0.0/16")
    for prefix in (TOGETHER, ALONE):
        key = Prefix.parse(prefix).key
        rib.load(CULPRIT, V4, [key], block("65003 1 2", next_hop="192.0.2.9"))
        with pytest.raises(LocalError, match="of the program's own"):
            rib.best(prefix)
        with pytest.raises(LocalError, match="of the program's own"):
            rib.lookup(prefix.partition("/")[0])
    changes = rib.reselect(process=RFC4271)
    assert [(str(each.prefix), each.old) for each in changes] == [(TOGETHER, None), (ALONE, None)]
    assert [str(rib.lookup(each)) for each in ("10.0.0.1", "10.0.1.1")] == [
        str(each.best) for each in changes
    ]
    twin = Rib()
    announce(twin, LOWER, "65001", TOGETHER, "10.4.0.0/16")
    announce(twin, CULPRIT, "65003 1 2", TOGETHER, ALONE)
    assert said(rib) == said(twin)
