"""What a row of the state machine's table asks for, by RFC 4271's own phrases."""

from __future__ import annotations

import re
from enum import Enum

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib.errors import ParseError

__all__ = ["Action", "Notify"]


class Action(Enum):
    """One action; its value is the short name that the table is written with."""

    INIT = "INIT"  #: initializes all BGP resources for the peer connection
    REL = "REL"  #: releases all BGP resources: the timers of the connection stop
    RTX = "RTX"  #: deletes all routes associated with this connection
    RTSTALE = "RTSTALE"  #: keeps the routes, marked as stale (RFC 4724 §4.2)
    TCP_CONNECT = "TCP>"  #: initiates a TCP connection to the other BGP peer
    TCP_DROP = "TCPX"  #: drops the TCP connection
    TCP_DROP_OLD = "TCPX(old)"  #: drops the connection that a new one replaces (RFC 4724 §5)
    LISTEN = "LSN"  #: listens for a connection that may be initiated by the remote BGP peer
    TCP_PROCESS = "TCPPROC"  #: processes the request for a connection
    TCP_REFUSE = "TCPREFUSE"  #: refuses it
    TRACK = "TRACK2"  #: tracks the second connection
    COLLIDE = "COLLIDE"  #: the collision detection of RFC 4271 §6.8
    OPEN = "OPEN"  #: sends an OPEN message to its peer
    KEEPALIVE = "KA"  #: sends a KEEPALIVE message
    RETRY_START = "CR!"  #: starts the ConnectRetryTimer with the initial value
    RETRY_STOP = "CR0"  #: sets the ConnectRetryTimer to zero
    COUNTER_ZERO = "CC0"  #: sets ConnectRetryCounter to zero
    COUNTER_UP = "CC+"  #: increments the ConnectRetryCounter by 1
    HOLD_LARGE = "HTL"  #: sets the HoldTimer to a large value
    HOLD_NEGOTIATED = "HTN"  #: sets HoldTimer according to the negotiated value
    HOLD_RESTART = "HT!"  #: restarts its HoldTimer
    HOLD_STOP = "HT0"  #: sets HoldTimer to zero
    KEEPALIVE_START = "KT!"  #: sets KeepaliveTimer
    KEEPALIVE_STOP = "KT0"  #: sets KeepaliveTimer to zero
    DELAY_OPEN_START = "DO!"  #: sets the DelayOpenTimer with the initial value
    DELAY_OPEN_STOP = "DO0"  #: stops and clears the DelayOpenTimer (sets to zero)
    SEND_HOLD_START = "SHT!"  #: starts SendHoldTimer (RFC 9687 §4.3)
    DAMP = "DAMP"  #: performs peer oscillation damping, if DampPeerOscillations is TRUE
    PROCESS = "PROC"  #: processes the message
    LOG = "LOG"  #: logs an error

    def __str__(self) -> str:
        """Return the form of the table, `HTN`."""
        return self.value


_NOTATION = re.compile(
    r"NOTIF(?P<maybe>\?)?\((?P<code>\d)/(?P<subcode>\d|x)"
    r"(\[(?P<inner>\d/\d)\])?(,(?P<data>[0-9a-f]{2}))?\)"
)


@frozen(kw_only=True)
class Notify:
    """Send a NOTIFICATION."""

    code: int  #: error code
    subcode: int | None = None  #: error subcode; None where the peer's mistake decides
    data: bytes = b""  #: data
    inner: tuple[int, int] | None = None  #: code and subcode within a Hard Reset (RFC 8538 §3.1)
    optional: bool = False  #: only if it delays nothing

    @classmethod
    def parse(cls, text: str) -> Notify:
        """Read the form of the table: `NOTIF(5/1,04)`, `NOTIF(6/9[6/2])`, `NOTIF?(8/0)`.

        Raises:
            ParseError: it is none.
        """
        check_text(text, cls.__name__)
        found = _NOTATION.fullmatch(text)
        if found is None:
            raise ParseError(f"{text!r} is no NOTIFICATION of the table")
        inner = found["inner"]
        return cls(
            code=int(found["code"]),
            subcode=None if found["subcode"] == "x" else int(found["subcode"]),
            data=bytes.fromhex(found["data"] or ""),
            inner=None if inner is None else (int(inner[0]), int(inner[2])),
            optional=found["maybe"] is not None,
        )

    def __str__(self) -> str:
        """Return the form of the table."""
        subcode = "x" if self.subcode is None else self.subcode
        inner = "" if self.inner is None else f"[{self.inner[0]}/{self.inner[1]}]"
        data = f",{self.data.hex()}" if self.data else ""
        return f"NOTIF{'?' * self.optional}({self.code}/{subcode}{inner}{data})"
