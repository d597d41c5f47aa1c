"""What would have to change for a loser to win: step by step, tried out."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import Aigp, UnknownAttribute
from bgplib.context import SessionType
from bgplib.decision import (
    BIRD,
    FRR,
    GOBGP,
    RFC4271,
    RFC5004,
    DecisionContext,
    DecisionProcess,
    FilterStep,
    KeyStep,
)
from bgplib.decision.preference import SHORTEST_AS_PATH_WITH_CONFEDERATION
from bgplib.iana.communities import LLGR_STALE
from bgplib.route import Path, Route, Source
from tests.unit.decision.paths import path

INTERNAL, CONFEDERATION = SessionType.INTERNAL, SessionType.CONFEDERATION
A, B = "192.0.2.1", "192.0.2.2"
BEST = path("1 9", address=A, asn=1, identifier=10)


def change(
    loser: Path,
    best: Path = BEST,
    process: DecisionProcess = RFC4271,
    context: DecisionContext | None = None,
) -> str:
    """Return what would make a path win, once it was tried out."""
    context = context or DecisionContext()
    explanation = process.explain([best, loser], context)
    assert explanation.best is best
    found = explanation.would_win(loser)
    if found.path is not None:
        assert process.select(found.apply([best, loser]), context) is found.path
    return str(found)


def cost(next_hop: bytes) -> int:
    """Count the last octet."""
    return next_hop[-1]


LOSER = path("2 9", address=B, asn=2, identifier=5)
STALE = path("2 9", address=B, identifier=5, communities=(LLGR_STALE,))
WORSE = path("2 9", address=B, identifier=20, origin=2)


@pytest.mark.parametrize(
    ("loser", "expected"),
    [
        (LOSER.replace(rejected=True), "import policy refused → accepted"),
        (STALE, "communities LLGR_STALE → not stale"),
        (path("2 9", address=B, identifier=5, preference=50), "local preference 50 → 100"),
        (path("2 9", address=B, identifier=20, preference=50), "local preference 50 → 101"),
        (path("2 9 8 7", address=B, identifier=5), "AS_PATH length 4 → 2"),
        (path("2 9 8 {6,7} 5", address=B, identifier=20), "AS_PATH length 5 → 1"),
        (path("2 9", address=B, identifier=5, origin=2), "ORIGIN INCOMPLETE → IGP"),
        (WORSE, "ORIGIN INCOMPLETE → IGP and identifier 0.0.0.20 → 0.0.0.9"),
        (path("2 9", address=B, identifier=5, session=INTERNAL), "session internal → external"),
        (path("2 9", address=B, identifier=20), "identifier 0.0.0.20 → 0.0.0.9"),
        (path("2 9", address=B, identifier=10), "peer address 192.0.2.2 → 192.0.2.0"),
    ],
)  # fmt: skip
def test_the_step_where_a_path_fell_says_what_would_help(loser: Path, expected: str) -> None:
    """A tie where that is enough, a win where it is not, and what falls later is helped there."""
    assert change(loser) == expected


def test_weight() -> None:
    """The highest weight wins; a path that is better otherwise needs no more than a tie."""
    assert change(LOSER, BEST.replace(weight=7)) == "weight 0 → 7"
    assert change(path("2 9", address=B, identifier=20), BEST.replace(weight=7)) == "weight 0 → 8"


def test_aigp() -> None:
    """The metric is what is left of the sum without the cost of the next hop."""
    best = path("1 9", address=A, aigp=100, via="192.0.2.10", identifier=10)
    context = DecisionContext(resolve=cost)
    loser = path("1 9", address=B, aigp=200, via="192.0.2.20", identifier=10)
    assert change(loser, best, context=context) == "AIGP with the IGP cost 220 → 109"
    loser = path("1 9", address=B, via="192.0.2.20", identifier=10)
    assert change(loser, best, context=context) == "AIGP with the IGP cost none → 109"


def test_aigp_of_bird() -> None:
    """The step of 1 that BIRD makes of no cost at all is not the path's own."""
    best = path("1 9", address=A, aigp=100, identifier=10)
    loser = path("1 9", address=B, aigp=200, identifier=5)
    lacking = BIRD.explain([best, loser]).would_win(loser)
    assert str(lacking) == "AIGP with the IGP cost 201 → 101"
    assert lacking.path is not None
    assert lacking.path.attributes.get(Aigp) == Aigp.of(100)
    far = DecisionContext(resolve=lambda _: 2**32 - 1)
    decided = BIRD.explain([best, loser], far)
    assert decided.decided_by == "lowest identifier"
    assert decided.best is loser


def test_med_within_its_group() -> None:
    """MED is compared with the paths of the same neighbour only; the others stay."""
    best = path("1 9", address=A, med=10, identifier=10)
    assert change(path("1 8", address=B, med=20, identifier=5), best) == "MED 20 → 10"
    assert change(path("1 8", address=B, med=20, identifier=20), best) == "MED 20 → 9"
    other = path("2 9", address="192.0.2.3", med=0, identifier=1)
    loser = path("1 8", address=B, med=20, identifier=20)
    found = RFC4271.explain([best, loser, other]).would_win(loser)
    assert str(found) == "MED 20 → 10 and identifier 0.0.0.20 → 0.0.0.0"


def test_igp_cost() -> None:
    """The next hop of another path is what is known to be as near."""
    context = DecisionContext(resolve=cost)
    best = path("1 9", address=A, via="192.0.2.10", identifier=10)
    loser = path("2 9", address=B, via="192.0.2.20", identifier=5)
    assert change(loser, best, context=context) == "IGP cost of the next hop 20 → 10"


def test_the_address_of_an_ipv6_peer() -> None:
    """RFC 4271 §9.1.2.2 (g): the lowest address wins; IPv4 addresses are lower than IPv6 ones."""
    best = path("1 9", address="2001:db8::1:0", asn=1, identifier=10)
    loser = path("2 9", address="2001:db8::1:1", identifier=10)
    assert change(loser, best) == "peer address 2001:db8::1:1 → 2001:db8::ffff"


def test_originator_id_is_changed_where_it_counts() -> None:
    """RFC 4456 §9: it stands for the identifier; and ours would be a loop (§8)."""
    best = path("1", address=A, session=INTERNAL, originator_id=10)
    loser = path("1", address=B, session=INTERNAL, originator_id=20, identifier=1)
    changed = "identifier 0.0.0.20 (ORIGINATOR_ID) → 0.0.0.9 (ORIGINATOR_ID)"
    assert change(loser, best) == changed
    ours = DecisionContext(identifier=9)
    assert change(loser, best, context=ours) == changed.replace("0.0.0.9", "0.0.0.8")


def test_cluster_list() -> None:
    """RFC 4456 §9: the shorter one wins."""
    best = path("1", address=A, session=INTERNAL, originator_id=1, cluster_list=(1,))
    loser = path("1", address=B, session=INTERNAL, originator_id=1, cluster_list=(1, 2))
    assert change(loser, best) == "CLUSTER_LIST length 2 → 0"


def test_path_identifier() -> None:
    """Two paths of one peer that tie otherwise."""
    assert change(BEST.replace(path_id=9), BEST.replace(path_id=7)) == "path identifier 9 → 6"


def test_loops_say_what_is_in_the_way_and_what_without() -> None:
    """Who is ineligible is made eligible first, and then helped on."""
    context = DecisionContext(local_asns=[65000], identifier=7, cluster_id=8)
    looped = path("2 65000 9", address=B, identifier=5)
    assert change(looped, context=context) == "AS_PATH 2 65000 9 → 2 9"
    reflected = path(
        "1", address=B, session=INTERNAL, originator_id=7, cluster_list=(3, 8), identifier=20
    )
    best = path("1", address=A, session=INTERNAL, identifier=10)
    assert change(reflected, best, context=context) == (
        "ORIGINATOR_ID and CLUSTER_LIST 0.0.0.7, 0.0.0.3 0.0.0.8 → none, 0.0.0.3"
        " and identifier 0.0.0.20 → 0.0.0.9"
    )


def test_an_unresolvable_next_hop() -> None:
    """The nearest next hop of others would do; where nobody has one, nothing is known to help."""
    context = DecisionContext(resolve=lambda octets: octets[-1] if octets[-1] < 50 else None)
    loser = path("2 9", address=B, identifier=5, via="192.0.2.77")
    assert change(loser, context=context) == "next hop 192.0.2.77 → 192.0.2.9"
    alone = RFC4271.explain([loser], context).would_win(loser)
    assert alone.path is None
    assert alone.adjustments == ()
    assert alone.obstacle == "resolvable next hop: next hop 192.0.2.77 is not resolvable"
    assert alone.apply([loser]) == [loser]


def test_where_a_step_cannot_help_an_earlier_one_does() -> None:
    """Against our own routes a higher local preference helps, and against an older path too."""
    ours = path("").replace(source=Source.ourselves(65000))
    assert change(LOSER, ours) == "local preference 100 → 101"
    kept = DecisionContext(existing=BEST)
    assert change(LOSER, process=RFC5004, context=kept) == "AS_PATH length 2 → 1"
    assert change(LOSER, process=GOBGP) == "AS_PATH length 2 → 1", "it came first"


def test_where_our_own_routes_come_first_nothing_helps() -> None:
    """To BIRD our own routes are of another protocol, with a preference of its own."""
    ours = path("").replace(source=Source.ourselves(65000))
    found = BIRD.explain([ours, LOSER]).would_win(LOSER)
    assert found.path is None
    assert found.obstacle == "locally originated: learned against our own"


def test_frr_within_a_confederation() -> None:
    """FRR prefers other members of the confederation to its own internal sessions."""
    best = path("1 9", address=A, session=CONFEDERATION, identifier=10)
    loser = path("1 9", address=B, session=INTERNAL, identifier=5)
    assert change(loser, best, FRR) == "session internal → confederation"


def test_the_length_with_the_confederation() -> None:
    """Where member ASes count they are cut off too."""
    process = RFC4271.replacing("shortest AS_PATH", SHORTEST_AS_PATH_WITH_CONFEDERATION)
    best = path("1", address=A, session=CONFEDERATION, identifier=10)
    loser = path("(7 8) [4,5] 1", address=B, session=CONFEDERATION, identifier=5)
    assert change(loser, best, process) == "AS_PATH length with the confederation 4 → 1"
    assert RFC4271.select([best, loser]) is loser


def test_attributes_that_leave_no_room() -> None:
    """A peer may send so many that none can be added; then an earlier step helps."""
    best = path("1 9", address=A, med=0, identifier=10)
    full = path("1 9", address=B, identifier=5)
    room = 65535 - len(full.attributes.octets) - 4
    full = full.replace(
        attributes=full.attributes.replace(
            UnknownAttribute(code=99, flags=0xC0, octets=bytes(room))
        )
    )
    assert len(full.attributes.octets) == 65535
    worst = DecisionContext(missing_med_as_worst=True)
    assert change(full, best, context=worst) == "AS_PATH length 2 → 1"


def test_without_a_step_that_tells_paths_apart() -> None:
    """The first that was given is the best, and nothing that a path says of itself changes that."""
    alike = KeyStep(name="all alike", rfc="", key=lambda path, _: 1)
    for steps in ((), (alike,)):
        found = DecisionProcess(steps).explain([BEST, LOSER]).would_win(LOSER)
        assert found.path is None
        assert found.obstacle == "it ties to the end with one that was given before it"


def test_steps_of_users() -> None:
    """Those who do not say how to help are in the way, unless an earlier one can help."""
    even = FilterStep(
        name="even", rfc="", refuse=lambda path, _: "odd" if path.source.asn % 2 else None
    )
    odd = path("3 9", address=B, asn=3, identifier=5)
    best = path("2 9", address=A, asn=2)
    found = RFC4271.inserting(even, before="import policy").explain([best, odd]).would_win(odd)
    assert (found.path, found.obstacle) == (None, "even: odd")
    in_vain = attrs.evolve(even, cure=lambda path, others, context: path.replace(weight=1))
    found = RFC4271.inserting(in_vain, before="import policy").explain([best, odd]).would_win(odd)
    assert (found.path, found.obstacle) == (None, "even: odd")
    small = KeyStep(name="smallest AS", rfc="", key=lambda path, _: path.source.asn)
    first = RFC4271.inserting(small, before="highest weight")
    assert change(odd, best, first) == "smallest AS: 3 against 2"
    later = RFC4271.inserting(small, before="locally originated")
    assert change(odd, best, later) == "local preference 100 → 101"
    helpful = attrs.evolve(
        small,
        subject="AS of the peer",
        change=lambda path, number, others, context: path.replace(
            source=attrs.evolve(path.source, asn=number)
        ),
    )
    assert change(odd, best, RFC4271.inserting(helpful, before="highest weight")) == (
        "AS of the peer 3 → 1"
    )


def test_routes_keep_their_destination() -> None:
    """Applied to a route, the change makes a route to the same destination."""
    best, loser = (Route.of("10.0.0.0/8", each) for each in (BEST, LOSER.replace(weight=0)))
    loser = Route.of("10.0.0.0/8", path("2 9 8", address=B, identifier=5))
    found = RFC4271.explain([best, loser]).would_win(loser)
    assert found.path is not None
    assert found.apply([best, loser]) == [best, attrs.evolve(loser, path=found.path)]
    assert [(each.step, each.before, each.after) for each in found.adjustments] == [
        ("shortest AS_PATH", "3", "2")
    ]
