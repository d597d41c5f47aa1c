"""What waits to be sent: order, bounds, and the fast lane."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib import LocalError
from bgplib.session.output import Output


@given(
    st.lists(st.tuples(st.booleans(), st.binary(min_size=1, max_size=30)), max_size=20),
    st.lists(st.integers(0, 50), max_size=60),
)
def test_no_message_is_cut(messages: list[tuple[bool, bytes]], sizes: list[int]) -> None:
    """However little is taken at a time, messages come out whole, urgent ones first."""
    output = Output()
    # A first octet that none other has, and a length: where messages begin can be seen.
    framed = [
        (urgent, bytes((number, len(body))) + body)
        for number, (urgent, body) in enumerate(messages)
    ]
    for urgent, octets in framed:
        if urgent:
            assert output.put_first(octets)
        else:
            output.extend([octets])
    assert len(output) == sum(len(octets) for _, octets in framed)
    taken = b"".join(output.take(size) for size in sizes) + output.take(None)
    expected = [o for urgent, o in framed if urgent] + [o for urgent, o in framed if not urgent]
    assert taken == b"".join(expected)
    assert output.backlog == output.in_flight == len(taken)


def test_one_keepalive_waits() -> None:
    """A message that waits in the fast lane already is not added again."""
    output = Output()
    assert output.put_first(b"keepalive")
    assert not output.put_first(b"keepalive")
    assert output.take(None) == b"keepalive"
    assert output.put_first(b"keepalive")


def test_an_urgent_message_cuts_none() -> None:
    """What was begun is finished first."""
    output = Output()
    output.extend([b"update"])
    output.extend([b"another"])
    assert output.take(2) == b"up"
    output.put_first(b"!")
    assert output.take(None) == b"date!another"


def test_the_last_message() -> None:
    """After the last message nothing is taken; what waited in the slow lane is forgotten."""
    output = Output()
    output.extend([b"update"])
    output.take(2)
    output.extend([b"more"])
    output.put_first(b"notification")
    output.close()
    output.extend([b"late"])
    assert not output.put_first(b"later")
    assert output.take(None) == b"datenotification"
    assert len(output) == 0


def test_only_what_was_handed_out_is_sent() -> None:
    """More octets than were handed out, or fewer than none, are the caller's mistake."""
    output = Output()
    output.extend([b"update"])
    output.take(3)
    with pytest.raises(LocalError):
        output.sent(4)
    with pytest.raises(LocalError):
        output.sent(-1)
    output.sent(3)
    assert output.backlog == 3
