"""What a router did about a case, held against what the RFCs ask for."""

from __future__ import annotations

from collections.abc import Set
from enum import Enum
from typing import Any, Final

import attrs

from bgplib import Notification
from bgplib.findings import Treatment
from bgplib.iana import messages
from router_test.cases import Task, verdict_of_few
from router_test.wire import Destination

__all__ = [
    "Observation",
    "Outcome",
    "Report",
    "RouteFate",
    "fate_of",
    "judge",
    "required_text",
]

_RESET: Final = Treatment.SESSION_RESET
#: codes and subcodes: Unsupported Capability (RFC 5492 §5), Unrecognized Well-known Attribute
_UNSUPPORTED: Final = (2, 7)
_UNRECOGNISED: Final = (3, 2)
#: treatments that leave the routes of a message in force
_IN_FORCE: Final = frozenset((Treatment.NONE, Treatment.IGNORE, Treatment.ATTRIBUTE_DISCARD))
_GONE: Final = frozenset((Treatment.TREAT_AS_WITHDRAW, Treatment.AFI_SAFI_DISABLE))


class Outcome(Enum):
    """What became of the session."""

    KEPT = "session kept"
    RESET = "NOTIFICATION"
    CLOSED = "closed without a NOTIFICATION"
    ACCEPTED = "OPEN accepted"
    SILENT = "no answer"


class RouteFate(Enum):
    """What became of the routes that the message names, as an observer sees it."""

    REPLACED = "routes in force"  #: what the message says of them holds
    WITHDRAWN = "routes withdrawn"
    UNTOUCHED = "routes as before"  #: as they were announced before the message
    MIXED = "some routes in force"


def fate_of(
    named: Set[Destination],
    before: Set[Destination],
    there: Set[Destination],
    withdrawn: Set[Destination],
) -> RouteFate:
    """Say what became of routes.

    Args:
        named: the destinations that the message names.
        before: those that the observer still has as they were announced before the message.
        there: those that it has at all.
        withdrawn: those that the message itself withdraws, where it is to be taken as it stands.
    """
    if named & before:
        return RouteFate.UNTOUCHED if named <= before else RouteFate.MIXED
    # Of what the message withdraws, nothing is left once it holds.
    in_force = (named & there) ^ (named & withdrawn)
    if in_force:
        return RouteFate.REPLACED if in_force == named else RouteFate.MIXED
    return RouteFate.WITHDRAWN


@attrs.frozen(kw_only=True)
class Observation:
    """What a router did."""

    outcome: Outcome
    notification: Notification | None = None
    routes: RouteFate | None = None  #: None where nobody could see

    def __str__(self) -> str:
        """Return it in a few words."""
        if self.notification is not None:
            return f"NOTIFICATION {self.notification.code}/{self.notification.subcode}"
        if self.routes is not None:
            return f"{self.outcome.value}, {self.routes.value}"
        return self.outcome.value


@attrs.frozen(kw_only=True)
class Report:
    """A case with its verdict."""

    task: Task
    observed: Observation | None  #: None where it was not run
    verdict: str  #: ok, differs, other code, unknown, or not run
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain dicts, lists and text."""
        case, seen = self.task.case, self.observed
        told = case.notification
        return {
            "case": case.name,
            "rfc": case.rfc,
            "octets": self.task.octets.hex(),
            "required": {
                "treatment": case.treatment.text,
                "acceptable": sorted(each.text for each in case.acceptable),
                "notification": None
                if told is None
                else {"code": told.code, "subcode": told.subcode, "data": told.data.hex()},
            },
            "observed": None
            if seen is None
            else {
                "session": seen.outcome.value,
                "notification": None
                if seen.notification is None
                else {
                    "code": seen.notification.code,
                    "subcode": seen.notification.subcode,
                    "data": seen.notification.data.hex(),
                },
                "routes": None if seen.routes is None else seen.routes.value,
            },
            "verdict": self.verdict,
            "note": self.note or None,
        }


def required_text(task: Task) -> str:
    """Say in a few words what the RFCs ask for."""
    case = task.case
    if _ends_the_session(task):
        return "end, unanswered"
    words = [case.treatment.text]
    if _RESET in case.acceptable and case.notification is not None:
        words.append(f"{case.notification.code}/{case.notification.subcode}")
    others = sorted(case.acceptable - {case.treatment})
    return " ".join(words) + "".join(f" or {each.text}" for each in others)


def judge(task: Task, seen: Observation) -> Report:
    """Hold what was seen against what is required."""
    verdict, note = _judged(task, seen)
    if verdict == "differs" and _is_as_of_unknown(task, seen):
        verdict, note = "unknown", "so does a router that does not know the attribute"
    return Report(task=task, observed=seen, verdict=verdict, note=note)


def _judged(task: Task, seen: Observation) -> tuple[str, str]:
    case = task.case
    if _ends_the_session(task):
        # RFC 4271 §6.4: a NOTIFICATION with an error in it cannot be reported by another.
        if seen.outcome is Outcome.CLOSED:
            return "ok", ""
        return "differs", "a NOTIFICATION ends the session and is not answered"
    if seen.outcome is Outcome.SILENT:
        return "differs", "an OPEN is answered by a KEEPALIVE or a NOTIFICATION"
    if seen.outcome in (Outcome.RESET, Outcome.CLOSED):
        if _RESET in case.acceptable:
            return _told(task, seen)
        told = seen.notification
        if task.is_open and told is not None and (told.code, told.subcode) == _UNSUPPORTED:
            return _insisted(task, told)
        return "differs", "the session is to go on"
    left = case.acceptable - {_RESET}
    if not left:
        return "differs", "the session goes on"
    return _routes(left, seen.routes)


def _told(task: Task, seen: Observation) -> tuple[str, str]:
    """Judge the NOTIFICATION of a session that rightly ended."""
    wanted, told = task.case.notification, seen.notification
    if told is None:
        return "differs", "the session ended without a NOTIFICATION"
    if wanted is None or (told.code, told.subcode) == (wanted.code, wanted.subcode):
        if wanted is None or not wanted.data or told.data == wanted.data:
            return "ok", ""
        return "ok", f"data {told.data.hex() or 'none'}, not {wanted.data.hex()}"
    return "other code", f"{told}"


def _insisted(task: Task, told: Notification) -> tuple[str, str]:
    """Judge a router that wants a capability which the OPEN lacks."""
    # RFC 5492 §3: "The message MUST contain the capability or capabilities that cause the speaker
    # to send the message. The decision to send the message and terminate the peering is local to
    # the speaker."
    if not told.data:
        return "differs", "it does not say which capability it insists on"
    if told.data in task.octets:
        return "differs", "a capability that it does not know is to be ignored"
    return "ok", f"it insists on the capability {told.data.hex()}"


def _is_as_of_unknown(task: Task, seen: Observation) -> bool:
    """Say whether what was seen is right for a router that does not know an attribute."""
    without = verdict_of_few(task)
    told = seen.notification
    if told is not None:
        # RFC 4271 §6.3: "If any of the well-known mandatory attributes are not recognized, then the
        # Error Subcode MUST be set to Unrecognized Well-known Attribute."
        return without is Treatment.TREAT_AS_WITHDRAW and (told.code, told.subcode) == _UNRECOGNISED
    # RFC 4271 §9: "If an optional non-transitive attribute is unrecognized, it is quietly ignored."
    return without is Treatment.NONE and seen.routes is RouteFate.REPLACED


def _routes(left: frozenset[Treatment], fate: RouteFate | None) -> tuple[str, str]:
    """Judge what became of routes where the session goes on."""
    if fate is None:
        return "ok", ""
    if fate is RouteFate.REPLACED and not left & _IN_FORCE:
        return "differs", "routes are in force that are to be withdrawn"
    if fate is RouteFate.WITHDRAWN and not left & _GONE:
        return "differs", "routes are gone that are in force"
    if fate is RouteFate.UNTOUCHED and Treatment.IGNORE not in left:
        return "differs", "what was announced before stays"
    if fate is RouteFate.MIXED:
        return "differs", "some of the routes are in force, and others not"
    return "ok", ""


def _ends_the_session(task: Task) -> bool:
    return task.kind == messages.NOTIFICATION and task.case.notification is None
