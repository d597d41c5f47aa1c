"""Extended communities of real and published messages: nothing is lost, texts agree.

What sources state of them is compared so:

    exabgp-json           `value` is the number of 64 bits (of 160 for attribute 25); `string`
                          must parse to the same community. ExaBGP's `interface-set` leaves the
                          transitivity out of the text; it stands in `transitive` beside it.
    yabgp                 [type code, text] for route targets and origins, [type code, numbers]
                          for encapsulation, colour, ES-Import, ESI label and MAC mobility
    opendaylight-restconf one object with the fields by name

OpenDaylight reads type 0x46 as non-transitive EVPN. IANA has no such type, so it stays unknown
here; its octets are compared with those of 0x06.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bgplib.attributes import extended_communities as kinds
from bgplib.attributes import ipv6_extended_communities as ipv6
from bgplib.attributes.extended_communities import (
    Color,
    DefaultGateway,
    Encapsulation,
    EsiLabel,
    EsImport,
    Layer2Attributes,
    MacMobility,
    UnknownExtendedCommunity,
)
from bgplib.context import Context
from bgplib.iana import attributes
from bgplib.values.mac_address import MacAddress

REPOSITORY = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("BGPLIB_CORPUS", REPOSITORY.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(
    not (CORPUS / "hex").is_dir(), reason=f"no corpus at {CORPUS}: set BGPLIB_CORPUS"
)


def records() -> Iterator[dict[str, Any]]:
    for path in sorted((CORPUS / "hex").glob("*.jsonl")):
        for line in path.read_text().splitlines():
            yield json.loads(line)


def path_attributes(record: dict[str, Any]) -> bytes:
    """Return the path attributes of a record, empty when it has none."""
    octets = bytes.fromhex(record["hex"])
    if record["kind"] == "path-attributes":
        return octets
    if record["kind"] == "message" and octets[18:19] == b"\x02":
        start = 21 + int.from_bytes(octets[19:21], "big")
        stop = start + 2 + int.from_bytes(octets[start : start + 2], "big")
        return octets[start + 2 : stop]
    return b""


def values(octets: bytes, code: int) -> Iterator[bytes]:
    """Cut the values of one attribute out of path attributes."""
    while len(octets) > 3:
        size = 4 if octets[0] & attributes.EXTENDED_LENGTH else 3
        stop = size + int.from_bytes(octets[2:size], "big")
        if octets[1] == code and len(octets) >= stop > size:
            yield octets[size:stop]
        octets = octets[stop:]


def stated(record: dict[str, Any], *keys: str) -> Iterator[dict[str, Any]]:
    """Find the objects that a source states under a key, however deep."""
    left: list[Any] = [record.get("expect")]
    while left:
        node = left.pop()
        if isinstance(node, list):
            left.extend(node)
        elif isinstance(node, dict):
            for key, value in node.items():
                if key in keys:
                    yield from value
                else:
                    left.append(value)


def test_no_octet_of_attribute_16_is_lost() -> None:
    """RFC 4360 §2: value, attribute and text each give the octets back."""
    seen = 0
    known = 0
    for record in records():
        for octets in values(path_attributes(record), attributes.EXTENDED_COMMUNITIES):
            if not kinds.CODEC.length.accepts(len(octets)):
                continue
            value = kinds.CODEC.decode(octets, Context())
            assert kinds.CODEC.encode(value, Context()) == octets, record["id"]
            for community in value.communities:
                assert kinds.parse(str(community)) == community, record["id"]
                known += not isinstance(community, UnknownExtendedCommunity)
            seen += len(value.communities)
    assert seen > 500
    assert known > 0.95 * seen


def test_no_octet_of_attribute_25_is_lost() -> None:
    """RFC 5701 §2: value, attribute and text each give the octets back."""
    seen = 0
    for record in records():
        for octets in values(path_attributes(record), attributes.IPV6_EXTENDED_COMMUNITIES):
            if not ipv6.CODEC.length.accepts(len(octets)):
                continue
            value = ipv6.CODEC.decode(octets, Context())
            assert ipv6.CODEC.encode(value, Context()) == octets, record["id"]
            for community in value.communities:
                assert ipv6.Ipv6ExtendedCommunity.parse(str(community)) == community
            seen += len(value.communities)
    assert seen >= 2


def test_exabgp_states_the_same() -> None:
    """ExaBGP's numbers and texts are those of the octets."""
    seen = 0
    for record in records():
        if (record.get("expect") or {}).get("format") != "exabgp-json":
            continue
        expected = list(stated(record, "extended-community"))
        found = [
            community
            for octets in values(path_attributes(record), attributes.EXTENDED_COMMUNITIES)
            for community in kinds.CODEC.decode(octets, Context()).communities
        ]
        assert [kinds.to_int(community) for community in found] == [
            entry["value"] for entry in expected
        ], record["id"]
        for community, entry in zip(found, expected, strict=True):
            text = entry["string"]
            if entry.get("transitive") is False:
                text += ";non-transitive"
            assert kinds.parse(text) == community, record["id"]
            seen += 1
    assert seen >= 70


def test_exabgp_states_the_same_of_ipv6_ones() -> None:
    """ExaBGP's text of attribute 25 is that of the octets."""
    seen = 0
    for record in records():
        if (record.get("expect") or {}).get("format") != "exabgp-json":
            continue
        expected = list(stated(record, "extended-community-ipv6"))
        for octets in values(path_attributes(record), attributes.IPV6_EXTENDED_COMMUNITIES):
            for community in ipv6.CODEC.decode(octets, Context()).communities:
                text = expected.pop(0)["string"]
                assert ipv6.Ipv6ExtendedCommunity.parse(text) == community, record["id"]
                seen += 1
    assert seen >= 1


def yabgp_community(entry: list[Any]) -> kinds.ExtendedCommunity:
    """Make the community that yabgp writes as a type code and parts."""
    code, *parts = entry
    if code >> 8 in (0, 1, 2):
        return kinds.parse({2: "rt:", 3: "soo:"}[code & 0xFF] + parts[0])
    if code == 0x030C:
        return Encapsulation(tunnel_type=parts[0])
    if code == 0x030B:
        return Color(color=parts[0])
    if code == 0x0602:
        return EsImport(MacAddress.parse(parts[0]))
    if code == 0x0601:
        # The octets end in the S bit, which RFC 7432 §7.5 does not have: it is reserved.
        return EsiLabel(single_active=bool(parts[0]), label=parts[1], reserved=1)
    assert code == 0x0600
    return MacMobility(sticky=bool(parts[0]), sequence=parts[1])


def test_yabgp_states_the_same() -> None:
    """yabgp's type codes and parts are those of the octets."""
    seen = 0
    for record in records():
        expect = record.get("expect") or {}
        if expect.get("format") != "yabgp":
            continue
        if record.get("unit", "").startswith("ExtCommunity.") and expect["value"]:
            octets = bytes.fromhex(record["hex"])
            octets = octets[3:] if octets[0] & attributes.OPTIONAL else octets
            expected = expect["value"]
        elif isinstance(expect["value"], dict) and "16" in (expect["value"].get("attr") or {}):
            (octets,) = values(path_attributes(record), attributes.EXTENDED_COMMUNITIES)
            expected = expect["value"]["attr"]["16"]
        else:
            continue
        found = kinds.CODEC.decode(octets, Context()).communities
        assert found == tuple(map(yabgp_community, expected)), record["id"]
        seen += len(found)
    assert seen >= 11


def opendaylight_community(entry: dict[str, Any]) -> kinds.ExtendedCommunity:
    """Make the community that OpenDaylight writes with its fields by name."""
    (kind,) = entry.keys() - {"transitive"}
    fields = entry[kind]
    if kind == "default-gateway-extended-community":
        return DefaultGateway()
    if kind == "es-import-route-extended-community":
        return EsImport(MacAddress.parse(fields["es-import"]))
    if kind == "mac-mobility-extended-community":
        return MacMobility(sequence=fields["seq-number"], sticky=fields["static"])
    assert kind == "layer-2-attributes-extended-community"
    return Layer2Attributes(
        control_word=fields["control-word"],
        primary=fields["primary-pe"],
        backup=fields["backup-pe"],
        mtu=fields["l2-mtu"],
    )


def test_opendaylight_states_the_same() -> None:
    """OpenDaylight's fields are those of the octets."""
    seen = 0
    for record in records():
        if (record.get("expect") or {}).get("format") != "opendaylight-restconf":
            continue
        for octets in values(path_attributes(record), attributes.EXTENDED_COMMUNITIES):
            entries = stated(record, "extended-communities")
            expected = [opendaylight_community(entry) for entry in entries]
            if octets[0] == 0x46:
                assert isinstance(kinds.decode(octets), UnknownExtendedCommunity)
                octets = b"\x06" + octets[1:]
            assert list(kinds.CODEC.decode(octets, Context()).communities) == expected
            seen += len(expected)
    assert seen >= 4


def test_published_fragments_are_not_lost() -> None:
    """Eight octets that a source calls an extended community come back, and so does their text."""
    seen = 0
    for record in records():
        octets = bytes.fromhex(record["hex"])
        about = (record.get("unit") or "") + (record.get("description") or "")
        if record["kind"] != "fragment" or "ommunit" not in about or len(octets) != 8:
            continue
        community = kinds.decode(octets)
        assert kinds.encode(community) == octets
        assert kinds.parse(str(community)) == community
        seen += 1
    assert seen >= 25
