"""Every case of `bgplib.testing.malformed` has the outcome that the RFCs prefer."""

from __future__ import annotations

import collections

import pytest

from bgplib.errors import DecodeError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.testing import malformed
from bgplib.testing.malformed import MalformedCase

CASES = list(malformed.cases())


def outcome(case: MalformedCase) -> tuple[Treatment, NotificationData | None, Update | None]:
    """Decode, and say what a speaker would do."""
    try:
        message = Decoder(case.context).decode(case.octets)
    except DecodeError as error:
        numbers = NotificationData(error.code, error.subcode, error.data)
        return Treatment.SESSION_RESET, numbers, None
    assert isinstance(message, Update)
    if not message.findings:
        return Treatment.NONE, None, message
    decisive = _decisive(message)
    return message.treatment, decisive.notification, message


def _decisive(update: Update) -> Finding:
    """Return the first finding with the strongest treatment."""
    return next(finding for finding in update.findings if finding.treatment is update.treatment)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_preferred_outcome_follows(case: MalformedCase) -> None:
    """The section is `case.rfc`: treatment, and NOTIFICATION code, subcode and data."""
    treatment, notification, update = outcome(case)
    assert treatment is case.treatment
    assert notification == case.notification
    if update is None:
        return
    assert update.encode() == case.octets
    for finding in update.findings:
        stop = finding.offset + finding.length
        assert case.octets[finding.offset : stop] == finding.octets
        assert finding.rfc.startswith("RFC ")
    if treatment >= Treatment.TREAT_AS_WITHDRAW:
        assert update.announced == ()
    if treatment is Treatment.ATTRIBUTE_DISCARD:
        gone = {finding.attribute for finding in update.findings}
        assert not gone & {attribute.code for attribute in update.attributes}
        assert update.announced or not update.as_withdraw().withdrawn


def test_cases_are_many_and_consistent() -> None:
    """Names are unique, both kinds are there, and every treatment is preferred somewhere."""
    assert len(CASES) > 250
    assert len({case.name for case in CASES}) == len(CASES)
    preferred = collections.Counter(case.treatment for case in CASES)
    assert set(preferred) == set(Treatment)
    assert preferred[Treatment.NONE] > 60
    for case in CASES:
        assert case.treatment in case.acceptable
        assert (case.notification is None) == (case.treatment is Treatment.NONE), case.name
