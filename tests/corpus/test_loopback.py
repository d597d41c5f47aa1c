"""A running speaker judges the published malformed messages as the records ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs
import pytest

from bgplib.capabilities.role import Role
from bgplib.iana import messages
from bgplib.session import State
from bgplib.session.inputs import Input
from tests.corpus.conftest import Record
from tests.corpus.contexts import context_of
from tests.loopback import Exchange, Verdict, config_of, verdicts
from tests.machine import loopback_addresses

Records = Callable[[str], list[Record]]

_STATES: Final = {
    "OpenSent": State.OPEN_SENT,
    "OpenConfirm": State.OPEN_CONFIRM,
    "Established": State.ESTABLISHED,
}

#: words of the corpus for what is no fault, or was one that only costs the message
_FINE: Final = {"accept", "open-accept", "ignore", "no-crash"}


def exchange(record: Record) -> Exchange:
    """Make the session that a record describes."""
    said = record["context"]
    octets = bytes.fromhex(record["hex"])
    # No record says of its peer that it is outside our SR domain (RFC 8669 §4).
    config = config_of(attrs.evolve(context_of(record), accept_prefix_sid=True))
    if "local_role" in said:
        config = attrs.evolve(config, role=Role.parse(said["local_role"]))
    is_open = len(octets) > 18 and octets[18] == messages.OPEN
    if record["expect"]["rfc"] == "FRR unit test verdict":
        # The source parses OPENs on their own, and knows of no AS number that the peer must have.
        config = attrs.evolve(config, peer_as=None if is_open else config.peer_as)
    state = State.OPEN_SENT if is_open else _STATES[said.get("state", "Established")]
    return Exchange(config, octets, state)


def words(verdict: Verdict) -> set[str]:
    """Return the words of the corpus that fit a verdict."""
    if verdict.treatment not in ("none", "ignore"):
        return {verdict.treatment}
    # RFC 4271 §6.4: the peer's NOTIFICATION closes the connection, and is not answered.
    is_told = verdict.ended_by in (Input.NOTIF_MSG, Input.NOTIF_MSG_VER_ERR)
    return {"close", "no-crash"} if is_told else _FINE


@loopback_addresses
@pytest.mark.parametrize(
    ("name", "count"), [("malformed/cve_sample.jsonl", 81), ("rfc7606/third_party.jsonl", 179)]
)
def test_every_record_has_an_acceptable_outcome(records: Records, name: str, count: int) -> None:
    """RFC 4271 §6, §8; RFC 7606: the records on the state of a session and on roles, too."""
    everything = records(name)
    wrong: list[tuple[object, object, object]] = []
    for record, verdict in zip(everything, verdicts(map(exchange, everything)), strict=True):
        acceptable = record["expect"]["acceptable"]
        if not words(verdict) & set(acceptable):
            wrong.append((record["id"], verdict, record["expect"]))
            continue
        numbers = record["expect"].get("acceptable_notifications")
        sent = verdict.notification
        if sent is not None and numbers and [sent.code, sent.subcode] not in numbers:
            wrong.append((record["id"], sent, numbers))
    assert wrong == []
    assert len(everything) == count
