"""Writes the page of all cases of `bgplib.testing.malformed`, with their octets."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Final

from bgplib.context import Context, SessionType
from bgplib.findings import NotificationData
from bgplib.testing import malformed
from bgplib.testing.malformed import MalformedCase

__all__ = ["page"]

#: how many octets of a case are shown at most
_SHOWN: Final = 160


def page() -> str:
    """Return the page in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    cases = list(malformed.cases())
    faulty = sum(case.notification is not None for case in cases)
    yield from (
        "# Malformed messages",
        "",
        f"The {len(cases):,} cases of `bgplib.testing.malformed`: {faulty:,} messages with",
        "something wrong, and next to them messages that only look so, or that have the same part",
        "as it should be. Made when this documentation is built.",
        "",
        "*Treatment* is what the section asks for, in the words of RFC 7606 §2; *also* are further",
        "treatments that the RFCs allow. *NOTIFICATION* is code/subcode and data of what is sent",
        "if the session ends for it. Where the *session* column is empty, it is an external one",
        "from AS 65001 to AS 65000 with 4-octet AS numbers and no more, of IPv4 and IPv6 unicast.",
        "An OPEN comes to a speaker of identifier 10.0.0.1 that expects AS 65001.",
        f"Of long messages the first {_SHOWN} octets are shown.",
    )
    for part in malformed.PARTS:
        yield from ("", f"## {_title(part)}", "")
        yield "| name | RFC | treatment | also | NOTIFICATION | session | octets |"
        yield "|---|---|---|---|---|---|---|"
        for case in part.cases():
            yield "| " + " | ".join(_row(case)) + " |"


def _title(part: ModuleType) -> str:
    first = (part.__doc__ or "").partition("\n")[0]
    title = first.removeprefix("Cases of ").rstrip(".")
    return title[:1].upper() + title[1:]


def _row(case: MalformedCase) -> Iterator[str]:
    yield f"`{case.name}`"
    yield case.rfc
    yield case.treatment.text
    yield ", ".join(each.text for each in sorted(case.acceptable - {case.treatment}))
    yield _notification(case.notification)
    yield "; ".join(_session(case))
    yield f"`{_hex(case.octets)}`"


def _notification(told: NotificationData | None) -> str:
    if told is None:
        return ""
    data = f" `{_hex(told.data)}`" if told.data else ""
    return f"{told.code}/{told.subcode}{data}"


def _hex(octets: bytes) -> str:
    if len(octets) <= _SHOWN:
        return octets.hex()
    return f"{octets[:_SHOWN].hex()}… ({len(octets):,} octets)"


def _session(case: MalformedCase) -> Iterator[str]:
    """Say in what the session of a case differs from the usual one."""
    context: Context = case.context
    if context.session is not SessionType.EXTERNAL and context.session is not None:
        yield context.session.value
    if not context.four_octet_as:
        yield "2-octet AS numbers"
    families = sorted(context.families or ())
    if [str(family) for family in families] != ["ipv4-unicast", "ipv6-unicast"]:
        yield ", ".join(map(str, families))
    for family in sorted(context.add_path_receive):
        yield f"ADD-PATH {family}"
    for family, _ in sorted(context.extended_next_hop):
        yield f"IPv6 next hops of {family}"
    for family in sorted(context.bgpsec_receive):
        yield f"BGPsec {family}"
    for family, number in sorted(context.maximum_labels):
        yield f"up to {number} labels of {family}"
    for name, value in (
        ("extended messages", context.extended_messages),
        ("AFI/SAFI disable", context.disable_family_on_error),
        ("AIGP", context.aigp),
        ("within the SR domain", context.accept_prefix_sid),
        ("outside the SR domain", context.accept_prefix_sid is False),
        ("no AS_SET", context.reject_as_sets),
        ("route server", not context.enforce_first_as),
        ("Enhanced Route Refresh", context.enhanced_route_refresh),
    ):
        if value:
            yield name
    expected = case.expected
    if expected is None:
        return
    if expected.peer_as is None:
        yield "any AS"
    if expected.role is not None:
        yield f"our role is {expected.role.text}" + (", strictly" if expected.strict_role else "")
    if expected.required:
        yield "required: " + ", ".join(map(str, expected.required))
