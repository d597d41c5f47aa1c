"""The events of RFC 4271 §8.1, by their numbers, and the one of RFC 9687 §4.2."""

from __future__ import annotations

from typing import Final

from bgplib._worded import WordedEnum

__all__ = ["OPTIONAL", "Input"]


class Input(WordedEnum):
    """What can happen to a state machine."""

    MANUAL_START = 1
    MANUAL_STOP = 2
    AUTOMATIC_START = 3
    MANUAL_START_WITH_PASSIVE_TCP = 4
    AUTOMATIC_START_WITH_PASSIVE_TCP = 5
    AUTOMATIC_START_WITH_DAMP = 6
    AUTOMATIC_START_WITH_DAMP_AND_PASSIVE_TCP = 7
    AUTOMATIC_STOP = 8
    CONNECT_RETRY_TIMER_EXPIRES = 9
    HOLD_TIMER_EXPIRES = 10
    KEEPALIVE_TIMER_EXPIRES = 11
    DELAY_OPEN_TIMER_EXPIRES = 12
    IDLE_HOLD_TIMER_EXPIRES = 13
    TCP_CONNECTION_VALID = 14
    TCP_CR_INVALID = 15
    TCP_CR_ACKED = 16
    TCP_CONNECTION_CONFIRMED = 17
    TCP_CONNECTION_FAILS = 18
    BGP_OPEN = 19
    BGP_OPEN_WITH_DELAY_OPEN_TIMER_RUNNING = 20
    BGP_HEADER_ERR = 21
    BGP_OPEN_MSG_ERR = 22
    OPEN_COLLISION_DUMP = 23
    NOTIF_MSG_VER_ERR = 24
    NOTIF_MSG = 25
    KEEP_ALIVE_MSG = 26
    UPDATE_MSG = 27
    UPDATE_MSG_ERR = 28
    SEND_HOLD_TIMER_EXPIRES = 29

    @property
    def text(self) -> str:
        """The name as RFC 4271 writes it: `TcpConnectionConfirmed`."""
        return _TEXTS[self]


_TEXTS: Final = {
    Input.MANUAL_START: "ManualStart",
    Input.MANUAL_STOP: "ManualStop",
    Input.AUTOMATIC_START: "AutomaticStart",
    Input.MANUAL_START_WITH_PASSIVE_TCP: "ManualStart_with_PassiveTcpEstablishment",
    Input.AUTOMATIC_START_WITH_PASSIVE_TCP: "AutomaticStart_with_PassiveTcpEstablishment",
    Input.AUTOMATIC_START_WITH_DAMP: "AutomaticStart_with_DampPeerOscillations",
    Input.AUTOMATIC_START_WITH_DAMP_AND_PASSIVE_TCP: (
        "AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment"
    ),
    Input.AUTOMATIC_STOP: "AutomaticStop",
    Input.CONNECT_RETRY_TIMER_EXPIRES: "ConnectRetryTimer_Expires",
    Input.HOLD_TIMER_EXPIRES: "HoldTimer_Expires",
    Input.KEEPALIVE_TIMER_EXPIRES: "KeepaliveTimer_Expires",
    Input.DELAY_OPEN_TIMER_EXPIRES: "DelayOpenTimer_Expires",
    Input.IDLE_HOLD_TIMER_EXPIRES: "IdleHoldTimer_Expires",
    Input.TCP_CONNECTION_VALID: "TcpConnection_Valid",
    Input.TCP_CR_INVALID: "Tcp_CR_Invalid",
    Input.TCP_CR_ACKED: "Tcp_CR_Acked",
    Input.TCP_CONNECTION_CONFIRMED: "TcpConnectionConfirmed",
    Input.TCP_CONNECTION_FAILS: "TcpConnectionFails",
    Input.BGP_OPEN: "BGPOpen",
    Input.BGP_OPEN_WITH_DELAY_OPEN_TIMER_RUNNING: "BGPOpen with DelayOpenTimer running",
    Input.BGP_HEADER_ERR: "BGPHeaderErr",
    Input.BGP_OPEN_MSG_ERR: "BGPOpenMsgErr",
    Input.OPEN_COLLISION_DUMP: "OpenCollisionDump",
    Input.NOTIF_MSG_VER_ERR: "NotifMsgVerErr",
    Input.NOTIF_MSG: "NotifMsg",
    Input.KEEP_ALIVE_MSG: "KeepAliveMsg",
    Input.UPDATE_MSG: "UpdateMsg",
    Input.UPDATE_MSG_ERR: "UpdateMsgErr",
    Input.SEND_HOLD_TIMER_EXPIRES: "SendHoldTimer_Expires",
}

#: the events that RFC 4271 §8.1 calls optional
OPTIONAL: Final = frozenset(map(Input, (3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 20, 23)))
