"""RFC 4271 §9.1: the decision process, clause by clause, each with what it does not do too."""

from __future__ import annotations

import pytest

from bgplib.context import SessionType
from bgplib.decision import RFC4271, DecisionContext
from bgplib.route import Path
from tests.unit.decision.paths import path

A, B = "192.0.2.1", "192.0.2.2"


def winner(*paths: Path, **options: object) -> int | None:
    """Return which of some paths is the best, counted from 0; ask in both orders."""
    context = DecisionContext(**options)  # type: ignore[arg-type]  # each test names its own
    best = RFC4271.select(paths, context)
    assert RFC4271.select(paths[::-1], context) is best
    assert RFC4271.under(context).select(paths) is best
    return None if best is None else paths.index(best)


def decisive(*paths: Path, **options: object) -> str | None:
    """Return the step after which the winner was alone."""
    context = DecisionContext(**options)  # type: ignore[arg-type]  # each test names its own
    return RFC4271.explain(paths, context).decided_by


class TestDegreeOfPreference:
    """RFC 4271 §9.1.1 and §5.1.5."""

    def test_internal_routes_have_that_of_local_pref(self) -> None:
        """§9.1.1: "the value of the LOCAL_PREF attribute is taken as the degree of preference"."""
        low = path(address=A, session=SessionType.INTERNAL, local_pref=90, as_path="")
        high = path(address=B, session=SessionType.INTERNAL, local_pref=110, as_path="1 2 3")
        assert winner(low, high) == 1

    @pytest.mark.parametrize("other", [99, 101])
    def test_internal_routes_without_local_pref_have_100(self, other: int) -> None:
        """§9.1.1: a degree is computed where none is stated; ours is 100."""
        silent = path(address=A, session=SessionType.INTERNAL, as_path="1 2 3")
        loud = path(address=B, session=SessionType.INTERNAL, local_pref=other, as_path="1 2 3")
        assert winner(silent, loud) == (0 if other < 100 else 1)

    def test_local_pref_of_an_external_peer_is_ignored(self) -> None:
        """§5.1.5: LOCAL_PREF from an external peer "MUST be ignored"."""
        polite = path(address=A, as_path="1")
        rude = path(address=B, as_path="1 2", local_pref=500)
        assert winner(polite, rude) == 0

    def test_local_pref_of_a_confederation_peer_counts(self) -> None:
        """§5.1.5: "except in the case of BGP Confederations"."""
        low = path(address=A, session=SessionType.CONFEDERATION, as_path="(7)", local_pref=90)
        high = path(address=B, session=SessionType.CONFEDERATION, as_path="(7) 1", local_pref=110)
        assert winner(low, high) == 1

    def test_policy_computes_it_for_external_routes(self) -> None:
        """§9.1.1: "computes the degree of preference based on preconfigured policy"."""
        assert winner(path(address=A), path(address=B, as_path="1 2", preference=101)) == 1
        assert winner(path(address=A), path(address=B, as_path="1 2", preference=100)) == 0

    def test_it_comes_before_all_tie_breaking(self) -> None:
        """§9.1.2: the tie-breaking rules are for routes with "the same degree of preference"."""
        low = path(address=A, preference=99, as_path="1", med=0)
        high = path(address=B, preference=100, as_path="1 2 3 4", origin=2, med=9)
        assert winner(low, high) == 1


class TestEligibility:
    """RFC 4271 §9.1.2."""

    def test_a_route_whose_next_hop_is_unresolvable_is_excluded(self) -> None:
        """§9.1.2: "the BGP route MUST be excluded from the Phase 2 decision function"."""
        good = path(address=A, via="192.0.2.9", as_path="1 2 3")
        bad = path(address=B, via="198.51.100.1", as_path="1")

        def resolve(next_hop: bytes) -> int | None:
            return 5 if next_hop[0] == 192 else None

        assert winner(good, bad, resolve=resolve) == 0
        assert winner(bad, resolve=resolve) is None
        assert winner(good, bad) == 1, "resolvable, it would win"

    @pytest.mark.parametrize("via", ["192.0.2.9", "2001:db8::9", "2001:db8::9,fe80::9"])
    def test_a_route_with_ourselves_as_the_next_hop_is_excluded(self, via: str) -> None:
        """§5.1.3: "SHALL NOT install a route with itself as the next hop"; §6.3: it is ignored."""
        ours = path(address=A, via=via, as_path="1")
        other = path(address=B, via="192.0.2.8", as_path="1 2 3")
        addresses = {"192.0.2.9", "2001:db8::9"}
        assert winner(ours, other, local_addresses=addresses) == 1
        assert winner(ours, local_addresses=addresses) is None

    def test_a_route_with_another_next_hop_is_not(self) -> None:
        """§5.1.3 is of ourselves; our own routes have no next hop, or any."""
        other = path(address=A, via="192.0.2.8", as_path="1")
        assert winner(other, local_addresses={"192.0.2.9"}) == 0
        own = path("", via="192.0.2.9")
        own = own.replace(source=type(own.source).ourselves(64500))
        assert winner(own, local_addresses={"192.0.2.9"}) == 0

    def test_the_global_address_of_a_next_hop_is_resolved(self) -> None:
        """§9.1.2.1: what is resolved is an address, whatever else the field holds."""
        asked = []

        def resolve(next_hop: bytes) -> int | None:
            asked.append(next_hop)
            return 0

        winner(path(via="2001:db8::1,fe80::1"), resolve=resolve)
        winner(path().replace(next_hop=bytes(8) + bytes((192, 0, 2, 7))), resolve=resolve)
        winner(path().replace(next_hop=b""), resolve=resolve)
        assert {each.hex() for each in asked} == {"20010db8" + "00" * 11 + "01", "c0000207"}

    def test_a_route_with_our_own_as_in_its_path_is_excluded(self) -> None:
        """§9.1.2: the number of the local system must "not appear in the AS path"."""
        looped = path(address=A, as_path="1 64512 2")
        assert winner(looped, path(address=B, as_path="1 2 3 4"), local_asns={64512}) == 1
        assert winner(looped, path(address=B, as_path="1 2 3 4"), local_asns={64513}) == 0

    @pytest.mark.parametrize("as_path", ["1 {2,64512}", "(64512) 1", "64512"])
    def test_the_full_path_is_scanned(self, as_path: str) -> None:
        """§9.1.2: "scanning the full AS path", sets and confederation segments too."""
        assert winner(path(as_path), local_asns={64512}) is None

    def test_our_number_may_differ_from_session_to_session(self) -> None:
        """§9.1.2: the local system's number is that of the session the route came in."""
        looped = path("1 64512 2")
        source = looped.source
        there = looped.replace(source=type(source)(address=A, asn=1, local_as=64512))
        elsewhere = looped.replace(source=type(source)(address=A, asn=1, local_as=64513))
        assert winner(there) is None
        assert winner(elsewhere) == 0

    def test_the_only_route_is_selected(self) -> None:
        """§9.1.2 (b): it "is the only route to that destination"."""
        assert winner(path()) == 0
        assert decisive(path()) is None

    def test_no_route_none_selected(self) -> None:
        """§9.1.2: a route is identified where "a feasible route exists"."""
        assert winner() is None


class TestStepA:
    """RFC 4271 §9.1.2.2 (a): AS_PATH length."""

    def test_the_shortest_path_wins(self) -> None:
        """(a): "the smallest number of AS numbers"."""
        assert winner(path("1 2", address=A), path("3", address=B)) == 1
        assert decisive(path("1 2", address=A), path("3", address=B)) == "shortest AS_PATH"

    def test_a_set_counts_as_one(self) -> None:
        """(a): "an AS_SET counts as 1, no matter how many ASes are in the set"."""
        assert winner(path("1 {2,3,4}", address=A, identifier=2), path("1 2 3", address=B)) == 0
        tie = path("1 {2,3,4}", address=A, identifier=2), path("1 2", address=B, identifier=1)
        assert winner(*tie) == 1
        assert decisive(*tie) == "lowest identifier"


class TestStepB:
    """RFC 4271 §9.1.2.2 (b): ORIGIN."""

    @pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (0, 2)])
    def test_the_lowest_origin_wins(self, one: int, other: int) -> None:
        """(b): "the lowest Origin number"."""
        pair = path(address=A, origin=other), path(address=B, origin=one)
        assert winner(*pair) == 1
        assert decisive(*pair) == "lowest ORIGIN"

    def test_it_comes_after_the_length(self) -> None:
        """§9.1.2.2: "The criteria MUST be applied in the order specified."."""
        assert winner(path("1 2", address=A, origin=0), path("1", address=B, origin=2)) == 1


class TestStepC:
    """RFC 4271 §9.1.2.2 (c): MULTI_EXIT_DISC."""

    def test_the_lowest_of_one_neighbouring_as_wins(self) -> None:
        """(c): "remove route m" where MED(n) < MED(m)."""
        pair = path("1 2", address=A, med=20), path("1 3", address=B, med=10)
        assert winner(*pair) == 1
        assert decisive(*pair) == "lowest MED per neighbouring AS"

    def test_those_of_different_ases_are_not_compared(self) -> None:
        """(c): "only comparable between routes learned from the same neighboring AS"."""
        pair = path("1 2", address=A, med=20), path("3 2", address=B, med=10)
        assert winner(*pair) == 0
        assert winner(*pair, always_compare_med=True) == 1, "the option of RFC 4451 §3.3"

    def test_a_missing_one_is_the_lowest(self) -> None:
        """(c): "considered to have the lowest possible MULTI_EXIT_DISC value"."""
        pair = path("1", address=A, med=1), path("1", address=B)
        assert winner(*pair) == 1
        assert winner(*pair, missing_med_as_worst=True) == 0, "the option of RFC 4451 §3.2"
        zero = path("1", address=A, med=0, identifier=1), path("1", address=B, identifier=2)
        assert decisive(*zero) == "lowest identifier", "0 and none are the same"

    def test_the_neighbour_is_taken_from_the_path_not_from_the_peer(self) -> None:
        """(c): "the neighboring AS is determined from the AS_PATH attribute"."""
        internal = SessionType.INTERNAL
        pair = (
            path("1", address=A, asn=65000, session=internal, med=20),
            path("1", address=B, asn=65000, session=internal, med=10),
        )
        assert winner(*pair) == 1
        other = path("2", address=B, asn=65000, session=internal, med=10)
        assert winner(pair[0], other) == 0

    @pytest.mark.parametrize("as_path", ["", "{5,6}"])
    def test_what_begins_within_our_as_is_a_group_of_its_own(self, as_path: str) -> None:
        """(c): where the path "is either empty or begins with an AS_SET, it is the local AS"."""
        internal = SessionType.INTERNAL
        pair = (
            path(as_path, address=A, asn=65000, session=internal, med=20),
            path(as_path, address=B, asn=65000, session=internal, med=10),
        )
        assert winner(*pair) == 1
        assert pair[0].neighbour_as == 0

    def test_an_external_route_that_begins_with_a_set_is_its_peers(self) -> None:
        """(c): it is "the neighbor AS from which the route was received"."""
        assert path("{5,6}", asn=5).neighbour_as == 5

    def test_it_is_no_ordering(self) -> None:
        """(c): who is best of three cannot be found by comparing two at a time.

        One beats three by MED, three beats two and two beats one by identifier; a tournament
        would make any of them the best. One and three are judged first, as a group.
        """
        one = path("1 9", address="192.0.2.1", med=10, identifier=3)
        two = path("2 9", address="192.0.2.2", med=0, identifier=2)
        three = path("1 8", address="192.0.2.3", med=20, identifier=1)
        assert winner(one, three) == 0
        assert winner(three, two) == 0
        assert winner(two, one) == 0
        assert winner(one, two, three) == 1


class TestStepD:
    """RFC 4271 §9.1.2.2 (d): external over internal."""

    def test_external_routes_win(self) -> None:
        """(d): "remove from consideration all routes that were received via IBGP"."""
        pair = path("1", address=A, session=SessionType.INTERNAL), path("2", address=B)
        assert winner(*pair) == 1
        assert decisive(*pair) == "external over internal"

    def test_only_where_there_is_one(self) -> None:
        """(d): "If at least one of the candidate routes was received via EBGP"."""
        internal = SessionType.INTERNAL
        pair = (
            path("1", address=A, session=internal, identifier=2),
            path("2", address=B, session=internal, identifier=1),
        )
        assert winner(*pair) == 1
        assert decisive(*pair) == "lowest identifier"

    def test_a_peer_of_unknown_kind_counts_as_external(self) -> None:
        """(d): the peers of an archive do not say what they are to whom."""
        assert (
            winner(path("1", address=A, session=SessionType.INTERNAL), path("2", session=None)) == 1
        )


class TestStepE:
    """RFC 4271 §9.1.2.2 (e): interior cost."""

    def test_the_nearest_next_hop_wins(self) -> None:
        """(e): "Remove from consideration any routes with less-preferred interior cost"."""
        pair = path(address=A, via="192.0.2.20"), path(address=B, via="192.0.2.10")
        assert winner(*pair, resolve=lambda octets: octets[-1]) == 1
        assert decisive(*pair, resolve=lambda octets: octets[-1]) == "lowest IGP cost"

    def test_equal_costs_say_nothing(self) -> None:
        """(e): without costs "consider all routes to have equal costs"."""
        pair = path(address=A, via="192.0.2.20"), path(address=B, via="192.0.2.10")
        assert winner(*pair) == 0
        assert decisive(*pair) == "lowest peer address"


class TestStepsFAndG:
    """RFC 4271 §9.1.2.2 (f) and (g)."""

    def test_the_lowest_identifier_wins(self) -> None:
        """(f): "the BGP speaker with the lowest BGP Identifier value"; it is unsigned."""
        pair = (
            path(address=A, identifier="192.0.2.1"),
            path(address=B, identifier="10.0.0.1"),
        )
        assert winner(*pair) == 1
        assert decisive(*pair) == "lowest identifier"

    def test_the_lowest_peer_address_wins(self) -> None:
        """(g): "Prefer the route received from the lowest peer address."."""
        assert winner(path(address="192.0.2.10"), path(address="192.0.2.9")) == 1
        assert decisive(path(address=A), path(address=B)) == "lowest peer address"

    def test_every_tie_is_broken_between_peers(self) -> None:
        """§9.1.2.2: the algorithm ends when "only one route remains"."""
        paths = [path(address=f"192.0.2.{number}") for number in range(1, 5)]
        paths += [path(address=f"2001:db8::{number}") for number in range(1, 5)]
        explanation = RFC4271.explain(paths)
        assert explanation.best is paths[0]
        assert len(explanation.rounds[-1].left) == 1


def test_our_own_routes_and_weights_come_first() -> None:
    """§9.1.1: what policy prefers is "a local matter"; these two are what vendors agree on."""
    learned = path("1", address=A)
    source = type(learned.source).ourselves(65000)
    own = path("1 2 3", origin=2).replace(source=source)
    assert winner(learned, own) == 1
    assert winner(learned.replace(preference=101), own) == 0
    assert winner(learned.replace(weight=1), own.replace(preference=200)) == 0
