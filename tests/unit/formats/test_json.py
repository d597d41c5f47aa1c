"""Messages as JSON: the contract of `bgplib/1`, key by key, and the schema over anything."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bgplib.attributes import (
    Aggregator,
    AsPath,
    AtomicAggregate,
    AttributeCodec,
    ClusterList,
    Communities,
    LargeCommunities,
    LengthRule,
    LocalPref,
    MultiExitDisc,
    OnlyToCustomer,
    Origin,
    OriginatorId,
    PathAttribute,
    UnknownAttribute,
)
from bgplib.attributes.aigp import Aigp
from bgplib.attributes.extended_communities import ExtendedCommunities, parse
from bgplib.attributes.prefix_sid import LabelIndex, OriginatorSrgb, PrefixSid
from bgplib.attributes.reader import neutral_reader
from bgplib.attributes.tunnel_encapsulation import (
    MplsSegment,
    Name,
    Preference,
    SegmentList,
    Tunnel,
    TunnelEncapsulation,
    Weight,
)
from bgplib.capabilities import Capability, Fqdn, OrfEntry, OutboundRouteFiltering, Role
from bgplib.cli.decode import read_hex
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, LocalError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.formats.json import (
    attribute_to_json,
    capability_to_json,
    error_to_json,
    finding_to_json,
    schema,
    to_json,
)
from bgplib.formats.json._attributes import _value
from bgplib.formats.json._values import plain
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER
from bgplib.messages.decoder import Message, decode
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing import malformed
from bgplib.testing.strategies.capabilities import capabilities
from bgplib.testing.strategies.context import contexts
from bgplib.testing.strategies.messages import notifications, opens, route_refreshes
from bgplib.testing.strategies.update import mutated_updates
from bgplib.values.prefix import Prefix

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "json.md"
VALIDATOR = Draft202012Validator(schema())
INTERNAL = Context(session=SessionType.INTERNAL)
ROUTABLE = (Origin(0), AsPath.of([65001]))


def answer(octets: bytes, context: Context | None = None) -> dict[str, Any]:
    """Decode, convert and validate; the result went through text once."""
    try:
        found = to_json(decode(octets, context), len(octets))
    except DecodeError as error:
        found = error_to_json(error)
    return validated(found)


def validated(found: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(found, allow_nan=False)
    again: dict[str, Any] = json.loads(text, object_pairs_hook=_without_duplicates)
    assert again == found, "JSON has no tuples, and no keys that are not text"
    VALIDATOR.validate(again)
    return again


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs)
    return dict(pairs)


def values(message: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each.get("value") for each in message["attributes"]}


def announce(*attributes: object, context: Context = INTERNAL) -> dict[str, Any]:
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=attributes)
    return answer(update.encode(context), context)


def test_the_schema_is_one() -> None:
    """The schema itself conforms to draft 2020-12."""
    Draft202012Validator.check_schema(schema())


def test_attributes_have_the_forms_of_the_reference() -> None:
    """Every attribute with a form of its own has that form."""
    found = announce(
        Origin(2),
        AsPath.parse("(65100) 65001 65002 {65003,65004}"),
        MultiExitDisc(7),
        LocalPref(200),
        AtomicAggregate(),
        Aggregator(65002, bytes((192, 0, 2, 9))),
        Communities((65000 << 16 | 1, 0xFFFFFF01)),
        OriginatorId(0xC0000201),
        ClusterList((1, 0xC0000202)),
        ExtendedCommunities((parse("rt:65000:1"), parse("encap:vxlan"))),
        LargeCommunities(((65000, 1, 2),)),
        OnlyToCustomer(65001),
    )
    assert found["treatment"] == "none"
    assert values(found) == {
        "ORIGIN": "incomplete",
        "AS_PATH": [
            {"type": "AS_CONFED_SEQUENCE", "asns": [65100]},
            {"type": "AS_SEQUENCE", "asns": [65001, 65002]},
            {"type": "AS_SET", "asns": [65003, 65004]},
        ],
        "NEXT_HOP": "192.0.2.1",
        "MULTI_EXIT_DISC": 7,
        "LOCAL_PREF": 200,
        "ATOMIC_AGGREGATE": True,
        "AGGREGATOR": {"asn": 65002, "address": "192.0.2.9"},
        "COMMUNITIES": ["65000:1", "65535:65281"],
        "ORIGINATOR_ID": "192.0.2.1",
        "CLUSTER_LIST": ["0.0.0.1", "192.0.2.2"],
        "EXTENDED_COMMUNITIES": ["rt:65000:1", "encap:vxlan"],
        "LARGE_COMMUNITY": ["65000:1:2"],
        "ONLY_TO_CUSTOMER": 65001,
    }


def test_flags_are_those_of_the_wire() -> None:
    """The low bits of the flags octet, and Extended Length, are shown as they came."""
    block = bytes.fromhex("40010100 4002060201 0000fde9 400304c0000201 dffa00020102")
    body = b"\0\0" + len(block).to_bytes(2, "big") + block + b"\x08\x0a"
    found = answer(b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + b"\x02" + body)
    assert found["attributes"][-1] == {
        "code": 250,
        "name": "UNKNOWN(250)",
        "flags": 0xDF,
        "octets": "0102",
    }


def test_groups_of_announced_routes() -> None:
    """A group has family, next hop, a link-local one where it is there, and prefixes."""
    octets = Update.announce(
        ["2001:db8::/32"],
        next_hop="2001:db8::1,fe80::1",
        attributes=ROUTABLE,
        family=Family.IPV6_UNICAST,
    ).encode()
    found = answer(octets)
    assert found["announced"] == [
        {
            "family": "ipv6-unicast",
            "next_hop": "2001:db8::1",
            "link_local": "fe80::1",
            "nlri": [{"prefix": "2001:db8::/32"}],
        }
    ]
    assert values(found)["MP_REACH_NLRI"] == {
        "family": "ipv6-unicast",
        "next_hop": "2001:db8::1",
        "link_local": "fe80::1",
    }


def test_path_identifiers_stand_beside_the_prefix() -> None:
    """RFC 7911 §3: the identifier is part of the NLRI, and 0 is one like others."""
    context = Context().with_add_path(Family.IPV4_UNICAST)
    nlri = [UnicastNlri(Prefix.parse("10.0.0.0/8"), path_id=number) for number in (7, 0)]
    octets = Update.announce(nlri, next_hop="192.0.2.1", attributes=ROUTABLE).encode(context)
    (group,) = answer(octets, context)["announced"]
    assert group["nlri"] == [
        {"prefix": "10.0.0.0/8", "path_id": 7},
        {"prefix": "10.0.0.0/8", "path_id": 0},
    ]


def test_withdrawals_have_no_next_hop() -> None:
    """Withdrawn routes are family and NLRI (RFC 4760 §4)."""
    octets = Update.withdraw(["2001:db8::/32"], family=Family.IPV6_UNICAST).encode()
    found = answer(octets)
    assert found["withdrawn"] == [{"family": "ipv6-unicast", "nlri": [{"prefix": "2001:db8::/32"}]}]
    assert values(found) == {"MP_UNREACH_NLRI": {"family": "ipv6-unicast"}}


def test_unknown_families_are_kept() -> None:
    """NLRI of a family without a row are octets (RFC 4760 §3), and the family is numbers."""
    reach = bytes.fromhex("0003 01 04 c0000201 00 aabb")
    block = bytes.fromhex("40010100 4002060201 0000fde9") + b"\x80\x0e" + bytes((len(reach),))
    body = b"\0\0" + (len(block) + len(reach)).to_bytes(2, "big") + block + reach
    found = answer(b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + b"\x02" + body)
    assert found["announced"] == [
        {"family": "afi-3/unicast", "next_hop": "192.0.2.1", "nlri": [{"octets": "aabb"}]}
    ]


def test_end_of_rib_names_the_family() -> None:
    """RFC 4724 §2: the marker is an UPDATE without anything; `end_of_rib` says of which family."""
    for family in (Family.IPV4_UNICAST, Family.L2VPN_EVPN):
        found = answer(Update.end_of_rib_of(family).encode())
        assert found["end_of_rib"] == str(family)
        assert found["announced"] == found["withdrawn"] == []


def test_treat_as_withdraw_moves_every_prefix() -> None:
    """RFC 7606 §2: treat-as-withdraw announces nothing, and withdraws what was announced."""
    octets = bytearray(
        Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=ROUTABLE).encode()
    )
    octets[octets.index(b"\x40\x01\x01") + 3] = 9
    found = answer(bytes(octets))
    assert found["treatment"] == "treat-as-withdraw"
    assert found["announced"] == []
    assert found["withdrawn"] == [{"family": "ipv4-unicast", "nlri": [{"prefix": "10.0.0.0/8"}]}]
    (finding,) = found["findings"]
    assert finding["attribute"] == 1
    assert finding["octets"] == finding["notification"]["data"] == "40010109"


def test_discarded_attributes_are_absent() -> None:
    """RFC 7606 §7.5: LOCAL_PREF of an external peer is dropped, and a finding names it."""
    found = announce(*ROUTABLE, LocalPref(200), context=Context())
    assert found["treatment"] == "attribute-discard"
    assert "LOCAL_PREF" not in values(found)
    assert [each["attribute"] for each in found["findings"]] == [5]
    assert found["announced"]


def test_ignore_is_no_treatment_of_a_message() -> None:
    """What is ignored is a finding with that treatment; the message's own is `none`."""
    context = Context(families=[Family.IPV4_UNICAST])
    octets = Update.withdraw(["2001:db8::/32"], family=Family.IPV6_UNICAST).encode()
    found = answer(octets, context)
    assert found["treatment"] == "none"
    assert [each["treatment"] for each in found["findings"]] == ["ignore"]
    assert found["findings"][0]["family"] == "ipv6-unicast"


def test_a_rejected_mp_reach_stands_in_its_finding() -> None:
    """An UPDATE that ends the session announces nothing; what cannot be read is no attribute."""
    reach = bytes.fromhex("0002 01 ff 00")
    block = bytes.fromhex("40010100 4002060201 0000fde9") + b"\x80\x0e" + bytes((len(reach),))
    body = b"\0\0" + (len(block) + len(reach)).to_bytes(2, "big") + block + reach
    found = answer(b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + b"\x02" + body)
    assert found["treatment"] == "session-reset"
    assert found["announced"] == []
    assert list(values(found)) == ["ORIGIN", "AS_PATH"]
    (finding,) = found["findings"]
    assert (finding["attribute"], finding["octets"]) == (14, "800e05" + reach.hex())


def test_octets_that_are_no_value_are_shown_as_octets() -> None:
    """Of an attribute that a program has put together, as no decoder hands it out."""
    reader = neutral_reader(True, DEFAULT_REGISTRY.attributes)
    assert attribute_to_json(PathAttribute(14, 0x80, b"\0\2\1", reader)) == {
        "code": 14,
        "name": "MP_REACH_NLRI",
        "flags": 128,
        "octets": "000201",
    }


@attrs.frozen
class Outsider:
    """A value of an attribute that bgplib does not know."""

    level: int
    via: bytes
    next_hop: bytes


def test_an_outsiders_attribute_needs_no_line() -> None:
    """The fields of any row's value are in the JSON, addresses as text."""
    row = AttributeCodec(
        code=250,
        name="OUTSIDER",
        flags=0xC0,
        value=Outsider,
        rfc="",
        malformed=Treatment.TREAT_AS_WITHDRAW,
        malformed_rfc="",
        length=LengthRule(),
        decode=lambda octets, context: Outsider(octets[0], octets[1:3], octets[3:]),
        encode=lambda value, context: bytes((value.level,)) + value.via + value.next_hop,
    )
    octets = Update.announce(
        ["10.0.0.0/8"],
        next_hop="192.0.2.1",
        attributes=[
            *ROUTABLE,
            UnknownAttribute(code=250, flags=0xC0, octets=b"\7\1\2\xc0\0\2\1"),
        ],
    ).encode()
    message = decode(octets, None, DEFAULT_REGISTRY.with_attribute(row))
    found = validated(to_json(message, len(octets)))
    assert found["attributes"][-1] == {
        "code": 250,
        "name": "OUTSIDER",
        "flags": 0xC0,
        "value": {"level": 7, "via": "0102", "next_hop": "192.0.2.1"},
    }


def test_open() -> None:
    """The AS number is that of FOUR_OCTET_AS; capabilities are objects with code and name."""
    message = Open.build(
        asn=4_200_000_001, hold_time=180, identifier="192.0.2.1", capabilities=[Role(3)]
    )
    assert validated(to_json(message)) == {
        "format": "bgplib/1",
        "type": "OPEN",
        "length": len(message.encode()),
        "version": 4,
        "asn": 4_200_000_001,
        "hold_time": 180,
        "identifier": "192.0.2.1",
        "capabilities": [
            {"code": 9, "name": "ROLE", "value": {"value": 3}},
            {"code": 65, "name": "FOUR_OCTET_AS", "value": {"asn": 4_200_000_001}},
        ],
        "treatment": "none",
        "findings": [],
    }


def test_text_of_a_peer_stays_text() -> None:
    """Names that a peer chose are text whatever their octets, and pairs have names.

    Octets that are no UTF-8 stand beside the text, from which they could not be read back.
    """
    assert capability_to_json(Fqdn("réseau".encode(), b"\xff\0"))["value"] == {
        "hostname": "réseau",
        "domain": "\\xff\0",
        "domain_octets": "ff00",
    }
    entry = OrfEntry(family=Family.IPV4_UNICAST, types=((64, 3),))
    assert capability_to_json(OutboundRouteFiltering((entry,)))["value"]["entries"][0] == {
        "family": "ipv4-unicast",
        "types": [{"type": 64, "mode": 3}],
        "reserved": 0,
    }


@given(capabilities())
def test_capabilities_are_objects(capability: Capability) -> None:
    """Every capability has a value by name, or octets if it is unknown."""
    validated(
        to_json(
            Open.build(asn=64500, hold_time=90, identifier="192.0.2.1"),
            29,
        )
        | {"capabilities": [capability_to_json(capability)]}
    )


@pytest.mark.parametrize("text", ["", "maintenance"])
def test_shutdown_communication(text: str) -> None:
    """RFC 9003: the text is there, or null; data are octets."""
    found = validated(to_json(Notification.shutdown(text)))
    assert found["text"] == (text or None)
    assert found["name"] == "Cease/Administrative Shutdown"
    assert found["data"].endswith(text.encode().hex())


def test_values_of_several_sorts_say_which() -> None:
    """In a list of several classes `kind` tells them apart; pairs have names; text is text."""
    color = SegmentList((Weight(weight=2), MplsSegment(entry=b"\0\0\1\2")))
    tunnel = Tunnel(15, (Preference(value=200), Name(type=130, name=b"blue"), color))
    assert _value(TunnelEncapsulation((tunnel,))) == [
        {
            "type": 15,
            "sub_tlvs": [
                {"kind": "Preference", "flags": 0, "reserved": 0, "value": 200},
                {"kind": "Name", "type": 130, "reserved": 0, "name": "blue"},
                {
                    "kind": "SegmentList",
                    "parts": [
                        {"kind": "Weight", "flags": 0, "reserved": 0, "weight": 2},
                        {"kind": "MplsSegment", "flags": 0, "reserved": 0, "entry": "00000102"},
                    ],
                    "reserved": 0,
                },
            ],
        }
    ]
    srgb = OriginatorSrgb(ranges=((16000, 8000),))
    assert _value(PrefixSid((srgb, LabelIndex(index=5)))) == [
        {"kind": "OriginatorSrgb", "ranges": [{"first": 16000, "count": 8000}], "flags": 0},
        {"kind": "LabelIndex", "reserved": 0, "flags": 0, "index": 5},
    ]
    assert _value(Aigp.of(2000)) == {
        "metric": 2000,
        "tlvs": [{"type": 1, "octets": "00000000000007d0"}],
    }


def test_errors() -> None:
    """What cannot be decoded has code, subcode, data and a sentence (RFC 4271 §6.1)."""
    assert answer(b"\xff" * 16 + b"\0\x12\4") == {
        "format": "bgplib/1",
        "error": {
            "code": 1,
            "subcode": 2,
            "data": "0012",
            "text": "the length 18 is not between 19 and 4096",
        },
        "treatment": "session-reset",
    }


def test_every_treatment_of_a_finding_has_its_word() -> None:
    """The words are those of RFC 7606, and the schema has them all."""
    words = schema()["$defs"]["finding"]["properties"]["treatment"]["enum"]
    assert words == [treatment.text for treatment in Treatment]
    finding = Finding(
        treatment=Treatment.AFI_SAFI_DISABLE,
        rfc="RFC 7606 §7.11",
        offset=3,
        length=1,
        octets=b"\1",
        text="x",
        notification=NotificationData(3, 9, b"\2"),
    )
    assert finding_to_json(finding)["treatment"] == "afi-safi-disable"


@pytest.mark.parametrize(
    ("value", "field", "expected"),
    [
        (b"\1\2\3\4", "key", "01020304"),
        (b"\1\2\3\4", "address", "1.2.3.4"),
        (b"\1\2\3\4", "tunnel_address", "1.2.3.4"),
        (b"\1\2\3", "address", "010203"),
        (b"", "address", None),
        (b"", "key", ""),
        (float("inf"), "", "inf"),
        (float("nan"), "", "nan"),
        (1.5, "", 1.5),
        (Treatment.IGNORE, "", 1),
        (SessionType.INTERNAL, "", "internal"),
        (frozenset((3, 1)), "", [1, 3]),
        (((1, b"\2"), None, True), "", [[1, "02"], None, True]),
        (object, "", "<class 'object'>"),
    ],
)
def test_generic_values(value: object, field: str, expected: object) -> None:
    """Any value becomes JSON by its type and the name of its field."""
    assert plain(value, field) == expected


def test_lengths_are_found_by_encoding() -> None:
    """A message that a program made has the length that it will have on the wire."""
    group = NlriGroup.of(Family.IPV4_UNICAST, ["10.0.0.0/8"], next_hop="192.0.2.1")
    update = Update.build(attributes=ROUTABLE, announced=(group,))
    assert to_json(update)["length"] == len(update.encode())


@given(contexts().flatmap(lambda context: st.tuples(st.just(context), mutated_updates(context))))
def test_every_update_conforms(case: tuple[Context, bytes]) -> None:
    """Whatever is wrong with an UPDATE, its JSON conforms to the schema."""
    context, octets = case
    answer(octets, context)


@given(st.one_of(opens(), notifications(), route_refreshes()))
def test_every_other_message_conforms(message: Message) -> None:
    """OPEN, NOTIFICATION and ROUTE-REFRESH conform to the schema."""
    validated(to_json(message))


def test_every_malformed_case_conforms() -> None:
    """Every case of `bgplib.testing.malformed` conforms, and says its treatment."""
    cases = list(malformed.cases())
    assert len(cases) > 50
    for case in cases:
        said = answer(case.octets, case.context)["treatment"]
        # To ignore a part is no treatment of a message; an OPEN is judged by what is expected, too.
        if case.expected is None:
            ignored = case.treatment is Treatment.IGNORE
            assert said == ("none" if ignored else case.treatment.text), case.name


@given(st.binary(max_size=64))
def test_every_run_of_octets_has_an_answer(octets: bytes) -> None:
    """RFC 4271 §4.1: without a marker it is no message, and answered with an error object."""
    assume(octets[:16] != MARKER)
    assert answer(octets)["treatment"] == "session-reset"
    assert answer(octets)["error"]["code"] == 1


@given(st.integers(0, 6), st.binary(max_size=64))
def test_every_body_has_an_answer(kind: int, body: bytes) -> None:
    """Whatever stands behind a sound header, the answer is of a message, or of an error."""
    found = answer(MARKER + (19 + len(body)).to_bytes(2, "big") + bytes((kind,)) + body)
    assert ("type" in found) is not ("error" in found)


def test_the_examples_of_the_reference_are_true() -> None:
    """Each command of docs/reference/json.md prints the JSON that stands below it."""
    examples = re.findall(
        r"```console\n\$ bgplib decode --json (.*?)\n```\n\n```json\n(.*?)```",
        REFERENCE.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert len(examples) >= 9
    for arguments, expected in examples:
        *options, line = arguments.replace("'", "").split()
        context = Context()
        if options[:1] == ["--add-path"]:
            context = context.with_add_path(Family.parse(options[1]))
        try:
            found = answer(read_hex(line), context)
        except DecodeError as error:
            found = validated(error_to_json(error))
        assert found == json.loads(expected)


@pytest.mark.parametrize("wrong", ["UPDATE", b"\xff", None, bytes])
def test_what_is_no_message(wrong: Any) -> None:
    """Octets have to be decoded first."""
    with pytest.raises(LocalError, match=r"is no message: .* captured_to_json and bmp_to_json"):
        to_json(wrong)


@pytest.mark.parametrize("wrong", ["19", 19.0, True, Context()])
def test_what_is_no_length(wrong: Any) -> None:
    """It stood in the object, which `json` could not write then."""
    with pytest.raises(LocalError, match=r"^length is .*, which is not a whole number or None$"):
        to_json(Notification(6), wrong)
