"""Snapshots and differences of RIBs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bgplib.context import Context
from bgplib.decision import RFC4271
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.rib import Rib, Snapshot, apply, diff
from bgplib.route import Path
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block
from tests.unit.rib.test_judging import Prefer, reject
from tests.unit.rib.test_rib import ONE, TEN, TWO, V4, V6, announce

KEY = TEN.key


def two_ribs() -> tuple[Rib, Rib]:
    """Make two RIBs that differ in every way."""
    a, b = Rib(), Rib()
    a.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"))
    a.update(TWO, announce("10.0.0.0/8", as_path="2 3 4"))
    b.update(ONE, announce("10.0.0.0/8"))
    b.update(ONE, announce("12.0.0.0/8", as_path="1 7"))
    b.update(TWO, announce("10.0.0.0/8", as_path="2 3 4"), Prefer(1))
    b.update(TWO, announce("13.0.0.0/8", as_path="2 3"), reject)
    return a, b


def test_a_snapshot_stays_what_it_is() -> None:
    """It is a value: what the RIB does afterwards is not in it."""
    a, _ = two_ribs()
    before = a.snapshot()
    assert before == a.snapshot()
    assert hash(before) == hash(a.snapshot())
    best = a.best(TEN)
    a.drop_source(ONE)
    assert before != a.snapshot()
    assert (len(before), before.families) == (3, (V4,))
    assert before.best(KEY, V4) == best
    assert [route.source for route in before.routes(KEY, V4)] == [ONE, TWO]
    assert len(list(before)) == 4
    assert repr(before) == "<Snapshot ipv4-unicast: 3>"
    assert before.best(KEY, V6) is None
    assert before.routes(b"\0", V4) == []
    assert before != 1


def test_the_order_of_arrival_makes_no_difference() -> None:
    """Routes that say the same are the same."""
    a, b = Rib(), Rib()
    for rib, order in ((a, (ONE, TWO)), (b, (TWO, ONE))):
        for each in order:
            rib.update(each, announce("10.0.0.0/8", as_path=str(each.asn)))
    assert a.snapshot() == b.snapshot()
    assert not diff(a, b)


def test_a_difference_prints_itself() -> None:
    """A line for each path that is there on one side only, and for each other best path.

    Where the lines of a path before and after are the same, what they do not show is said.
    """
    assert str(diff(*two_ribs())).splitlines() == [
        "- 10.0.0.0/8 from 192.0.2.2 AS2: 2 3 4 via 192.0.2.9",
        "+ 10.0.0.0/8 from 192.0.2.2 AS2: 2 3 4 via 192.0.2.9",
        "    weight 0 -> 1",
        "> 10.0.0.0/8: best is 192.0.2.2 AS2",
        "- 11.0.0.0/8 from 192.0.2.1 AS1: 1 via 192.0.2.9",
        "> 11.0.0.0/8: best is nothing",
        "- 12.0.0.0/8 from 192.0.2.1 AS1: 1 via 192.0.2.9",
        "+ 12.0.0.0/8 from 192.0.2.1 AS1: 1 7 via 192.0.2.9",
        "> 12.0.0.0/8: best is 192.0.2.1 AS1",
        "+ 13.0.0.0/8 from 192.0.2.2 AS2: 2 3 via 192.0.2.9, refused by import policy",
    ]


def heard(octets: str, *, four_octet_as: bool = True) -> Rib:
    """Make a RIB that heard 10.0.0.0/8 with attributes as they are on the wire."""
    rib, attributes = Rib(), bytes.fromhex(octets)
    body = bytes(2) + len(attributes).to_bytes(2, "big") + attributes + b"\x08\x0a"
    message = b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + b"\x02" + body
    update = decode(message, Context(four_octet_as=four_octet_as))
    assert isinstance(update, Update)
    assert update.findings == ()
    rib.update(ONE, update)
    return rib


AS4 = "c011 0a 0202 00000001 00010000"
PLAIN = "40010100 4002 0a 0202 00000001 00010000 400304 c0000209 800404 00000005"


@pytest.mark.parametrize(
    ("octets", "four_octet_as"),
    [
        ("40010100 5002 000a 0202 00000001 00010000 400304 c0000209 800404 00000005", True),
        ("800404 00000005 400304 c0000209 4002 0a 0202 00000001 00010000 40010100", True),
        ("4f010100 4002 0a 0202 00000001 00010000 400304 c0000209 810404 00000005", True),
        (
            "40010100 4002 06 0202 0001 5ba0 400304 c0000209 800404 00000005 " + AS4,
            False,
        ),
    ],
    ids=["length of two octets", "another order", "unused bits", "AS4_PATH"],
)
def test_how_attributes_are_written_is_no_difference(octets: str, four_octet_as: bool) -> None:
    """RFC 4271 §4.3, §5; RFC 6793 §4.2.3: a collector writes a table otherwise than its peers."""
    plain, other = heard(PLAIN), heard(octets, four_octet_as=four_octet_as)
    before, after = plain.snapshot(), other.snapshot()
    assert [r.path.octets for r in before] != [r.path.octets for r in after]
    assert before == after
    assert hash(before) == hash(after)
    assert not diff(plain, other)
    assert apply(diff(plain, other), before) == after


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (PLAIN.replace("00000005", "00000006"), "MULTI_EXIT_DISC 5 -> 6"),
        (PLAIN + "c00804 00000002", "COMMUNITIES 0:2 added"),
        (
            PLAIN.replace("0a 0202 00000001 00010000", "0c 0201 00000001 0201 00010000"),
            "AS_PATH 1 65536 -> 1 | 65536",
        ),
    ],
)
def test_what_they_say_is_one(octets: str, text: str) -> None:
    """And it is said, where the lines of the paths do not show it."""
    (moved,) = diff(heard(PLAIN), heard(octets))
    assert moved.best_changed
    assert f"    {text}" in str(moved).splitlines()


def test_4271_4_3_the_partial_bit_is_one() -> None:
    """§4.3: of a known attribute it says that somebody on the way did not know it."""
    whole, partial = heard(PLAIN + "c00804 00000002"), heard(PLAIN + "e00804 00000002")
    assert whole.snapshot() != partial.snapshot()
    assert "    COMMUNITIES 0:2 -> 0:2 (partial)" in str(diff(whole, partial)).splitlines()


def test_of_destinations_that_share_a_path_one_may_differ() -> None:
    """What was found out of two paths holds for these two alone."""
    before, after = Rib(), Rib()
    for rib in (before, after):
        rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"))
    after.update(ONE, announce("11.0.0.0/8", as_path="1 7"))
    assert [moved.key for moved in diff(before, after)] == [Prefix.parse("11.0.0.0/8").key]
    assert before.snapshot() != after.snapshot()


def test_what_was_received_is_a_difference_too() -> None:
    """Policy may make the same of what peers say differently."""

    def tell_short(path: Path, _family: Family, _keys: Sequence[bytes]) -> Path:
        return path.replace(attributes=block("1"))

    before, after = Rib(), Rib()
    for rib, as_path in ((before, "1 2"), (after, "1 3")):
        rib.update(ONE, announce("10.0.0.0/8", as_path=as_path), tell_short)
    first, second = before.best(TEN), after.best(TEN)
    assert first is not None
    assert second is not None
    assert first.path.attributes == second.path.attributes
    assert before.snapshot() != after.snapshot()
    assert len(list(diff(before, after))) == 1


def test_a_difference_says_how_much_it_is() -> None:
    """As a snapshot does."""
    assert repr(diff(*two_ribs())) == "<Difference ipv4-unicast: 4>"
    assert repr(diff(Rib(), Rib())) == "<Difference of nothing>"


def test_a_difference_is_a_value() -> None:
    """Equal where the same differs in the same way."""
    a, b = two_ribs()
    difference = diff(a, b)
    assert difference == diff(*two_ribs())
    assert hash(difference) == hash(diff(*two_ribs()))
    assert difference != diff(b, a)
    assert difference != 1
    assert apply(difference, a) == b.snapshot()
    assert len(difference) == 4


def test_another_best_path_is_a_difference() -> None:
    """Of two RIBs with the same paths, which are chosen from in different ways."""
    a, b = Rib(), Rib(RFC4271.without("shortest AS_PATH"))
    for rib in (a, b):
        rib.update(ONE, announce("10.0.0.0/8", as_path="1 2 3"))
        rib.update(TWO, announce("10.0.0.0/8", as_path="2"))
    assert a.snapshot() != b.snapshot()
    assert str(diff(a, b)) == "> 10.0.0.0/8: best is 192.0.2.1 AS1"


def test_a_difference_of_more_is_another_one() -> None:
    """Where what differs in one of them differs in the other as well."""
    none, one, more = Rib(), Rib(), Rib()
    one.update(ONE, announce("10.0.0.0/8"))
    more.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8"))
    assert diff(none, one) != diff(none, more)
    assert diff(none, more) != diff(none, one)
    assert one.snapshot() != more.snapshot()
    assert more.snapshot() != one.snapshot()


def test_a_difference_fits_where_it_starts_from_only() -> None:
    """What differs must be as it was; other destinations may be as they like."""
    a, b = two_ribs()
    difference = diff(a, b)
    a.update(ONE, announce("99.0.0.0/8"))
    assert len(apply(difference, a)) == 4
    a.update(ONE, Update.withdraw(["11.0.0.0/8"]))
    with pytest.raises(LocalError, match="080b is not what"):
        apply(difference, a)


def test_updates_withdraw_before_they_announce() -> None:
    """The peer's Adj-RIB-In, in the words of the peer."""
    a, b = two_ribs()
    packed = diff(a, b).updates(Context(), ONE)
    assert [octets[19:21] != b"\0\0" for octets in packed.messages] == [True, False]
    # What only policy made different is nothing that the peer has to say.
    assert len(diff(a, b).updates(Context(), TWO).messages) == 1


def test_7911_paths_with_identifiers_ask_for_a_place_for_them() -> None:
    """RFC 7911 §3: without it two paths to a destination were one, and nobody was told.

    What a session agreed on for receiving, as its context has it, is no place to send them.
    """
    rib = Rib()
    for path_id in (1, 2):
        nlri = UnicastNlri(TEN, path_id=path_id)
        group = NlriGroup.of(Family.IPV4_UNICAST, [nlri], next_hop=f"192.0.2.{path_id}")
        rib.update(ONE, Update(block("1"), (group,), ()))
    difference = diff(Rib(), rib)
    for context in (Context(), Context(add_path_receive=[Family.IPV4_UNICAST])):
        with pytest.raises(LocalError, match=r"with path identifiers: .* Context\.with_add_path"):
            difference.updates(context, ONE)
    context = Context().with_add_path(Family.IPV4_UNICAST)
    copy = Rib()
    for octets in difference.updates(context, ONE).messages:
        update = decode(octets, context)
        assert isinstance(update, Update)
        copy.update(ONE, update)
    found = {(route.path_id, str(route.next_hop)) for route in copy.routes(TEN)}
    assert found == {(1, "192.0.2.1"), (2, "192.0.2.2")}
    # The best one alone, as of the Loc-RIB, needs none.
    assert len(difference.updates(Context()).messages) == 1


def test_another_label_is_told() -> None:
    """RFC 8277 §2.2: it is part of what is announced, and of the key it is none."""
    ribs = []
    for label in (100, 200, 200):
        nlri = LabeledNlri((Label.of(label),), TEN)
        group = NlriGroup.of(Family.IPV4_LABELED, [nlri], next_hop="192.0.2.9")
        ribs.append(Rib())
        ribs[-1].update(ONE, Update(block("1"), (group,), ()))
    (message,) = diff(*ribs[:2]).updates(Context(), ONE).messages
    update = decode(message)
    assert isinstance(update, Update)
    assert [str(each) for each in update.announced[0]] == ["10.0.0.0/8 label 200"]
    assert diff(*ribs[1:]).updates(Context(), ONE).messages == ()


def test_nothing_differs_from_nothing() -> None:
    """Of no RIB is left no message."""
    assert Snapshot({}) == Rib().snapshot()
    assert repr(Rib().snapshot()) == "<Snapshot of nothing>"
    assert diff(Rib(), Rib()).updates(Context()).messages == ()
