"""Our presets choose as the daemons do that they are named after.

`nox -s differential` does the same with 10,000 prefixes and more scenarios, and prints a table.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.differential.compare import compare, our_process, our_rib
from tests.differential.daemons import CHOOSERS, Chooser
from tests.differential.scenarios import SCENARIOS, Scenario, announcements

_PREFIXES = 200
_CASES = [
    (chooser, scenario)
    for chooser in CHOOSERS
    for scenario in SCENARIOS
    if scenario.name
    in ("external", "reflectors", "confederation", "AIGP sessions", "deterministic MED")
    and chooser.has(scenario)
]
#: steps that nothing which a peer sends can make decide here
_SILENT = {
    "import policy",
    "no AS loop",
    "no reflection loop",
    "resolvable next hop",
    "highest weight",
    "locally originated",
    "lowest path identifier",
}


@pytest.mark.parametrize("chooser", CHOOSERS, ids=[each.name for each in CHOOSERS])
def test_every_step_decides_somewhere(chooser: Chooser) -> None:
    """The routes differ in all that a process reads, so that nothing is equal for want of a case.

    FRR runs without zebra, and so without the cost of any next hop.
    """
    decided: Counter[str | None] = Counter()
    for scenario in SCENARIOS:
        routes = announcements(scenario, _PREFIXES, seed=1)
        rib = our_rib(our_process(chooser, scenario), scenario, routes, chooser.cost)
        decided.update(rib.explain(each).decided_by for each in {one.prefix for one in routes})
    silent = _SILENT | ({"lowest IGP cost"} if chooser.name == "FRR" else set())
    assert set(decided) == set(chooser.preset.names) - silent
    if chooser.name == "BIRD":
        assert decided["lowest AIGP"] > _PREFIXES // 4


@pytest.mark.interop
@pytest.mark.parametrize(
    ("chooser", "scenario"), _CASES, ids=[f"{a.name}-{b.name}" for a, b in _CASES]
)
def test_presets_choose_as_daemons(chooser: Chooser, scenario: Scenario) -> None:
    """RFC 4271 §9.1.2: of the same routes, in the same order, the same one is chosen.

    Where a daemon compares MULTI_EXIT_DISC in pairs, the outcome may depend on the order of the
    routes; `bgplib.decision.pairwise` then has to come to the daemon's.
    """
    reason = chooser.program.why_not()
    if reason is not None:
        pytest.skip(reason)
    found = compare(chooser, scenario, _PREFIXES, seed=1)
    assert found.prefixes == _PREFIXES
    assert found.equal + found.in_pairs == _PREFIXES, found.different[:3]
    assert found.in_pairs <= _PREFIXES // 20
    if scenario.options.deterministic_med:
        assert found.in_pairs == 0
