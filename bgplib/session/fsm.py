"""The state machine of RFC 4271 §8.2.2 as one table: every state, every event, what to do, why.

A row reads: in this state, on these events, if this condition holds, do these actions in this order
and go to that state. `bgplib.session.actions` says what the short names of actions mean. The table
is total: `step` finds exactly one row for each state, event and set of facts.

Where RFC 4271 is silent, or contradicts itself or what all speakers do, a note says what was
decided; `docs/reference/state-machine.md` has the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bgplib._frozen import frozen
from bgplib.session.actions import Action, Notify
from bgplib.session.conditions import ALWAYS, CONDITIONS, Condition, Facts
from bgplib.session.inputs import OPTIONAL, Input
from bgplib.session.states import State

__all__ = ["TABLE", "Facts", "Row", "step"]


@frozen(kw_only=True)
class Row:
    """What to do on one event in one state, under one condition."""

    state: State  #: the state before
    input: Input  #: the event
    condition: Condition  #: what else has to hold
    actions: tuple[Action | Notify, ...]  #: what to do, in this order
    next: State  #: the state afterwards
    rfc: str  #: the sections that say so
    note: str = ""  #: a decision or a remark; empty when there is none

    @property
    def optional(self) -> bool:
        """Whether the event is one of those that RFC 4271 §8.1 calls optional."""
        return self.input in OPTIONAL

    def __str__(self) -> str:
        """Return `OpenSent, 24 BGPOpenMsgErr: NOTIF(2/x) CR0 REL TCPX CC+ DAMP, then Idle`."""
        condition = f" if {self.condition.text}" if self.condition.text else ""
        actions = " ".join(map(str, self.actions)) or "nothing"
        event = f"{int(self.input)} {self.input}"
        return f"{self.state}, {event}{condition}: {actions}, then {self.next}"


def _rows(
    state: State,
    inputs: str,
    condition: str,
    actions: str,
    next: State,
    rfc: str = "RFC 4271 §8.2.2",
    note: str = "",
) -> Iterator[Row]:
    """Make a row for each of some events: numbers and ranges, such as "2 9-12"."""
    for part in inputs.split():
        first, _, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield Row(
                state=state,
                input=Input(number),
                condition=CONDITIONS[condition] if condition else ALWAYS,
                actions=tuple(map(_action, actions.split())),
                next=next,
                rfc=rfc,
                note=note,
            )


def _action(text: str) -> Action | Notify:
    return Notify.parse(text) if text.startswith("NOTIF") else Action(text)


def _idle() -> Iterator[Row]:
    idle, connect, active = State.IDLE, State.CONNECT, State.ACTIVE
    start, wait = "INIT CC0 CR! TCP> LSN", "INIT CC0 CR! LSN"
    may_start = "DampPeerOscillations and IdleHoldTimer not running"
    may_not = "IdleHoldTimer running, or DampPeerOscillations off"
    yield from _rows(
        idle,
        "1 3",
        "",
        start,
        connect,
        "RFC 4271 §8.2.2, RFC 4724 §5",
        "routes that are kept as stale stay",
    )
    yield from _rows(idle, "2 8", "", "", idle)
    yield from _rows(idle, "4 5", "", wait, active)
    yield from _rows(idle, "6", may_start, start, connect)
    yield from _rows(idle, "7", may_start, wait, active)
    yield from _rows(idle, "6 7", may_not, "", idle)
    yield from _rows(
        idle, "9-12 15-28", "", "", idle, note="a connection that is offered (16, 17) is refused"
    )
    delayed = "the automatic start that IdleHoldTimer has delayed"
    yield from _rows(idle, "13", "DampPeerOscillations, not passive", start, connect, note=delayed)
    yield from _rows(idle, "13", "DampPeerOscillations, passive", wait, active, note=delayed)
    yield from _rows(idle, "13", "DampPeerOscillations off", "", idle)
    yield from _rows(
        idle,
        "14",
        "",
        "TCPREFUSE",
        idle,
        note="the text lists no event 14; Idle refuses all connections",
    )
    yield from _rows(idle, "29", "", "", idle, "RFC 9687 §4.3", "cannot be: no timer runs")


def _connect() -> Iterator[Row]:
    idle, connect, active = State.IDLE, State.CONNECT, State.ACTIVE
    yield from _rows(connect, "1 3-7", "", "", connect)
    yield from _rows(connect, "2", "", "TCPX REL CC0 CR0", idle)
    yield from _rows(connect, "8 10 11 13 19 23 25-28", "", "CR0 DO0 REL TCPX CC+ DAMP", idle)
    yield from _rows(connect, "9", "", "TCPX CR! DO0 TCP> LSN", connect)
    yield from _rows(connect, "12", "", "OPEN HTL", State.OPEN_SENT)
    yield from _rows(connect, "14", "", "TCPPROC", connect)
    yield from _rows(connect, "15", "", "TCPREFUSE", connect)
    yield from _rows(connect, "16 17", "DelayOpen", "CR0 DO!", connect)
    yield from _rows(connect, "16 17", "not DelayOpen", "CR0 INIT OPEN HTL", State.OPEN_SENT)
    yield from _rows(connect, "18", "DelayOpenTimer running", "CR! DO0 LSN", active)
    yield from _rows(connect, "18", "DelayOpenTimer not running", "CR0 TCPX REL", idle)
    yield from _rows(
        connect,
        "20",
        "negotiated hold time non-zero",
        "CR0 INIT DO0 OPEN KA KT! HTN",
        State.OPEN_CONFIRM,
    )
    yield from _rows(
        connect,
        "20",
        "negotiated hold time zero",
        "CR0 INIT DO0 OPEN KA KT0 HT0",
        State.OPEN_CONFIRM,
    )
    yield from _early_errors(connect)


def _active() -> Iterator[Row]:
    idle, active = State.IDLE, State.ACTIVE
    yield from _rows(active, "1 3-7", "", "", active)
    yield from _rows(
        active,
        "2",
        "DelayOpenTimer running and SendNOTIFICATIONwithoutOPEN",
        "NOTIF(6/2) REL DO0 TCPX CC0 CR0",
        idle,
    )
    yield from _rows(active, "2", "otherwise", "REL DO0 TCPX CC0 CR0", idle)
    yield from _rows(active, "8 10 11 13 19 23 25-28", "", "CR0 REL TCPX CC+ DAMP", idle)
    yield from _rows(active, "9", "", "CR! TCP> LSN", State.CONNECT)
    yield from _rows(active, "12", "", "CR0 DO0 INIT OPEN HTL", State.OPEN_SENT)
    yield from _rows(active, "14", "", "TCPPROC", active)
    yield from _rows(active, "15", "", "TCPREFUSE", active)
    yield from _rows(active, "16 17", "DelayOpen", "CR0 DO!", active)
    yield from _rows(active, "16 17", "not DelayOpen", "CR0 INIT OPEN HTL", State.OPEN_SENT)
    yield from _rows(active, "18", "", "CR! DO0 REL CC+ DAMP", idle)
    yield from _rows(
        active,
        "20",
        "negotiated hold time non-zero",
        "CR0 DO0 INIT OPEN KA KT! HTN",
        State.OPEN_CONFIRM,
    )
    yield from _rows(
        active,
        "20",
        "negotiated hold time zero",
        "CR0 DO0 INIT OPEN KA KT0 HT0",
        State.OPEN_CONFIRM,
    )
    yield from _early_errors(active)


def _early_errors(state: State) -> Iterator[Row]:
    """What goes wrong before our OPEN is sent, alike in Connect and Active."""
    idle = State.IDLE
    for event, code in (("21", 1), ("22", 2)):
        yield from _rows(
            state,
            event,
            "SendNOTIFICATIONwithoutOPEN",
            f"NOTIF({code}/x) CR0 REL TCPX CC+ DAMP",
            idle,
        )
        yield from _rows(
            state, event, "not SendNOTIFICATIONwithoutOPEN", "CR0 REL TCPX CC+ DAMP", idle
        )
    no_count = "ConnectRetryCounter stays"
    yield from _rows(state, "24", "DelayOpenTimer running", "CR0 DO0 REL TCPX", idle, note=no_count)
    yield from _rows(state, "24", "DelayOpenTimer not running", "CR0 REL TCPX CC+ DAMP", idle)
    yield from _rows(state, "29", "", "", state, "RFC 9687 §4.3", "cannot be: no timer runs")


def _open_sent() -> Iterator[Row]:
    idle, sent = State.IDLE, State.OPEN_SENT
    fail = "CR0 REL TCPX CC+ DAMP"
    cease = "RFC 4271 §8.2.2, RFC 4486"
    yield from _rows(sent, "1 3-7 15", "", "", sent)
    yield from _rows(sent, "2", "", "NOTIF(6/2) CR0 REL TCPX CC0", idle, cease)
    yield from _rows(sent, "8", "", f"NOTIF(6/x) {fail}", idle, cease)
    yield from _rows(
        sent,
        "9 11-13 20",
        "",
        f"NOTIF(5/0) {fail}",
        idle,
        note="RFC 6608 has subcodes for messages; no message is at fault here",
    )
    yield from _rows(sent, "10", "", f"NOTIF(4/0) {fail}", idle)
    yield from _rows(
        sent, "14 16 17", "", "TRACK2", sent, note="tracked until its OPEN comes (§6.8)"
    )
    yield from _rows(sent, "18", "", "TCPX CR! LSN", State.ACTIVE)
    yield from _rows(
        sent,
        "19",
        "negotiated hold time non-zero",
        "COLLIDE DO0 CR0 KA KT! HTN",
        State.OPEN_CONFIRM,
    )
    yield from _rows(
        sent, "19", "negotiated hold time zero", "COLLIDE DO0 CR0 KA", State.OPEN_CONFIRM
    )
    yield from _rows(sent, "21", "", f"NOTIF(1/x) {fail}", idle)
    yield from _rows(sent, "22", "", f"NOTIF(2/x) {fail}", idle)
    yield from _rows(sent, "23", "", f"NOTIF(6/7) {fail}", idle, cease)
    yield from _rows(sent, "24", "", "CR0 REL TCPX", idle, note="ConnectRetryCounter stays")
    yield from _rows(
        sent, "25", "", fail, idle, note="a NOTIFICATION is never answered by a NOTIFICATION"
    )
    unexpected = "RFC 4271 §8.2.2, RFC 6608 §4"
    yield from _rows(sent, "26", "", f"NOTIF(5/1,04) {fail}", idle, unexpected)
    yield from _rows(sent, "27 28", "", f"NOTIF(5/1,02) {fail}", idle, unexpected)
    yield from _rows(sent, "29", "", "", sent, "RFC 9687 §4.3", "cannot be: no timer runs")


def _open_confirm() -> Iterator[Row]:
    idle, confirm = State.IDLE, State.OPEN_CONFIRM
    fail = "CR0 REL TCPX CC+ DAMP"
    cease = "RFC 4271 §8.2.2, RFC 4486"
    yield from _rows(confirm, "1 3-7 15", "", "", confirm)
    yield from _rows(confirm, "2", "", "NOTIF(6/2) REL TCPX CC0 CR0", idle, cease)
    yield from _rows(confirm, "8", "", f"NOTIF(6/x) {fail}", idle, cease)
    yield from _rows(confirm, "9 12 13 20", "", f"NOTIF(5/0) {fail}", idle)
    yield from _rows(confirm, "10", "", f"NOTIF(4/0) {fail}", idle)
    yield from _rows(confirm, "11", "", "KA KT!", confirm)
    yield from _rows(confirm, "14 16 17", "", "TRACK2", confirm)
    yield from _rows(confirm, "18 25", "", fail, idle)
    yield from _rows(
        confirm,
        "19",
        "this connection loses the collision",
        f"COLLIDE NOTIF(6/7) {fail}",
        idle,
        "RFC 4271 §8.2.2, RFC 4271 §6.8",
    )
    yield from _rows(
        confirm,
        "19",
        "no collision (second OPEN on the same connection)",
        f"NOTIF(5/2,01) {fail}",
        idle,
        "RFC 6608 §4",
    )
    yield from _rows(confirm, "21", "", f"NOTIF(1/x) {fail}", idle)
    yield from _rows(confirm, "22", "", f"NOTIF(2/x) {fail}", idle)
    yield from _rows(confirm, "23", "", f"NOTIF(6/7) {fail}", idle)
    yield from _rows(confirm, "24", "", "CR0 REL TCPX", idle, note="ConnectRetryCounter stays")
    yield from _rows(
        confirm,
        "26",
        "",
        "HT! SHT!",
        State.ESTABLISHED,
        "RFC 4271 §8.2.2, RFC 9687 §4.3",
        "SendHoldTimer starts if neither its time nor the negotiated hold time is 0",
    )
    yield from _rows(
        confirm,
        "27 28",
        "",
        f"NOTIF(5/2,02) {fail}",
        idle,
        "RFC 4271 §8.2.2, RFC 6608 §4",
        "an option takes an UPDATE for the KEEPALIVE that was left out, as BIRD does",
    )
    yield from _rows(confirm, "29", "", "", confirm, "RFC 9687 §4.3", "cannot be: no timer runs")


def _established() -> Iterator[Row]:
    idle, up = State.IDLE, State.ESTABLISHED
    down = "CR0 RTX REL TCPX CC+"
    keep = "CR0 RTSTALE REL TCPX CC+"
    fail = f"{down} DAMP"
    restarts = "Graceful Restart with one or more AFI/SAFI received"
    yield from _rows(up, "1 3-7 15", "", "", up)
    yield from _rows(
        up,
        "2",
        "N bit not exchanged",
        "NOTIF(6/2) CR0 RTX REL TCPX CC0",
        idle,
        "RFC 4271 §8.2.2, RFC 4486",
    )
    yield from _rows(
        up,
        "2",
        "N bit exchanged",
        "NOTIF(6/9[6/2]) CR0 RTX REL TCPX CC0",
        idle,
        "RFC 8538 §5.1, RFC 8538 §5.2",
    )
    yield from _rows(
        up,
        "8",
        "maximum prefixes",
        f"NOTIF(6/1) {fail}",
        idle,
        "RFC 4271 §8.2.2, RFC 4271 §6.7, RFC 4486",
    )
    yield from _rows(up, "8", "other automatic stop", f"NOTIF(6/x) {fail}", idle)
    yield from _rows(up, "9 12 13 20", "", f"NOTIF(5/0) {fail}", idle)
    yield from _rows(up, "10", "N bit not exchanged", f"NOTIF(4/0) {fail}", idle)
    yield from _rows(up, "10", "N bit exchanged", f"NOTIF(4/0) {keep} DAMP", idle, "RFC 8538 §4")
    yield from _rows(up, "11", "negotiated hold time non-zero", "KA KT!", up)
    yield from _rows(
        up, "11", "negotiated hold time zero", "KA", up, note="the timer should not be running"
    )
    yield from _rows(up, "14", "", "TRACK2", up)
    yield from _rows(up, "16 17", f"no {restarts}", "TRACK2", up)
    yield from _rows(
        up,
        "16 17",
        restarts,
        "RTSTALE REL TCPX(old) INIT CC0 CR!",
        State.CONNECT,
        "RFC 4724 §5",
        "the old connection is closed without a NOTIFICATION, the new one is kept",
    )
    yield from _rows(up, "18", f"no {restarts}", down, idle)
    yield from _rows(up, "18", restarts, keep, idle, "RFC 4724 §5")
    yield from _rows(
        up,
        "19",
        "CollisionDetectEstablishedState",
        "COLLIDE",
        up,
        note="event 23 follows when this connection loses",
    )
    yield from _rows(
        up,
        "19",
        "not CollisionDetectEstablishedState",
        f"NOTIF(5/3,01) {fail}",
        idle,
        "RFC 6608 §4",
    )
    yield from _rows(
        up,
        "21",
        "",
        f"NOTIF(1/x) {fail}",
        idle,
        "RFC 4271 §6.1",
        "§8.2.2 says code 5; §6.1 has a MUST for code 1, which all speakers send",
    )
    yield from _rows(
        up,
        "22",
        "",
        f"NOTIF(5/3,01) {fail}",
        idle,
        "RFC 6608 §4",
        "an OPEN is unexpected here, whatever it says",
    )
    yield from _rows(up, "23", "CollisionDetectEstablishedState", f"NOTIF(6/7) {fail}", idle)
    yield from _rows(
        up,
        "23",
        "not CollisionDetectEstablishedState",
        "",
        up,
        "RFC 4271 §6.8",
        "the newer connection is the one that is closed",
    )
    yield from _rows(
        up,
        "24 25",
        "N bit not exchanged, or Hard Reset (6/9)",
        down,
        idle,
        "RFC 4271 §8.2.2, RFC 4724 §5, RFC 8538 §3.2",
    )
    yield from _rows(up, "24 25", "N bit exchanged and not Hard Reset", keep, idle, "RFC 8538 §4")
    yield from _rows(up, "26", "negotiated hold time non-zero", "HT!", up)
    yield from _rows(up, "26", "negotiated hold time zero", "", up)
    withdrawn = "an UPDATE that is treated as a withdrawal is event 27, too"
    yield from _rows(up, "27", "negotiated hold time non-zero", "PROC HT!", up, note=withdrawn)
    yield from _rows(up, "27", "negotiated hold time zero", "PROC", up, note=withdrawn)
    yield from _rows(
        up,
        "28",
        "",
        f"NOTIF(3/x) {fail}",
        idle,
        "RFC 4271 §8.2.2, RFC 7606 §3",
        "only what ends the session by RFC 7606",
    )
    yield from _rows(
        up,
        "29",
        "",
        f"LOG NOTIF?(8/0) {fail}",
        idle,
        "RFC 9687 §4.3",
        "the NOTIFICATION must not delay the rest",
    )


#: all rows, by state and in the order in which a reader looks for them
TABLE: Final = (
    *_idle(),
    *_connect(),
    *_active(),
    *_open_sent(),
    *_open_confirm(),
    *_established(),
)

_CELLS: Final[dict[tuple[State, Input], tuple[Row, ...]]] = {
    (state, input): tuple(row for row in TABLE if row.state is state and row.input is input)
    for state in State
    for input in Input
}


def step(state: State, input: Input, facts: Facts) -> Row:
    """Return the row for an event.

    Args:
        state: the state before.
        input: the event.
        facts: what else is so.
    """
    # The conditions of a cell exclude each other and one of them holds: a test tries all facts.
    return next(row for row in _CELLS[state, input] if row.condition.holds(facts))
