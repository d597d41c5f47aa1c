"""What the example speaker makes of a peer's octets, asked over TCP on loopback.

`examples/asyncio_speaker.py` listens; each exchange is a session of its own, from the same address:
the peer says hello, sends its octets, and closes. What comes back, and what the speaker heard, is
the verdict.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import attrs

from bgplib.capabilities import Bgpsec, Capability, MultipleLabels
from bgplib.context import Context, SessionType
from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.messages.decoder import Decoder
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.session import (
    Event,
    RefreshRequested,
    Session,
    SessionConfig,
    SessionUp,
    State,
    StateChanged,
    UpdateReceived,
)
from bgplib.session.inputs import Input
from bgplib.session.opening import open_of
from tests.session_world import messages_of

sys.path.insert(0, str(Path(__file__).parents[1] / "examples"))

import asyncio_speaker
from tcp_options import bound_socket

__all__ = ["Exchange", "Verdict", "config_of", "verdicts"]

_OURS: Final = "127.0.72.1"
_THEIRS: Final = "127.0.72.2"
_SECONDS: Final = 20.0
#: how far the peer comes before its octets: what it says up to there
_HELLO: Final = {State.OPEN_SENT: 0, State.OPEN_CONFIRM: 1, State.ESTABLISHED: 2}


@attrs.frozen
class Exchange:
    """A session, and what the peer sends in it."""

    config: SessionConfig  #: of the example speaker; the peer mirrors it
    octets: bytes
    state: State = State.ESTABLISHED  #: in which the octets are to arrive


@attrs.frozen
class Verdict:
    """What came of an exchange."""

    notification: Notification | None  #: what the speaker answered on the wire
    updates: tuple[Update, ...]  #: what it handed to its program
    refreshes: tuple[RouteRefresh, ...]  #: what it was asked to send again
    was_up: bool  #: whether the session was Established
    ended_by: Input | None  #: the event of RFC 4271 §8.1 that led to Idle

    @property
    def treatment(self) -> str:
        """The treatment of RFC 7606 §2 in a word."""
        if self.notification is not None:
            return "session-reset"
        return max((u.treatment for u in self.updates), default=Treatment.NONE).text


def config_of(context: Context) -> SessionConfig:
    """Make the configuration of a speaker whose sessions have a context, with a peer like it."""
    families = context.families or frozenset()
    return SessionConfig(
        local_as=context.local_as or 65000,
        local_identifier="10.0.0.1",
        peer_as=context.peer_as,
        session_type=SessionType.CONFEDERATION
        if context.session is SessionType.CONFEDERATION
        else None,
        families=tuple(sorted(families)),
        four_octet_as=bool(context.four_octet_as),
        extended_messages=context.extended_messages,
        enhanced_route_refresh=bool(context.enhanced_route_refresh),
        add_path_receive=context.add_path_receive,
        add_path_send=context.add_path_send,
        extended_next_hop=tuple(sorted(context.extended_next_hop)),
        capabilities=(*_labels(context), *_signatures(context)),
        graceful_restart=None,
        passive=True,
        rules=context,
    )


def _labels(context: Context) -> tuple[Capability, ...]:
    """Say how many labels we take in one NLRI, where it is more than one (RFC 8277 §2.1)."""
    most = dict(context.maximum_labels)
    counts = ((family, most.get(family, 255)) for family in sorted(context.multiple_labels))
    return (MultipleLabels(tuple(counts)),) if context.multiple_labels else ()


def _signatures(context: Context) -> tuple[Capability, ...]:
    """Say that we take, and the peer that it sends, BGPSEC_PATH (RFC 8205 §2.2)."""
    afis = sorted({family.afi for family in context.bgpsec_receive})
    return tuple(Bgpsec(afi=afi, send=send) for afi in afis for send in (False, True))


def _hello(exchange: Exchange) -> bytes:
    """Return what the peer says before its octets."""
    ours = exchange.config
    theirs = attrs.evolve(
        ours,
        local_as=ours.peer_as or ours.local_as,
        peer_as=ours.local_as,
        local_identifier="10.0.0.2",
        add_path_receive=ours.add_path_send,
        add_path_send=ours.add_path_receive,
        role=None,
    )
    steps = (open_of(theirs).encode(), Keepalive().encode())
    return b"".join(steps[: _HELLO[exchange.state]])


async def _verdict(speaker: Any, exchange: Exchange, port: int) -> Verdict:
    """Let one session live and die."""
    heard: list[Event] = []
    peer = asyncio_speaker.Peer(
        Session(exchange.config), _THEIRS, on_event=lambda _, event: heard.append(event)
    )
    speaker.on_stranger = lambda _: peer
    reader, writer = await asyncio.open_connection(_OURS, port, local_addr=(_THEIRS, 0))
    writer.write(_hello(exchange) + exchange.octets)
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), _SECONDS)
    writer.close()
    await writer.wait_closed()
    peer.drop()
    await asyncio.sleep(0)  # the transports close in the loop's next turn
    speaker.peers.remove(peer)
    return Verdict(
        notification=_notification(messages_of(answer)),
        updates=tuple(event.update for event in heard if isinstance(event, UpdateReceived)),
        refreshes=tuple(event.message for event in heard if isinstance(event, RefreshRequested)),
        was_up=any(isinstance(event, SessionUp) for event in heard),
        ended_by=next(
            (e.cause for e in heard if isinstance(e, StateChanged) and e.new is State.IDLE), None
        ),
    )


def _notification(answer: Iterable[bytes]) -> Notification | None:
    """Return the NOTIFICATION among the messages; there is one at most, and it is the last."""
    kinds = list(answer)
    assert [octets[18] for octets in kinds].count(messages.NOTIFICATION) <= 1
    if not kinds or kinds[-1][18] != messages.NOTIFICATION:
        return None
    message = Decoder().decode(kinds[-1])
    assert isinstance(message, Notification)
    return message


async def _all(exchanges: Iterable[Exchange]) -> list[Verdict]:
    speaker = asyncio_speaker.Speaker()
    sock = bound_socket(_OURS, 0)
    port: int = sock.getsockname()[1]
    sock.close()
    await speaker.listen(_OURS, port)
    try:
        return [await _verdict(speaker, exchange, port) for exchange in exchanges]
    finally:
        await speaker.stop()


def verdicts(exchanges: Iterable[Exchange]) -> Iterator[Verdict]:
    """Ask one example speaker about all of them, one after the other."""
    return iter(asyncio.run(_all(exchanges)))
