"""A running speaker judges malformed messages as the decoder does."""

from __future__ import annotations

import collections
from typing import Final

import attrs

from bgplib.findings import NotificationData, Treatment
from bgplib.iana import messages
from bgplib.session import State
from bgplib.session.inputs import Input
from bgplib.testing import malformed
from bgplib.testing.malformed import MalformedCase
from tests.loopback import Exchange, Verdict, config_of, verdicts
from tests.machine import loopback_addresses


def exchange(case: MalformedCase) -> Exchange:
    """Make the session that a case is of."""
    config = config_of(case.context)
    if case.expected is None:
        return Exchange(config, case.octets)
    expected = case.expected
    config = attrs.evolve(
        config,
        local_identifier=expected.local_identifier,
        peer_as=expected.peer_as,
        role=expected.role,
        strict_role=expected.strict_role,
        required=expected.required,
    )
    return Exchange(config, case.octets, State.OPEN_SENT)


def check(case: MalformedCase, verdict: Verdict) -> None:
    """Compare what the speaker did with what the case asks for."""
    kind = case.octets[18]
    assert verdict.was_up == (case.expected is None), case
    sent = verdict.notification
    if case.treatment is Treatment.SESSION_RESET:
        assert sent is not None, case
        assert NotificationData(sent.code, sent.subcode, sent.data) == case.notification, case
        # RFC 7606 §3: the message is judged whole, so that nothing of it was handed on.
        assert verdict.updates == (), case
        return
    assert sent is None, case
    if kind == messages.UPDATE:
        assert verdict.treatment == case.treatment.text, (case, verdict)
        assert len(verdict.updates) == 1
        if case.treatment is Treatment.TREAT_AS_WITHDRAW:
            assert verdict.updates[0].announced == (), case
    elif kind == messages.ROUTE_REFRESH:
        is_request = case.treatment is Treatment.NONE and case.octets[21] not in _MARKS
        assert len(verdict.refreshes) == is_request, (case, verdict)
    elif kind == messages.NOTIFICATION:
        # RFC 4271 §6.4: it ends the session, and is never answered.
        assert verdict.ended_by is Input.NOTIF_MSG, (case, verdict)


#: subtypes that mark the beginning and the end of what is sent again (RFC 7313 §3.2)
_MARKS: Final = (1, 2)


@loopback_addresses
def test_a_speaker_on_loopback_has_the_verdicts_of_the_decoder() -> None:
    """RFC 4271 §6, RFC 7606: treatment, NOTIFICATION and routes of every case, in a session."""
    cases = list(malformed.cases())
    seen = collections.Counter[tuple[int, Treatment]]()
    for case, verdict in zip(cases, verdicts(map(exchange, cases)), strict=True):
        check(case, verdict)
        seen[case.octets[18], case.treatment] += 1
    assert len(cases) > 1100
    assert {treatment for kind, treatment in seen if kind == messages.UPDATE} == set(Treatment)
    assert seen[messages.OPEN, Treatment.SESSION_RESET] > 50
    assert seen[messages.OPEN, Treatment.NONE] > 30
    assert seen[messages.ROUTE_REFRESH, Treatment.IGNORE] >= 5
    assert seen[messages.NOTIFICATION, Treatment.NONE] >= 10
