"""The state machine's table (RFC 4271 §8.2.2), cell by cell."""

from __future__ import annotations

import itertools

import attrs
import pytest

from bgplib.session.actions import Action, Notify
from bgplib.session.conditions import Facts
from bgplib.session.effects import EFFECTS
from bgplib.session.fsm import TABLE, Row, step
from bgplib.session.inputs import OPTIONAL, Input
from bgplib.session.states import State

CONNECTED = (State.OPEN_SENT, State.OPEN_CONFIRM, State.ESTABLISHED)
ALL_FACTS = tuple(
    Facts(**dict(zip((f.name for f in attrs.fields(Facts)), values, strict=True)))
    for values in itertools.product((False, True), repeat=len(attrs.fields(Facts)))
)


def short(row: Row) -> list[str]:
    """Return the actions of a row in the notation of the table."""
    return [str(a) if isinstance(a, Notify) else a.value for a in row.actions]


def notifications(row: Row) -> list[Notify]:
    """Return the NOTIFICATIONs of a row."""
    return [action for action in row.actions if isinstance(action, Notify)]


@pytest.mark.parametrize("state", State)
def test_the_table_is_total_and_certain(state: State) -> None:
    """RFC 4271 §8.2.2: in each state each event has exactly one row, whatever else is so."""
    for input in Input:
        cell = [row for row in TABLE if row.state is state and row.input is input]
        assert cell
        for facts in ALL_FACTS:
            assert sum(row.condition.holds(facts) for row in cell) == 1, (input, facts)


def test_step_finds_the_row() -> None:
    """RFC 4271 §8.2.2: the row of the state, the event and the facts."""
    facts = Facts(hold_time_zero=True)
    row = step(State.ESTABLISHED, Input.KEEP_ALIVE_MSG, facts)
    assert row.actions == ()
    row = step(State.ESTABLISHED, Input.KEEP_ALIVE_MSG, Facts())
    assert row.actions == (Action.HOLD_RESTART,)


def test_every_action_can_be_done() -> None:
    """RFC 4271 §8.2.2: each action of the table has its effect; `COLLIDE` is asked, not done."""
    used = {action for row in TABLE for action in row.actions if isinstance(action, Action)}
    assert used == set(Action)
    assert set(EFFECTS) | {Action.COLLIDE} == used


def test_who_falls_to_idle_lets_go() -> None:
    """RFC 4271 §8.2.2: on the way from a connected state to Idle the connection is dropped."""
    falls = [row for row in TABLE if row.state in CONNECTED and row.next is State.IDLE]
    assert len(falls) > 50
    for row in falls:
        assert Action.TCP_DROP in row.actions, row
        assert Action.REL in row.actions, row
        assert (Action.RTX in row.actions or Action.RTSTALE in row.actions) is (
            row.state is State.ESTABLISHED
        ), row


def test_one_notification_at_most_and_only_to_end() -> None:
    """RFC 4271 §6: a NOTIFICATION is sent once, before the connection is closed."""
    rows = [row for row in TABLE if notifications(row)]
    assert len(rows) > 40
    for row in rows:
        assert len(notifications(row)) == 1, row
        assert row.next is State.IDLE, row
        names = short(row)
        assert names.index(str(notifications(row)[0])) < names.index("TCPX"), row


def test_no_notification_answers_a_notification() -> None:
    """RFC 4271 §6.4: what the peer says last is not answered."""
    rows = [row for row in TABLE if row.input in (Input.NOTIF_MSG, Input.NOTIF_MSG_VER_ERR)]
    assert len(rows) > 12
    assert not any(notifications(row) for row in rows)


@pytest.mark.parametrize(
    ("state", "subcode"),
    [(State.OPEN_SENT, 1), (State.OPEN_CONFIRM, 2), (State.ESTABLISHED, 3)],
)
def test_6608_4_the_subcode_is_the_state(state: State, subcode: int) -> None:
    """RFC 6608 §4: a message out of place is answered with the state's subcode and its type."""
    messages = (Input.BGP_OPEN, Input.KEEP_ALIVE_MSG, Input.UPDATE_MSG)
    found = [
        (row.input, notify)
        for row in TABLE
        if row.state is state and row.input in messages
        for notify in notifications(row)
        if notify.code == 5
    ]
    assert found
    kinds = {Input.BGP_OPEN: b"\1", Input.UPDATE_MSG: b"\2", Input.KEEP_ALIVE_MSG: b"\4"}
    for input, notify in found:
        assert notify == Notify(code=5, subcode=subcode, data=kinds[input])


def test_9687_4_3_send_hold_timer() -> None:
    """RFC 9687 §4.3: the timer starts with Established, and ends the session from there only."""
    starts = [row for row in TABLE if Action.SEND_HOLD_START in row.actions]
    assert {(row.state, row.next) for row in starts} == {(State.OPEN_CONFIRM, State.ESTABLISHED)}
    for state in State:
        row = step(state, Input.SEND_HOLD_TIMER_EXPIRES, Facts())
        assert (row.next is State.IDLE) is (state in (State.IDLE, State.ESTABLISHED))
        assert bool(notifications(row)) is (state is State.ESTABLISHED)


def test_counters() -> None:
    """RFC 4271 §8.2.2: a stop by hand zeroes ConnectRetryCounter, a failure counts."""
    for row in TABLE:
        if row.input is Input.MANUAL_STOP and row.state is not State.IDLE:
            assert Action.COUNTER_ZERO in row.actions
        if notifications(row) and row.input is not Input.MANUAL_STOP:
            assert Action.COUNTER_UP in row.actions
        assert not {Action.COUNTER_UP, Action.COUNTER_ZERO} <= set(row.actions)


def test_optional_events_are_the_rfcs() -> None:
    """RFC 4271 §8.1: the events that need not be there."""
    assert {int(input) for input in OPTIONAL} == {3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 20, 23}
    assert all(row.optional is (row.input in OPTIONAL) for row in TABLE)


@pytest.mark.parametrize(
    "text", ["NOTIF(5/1,04)", "NOTIF(6/9[6/2])", "NOTIF?(8/0)", "NOTIF(1/x)", "NOTIF(6/7)"]
)
def test_notations_are_read_and_written(text: str) -> None:
    """What the table says of a NOTIFICATION is read as it is written."""
    assert str(Notify.parse(text)) == text


def test_names() -> None:
    """RFC 4271 §8: states and events have the RFC's names."""
    assert [state.text for state in State] == [
        "Idle",
        "Connect",
        "Active",
        "OpenSent",
        "OpenConfirm",
        "Established",
    ]
    assert Input(17).text == "TcpConnectionConfirmed"
    assert len({input.text for input in Input}) == 29


def test_a_row_reads_as_the_table_does() -> None:
    """RFC 4271 §8.2.2: who asks what follows from an event prints the answer."""
    row = step(State.OPEN_SENT, Input.BGP_OPEN, Facts())
    after = "CR0 KA KT! HTN, then OpenConfirm"
    condition = "negotiated hold time non-zero"
    assert str(row) == f"OpenSent, 19 BGPOpen if {condition}: COLLIDE DO0 {after}"
    assert all(str(each.input) in str(each) for each in TABLE)
    idle = step(State.IDLE, Input.BGP_OPEN, Facts())
    assert str(idle) == "Idle, 19 BGPOpen: nothing, then Idle"
