"""AspaTable: paths that went up and down, as draft-ietf-sidrops-aspa-verification judges them."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import AsPath
from bgplib.capabilities.role import Role
from bgplib.errors import LocalError, ParseError
from bgplib.policy import Aspa, AspaState, AspaTable, Direction, PolicyContext
from bgplib.policy.matchers import aspa_state
from bgplib.route import Path, Source
from tests.unit.policy.routes import INTERNAL, PEER, block, path, route

# 1 and 2 are at the top and peer with each other; 10 buys of 1, 20 of 2, 100 of 10, 200 of 20;
# 30 has published nothing.
TABLE = AspaTable.of({1: [0], 2: [0], 10: [1], 20: [2], 100: [10], 200: [20]})


def segments(text: str) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Read a path."""
    return AsPath.parse(text).plain


@pytest.mark.parametrize(
    ("text", "upstream", "downstream"),
    [
        ("100", "valid", "valid"),
        ("10 100", "valid", "valid"),
        ("1 10 100", "valid", "valid"),
        ("1 10 10 10 100 100", "valid", "valid"),
        ("2 1 10 100", "invalid", "valid"),
        ("20 2 1 10 100", "invalid", "valid"),
        ("200 20 2 1 10 100", "invalid", "valid"),
        ("2 1 100", "invalid", "invalid"),
        ("1 100", "invalid", "valid"),
        ("20 10 100", "invalid", "valid"),
        ("1 20 10 100", "invalid", "invalid"),
        ("2 200 1", "invalid", "invalid"),
        ("20 200 10", "invalid", "invalid"),
        ("30", "valid", "valid"),
        ("10 30", "unknown", "valid"),
        ("1 10 30", "unknown", "unknown"),
        ("1 30 10", "invalid", "invalid"),
        ("2 1 30 10", "invalid", "invalid"),
        ("2 30 1", "invalid", "invalid"),
        ("20 30 30 100", "invalid", "invalid"),
        ("200 30 31 32 100", "invalid", "invalid"),
        ("31 32 33 30", "unknown", "unknown"),
        ("20 31 32 10 100", "invalid", "invalid"),
        ("2 31 32 10 30", "invalid", "invalid"),
        ("", "invalid", "invalid"),
        ("1 {10,100}", "invalid", "invalid"),
        ("(65000) 1 10", "invalid", "invalid"),
    ],
)
def test_paths(text: str, upstream: str, downstream: str) -> None:
    """§6.2 and §6.3 (upstream, downstream): ramps that cover the path, or cannot."""
    assert TABLE.verify_upstream(segments(text)) is AspaState(upstream)
    assert TABLE.verify_downstream(segments(text)) is AspaState(downstream)


def test_the_neighbour_stands_first() -> None:
    """A path whose first AS is not the neighbour's is invalid, where that is checked."""
    path_text = segments("10 100")
    assert TABLE.verify_upstream(path_text, 10) is AspaState.VALID
    assert TABLE.verify_upstream(path_text, 11) is AspaState.INVALID
    assert TABLE.verify_downstream(path_text, 11) is AspaState.INVALID


def test_several_payloads_of_a_customer_are_joined() -> None:
    """Their providers make one set."""
    table = AspaTable([Aspa(10, {1}), Aspa(10, {2})])
    assert table.verify_upstream(segments("2 10")) is AspaState.VALID
    assert len(table) == 1
    assert table.providers == {10: {1, 2}}
    assert repr(table) == "<AspaTable of 1 customers>"


@pytest.mark.parametrize(
    ("ours", "text", "state"),
    [
        ("customer", "2 1 10 100", "valid"),  # a provider may send what descended
        (None, "2 1 10 100", "valid"),
        ("provider", "2 1 10 100", "invalid"),  # a customer may not
        ("peer", "2 1 10 100", "invalid"),
        ("rs", "2 1 10 100", "invalid"),
        ("rs-client", "1 10 100", "valid"),  # nor does the route server name itself
        ("rs", "1 10 100", "invalid"),
    ],
)
def test_the_role_says_which_way_is_right(ours: str | None, text: str, state: str) -> None:
    """§5: customers, lateral peers and route servers are upstream, providers downstream."""
    context = PolicyContext(role=None if ours is None else Role.parse(ours), aspas=TABLE)
    source = Source(address="192.0.2.1", asn=2)
    found = Path(source, block(text), "192.0.2.1")
    assert aspa_state(found, context) is AspaState(state)


@pytest.mark.parametrize("ours", ["customer", "provider", None])
def test_on_the_way_out_the_path_is_that_of_who_announced_it(ours: str | None) -> None:
    """Its first AS is not the one that it goes to, whose role says nothing of whence it came."""
    context = PolicyContext(
        direction=Direction.EXPORT,
        peer=Source(address="192.0.2.9", asn=64510),
        role=None if ours is None else Role.parse(ours),
        aspas=TABLE,
    )
    source = Source(address="192.0.2.1", asn=2)
    assert aspa_state(Path(source, block("2 1 10 100"), "192.0.2.1"), context) is AspaState.VALID
    assert aspa_state(Path(source, block("1 10 100"), "192.0.2.1"), context) is AspaState.INVALID


def test_without_payloads_nothing_is_known() -> None:
    """Nor of what an internal peer passed on, or of our own."""
    assert aspa_state(path(), PolicyContext()) is AspaState.UNKNOWN
    assert aspa_state(route(source=INTERNAL), PolicyContext(aspas=TABLE)) is AspaState.UNKNOWN
    ours = Path(Source.ourselves(64500), block(""))
    assert aspa_state(ours, PolicyContext(aspas=TABLE)) is AspaState.UNKNOWN
    assert aspa_state(path(source=PEER), PolicyContext(aspas=TABLE)) is AspaState.VALID


def test_a_table_is_made_of_numbers() -> None:
    """Any other AS would be one that no path has, and be silently without providers."""
    assert AspaTable.of({10: [1], 20: 2}).providers == {10: {1}, 20: {2}}
    wrong: Any
    for wrong in ({None: [1]}, {10: [1.5]}, {10: None}):
        with pytest.raises(LocalError, match="is no AS number"):
            AspaTable.of(wrong)


def test_payloads_as_validators_write_them() -> None:
    """An AS may be text, with `AS` in front or not, as in a `RoaTable`."""
    table = AspaTable.of({"AS10": ["AS1", "2"], "20": "AS3", 30: 4})
    assert table.providers == {10: {1, 2}, 20: {3}, 30: {4}}
    assert Aspa("AS10", ["AS1"]) == Aspa(10, [1])
    with pytest.raises(ParseError, match="'1/x' is not"):
        AspaTable.of({10: ["AS1/x"]})


def test_a_path_as_it_is_at_hand() -> None:
    """Elements of archives have text, messages a block, programs an `AsPath`."""
    text = "20 2 1 10 100"
    for path_of_it in (text, AsPath.parse(text), segments(text), block(text).as_path):
        assert TABLE.verify_upstream(path_of_it).text == "invalid"
        assert TABLE.verify_downstream(path_of_it).text == "valid"
    assert TABLE.verify_downstream("1 {10,100}") is AspaState.INVALID
    with pytest.raises(ParseError):
        TABLE.verify_upstream("20 and 2")
    wrong: Any
    for wrong in (None, 10, [10, 100], (10, 100)):
        with pytest.raises(LocalError, match="path is "):
            TABLE.verify_upstream(wrong)


def test_tables_are_equal_that_say_the_same() -> None:
    """However they were made."""
    table = AspaTable.of({10: [1, 2], 20: [3]})
    other = AspaTable([Aspa(20, [3]), Aspa(10, [2]), Aspa(10, ["AS1"])])
    assert table == other
    assert hash(table) == hash(other)
    assert table != AspaTable.of({10: [1, 2]})
    assert table != {10: {1, 2}, 20: {3}}


def test_a_table_of_an_own_class_is_itself_alone() -> None:
    """Its answers need not follow from what it holds."""

    class Own(AspaTable):
        pass

    table = Own()
    assert table == table
    assert table != Own()
    assert table != AspaTable()
    assert AspaTable() == AspaTable()
