"""What each action of the state machine's table does; the names are those of RFC 4271 §8.2.2."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from bgplib.messages.keepalive import Keepalive
from bgplib.session.actions import Action, Notify
from bgplib.session.cause import Cause
from bgplib.session.events import CloseWanted, ConnectWanted
from bgplib.session.notifying import notification_of
from bgplib.session.timers import Timer

if TYPE_CHECKING:
    from bgplib.session.machine import Machine

__all__ = ["EFFECTS", "drop", "notify"]


def notify(machine: Machine, action: Notify, cause: Cause) -> None:
    """Send a NOTIFICATION."""
    machine.notification = notification_of(action, cause, n_bit=machine.n_bit)
    if machine.connection is not None:
        machine.connection.put(machine.notification)


def _nothing(machine: Machine, cause: Cause) -> None:
    """Do what is the program's part: to listen, and to answer TCP.

    UPDATEs take the short way of `Session.receive`; what is to be logged stands in `SessionDown`.
    """


# -- resources, routes, connections --------------------------------------------------------------


def _initialize(machine: Machine, cause: Cause) -> None:
    machine.prepare()


def _release(machine: Machine, cause: Cause) -> None:
    machine.timers.stop(Timer.DELAY_OPEN)
    _stop_hold_timers(machine)


def _delete_routes(machine: Machine, cause: Cause) -> None:
    # RFC 8538 §4, of a NOTIFICATION other than a Hard Reset when the N bit was exchanged: "The BGP
    # speaker generating the BGP NOTIFICATION message MUST also follow the rules for the Receiving
    # Speaker." The rows of RFC 4271 §8.2.2 have what holds without it.
    told = machine.notification
    keep = machine.n_bit and told is not None and not told.is_hard_reset
    machine.session.down(machine, cause, keep=keep)


def _keep_routes(machine: Machine, cause: Cause) -> None:
    machine.session.down(machine, cause, keep=True)


def _dial(machine: Machine, cause: Cause) -> None:
    machine.dialling = True
    machine.session.emit(ConnectWanted())


def _stop_hold_timers(machine: Machine) -> None:
    for timer in (Timer.HOLD, Timer.KEEPALIVE, Timer.SEND_HOLD):
        machine.timers.stop(timer)


def drop(machine: Machine, cause: Cause) -> None:
    """Close the connection, if there is one, and forget what was agreed on it."""
    machine.negotiation = None
    # OpenSent leaves HoldTimer running when the connection is lost (RFC 4271 §8.2.2, event 18), and
    # Active would end by it although it waits for nobody's message.
    _stop_hold_timers(machine)
    if machine.connection is not None:
        machine.connection.close()
        machine.session.emit(CloseWanted(machine.connection))
        machine.connection = None
    machine.abandon()


def _track(machine: Machine, cause: Cause) -> None:
    if cause.connection is not None:
        machine.session.track(cause.connection)


# -- messages ------------------------------------------------------------------------------------


def _open(machine: Machine, cause: Cause) -> None:
    if machine.connection is not None:
        machine.connection.put(machine.local)


def _keepalive(machine: Machine, cause: Cause) -> None:
    if machine.connection is not None:
        machine.connection.put(Keepalive())


# -- timers and counters -------------------------------------------------------------------------


def _retry_start(machine: Machine, cause: Cause) -> None:
    seconds = machine.jittered(machine.config.connect_retry_time)
    if seconds:
        machine.timers.start(Timer.CONNECT_RETRY, machine.later(seconds))


def _counter_zero(machine: Machine, cause: Cause) -> None:
    machine.session.retry_counter = 0


def _counter_up(machine: Machine, cause: Cause) -> None:
    machine.session.retry_counter += 1


def _hold(machine: Machine, cause: Cause) -> None:
    machine.start_hold()


def _keepalive_start(machine: Machine, cause: Cause) -> None:
    machine.start_keepalive()


def _delay_open_start(machine: Machine, cause: Cause) -> None:
    machine.timers.start(Timer.DELAY_OPEN, machine.later(machine.config.delay_open_time))


def _send_hold_start(machine: Machine, cause: Cause) -> None:
    machine.start_send_hold()


def _damp(machine: Machine, cause: Cause) -> None:
    machine.session.damp()


def _stop(timer: Timer) -> Callable[[Machine, Cause], None]:
    def effect(machine: Machine, cause: Cause) -> None:
        machine.timers.stop(timer)

    return effect


#: how each action is done; `COLLIDE` is a question, see `Machine.handle`
EFFECTS: Final[dict[Action, Callable[[Machine, Cause], None]]] = {
    Action.INIT: _initialize,
    Action.REL: _release,
    Action.RTX: _delete_routes,
    Action.RTSTALE: _keep_routes,
    Action.TCP_CONNECT: _dial,
    Action.TCP_DROP: drop,
    Action.TCP_DROP_OLD: drop,
    Action.LISTEN: _nothing,
    Action.TCP_PROCESS: _nothing,
    Action.TCP_REFUSE: _nothing,
    Action.TRACK: _track,
    Action.OPEN: _open,
    Action.KEEPALIVE: _keepalive,
    Action.RETRY_START: _retry_start,
    Action.RETRY_STOP: _stop(Timer.CONNECT_RETRY),
    Action.COUNTER_ZERO: _counter_zero,
    Action.COUNTER_UP: _counter_up,
    Action.HOLD_LARGE: _hold,
    Action.HOLD_NEGOTIATED: _hold,
    Action.HOLD_RESTART: _hold,
    Action.HOLD_STOP: _stop(Timer.HOLD),
    Action.KEEPALIVE_START: _keepalive_start,
    Action.KEEPALIVE_STOP: _stop(Timer.KEEPALIVE),
    Action.DELAY_OPEN_START: _delay_open_start,
    Action.DELAY_OPEN_STOP: _stop(Timer.DELAY_OPEN),
    Action.SEND_HOLD_START: _send_hold_start,
    Action.DAMP: _damp,
    Action.PROCESS: _nothing,
    Action.LOG: _nothing,
}
