"""The RIB: what comes in, what goes out, and what is said about it."""

from __future__ import annotations

from itertools import product
from typing import Any

import attrs
import pytest

from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.communities import Communities
from bgplib.attributes.next_hop import NextHop
from bgplib.attributes.origin import Origin
from bgplib.attributes.reader import AttributeReader
from bgplib.context import Context
from bgplib.decision import (
    GOBGP,
    RFC4271,
    RFC5004,
    AsPathRule,
    DecisionContext,
    DecisionProcess,
    MultipathRules,
)
from bgplib.decision.pairwise import one_after_another
from bgplib.errors import LocalError, ParseError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.iana.families import Family
from bgplib.kernel.usual import COMPILED
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri, UnknownNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.rib import Rib
from bgplib.route import Source
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, source

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
ONE = source("192.0.2.1", 1, "1.1.1.1")
TWO = source("192.0.2.2", 2, "2.2.2.2")
THREE = source("192.0.2.3", 3, "3.3.3.3")
TEN = Prefix.parse("10.0.0.0/8")


def announce(*prefixes: str, as_path: str = "1", via: str = "192.0.2.9") -> Update:
    """Make an UPDATE that announces IPv4 prefixes."""
    return Update.announce(prefixes, next_hop=via, attributes=block(as_path))


def assert_empty(rib: Rib) -> None:
    """Check that a RIB holds nothing, in no corner."""
    assert len(rib) == rib.path_count == 0
    assert (rib.families, rib.sources, list(rib)) == ((), (), [])
    assert not rib._tables


class TestUpdate:
    """`update` does what RFC 4271 §3.1 says of an UPDATE."""

    def test_announces_and_withdraws(self) -> None:
        """§3.1: a route is advertised, and withdrawn by naming its destination."""
        rib = Rib()
        (came,) = rib.update(ONE, announce("10.0.0.0/8"))
        assert (came.prefix, came.lost, came.old) == (TEN, None, None)
        assert came.new is came.gained
        assert came.best == rib.best("10.0.0.0/8")
        assert came.former is None
        assert str(rib.best(TEN)) == "10.0.0.0/8 from 192.0.2.1 AS1"
        (went,) = rib.update(ONE, Update.withdraw(["10.0.0.0/8"]))
        assert (went.lost, went.gained, went.new) == (came.gained, None, None)
        assert went.former == came.best
        assert went.best is None
        assert_empty(rib)

    def test_an_announcement_replaces(self) -> None:
        """§3.1 (b): "a replacement route with the same NLRI can be advertised"."""
        rib = Rib()
        (first,) = rib.update(ONE, announce("10.0.0.0/8"))
        (second,) = rib.update(ONE, announce("10.0.0.0/8", as_path="1 2"))
        assert second.lost is first.gained
        assert (second.old, second.new) == (first.new, second.gained)
        assert second.best_changed
        assert rib.path_count == 1

    def test_saying_the_same_again_changes_nothing(self) -> None:
        """A repeated announcement, or a withdrawal of nothing, has no effect to report."""
        rib = Rib()
        assert len(rib.update(ONE, announce("10.0.0.0/8", "10.1.0.0/16"))) == 2
        assert rib.update(ONE, announce("10.0.0.0/8", "10.1.0.0/16")) == []
        assert rib.update(TWO, Update.withdraw(["10.0.0.0/8"])) == []
        assert rib.update(ONE, Update.withdraw(["11.0.0.0/8"])) == []
        rib.update(TWO, announce("10.0.0.0/8"))
        assert rib.update(ONE, announce("10.0.0.0/8")) == []
        assert rib.update(THREE, Update.withdraw(["10.0.0.0/8"])) == []
        assert rib.path_count == 3

    def test_end_of_rib_changes_nothing(self) -> None:
        """RFC 4724 §2: the marker announces and withdraws nothing."""
        rib = Rib()
        assert rib.update(ONE, Update.end_of_rib_of(V4)) == []
        assert_empty(rib)

    def test_a_prefix_on_both_sides_of_an_update_is_announced(self) -> None:
        """RFC 4271 §4.3: "as though the WITHDRAWN ROUTES do not contain the address prefix"."""
        rib = Rib()
        rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8"))
        both = Update.build(
            attributes=block("1 2"),
            announced=[NlriGroup.of(V4, ["10.0.0.0/8"], next_hop="192.0.2.9")],
            withdrawn=[NlriGroup.of(V4, ["10.0.0.0/8", "11.0.0.0/8"])],
        )
        changes = rib.update(ONE, both)
        assert [(str(each.prefix), each.new is None) for each in changes] == [
            ("11.0.0.0/8", True),
            ("10.0.0.0/8", False),
        ]

    @pytest.mark.parametrize("treatment", list(Treatment))
    def test_what_ends_the_session_changes_nothing(self, treatment: Treatment) -> None:
        """RFC 7606 §2: a session that is reset, or a family that is disabled, loses all routes."""
        finding = Finding(
            treatment=treatment,
            rfc="RFC 7606 §2",
            offset=0,
            length=0,
            octets=b"",
            text="",
            notification=NotificationData(3),
        )
        update = announce("10.0.0.0/8")
        update.findings = (finding,)
        count = 0 if treatment >= Treatment.AFI_SAFI_DISABLE else 1
        assert len(Rib().update(ONE, update)) == count

    def test_an_empty_group_changes_nothing(self) -> None:
        """RFC 4760 §3: MP_REACH_NLRI may come without NLRI."""
        rib = Rib()
        empty = NlriGroup.of(V6, [], next_hop="2001:db8::1")
        assert rib.update(ONE, Update.build(attributes=block("1"), announced=[empty])) == []
        assert_empty(rib)

    def test_changes_print_themselves(self) -> None:
        """Who was best, and who is."""
        rib = Rib()
        (came,) = rib.update(ONE, announce("10.0.0.0/8"))
        assert repr(came) == "<Change 10.0.0.0/8: nothing to 192.0.2.1 AS1>"
        (other,) = rib.update(
            TWO,
            Update(block("1"), (NlriGroup(Family(4242, 42), None, nlri=(UnknownNlri(b"1"),)),), ()),
        )
        assert repr(other) == "<Change 0x31: nothing to 192.0.2.2 AS2>"

    def test_families_are_apart(self) -> None:
        """RFC 4760 §1: each family has destinations of its own."""
        rib = Rib()
        rib.update(ONE, announce("10.0.0.0/8"))
        six = NlriGroup.of(V6, ["a00::/8"], next_hop="2001:db8::1")
        rib.update(ONE, Update.build(attributes=block("1"), announced=[six]))
        assert rib.families == (V4, V6)
        assert [rib.count(ONE, V4), rib.count(ONE, V6), rib.count(ONE), rib.count(TWO)] == [
            1,
            1,
            2,
            0,
        ]
        best = rib.best("a00::/8")
        assert best is not None
        assert str(best.next_hop) == "2001:db8::1"
        assert rib.best("a00::/8", Family.IPV6_MULTICAST) is None
        rib.drop_source(ONE, V4)
        assert list(rib.families) == [V6]

    def test_path_identifiers_tell_paths_apart(self) -> None:
        """RFC 7911 §2: routes with different path identifiers do not replace each other."""
        rib = Rib()

        def paths(*numbers: int, as_path: str = "1") -> Update:
            nlri = [UnicastNlri(TEN, path_id=number) for number in numbers]
            return Update.announce(nlri, next_hop="192.0.2.9", attributes=block(as_path))

        rib.update(ONE, paths(5, 6))
        rib.update(ONE, paths(6, as_path="1 2"))
        rib.update(TWO, announce("10.0.0.0/8", as_path="1 2 3"))
        assert [route.path_id for route in rib.routes(TEN)] == [5, 6, None]
        (change,) = rib.update(ONE, Update.withdraw([UnicastNlri(TEN, path_id=5)]))
        assert change.new is rib.routes(TEN)[0].path
        assert change.new is not None
        assert change.new.path_id == 6
        assert rib.update(ONE, Update.withdraw([TEN])) == [], "no path without an identifier"
        assert rib.count(ONE) == 1
        assert len(rib.drop_source(ONE)) == 1
        rib.drop_source(TWO)
        assert_empty(rib)

    def test_nlri_that_is_more_than_a_key_is_kept(self) -> None:
        """RFC 8277 §2.4, for one: a label is no part of what tells routes apart."""
        rib = Rib()
        family = Family(4242, 42)

        def group(octets: bytes) -> Update:
            nlri = (UnknownNlri(octets),)
            return Update(block("1"), (NlriGroup(family, None, nlri=nlri),), ())

        (change,) = rib.update(ONE, group(b"label 1"))
        assert change.gained is not None
        assert change.gained.nlri == UnknownNlri(b"label 1")
        assert rib.update(ONE, group(b"label 1")) == []
        rib.update(TWO, group(b"label 1"))
        assert rib.update(TWO, group(b"label 1")) == []
        assert [str(route.nlri) for route in rib.routes(b"label 1", family)] == [
            "0x" + b"label 1".hex()
        ] * 2
        with pytest.raises(LocalError):
            _ = change.prefix
        rib.drop_source(ONE)
        rib.drop_source(TWO)
        assert_empty(rib)


class TestChoice:
    """The best path is known at any time, and so is when it was another."""

    def test_a_worse_path_changes_no_best(self) -> None:
        """`best_changed` tells what peers have to hear of from the rest."""
        rib = Rib()
        rib.update(ONE, announce("10.0.0.0/8"))
        (worse,) = rib.update(TWO, announce("10.0.0.0/8", as_path="2 1"))
        assert not worse.best_changed
        assert worse.new is rib.routes(TEN)[0].path
        (better,) = rib.update(THREE, announce("10.0.0.0/8", as_path=""))
        assert better.best_changed
        assert better.new is better.gained
        (back,) = rib.update(THREE, Update.withdraw(["10.0.0.0/8"]))
        assert back.new is worse.new

    def test_ineligible_paths_are_kept_but_not_chosen(self) -> None:
        """RFC 4271 §9.1.2: they "SHOULD be kept in the Adj-RIBs-In"."""
        context = DecisionContext(resolve=lambda octets: 1 if octets[-1] == 9 else None)
        rib = Rib(context=context)
        (change,) = rib.update(ONE, announce("10.0.0.0/8", via="192.0.2.8"))
        assert change.new is None
        assert rib.best(TEN) is None
        assert rib.lookup("10.1.1.1") is None
        assert len(rib.routes(TEN)) == 1
        (other,) = rib.update(TWO, announce("10.0.0.0/8", via="192.0.2.7"))
        assert (other.new, len(rib.routes(TEN))) == (None, 2)
        (good,) = rib.update(THREE, announce("10.0.0.0/8", as_path="3 2 1"))
        assert good.new is good.gained
        assert rib.is_eligible(rib.routes(TEN)[0].path)
        assert not rib.is_eligible(rib.routes(TEN)[1].path)

    def test_a_change_of_next_hops_chooses_anew(self) -> None:
        """RFC 4271 §9.1.2: then "Phase 2 Route Selection MUST be performed again"."""
        costs = {8: 10, 9: 20}
        context = DecisionContext(resolve=lambda octets: costs.get(octets[-1]))
        rib = Rib(context=context)
        rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8", via="192.0.2.8"))
        rib.update(TWO, announce("10.0.0.0/8", as_path="2", via="192.0.2.9"))
        assert rib.reselect() == []
        costs[8] = 30
        (change,) = rib.reselect()
        assert change.prefix == TEN
        assert (change.lost, change.gained) == (None, None)
        assert change.old is not None
        assert change.new is not None
        assert (change.old.source, change.new.source) == (ONE, TWO)
        del costs[8]
        (gone,) = rib.reselect()
        assert (str(gone.prefix), gone.new) == ("11.0.0.0/8", None)

    def test_another_process_chooses_anew(self) -> None:
        """`reselect` takes a process, a context, or both."""
        rib = Rib()
        rib.update(ONE, announce("10.0.0.0/8", as_path="1 2"))
        rib.update(TWO, announce("10.0.0.0/8", as_path="2"))
        (change,) = rib.reselect(process=RFC4271.without("shortest AS_PATH"))
        assert change.new is not None
        assert change.new.source == ONE
        assert "shortest AS_PATH" not in rib.process.names
        (looped,) = rib.reselect(DecisionContext(local_asns={1}))
        assert looped.new is not None
        assert looped.new.source == TWO
        assert rib.context.local_asns == {1}

    def test_load_is_shared_by_rules(self) -> None:
        """The best and those as good as it; an explanation says why not the others."""
        rib = Rib()
        rib.update(TWO, announce("10.0.0.0/8", as_path="2", via="192.0.2.8"))
        rib.update(ONE, announce("10.0.0.0/8", as_path="1", via="192.0.2.9"))
        rib.update(THREE, announce("10.0.0.0/8", as_path="3 4", via="192.0.2.7"))
        rules = MultipathRules(as_path=AsPathRule.LENGTH)
        assert [route.source for route in rib.multipath(TEN, rules)] == [ONE, TWO]
        assert [route.source for route in rib.multipath(TEN)] == [ONE]
        assert rib.multipath("11.0.0.0/8") == []
        explanation = rib.explain(TEN, multipath=rules, ranking=True)
        assert explanation.multipath is not None
        assert [each.source for each in explanation.multipath.used] == [ONE, TWO]
        assert explanation.ranking is not None
        assert [each.source for each in explanation.ranking] == [ONE, TWO, THREE]

    @pytest.mark.parametrize(
        ("process", "expected"), [(GOBGP, THREE), (one_after_another(RFC4271), ONE), (RFC4271, TWO)]
    )
    def test_order_of_arrival_is_known(self, process: DecisionProcess, expected: Source) -> None:
        """A process that depends on it is explained as it chose."""
        rib = Rib(process)
        hop = bytes((192, 0, 2, 9))
        rib.announce(V4, TEN, THREE, block("3 9", med=10), hop)
        rib.announce(V4, TEN, TWO, block("2 9"), hop)
        rib.announce(V4, TEN, ONE, block("3 8", med=20), hop)
        best = rib.best(TEN)
        assert best is not None
        explanation = rib.explain(TEN, ranking=True)
        assert explanation.best == best
        assert explanation.ranking is not None
        assert explanation.ranking[0] == best
        assert {each.source for each in explanation.candidates} == {ONE, TWO, THREE}
        assert rib.ranked_paths(TEN.key, V4)[0] is best.path
        assert best.source == expected

    def test_holding_on(self) -> None:
        """RFC 5004 §3: what is best is known to the process that asks for it."""
        for process, expected in ((RFC4271, ONE), (RFC5004, TWO)):
            rib = Rib(process)
            rib.update(TWO, announce("10.0.0.0/8", as_path="2"))
            rib.update(ONE, announce("10.0.0.0/8"))
            best = rib.best(TEN)
            assert best is not None
            assert best.source == expected
            explanation = rib.explain(TEN)
            assert explanation.best == best
            rib.update(TWO, announce("10.0.0.0/8", as_path="4"))
            assert rib.best(TEN) == rib.explain(TEN).best
            assert rib.best(TEN).source == expected  # type: ignore[union-attr]  # there is one

    def test_weight_and_preference_come_with_a_route(self) -> None:
        """What policy computed is part of the path."""
        rib = Rib()
        rib.announce(V4, TEN, ONE, block("1"), b"\xc0\0\2\1", preference=100)
        change = rib.announce(V4, "10.0.0.0/8", TWO, block("1 2"), b"\xc0\0\2\1", preference=200)
        assert change is not None
        assert change.new is change.gained
        heavy = rib.announce(V4, TEN.key, ONE, block("1"), b"\xc0\0\2\1", weight=5)
        assert heavy is not None
        assert heavy.new is heavy.gained
        assert rib.announce(V4, TEN, ONE, block("1"), b"\xc0\0\2\1", weight=5) is None
        assert rib.withdraw(V4, TEN, TWO) is not None
        assert rib.withdraw(V4, TEN, TWO) is None
        assert rib.withdraw(V6, b"\0", ONE) is None


class TestLoad:
    """`load` fills a RIB fast, and chooses when somebody asks."""

    KEYS = ("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8")

    def loaded(self) -> Rib:
        """Fill a RIB with two paths to each of three prefixes."""
        rib = Rib()
        keys = [Prefix.parse(text).key for text in self.KEYS]
        rib.load(ONE, V4, keys, block("1 2", next_hop="192.0.2.9"))
        rib.load(TWO, V4, keys, block("2", next_hop="192.0.2.9"))
        return rib

    def test_the_best_is_found_when_asked_for(self) -> None:
        """Reading chooses."""
        rib = self.loaded()
        best = [rib.best(text) for text in self.KEYS]
        assert [route and route.source for route in best] == [TWO] * 3
        assert (len(rib), rib.path_count, rib.count(ONE)) == (3, 6, 3)

    def test_changes_afterwards_know_what_was_best(self) -> None:
        """The old best of a change is what a choice before it would have found."""
        rib = self.loaded()
        (change,) = rib.update(THREE, announce("10.0.0.0/8", as_path=""))
        assert change.old is not None
        assert (change.old.source, change.new) == (TWO, change.gained)
        (gone,) = rib.update(TWO, Update.withdraw(["11.0.0.0/8"]))
        assert gone.old is gone.lost
        assert gone.new is not None
        assert gone.new.source == ONE
        assert rib.reselect() == []

    def test_loading_replaces(self) -> None:
        """A source has one path to a destination, loaded or announced."""
        rib = self.loaded()
        keys = [Prefix.parse(text).key for text in self.KEYS]
        rib.load(TWO, V4, keys, block("2 3 4", next_hop="192.0.2.9"))
        rib.load(TWO, V4, keys[:1], block("2 3 4", next_hop="192.0.2.9"))
        rib.load(THREE, V4, keys, block("", next_hop="192.0.2.9"), path_id=4)
        rib.load(THREE, V4, [], block(""))
        assert (rib.count(TWO), rib.path_count) == (3, 9)
        best = rib.best(keys[0], V4)
        assert best is not None
        assert best.source == THREE
        for each in (ONE, TWO, THREE):
            assert len(rib.drop_source(each)) == 3
        assert_empty(rib)

    def test_a_lone_path_is_replaced_too(self) -> None:
        """So is the path of a destination that has no other."""
        rib = Rib()
        rib.load(ONE, V4, [TEN.key], block("1"), b"\xc0\0\2\1")
        rib.load(ONE, V4, [TEN.key, TEN.key], block("1 2"), b"\xc0\0\2\1")
        assert rib.path_count == 1
        rib.drop_source(ONE)
        assert_empty(rib)


class TestMemory:
    """What is shared, and what is let go."""

    def test_paths_are_shared(self) -> None:
        """One path serves all prefixes that a source announces with the same attributes."""
        rib = Rib()
        rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8"))
        rib.update(ONE, announce("12.0.0.0/8"))
        rib.update(TWO, announce("12.0.0.0/8"))
        paths = [rib.routes(text)[0].path for text in TestLoad.KEYS]
        assert len(set(paths)) == 1
        assert paths[0].uses == 3
        assert rib.routes("12.0.0.0/8")[1].path is not paths[0]

    def test_marks_are_used_again(self) -> None:
        """A character that stood for a source that left stands for the next one that comes."""
        rib = Rib()
        for each in (ONE, TWO, THREE):
            rib.update(each, announce("10.0.0.0/8"))
        stores = rib._tables[V4].stores
        assert sorted(store.mark for store in stores.values()) == ["\0", "\1", "\2"]
        rib.drop_source(TWO)
        four = attrs.evolve(TWO, asn=4)
        rib.update(four, announce("10.0.0.0/8", "11.0.0.0/8"))
        assert stores[four].mark == "\1"
        assert [route.source for route in rib.routes(TEN)] == [ONE, THREE, four]

    def test_more_sources_than_an_octet_counts(self) -> None:
        """There is no limit to the number of peers."""
        rib = Rib()
        peers = [source(f"10.0.{n >> 8}.{n & 255}", n + 1, 1000 - n) for n in range(300)]
        for each in peers:
            rib.update(each, announce("10.0.0.0/8"))
        assert rib.best(TEN).source == peers[-1]  # type: ignore[union-attr]  # lowest identifier
        for each in peers:
            assert len(rib.drop_source(each)) == 1
        assert_empty(rib)

    def test_octets_read_another_way_are_another_path(self) -> None:
        """A session that comes back with other agreements does not find its old paths."""
        values = (AsPath(), Origin(0), NextHop.parse("192.0.2.9"))
        reader = AttributeReader(Context(four_octet_as=False), DEFAULT_TABLE)
        wide, narrow = AttributeBlock.of(values), AttributeBlock.of(values, reader)
        assert wide.octets == narrow.octets
        rib = Rib()
        first = rib.announce(V4, TEN, ONE, wide)
        assert rib.announce(V4, TEN, ONE, AttributeBlock.of(values)) is None
        second = rib.announce(V4, TEN, ONE, narrow)
        assert first is not None
        assert second is not None
        assert second.lost is first.gained
        rib.update(ONE, Update.withdraw([TEN]))
        assert_empty(rib)

    def test_a_peer_cannot_fill_the_memory_with_layouts(self) -> None:
        """Each length of AS_PATH with each of COMMUNITIES is a layout; their number has a bound."""
        rib, counts = Rib(), []
        paths = [AsPath.parse("1 " * length) for length in range(1, 67)]
        several = [Communities(tuple(range(count))) for count in range(1, 67)]
        for path, communities in product(paths, several):
            attributes = AttributeBlock.of((Origin(0), path, communities))
            rib.announce(V4, TEN, ONE, attributes, b"\xc0\0\2\1")
            counts.append(len(rib._layouts))
        assert max(counts) == 4096
        assert counts[-1] < 66 * 66 - 4000
        best = rib.best(TEN)
        assert best is not None
        assert best.path.as_path_length == 66


def test_a_route_tells_its_destination() -> None:
    """What a RIB hands out can be asked for again, whatever its family; with its labels."""
    rib = Rib()
    nlri = VpnNlri.parse("65000:1:10.0.0.0/8 label 100")
    rib.announce(Family.IPV4_VPN, nlri, ONE, block("1"), bytes(4))
    (route,) = rib.routes(nlri, Family.IPV4_VPN)
    assert [rib.best(route), rib.explain(route).best] == [route, route]
    other = Rib()
    other.announce(route.family, route, TWO, route.attributes, bytes(4))
    assert [each.nlri for each in other.routes(route)] == [nlri]
    assert other.withdraw(route.family, route, TWO) is not None
    assert len(other) == 0


class TestMisuse:
    """The program's mistakes are exceptions."""

    def test_keys_need_a_family(self) -> None:
        """Octets alone do not say what they are."""
        with pytest.raises(LocalError, match="family"):
            Rib().best(TEN.key)

    @pytest.mark.parametrize("family", [V6, Family.IPV4_VPN])
    def test_a_prefix_of_another_family(self, family: Family) -> None:
        """10.0.0.0/8 would read as a00::/8 there, or as half a route distinguisher."""
        rib = Rib()
        for ask in (rib.best, rib.routes, rib.explain, rib.covered, rib.covering):
            with pytest.raises(LocalError, match=r"10\.0\.0\.0/8 is no destination of"):
                ask(TEN, family)
        with pytest.raises(LocalError, match="is no destination of"):
            rib.announce(family, TEN, ONE, block("1"))
        with pytest.raises(LocalError, match="is no destination of"):
            rib.lookup("10.0.0.1", family)

    def test_a_route_of_another_family(self) -> None:
        """A route says its family itself; another beside it is a mistake."""
        rib = Rib()
        rib.announce(Family.IPV4_UNICAST, TEN, ONE, block("1"))
        (route,) = rib.routes(TEN)
        with pytest.raises(LocalError, match=r"10\.0\.0\.0/8 .* is no destination of"):
            rib.best(route, V6)

    def test_what_is_announced_has_a_source_and_attributes(self) -> None:
        """Which of them is none is said."""
        wrong: Any = "192.0.2.1"
        with pytest.raises(LocalError, match=r"^source is '192\.0\.2\.1'"):
            Rib().announce(V4, TEN, wrong, block("1"))
        # Compiled functions look at the types of native classes themselves, and call no argument by
        # its name.
        said = "AttributeBlock" if COMPILED else r"^attributes is '192\.0\.2\.1'"
        with pytest.raises((LocalError, TypeError) if COMPILED else LocalError, match=said):
            Rib().announce(V4, TEN, ONE, wrong)

    def test_text_that_is_no_prefix(self) -> None:
        """Nor an address."""
        with pytest.raises(ParseError):
            Rib().best("10.0.0.0/33")
        with pytest.raises(ParseError):
            Rib().lookup("10.0.0")
        with pytest.raises(ParseError):
            Rib().lookup(b"\1\2\3")
