"""Every case of `bgplib.testing.malformed` has the outcome that the RFCs prefer."""

from __future__ import annotations

import collections
import importlib.util
from pathlib import Path

import pytest

from bgplib.errors import DecodeError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.messages.decoder import Decoder, Message
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.open_validation import validate
from bgplib.messages.update import Update
from bgplib.testing import malformed
from bgplib.testing.malformed import MalformedCase

CASES = list(malformed.cases())


def outcome(case: MalformedCase) -> tuple[Treatment, NotificationData | None, Message | None]:
    """Decode, and say what a speaker would do."""
    try:
        message = Decoder(case.context).decode(case.octets)
    except DecodeError as error:
        numbers = NotificationData(error.code, error.subcode, error.data)
        return Treatment.SESSION_RESET, numbers, None
    findings = message.findings
    if isinstance(message, Open) and case.expected is not None:
        findings = (*validate(message, case.expected), *findings)
    treatment = max((finding.treatment for finding in findings), default=Treatment.NONE)
    return treatment, _told(findings, treatment), message


def _told(findings: tuple[Finding, ...], treatment: Treatment) -> NotificationData | None:
    """Return what the first finding with the strongest treatment would have a speaker send."""
    told = [found.notification for found in findings if found.treatment is treatment]
    return told[0] if told else None


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_preferred_outcome_follows(case: MalformedCase) -> None:
    """The section is `case.rfc`: treatment, and NOTIFICATION code, subcode and data."""
    treatment, notification, message = outcome(case)
    assert treatment is case.treatment
    assert notification == case.notification
    if message is None:
        return
    assert message.encode(case.context) == case.octets
    for finding in message.findings:
        stop = finding.offset + finding.length
        assert case.octets[finding.offset : stop] == finding.octets
        assert finding.rfc.startswith(("RFC ", "draft-"))
    if isinstance(message, Update):
        _look_at(message, treatment)
    elif isinstance(message, Notification):
        assert str(message).isprintable()


def _look_at(update: Update, treatment: Treatment) -> None:
    """Check that what the treatment does has been done."""
    if treatment >= Treatment.TREAT_AS_WITHDRAW:
        assert update.announced == ()
    if treatment is Treatment.ATTRIBUTE_DISCARD:
        gone = {finding.attribute for finding in update.findings}
        assert not gone & {attribute.code for attribute in update.attributes}
        assert update.announced or not update.as_withdraw().withdrawn


def test_the_page_lists_every_case() -> None:
    """The reference has each case once, with its octets, whole if they are few."""
    path = Path(__file__).parents[2] / "docs" / "_malformed.py"
    spec = importlib.util.spec_from_file_location("_malformed_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows = {row.split("`")[1]: row for row in module.page().splitlines() if row[:3] == "| `"}
    assert list(rows) == [case.name for case in CASES]
    for case in CASES:
        assert f"| {case.treatment.text} |" in rows[case.name]
        assert case.octets[:40].hex() in rows[case.name]


def test_cases_are_many_and_consistent() -> None:
    """Names are unique, both kinds are there, and every treatment is preferred somewhere."""
    assert len(CASES) > 1100
    assert len({case.name for case in CASES}) == len(CASES)
    preferred = collections.Counter(case.treatment for case in CASES)
    assert set(preferred) == set(Treatment)
    assert preferred[Treatment.NONE] > 300
    for case in CASES:
        assert case.treatment in case.acceptable
        assert (case.notification is None) == (case.treatment is Treatment.NONE), case.name
