"""TShark and bgplib say of the same octets that they are the same field."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from bgplib.capabilities import Capability
from bgplib.context import Context, SessionType
from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.messages.decoder import Message, decode
from bgplib.messages.dissection import dissect
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.testing import malformed
from tests.corpus.tshark.dissection import PORTS, capture_of

pytestmark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")

#: a field: what we call it, its offset, how many octets it has
Field = tuple[str, int, int]
#: octets of the headers that a capture has before each message
_BEFORE: Final = 40
_ATTRIBUTE: Final = "bgp.update.path_attribute"
#: what TShark calls fields that both have, wherever they occur
NAMES: Final = {
    "bgp.marker": "Marker",
    "bgp.length": "Length",
    "bgp.type": "Type",
    "bgp.open.version": "Version",
    "bgp.open.myas": "My Autonomous System",
    "bgp.open.holdtime": "Hold Time",
    "bgp.open.identifier": "BGP Identifier",
    "bgp.open.opt.len": "Opt Parm Len",
    "bgp.open.opt": "Optional Parameters",
    "bgp.open.opt.param": "Optional Parameter",
    "bgp.open.opt.param.type": "Parm. Type",
    "bgp.open.opt.param.len": "Parm. Length",
    "bgp.cap.type": "Capability Code",
    "bgp.cap.length": "Capability Length",
    "bgp.update.withdrawn_routes.length": "Withdrawn Routes Length",
    "bgp.update.path_attributes.length": "Total Path Attribute Length",
    "bgp.update.path_attributes": "Path Attributes",
    f"{_ATTRIBUTE}.flags": "Attribute Flags",
    f"{_ATTRIBUTE}.type_code": "Attribute Type Code",
    f"{_ATTRIBUTE}.length": "Attribute Length",
    f"{_ATTRIBUTE}.origin": "Attribute Value",
    f"{_ATTRIBUTE}.next_hop": "Attribute Value",
    f"{_ATTRIBUTE}.local_pref": "Attribute Value",
    f"{_ATTRIBUTE}.as_path_segment": "Path Segment",
    f"{_ATTRIBUTE}.as_path_segment.type": "Path Segment Type",
    f"{_ATTRIBUTE}.as_path_segment.length": "Path Segment Length",
    f"{_ATTRIBUTE}.as_path_segment.as4": "AS Number",
    f"{_ATTRIBUTE}.mp_reach_nlri.afi": "AFI",
    f"{_ATTRIBUTE}.mp_reach_nlri.safi": "SAFI",
    f"{_ATTRIBUTE}.mp_unreach_nlri.afi": "AFI",
    f"{_ATTRIBUTE}.mp_unreach_nlri.safi": "SAFI",
    "bgp.nlri_prefix": "Prefix",
    "bgp.withdrawn_prefix": "Prefix",
    "bgp.mp_reach_nlri_ipv6_prefix": "Prefix",
    "bgp.notify.major_error": "Error code",
    "bgp.route_refresh.subtype": "Message Subtype",
}
#: what we have and TShark has under several names, or none
OURS: Final = {"Attribute Value", "Length", "Type", "AS Number", "AFI", "SAFI", "Prefix"}
#: cases that are not compared, and why
LEFT_OUT: Final = {
    "open-extended": "TShark 4.0 reads no extended optional parameters (RFC 9072)",
    "attr-set": "we stop at the value of ATTR_SET",
    "mp-reach-reserved-octet": "TShark 4.0 takes the reserved octet for a number of SNPAs",
    "multicast-odd-bits": "TShark 4.0 sees a second prefix behind one of 9 bits",
    "ipv6-sr-policy-right": "TShark 4.0 gives up at the endpoint",
}


def tshark(octets: list[bytes], where: Path) -> list[Counter[Field]]:
    """Return the fields that TShark finds in each message, where we have them as well."""
    path = where / "messages.pcap"
    path.write_bytes(capture_of(octets, PORTS["bgp"]))
    command = ["tshark", "-r", str(path), "-o", "bgp.asn_len:4 octet", "-T", "pdml", "-J", "bgp"]
    said = subprocess.run(command, capture_output=True, check=True).stdout
    return [
        Counter(
            (NAMES[field.get("name", "")], int(field.get("pos", 0)) - _BEFORE, size)
            for field in packet.iterfind("proto[@name='bgp']//field")
            if field.get("name") in NAMES and (size := int(field.get("size", 0)))
        )
        for packet in ET.fromstring(said).iterfind("packet")
    ]


def ours(octets: bytes, context: Context) -> Counter[Field]:
    """Return our fields of a message, where TShark has them as well."""
    return Counter(
        (field.name, field.offset, len(field.octets))
        for field in dissect(octets, context).walk()
        if field.name in NAMES.values()
    )


def sound() -> list[tuple[bytes, Context]]:
    """Make messages with nothing wrong: those beside the malformed ones, and some more."""
    found = [
        (case.octets, case.context)
        for case in malformed.cases()
        if case.treatment is Treatment.NONE
        and case.octets[18] in (messages.OPEN, messages.UPDATE)
        and case.context.four_octet_as
        and not case.context.add_path_receive
        and len(case.octets) <= 4096
        and not any(part in case.name for part in LEFT_OUT)
        and not decode(case.octets, case.context).findings
    ]
    plain = Context(session=SessionType.INTERNAL)
    some: list[Message] = [
        Open.build(
            asn=4200000000,
            hold_time=90,
            identifier="192.0.2.1",
            capabilities=[
                Capability.parse("MULTIPROTOCOL ipv6-unicast"),
                Capability.parse("FQDN r1 domain=example.net"),
            ],
        ),
        Update.withdraw(["10.0.0.0/8", "10.1.0.0/16"]),
        Notification.shutdown("maintenance"),
        RouteRefresh("ipv6-unicast"),
    ]
    return found + [(message.encode(), plain) for message in some]


def test_the_same_octets_are_the_same_field(tmp_path: Path) -> None:
    """Offset and size of every field that both have a name for."""
    cases = sound()
    theirs = tshark([octets for octets, _ in cases], tmp_path)
    assert len(theirs) == len(cases) > 100
    seen = Counter[str]()
    for (octets, context), found in zip(cases, theirs, strict=True):
        fields = ours(octets, context)
        assert not found - fields, octets.hex()
        assert not {each for each in fields - found if each[0] not in OURS}, octets.hex()
        seen.update(name for name, _, _ in found)
    assert seen.keys() == set(NAMES.values())
