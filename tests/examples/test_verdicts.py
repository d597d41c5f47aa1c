"""A running speaker judges malformed messages as the decoder does."""

from __future__ import annotations

import collections

from bgplib.findings import NotificationData, Treatment
from bgplib.testing import malformed
from tests.loopback import Exchange, config_of, verdicts


def test_a_speaker_on_loopback_has_the_verdicts_of_the_decoder() -> None:
    """RFC 4271 §6, RFC 7606: treatment, NOTIFICATION and routes of every case, in a session."""
    cases = list(malformed.cases())
    seen = collections.Counter[str]()
    exchanges = [Exchange(config_of(case.context), case.octets) for case in cases]
    for case, verdict in zip(cases, verdicts(exchanges), strict=True):
        assert verdict.was_up, case
        assert verdict.treatment == case.treatment.text, (case, verdict)
        seen[verdict.treatment] += 1
        if case.treatment is Treatment.SESSION_RESET:
            sent = verdict.notification
            assert sent is not None
            assert NotificationData(sent.code, sent.subcode, sent.data) == case.notification, case
        else:
            assert verdict.notification is None
    assert len(cases) > 300
    assert set(seen) == {treatment.text for treatment in Treatment}
