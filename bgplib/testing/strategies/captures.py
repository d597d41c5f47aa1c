"""Strategies for captures: a session of two speakers, whose segments come late, twice, overlap."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import attrs
from hypothesis import strategies as st

from bgplib._frozen import frozen
from bgplib.context import Context, SessionType
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.open import Open
from bgplib.session.negotiation import Negotiation
from bgplib.testing.captures import ACK, SYN, Sent
from bgplib.testing.strategies.messages import notifications, opens
from bgplib.testing.strategies.update import update_octets

__all__ = ["CapturedSession", "captured_sessions", "segments"]


@frozen
class CapturedSession:
    """What two speakers said, and the segments that a capture has of it."""

    opens: tuple[Open, Open]  #: of side 0 and side 1
    said: tuple[tuple[bytes, ...], tuple[bytes, ...]]  #: the messages of both, in their order
    segments: tuple[Sent, ...]  #: in the order of the capture


@st.composite
def segments(
    draw: st.DrawFn, /, side: int, stream: bytes, initial: int, **extra: Any
) -> list[Sent]:
    """Cut a stream into segments: all octets are there, some twice, not all in their order.

    Args:
        draw: Hypothesis hands it in.
        side: who sends.
        stream: the octets.
        initial: sequence number of the first one.
        extra: fields of `Sent`.
    """
    cuts = draw(st.lists(st.integers(0, len(stream)), max_size=6))
    places = list(pairwise(sorted({0, len(stream), *cuts})))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(stream)))
        places.append((start, draw(st.integers(start, len(stream)))))
    ordered = draw(st.permutations(places)) if draw(st.booleans()) else places
    return [
        Sent(side, stream[start:stop], sequence=initial + start, **extra) for start, stop in ordered
    ]


@st.composite
def captured_sessions(draw: st.DrawFn) -> CapturedSession:
    """Make sessions with both SYNs and OPENs, and UPDATEs as the OPENs agreed on."""
    version = draw(st.sampled_from((4, 6)))
    both = draw(opens()), draw(opens())
    said = tuple(_said(draw, both[side], both[1 - side]) for side in (0, 1))
    initial = [draw(st.integers(0, 0xFFFFFFFF)) for _ in (0, 1)]
    syns = [
        Sent(side, b"", sequence=initial[side], flags=SYN | ACK * side, version=version)
        for side in (0, 1)
    ]
    opening = [
        Sent(side, said[side][0], sequence=initial[side] + 1, version=version) for side in (0, 1)
    ]
    rest = [
        draw(
            segments(
                side,
                b"".join(said[side][1:]),
                initial[side] + 1 + len(said[side][0]),
                version=version,
            )
        )
        for side in (0, 1)
    ]
    sent = [*syns, *opening, *_woven(draw, rest[0], rest[1])]
    if draw(st.booleans()):
        # What is acknowledged was sent, or will be; programs that make captures up leave 0 there.
        sent = [
            attrs.evolve(
                each,
                acknowledges=initial[1 - each.side]
                + draw(st.integers(1, 1 + sum(map(len, said[1 - each.side])))),
            )
            for each in sent
        ]
    return CapturedSession(both, (said[0], said[1]), tuple(sent))


def _said(draw: st.DrawFn, sender: Open, receiver: Open) -> tuple[bytes, ...]:
    context = sending_context(sender, receiver)
    some = update_octets(context) | st.just(Keepalive().encode())
    said = [sender.encode(), *draw(st.lists(some, max_size=4))]
    if draw(st.booleans()):
        said.append(draw(notifications()).encode())
    return tuple(each for each in said if len(each) <= context.maximum_message_length)


def sending_context(sender: Open, receiver: Open) -> Context:
    """Return what the receiver reads with, as far as a capture can tell."""
    found = Negotiation.of(receiver, sender).receiving
    session = found.session if found.session is SessionType.INTERNAL else None
    return attrs.evolve(found, session=session, add_path_send=found.add_path_receive)


def _woven(draw: st.DrawFn, first: Sequence[Sent], second: Sequence[Sent]) -> list[Sent]:
    """Put two lists into one, each in its order."""
    turns = draw(st.permutations([0] * len(first) + [1] * len(second)))
    lists = (iter(first), iter(second))
    return [next(lists[turn]) for turn in turns]
