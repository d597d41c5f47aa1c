"""What tells the presets apart: one test for each row of the table in the documentation."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bgplib.context import SessionType
from bgplib.decision import (
    BIRD,
    CISCO,
    FRR,
    GOBGP,
    JUNIPER,
    RFC4271,
    RFC5004,
    DecisionContext,
    DecisionProcess,
)
from bgplib.decision.pairwise import inserted, one_after_another
from bgplib.decision.preference import SHORTEST_AS_PATH_WITH_CONFEDERATION
from bgplib.decision.vendor import GOBGP_ANY_IDENTIFIER
from bgplib.errors import LocalError
from bgplib.iana.communities import LLGR_STALE
from bgplib.route import Path, Source
from tests.unit.decision.paths import path

EXTERNAL, INTERNAL = SessionType.EXTERNAL, SessionType.INTERNAL
CONFEDERATION = SessionType.CONFEDERATION
ALL = {
    "RFC4271": RFC4271,
    "RFC5004": RFC5004,
    "CISCO": CISCO,
    "JUNIPER": JUNIPER,
    "BIRD": BIRD,
    "FRR": FRR,
    "GOBGP": GOBGP,
}
A, B, C = "192.0.2.1", "192.0.2.2", "192.0.2.3"
OURS = path("1 2 3", origin=2).replace(source=Source.ourselves(65000))


def who(
    first: Path, second: Path, context: DecisionContext | None = None
) -> dict[str, tuple[int, str | None]]:
    """Return for each preset which of two paths wins, 1 or 2, and by what."""
    found = {}
    for name, process in ALL.items():
        explanation = process.explain([first, second], context or DecisionContext())
        found[name] = (1 if explanation.best is first else 2, explanation.decided_by)
    return found


def winners(first: Path, second: Path, context: DecisionContext | None = None) -> set[str]:
    """Return the presets in which the first of two paths wins."""
    return {name for name, (number, _) in who(first, second, context).items() if number == 1}


def test_weight() -> None:
    """BIRD, Junos and GoBGP know none."""
    heavy, liked = path(weight=1, address=B), path(preference=200, address=A)
    assert winners(heavy, liked) == {"RFC4271", "RFC5004", "CISCO", "FRR"}


def test_our_own_routes() -> None:
    """By weight, after the local preference, or before everything."""
    liked = path(preference=200)
    assert winners(OURS, liked) == {"CISCO", "FRR", "JUNIPER", "BIRD"}
    assert winners(OURS, path(preference=200, weight=40000)) == {"JUNIPER", "BIRD"}
    assert winners(OURS, path()) == set(ALL)
    assert who(OURS, liked)["FRR"][1] == "highest weight"
    assert who(OURS, liked)["BIRD"][1] == "locally originated"


def test_long_lived_stale_routes() -> None:
    """All of them like those least, but where another protocol's preference comes first."""
    stale = path(communities=(LLGR_STALE,), preference=900, weight=9)
    assert winners(stale, path(address=B, preference=1)) == set()
    stale_ours = OURS.replace(attributes=stale.attributes)
    assert winners(stale_ours, path(address=B)) == {"JUNIPER", "BIRD"}


def test_aigp() -> None:
    """FRR 8.4 and GoBGP do not compare it."""
    near, short = path("1 2 3", aigp=10, address=B), path("1", aigp=20, address=A)
    assert winners(near, short) == set(ALL) - {"FRR", "GOBGP"}
    assert winners(near, path("1", address=A)) == set(ALL) - {"FRR", "GOBGP"}


def test_aigp_of_next_hops_at_no_cost() -> None:
    """BIRD counts a cost of 0 as 1, so that these two tie and the shorter AS path wins."""
    here = path("1 2 3", aigp=10, via="192.0.2.8", address=B)
    there = path("1", aigp=10, via="192.0.2.9", address=A)
    context = DecisionContext(resolve=lambda next_hop: next_hop[-1] - 8)
    assert winners(here, there, context) == set(ALL) - {"BIRD", "FRR", "GOBGP"}
    farther = path("1", aigp=10, via="192.0.2.10", address=A)
    assert winners(here, farther, context) == set(ALL) - {"FRR", "GOBGP"}


def test_aigp_of_next_hops_at_an_unknown_cost() -> None:
    """BIRD takes such a route to have none, and so a sum of more than 64 bits."""
    having, short = path("1 2 3", aigp=10, address=B), path("1", address=A)
    unknown = DecisionContext(resolve=lambda _: 2**32 - 1)
    known = DecisionContext(resolve=lambda _: 2**32 - 2)
    assert winners(having, short, known) == set(ALL) - {"FRR", "GOBGP"}
    assert winners(having, short, unknown) == set(ALL) - {"BIRD", "FRR", "GOBGP"}
    great = path("1 2 3", aigp=2**64 - 2, address=B)
    assert winners(great, short) == set(ALL) - {"BIRD", "FRR", "GOBGP"}
    less = path("1 2 3", aigp=2**64 - 3, address=B)
    assert winners(less, short) == set(ALL) - {"FRR", "GOBGP"}


def test_med_of_paths_that_begin_with_a_set() -> None:
    """Of the session's AS, of our own, of the first in the set, or of none."""
    first = path("{7,8} 1", asn=5, med=0, address=B, identifier=2)
    same_set = path("{7,9} 1", asn=6, med=9, address=A, identifier=1)
    assert winners(first, same_set) == {"BIRD", "GOBGP"}
    same_peer = path("{8,9} 1", asn=5, med=9, address=A, identifier=1)
    assert winners(first, same_peer) == {"RFC4271", "RFC5004", "CISCO", "JUNIPER", "BIRD"} | {
        "GOBGP"  # it came first
    }
    in_sequence = path("7 1", asn=7, med=9, address=A, identifier=1)
    decided = who(first, in_sequence)
    assert decided["GOBGP"] == (1, "lowest MED per neighbouring AS")
    assert decided["BIRD"][1] == "lowest identifier"


def test_med_within_a_confederation() -> None:
    """FRR compares paths that came through the same member, whatever is behind it."""
    first = path("(7) 1", session=CONFEDERATION, med=0, address=B, identifier=2)
    second = path("(7) 2", session=CONFEDERATION, med=9, address=A, identifier=1)
    decided = who(first, second)
    assert decided["FRR"] == (1, "lowest MED per neighbouring AS")
    assert {decided[name][1] for name in ALL if name not in ("FRR", "GOBGP")} == {
        "lowest identifier"
    }
    groups = FRR.explain([first, second]).rounds
    (med,) = [each for each in groups if each.groups]
    assert [group.name for group in med.groups] == ["neighbour AS1", "member AS7", "neighbour AS2"]


def test_members_of_the_confederation() -> None:
    """FRR prefers them to its own internal sessions, as few do."""
    member = path("1", session=CONFEDERATION, address=B, identifier=2)
    internal = path("1", session=INTERNAL, address=A, identifier=1)
    assert winners(member, internal) == {"FRR"}
    assert who(member, internal)["FRR"][1] == "confederation over internal"


def test_igp_cost() -> None:
    """GoBGP does not compare it."""
    context = DecisionContext(resolve=lambda octets: octets[-1])
    near = path("1", session=INTERNAL, address=B, via="192.0.2.10", identifier=2)
    far = path("1", session=INTERNAL, address=A, via="192.0.2.20", identifier=1)
    assert winners(near, far, context) == set(ALL) - {"GOBGP"}


def test_age() -> None:
    """The best stays (RFC 5004, Cisco, Junos, FRR), the oldest wins (GoBGP), or neither."""
    old = path("1", address=B, identifier=2)
    new = path("2", address=A, identifier=1)
    kept = DecisionContext(existing=old)
    assert winners(old, new, kept) == {"RFC5004", "CISCO", "JUNIPER", "FRR", "GOBGP"}
    assert winners(old, new) == {"GOBGP"}
    assert GOBGP.select([new, old]) is new


def test_age_between_parallel_sessions() -> None:
    """RFC 5004 §3 excepts those "with an identical BGP identifier"; FRR and GoBGP do not."""
    old = path("1", address=B, identifier=1)
    new = path("1", address=A, identifier=1)
    kept = DecisionContext(existing=old)
    assert winners(old, new, kept) == {"FRR", "GOBGP"}


def test_frr_knows_a_selected_path_by_its_identifier() -> None:
    """With ADD-PATH only the path that was selected stays, not another one of the same peer."""
    old = path("1", address=B, identifier=2, path_id=2)
    other = path("1", address=B, identifier=2, path_id=1)
    assert FRR.select([old, other], DecisionContext(existing=old)) is old
    assert RFC5004.select([old, other], DecisionContext(existing=old)) is other


def test_originator_id_and_cluster_list() -> None:
    """GoBGP looks at neither."""
    first = path(
        "1", session=INTERNAL, address=B, identifier=9, originator_id=1, cluster_list=(1, 2)
    )
    second = path("1", session=INTERNAL, address=A, identifier=8, originator_id=2)
    assert winners(first, second) == set(ALL) - {"GOBGP"}
    shorter = path("1", session=INTERNAL, address="192.0.2.9", identifier=8, originator_id=1)
    assert winners(shorter, first) == set(ALL)
    assert who(shorter, first)["GOBGP"][1] == "lowest identifier"
    assert who(shorter, first)["BIRD"][1] == "shortest CLUSTER_LIST"


def test_gobgp_compares_identifiers_of_internal_paths_only() -> None:
    """External ones have an age, and members of the confederation their address."""
    for session, expected in ((INTERNAL, 1), (CONFEDERATION, 0)):
        first = path("1", session=session, address=A, identifier=2)
        second = path("1", session=session, address=B, identifier=1)
        assert GOBGP.select([first, second]) is (first, second)[expected]


def test_gobgp_compares_all_identifiers_when_asked() -> None:
    """`external-compare-router-id`: ages are nothing then, and ORIGINATOR_ID still is."""
    process = GOBGP.without("oldest external path").replacing(
        "lowest identifier", GOBGP_ANY_IDENTIFIER
    )
    first, second = path("1", address=A, identifier=2), path("1", address=B, identifier=1)
    assert process.select([first, second]) is second
    reflected = path("1", session=INTERNAL, address=A, identifier=2, originator_id=0)
    other = path("1", session=INTERNAL, address=B, identifier=1)
    assert process.explain([reflected, other]).best is other


# -- options -----------------------------------------------------------------------------------


def test_length_with_the_confederation() -> None:
    """`bestpath as-path confed` of Cisco and FRR."""
    long = path("(5 6) [7,8] 1", session=CONFEDERATION, identifier=1)
    short = path("(5) 1 2", session=CONFEDERATION, identifier=2, address=B)
    process = FRR.replacing("shortest AS_PATH", SHORTEST_AS_PATH_WITH_CONFEDERATION)
    assert FRR.select([long, short]) is long
    assert process.select([long, short]) is short
    assert process.names == FRR.names


def test_replacing_asks_for_a_step_that_is_there() -> None:
    """What a program misspells is its own mistake."""
    with pytest.raises(LocalError, match="no step is called 'weight'"):
        FRR.replacing("weight", FRR.steps[0])


# -- pairs -------------------------------------------------------------------------------------

#: one beats three by MED, three beats two and two beats one by identifier
TRIANGLE = (
    path("1 9", address=A, asn=1, med=10, identifier=3),
    path("2 9", address=B, asn=2, identifier=2),
    path("1 8", address=C, asn=1, med=20, identifier=1),
)


@pytest.mark.parametrize(
    ("process", "order", "expected"),
    [
        (BIRD, (0, 1, 2), 1),
        (one_after_another(BIRD), (0, 1, 2), 2),
        (one_after_another(BIRD), (1, 2, 0), 0),
        (one_after_another(BIRD), (2, 0, 1), 1),
        (FRR, (0, 1, 2), 1),
        (one_after_another(FRR, newest_first=True), (2, 1, 0), 2),
        (one_after_another(FRR, newest_first=True), (1, 0, 2), 1),
    ],
)
def test_pairs_depend_on_the_order(
    process: DecisionProcess, order: Sequence[int], expected: int
) -> None:
    """The presets choose the same in any order; who compares pairs does not."""
    assert process.select([TRIANGLE[number] for number in order]) is TRIANGLE[expected]


def test_a_path_stops_behind_one_that_is_better() -> None:
    """GoBGP's list: a path that would beat the first does not get past the second."""
    paths = [
        path("1 9", address=A, asn=1, med=10, identifier=3, session=INTERNAL),
        path("2 9", address=B, asn=2, identifier=2, session=INTERNAL),
        path("1 8", address=C, asn=1, med=20, identifier=1, session=INTERNAL),
    ]
    assert one_after_another(GOBGP).select(paths) is paths[2]
    assert inserted(GOBGP).select(paths) is paths[1]
    assert inserted(GOBGP).select([paths[1], paths[2], paths[0]]) is paths[2]
    assert GOBGP.select(paths) is paths[1]


def test_pairs_are_for_processes_that_compare_within_groups() -> None:
    """Where all is comparable, no order matters."""
    with pytest.raises(LocalError, match="within groups"):
        one_after_another(RFC4271.without("lowest MED per neighbouring AS"))
