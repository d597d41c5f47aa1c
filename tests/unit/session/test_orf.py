"""Outbound route filters of a peer: RFC 5291 §6 and RFC 5292 §4."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.outbound_route_filter import (
    ADD,
    ADDRESS_PREFIX,
    ADDRESS_PREFIX_OLD,
    DEFER,
    IMMEDIATE,
    REMOVE,
    AddressPrefixEntry,
    Filters,
    OutboundRouteFilter,
    RemoveAll,
    encode,
)
from bgplib.session.orf import OrfTable
from bgplib.values.prefix import Prefix
from tests.counting import lines_of


def line(
    sequence: int,
    prefix: str,
    minimum: int = 0,
    maximum: int = 0,
    *,
    deny: bool = False,
    action: int = ADD,
) -> AddressPrefixEntry:
    return AddressPrefixEntry(
        action=action,
        deny=deny,
        sequence=sequence,
        prefix=Prefix.parse(prefix),
        minimum=minimum,
        maximum=maximum,
    )


def octets(
    *entries: AddressPrefixEntry | RemoveAll, when: int = IMMEDIATE, kind: int = ADDRESS_PREFIX
) -> bytes:
    return encode(Filters(when, (OutboundRouteFilter(kind, entries),)))


def table(*entries: AddressPrefixEntry) -> OrfTable:
    made = OrfTable(Family.IPV4_UNICAST)
    assert made.apply(octets(*entries))
    return made


def permits(made: OrfTable, prefix: str) -> bool:
    return made.permits(Prefix.parse(prefix))


def test_without_filters_all_is_permitted() -> None:
    """RFC 5291 §6: only non-empty ORFs keep routes back."""
    assert permits(OrfTable(Family.IPV4_UNICAST), "10.0.0.0/8")
    assert permits(table(), "10.0.0.0/8")


def test_what_no_entry_matches_is_not_sent() -> None:
    """RFC 5291 §6: a route that matches no entry of a non-empty ORF is not advertised."""
    made = table(line(1, "10.0.0.0/8"))
    assert permits(made, "10.0.0.0/8")
    assert not permits(made, "10.1.0.0/16")
    assert not permits(made, "11.0.0.0/8")


def test_the_smallest_sequence_number_decides() -> None:
    """RFC 5292 §4: the first match counts, in whatever order entries came."""
    made = table(line(20, "0.0.0.0/0", 0, 32), line(10, "10.0.0.0/8", 0, 32, deny=True))
    assert not permits(made, "10.1.0.0/16")
    assert permits(made, "11.0.0.0/8")


def test_remove_takes_the_entry_that_is_the_same() -> None:
    """RFC 5291 §6: REMOVE of an entry that is not there is ignored."""
    made = table(line(1, "10.0.0.0/8"), line(2, "11.0.0.0/8"))
    made.apply(octets(line(1, "12.0.0.0/8", action=REMOVE), line(9, "10.0.0.0/8", action=REMOVE)))
    assert len(made.entries()) == 2
    made.apply(octets(line(1, "10.0.0.0/8", action=REMOVE)))
    assert not permits(made, "10.0.0.0/8")
    assert permits(made, "11.0.0.0/8")


def test_an_orf_is_removed_with_its_last_entry() -> None:
    """RFC 5291 §6: by REMOVE-ALL, or by a sequence of REMOVE."""
    for last in (RemoveAll(), line(1, "10.0.0.0/8", action=REMOVE)):
        made = table(line(1, "10.0.0.0/8"))
        assert not permits(made, "11.0.0.0/8")
        made.apply(octets(last))
        assert made.entries() == ()
        assert permits(made, "11.0.0.0/8")


def test_remove_all_then_add_in_one_message() -> None:
    """RFC 5291 §6: entries modify the ORF one after the other."""
    made = table(line(1, "10.0.0.0/8"))
    made.apply(octets(RemoveAll(), line(1, "11.0.0.0/8")))
    assert made.entries() == (line(1, "11.0.0.0/8"),)


def test_an_entry_replaces_that_of_its_sequence_number() -> None:
    """RFC 5292 §2: the sequence number orders entries, so that each is there once."""
    made = table(line(1, "10.0.0.0/8"), line(1, "11.0.0.0/8"))
    assert made.entries() == (line(1, "11.0.0.0/8"),)
    assert not permits(made, "10.0.0.0/8")


def test_deferred_filters_wait_for_the_next_message() -> None:
    """RFC 5291 §6: after DEFER a plain ROUTE-REFRESH, or an IMMEDIATE one, asks for the routes."""
    made = OrfTable(Family.IPV4_UNICAST)
    assert made.waiting
    assert not made.apply(octets(line(1, "10.0.0.0/8"), when=DEFER))
    assert made.waiting
    assert made.entries()
    assert made.apply(b"")
    assert not made.waiting


def test_routes_wait_for_an_immediate_message() -> None:
    """RFC 5291 §6: routes wait only where the peer is going to send filters."""
    assert not table(line(1, "10.0.0.0/8")).waiting
    assert not OrfTable(Family.IPV4_UNICAST, ()).waiting


def test_types_not_agreed_on_are_ignored() -> None:
    """RFC 5291 §6: entries of a type that we did not offer to receive change nothing."""
    made = table(line(1, "10.0.0.0/8"))
    assert made.apply(octets(line(1, "11.0.0.0/8"), kind=ADDRESS_PREFIX_OLD))
    assert made.entries() == (line(1, "10.0.0.0/8"),)
    assert made.entries(ADDRESS_PREFIX_OLD) == ()


@pytest.mark.parametrize("kind", ["41", "80"])
def test_faults_in_types_not_agreed_on_are_ignored(kind: str) -> None:
    """RFC 5291 §6: what is wrong with such entries removes no filters, and stops no others."""
    made = table(line(1, "10.0.0.0/8"))
    wrong = bytes.fromhex("01" + kind + "0001 c0")
    assert made.apply(wrong)
    assert made.entries() == (line(1, "10.0.0.0/8"),)
    assert made.apply(wrong + octets(line(2, "11.0.0.0/8"))[1:])
    assert made.entries() == (line(1, "10.0.0.0/8"), line(2, "11.0.0.0/8"))


@pytest.mark.parametrize("text", ["01 40 0001 c0", "01 40 ffff", "01 40 0008 00 00000001 00 21 00"])
def test_what_cannot_be_read_removes_the_filters(text: str) -> None:
    """RFC 5291 §6: an unrecognized value removes the whole ORF; all routes go out."""
    made = table(line(1, "10.0.0.0/8"))
    assert made.apply(bytes.fromhex(text))
    assert made.entries() == ()
    assert permits(made, "11.0.0.0/8")


def test_orfs_of_two_types_combine() -> None:
    """RFC 5291 §6: PERMIT and DENY result in DENY."""
    made = OrfTable(Family.IPV4_UNICAST, (ADDRESS_PREFIX, ADDRESS_PREFIX_OLD))
    made.apply(octets(line(1, "0.0.0.0/0", 0, 32)))
    made.apply(octets(line(1, "10.0.0.0/8", deny=True), kind=ADDRESS_PREFIX_OLD))
    assert not permits(made, "10.0.0.0/8")
    assert permits(made, "11.0.0.0/8")


def test_more_entries_than_the_limit_filter_nothing() -> None:
    """RFC 5291 §6: the peer's filters need not be honoured; memory is bounded."""
    made = OrfTable(Family.IPV4_UNICAST, limit=2)
    made.apply(octets(*(line(number, "10.0.0.0/8") for number in range(3))))
    assert made.entries() == ()
    assert made.given_up == {ADDRESS_PREFIX}
    made.apply(octets(line(9, "10.0.0.0/8")))
    assert permits(made, "11.0.0.0/8")
    made.apply(octets(RemoveAll(), line(9, "10.0.0.0/8")))
    assert made.given_up == frozenset()
    assert not permits(made, "11.0.0.0/8")


def test_unknown_types_cannot_be_promised() -> None:
    """A table for filters that it could not apply is a mistake of the caller."""
    with pytest.raises(LocalError):
        OrfTable(Family.IPV4_UNICAST, (65,))
    with pytest.raises(LocalError):
        OrfTable(Family.IPV4_UNICAST, limit=-1)


def test_ipv6_prefixes() -> None:
    """RFC 5292 §2: lengths go up to those of the family's addresses."""
    made = OrfTable(Family.IPV6_UNICAST)
    made.apply(octets(line(1, "2001:db8::/32", 48, 64)))
    assert permits(made, "2001:db8:1::/48")
    assert not permits(made, "2001:db8:1:2:3::/80")


_prefixes = st.builds(
    lambda number, length: Prefix.from_address((number << 28).to_bytes(4, "big"), length),
    st.integers(0, 15),
    st.integers(0, 5),
)
_entries = st.builds(
    AddressPrefixEntry,
    action=st.sampled_from((ADD, ADD, REMOVE)),
    deny=st.booleans(),
    sequence=st.integers(0, 5),
    prefix=_prefixes,
    minimum=st.integers(0, 5),
    maximum=st.integers(0, 5),
)


@given(
    st.lists(_entries | st.just(RemoveAll()), max_size=20),
    st.lists(_prefixes, min_size=1),
    st.booleans(),
)
def test_the_slow_way_agrees(
    entries: list[AddressPrefixEntry | RemoveAll], prefixes: list[Prefix], asks_between: bool
) -> None:
    """RFC 5292 §4: what is found by prefix is what a walk through all entries finds."""
    made = OrfTable(Family.IPV4_UNICAST)
    kept: dict[int, AddressPrefixEntry] = {}
    for entry in entries:
        made.apply(octets(entry))
        if isinstance(entry, RemoveAll):
            kept.clear()
        elif entry.action == ADD:
            kept[entry.sequence] = entry
        else:
            fields = (entry.deny, entry.prefix, entry.minimum, entry.maximum)
            old = kept.get(entry.sequence)
            if old is not None and (old.deny, old.prefix, old.minimum, old.maximum) == fields:
                del kept[entry.sequence]
        if not asks_between and entry is not entries[-1]:
            continue
        for prefix in prefixes:
            first = next((kept[each] for each in sorted(kept) if kept[each].matches(prefix)), None)
            assert made.permits(prefix) == (not kept or (first is not None and not first.deny))


def test_thousands_of_entries_of_one_prefix_cost_a_route_nothing() -> None:
    """RFC 5292 §4: a route is as many lines of work with 5,000 entries as with 50."""

    def work(count: int, removed: int) -> int:
        made = OrfTable(Family.IPV4_UNICAST)
        for number in range(count):
            made.apply(octets(line(number + 1, "0.0.0.0/0", 31, 32)))
        route = Prefix.parse("10.0.0.0/24")
        made.permits(route)
        for number in range(removed):
            made.apply(octets(line(number + 1, "0.0.0.0/0", 31, 32, action=REMOVE)))
        made.permits(route)
        return lines_of(lambda: made.permits(route))

    for removed in (0, 3):
        assert work(5_000, removed) == work(50, removed)


@given(st.binary(max_size=40))
def test_no_octets_raise(field: bytes) -> None:
    """Whatever the peer sends, the table stays usable."""
    made = table(line(1, "10.0.0.0/8"))
    made.apply(field)
    first = next(
        (each for each in made.entries() if each.matches(Prefix.parse("10.0.0.0/8"))), None
    )
    expected = not made.entries() or (first is not None and not first.deny)
    assert permits(made, "10.0.0.0/8") == expected
    assert made.apply(b"")
