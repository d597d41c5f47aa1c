"""A message as text for people, several lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import TYPE_CHECKING, Final

from bgplib.attributes import (
    AttributeBlock,
    MpReachNlri,
    MpUnreachNlri,
    PathAttribute,
    UnknownAttribute,
)
from bgplib.cli._text import bad, faint, safe, strong
from bgplib.errors import DecodeError
from bgplib.findings import Finding, Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import Message
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.values.address import address_text
from bgplib.values.next_hop import NextHop

if TYPE_CHECKING:
    from bgplib.messages.dissection import MessageField

__all__ = ["dump", "dump_error", "dump_fields"]

_WIDTH: Final = 24  #: columns for the names of attributes and fields


def dump(message: Message, length: int) -> Iterator[str]:
    """Yield the lines of a message of `length` octets."""
    if isinstance(message, Update):
        yield from _update(message, length)
    elif isinstance(message, Open):
        yield from _open(message, length)
    else:
        yield strong(safe(message)) + f", {length} octets"
    yield from _findings(message.findings, message.treatment)


def dump_error(error: DecodeError) -> Iterator[str]:
    """Yield the lines of what cannot be decoded."""
    rfc = f" ({error.rfc})" if error.rfc else ""
    yield bad(f"error: {safe(error)}{rfc}")


def dump_fields(message: MessageField) -> Iterator[str]:
    """Yield the lines of a message, field by field."""
    head, *lines = str(message).split("\n")
    yield strong(head)
    for line in lines:
        # What has no offset is a finding.
        yield bad(line) if not line[:6].strip() else line


def _update(update: Update, length: int) -> Iterator[str]:
    end = f", End-of-RIB of {update.end_of_rib}" if update.end_of_rib is not None else ""
    yield strong(f"UPDATE, {length} octets{end}")
    for attribute in update.path_attributes():
        yield _field(attribute.name, _attribute_text(attribute))
    for group in update.announced:
        yield from _group("announced", group, update.attributes)
    for group in update.withdrawn:
        yield from _group("withdrawn", group)


def _attribute_text(attribute: PathAttribute) -> str:
    try:
        value = attribute.value
    except DecodeError:  # of an UPDATE that is rejected for it; its finding stands below
        return attribute.octets.hex()
    if isinstance(value, MpReachNlri):
        return str(value.family) + _via(NextHop(value.next_hop) if value.next_hop else None)
    if isinstance(value, MpUnreachNlri):
        return str(value.family)
    if isinstance(value, UnknownAttribute):
        return value.octets.hex()
    return str(value)


def _via(next_hop: NextHop | None) -> str:
    if next_hop is None:
        return ""
    link_local = f" and {address_text(next_hop.link_local)}" if next_hop.link_local else ""
    return f" via {next_hop.short}{link_local}"


def _group(what: str, group: NlriGroup, attributes: AttributeBlock | None = None) -> Iterator[str]:
    yield f"  {what}: {group.family}{_via(group.next_hop)}"
    for nlri, vnis in zip(group.nlri, _vnis(group, attributes), strict=False):
        yield f"    {safe(nlri)}{vnis}"


def _vnis(group: NlriGroup, attributes: AttributeBlock | None) -> Iterator[str]:
    """Yield what stands behind each route: the VNIs in the place of its labels, if they are."""
    if attributes is None or group.family != Family.L2VPN_EVPN:
        yield from repeat("")
        return
    from bgplib.decision.evpn import vnis_of  # who is shown EVPN pays for it

    for vnis in vnis_of(group.nlri, attributes):
        yield f" VNI {'/'.join(map(str, vnis))}" if vnis else ""


def _open(message: Open, length: int) -> Iterator[str]:
    yield strong(f"OPEN, {length} octets")
    yield _field("version", str(message.version))
    yield _field("AS number", str(message.asn))
    yield _field("hold time", f"{message.hold_time} s")
    yield _field("identifier", message.identifier_text)
    for capability in message.capabilities:
        yield _field(capability.name, capability.text)


def _field(name: str, text: str) -> str:
    return f"  {name:{_WIDTH}} {safe(text)}".rstrip()


def _findings(findings: tuple[Finding, ...], treatment: Treatment) -> Iterator[str]:
    if findings:
        yield bad(f"  treatment: {treatment.text}")
    for finding in findings:
        where = f"offset {finding.offset}, {finding.length} octets"
        octets = finding.octets.hex()
        shown = octets if len(octets) <= 64 else octets[:64] + "..."
        yield bad(f"    {finding.treatment.text}: {safe(finding.text)} ({finding.rfc})")
        yield faint(f"      {where}{': ' if shown else ''}{shown}")
