"""RFC 6793: AS numbers of four octets in UPDATE messages (OPEN is in test_rfc6793_open.py)."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import Aggregator, As4Aggregator, As4Path, AsPath, Origin
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.messages.update import Update
from tests.conformance.updates import (
    EXTERNAL,
    INTERNAL,
    OLD,
    attribute,
    codes,
    encoded,
    is_fine,
    judged,
    route,
    texts,
    treatment,
)
from tests.unit.speaker.world import World

BIG = 4200000001
HOST = bytes((192, 0, 2, 1))


def as4(path: str) -> bytes:
    """Make an AS4_PATH."""
    return attribute(0xC0, 17, encoded(AsPath.parse(path))[3:])


def old(path: str) -> bytes:
    """Make an AS_PATH of 2-octet numbers."""
    return encoded(AsPath.parse(path), OLD)


def sent(path: str, *, to: Context, aggregator: int | None = None) -> Update:
    """Announce a route, and read it as the receiver does."""
    values: list[object] = [Origin(0), AsPath.parse(path)]
    if aggregator is not None:
        values.append(Aggregator(aggregator, HOST))
    update = Update.announce(["198.51.100.0/24"], next_hop="192.0.2.1", attributes=values)
    found = judged(update.encode(to), to)
    assert is_fine(found)
    return found


def test_3_between_new_speakers_numbers_have_four_octets() -> None:
    """§3, §4.1: in AS_PATH and AGGREGATOR."""
    found = sent(f"{BIG} 1", to=EXTERNAL, aggregator=BIG)
    assert codes(found) == [1, 2, 3, 7]
    values = {a.code: a.octets for a in found.path_attributes()}
    assert values[2].hex() == "0202" + "fa56ea01" + "00000001"
    assert values[7].hex() == "fa56ea01" + "c0000201"


def test_3_with_an_old_speaker_numbers_have_two_octets() -> None:
    """§3: "will continue to contain two-octet AS numbers"."""
    values = {a.code: a.octets for a in sent("65001 1", to=OLD, aggregator=2).path_attributes()}
    assert values[2].hex() == "0202" + "fde9" + "0001"
    assert values[7].hex() == "0002" + "c0000201"


@pytest.mark.parametrize("code", [2, 7])
def test_41_two_octets_from_a_new_speaker_are_malformed(code: int) -> None:
    """§4.1: it "MUST assume that these attributes ... encode AS numbers as four-octet entities"."""
    octets = old("65001 1") if code == 2 else encoded(Aggregator(65001, HOST), OLD)
    assert is_fine(route(octets, context=OLD))
    found = route(octets)
    assert [finding.attribute for finding in found.findings] == [code]
    assert code not in codes(found)


@pytest.mark.parametrize(
    "octets", [as4("1"), attribute(0xC0, 18, bytes(8)), attribute(0xC0, 17), attribute(0xC0, 18)]
)
@pytest.mark.parametrize("context", [EXTERNAL, INTERNAL])
def test_41_as4_attributes_between_new_speakers(octets: bytes, context: Context) -> None:
    """§4.1: "MUST discard the path attribute and continue processing the UPDATE message"."""
    found = route(octets, context=context)
    assert treatment(found) == "attribute-discard"
    assert octets[1] not in codes(found)
    assert texts(found.announced) == ["198.51.100.0/24"]


def test_41_as4_attributes_are_not_sent_to_new_speakers() -> None:
    """§4.1: they "MUST NOT be carried in an UPDATE message between NEW BGP speakers"."""
    values = (Origin(0), AsPath.of([1]), As4Path(AsPath.of([1]).segments), As4Aggregator(1, HOST))
    update = Update.announce(["198.51.100.0/24"], next_hop="192.0.2.1", attributes=values)
    assert codes(judged(update.encode())) == [1, 2, 3]


@pytest.mark.parametrize(("path", "there"), [("65535 1", False), ("65536 1", True), ("", False)])
def test_422_as4_path_is_sent_to_old_speakers(path: str, there: bool) -> None:
    """§4.2.2: except where all is "composed of mappable four-octet AS numbers only"."""
    found = sent(path, to=OLD)
    assert (17 in codes(found)) is there
    assert found.attributes.as_path_text == path


def test_422_as_trans_stands_for_what_does_not_fit() -> None:
    """§4.2.2: "represented by the well-known two-octet AS number, AS_TRANS"."""
    found = sent(f"1 {BIG} 65536 {{{BIG},2}}", to=OLD)
    assert str(found.attributes.get(AsPath)) == "1 23456 23456 {23456,2}"
    assert str(found.attributes.get(As4Path)) == f"1 {BIG} 65536 {{{BIG},2}}"


def test_422_confederation_segments_are_not_in_as4_path() -> None:
    """§4.2.2: "the NEW BGP speaker MUST exclude such path segments from the AS4_PATH"."""
    to = Context(four_octet_as=False, session=None)
    found = sent(f"(65001) {BIG}", to=to)
    assert str(found.attributes.get(AsPath)) == "(65001) 23456"
    assert str(found.attributes.get(As4Path)) == str(BIG)
    assert found.attributes.as_path_text == f"(65001) {BIG}"


@pytest.mark.parametrize(("asn", "there"), [(65535, False), (65536, True)])
def test_422_as4_aggregator(asn: int, there: bool) -> None:
    """§4.2.2: AS4_AGGREGATOR and AS_TRANS, or neither."""
    found = sent("1", to=OLD, aggregator=asn)
    assert (18 in codes(found)) is there
    assert found.attributes.get(Aggregator) == Aggregator(23456 if there else asn, HOST)
    assert found.attributes.aggregator == (asn, HOST)


def test_423_as4_path_is_put_behind_the_leading_part() -> None:
    """§4.2.3: "taking as many AS numbers and path segments as necessary from the leading part"."""
    found = route(old("64501 64502 23456 3"), as4(f"{BIG} 3"), context=OLD)
    assert is_fine(found)
    assert found.attributes.as_path_text == f"64501 64502 {BIG} 3"


def test_423_a_longer_as4_path_is_ignored() -> None:
    """§4.2.3: "the AS4_PATH attribute SHALL be ignored", and AS_PATH be taken."""
    found = route(old("64501 23456"), as4(f"1 2 {BIG}"), context=OLD)
    assert found.attributes.as_path_text == "64501 23456"


def test_423_lengths_are_those_of_route_selection() -> None:
    """§4.2.3: "using the method specified in Section 9.1.2.2 of [RFC4271]" and in RFC 5065."""
    found = route(old("1 {23456,2,3}"), as4(f"{{{BIG},2,3}}"), context=OLD)
    assert found.attributes.as_path_text == f"1 {{{BIG},2,3}}"


def test_423_confederation_segments_of_as_path_are_kept() -> None:
    """§4.2.3: those in front, or "adjacent to a path segment that is prepended"."""
    inside = Context(four_octet_as=False, session=INTERNAL.session)
    found = route(old("(65010) [65011] 23456"), as4(str(BIG)), context=inside)
    assert found.attributes.as_path_text == f"(65010) [65011] {BIG}"


def test_423_other_confederation_segments_are_not_kept() -> None:
    """§4.2.3: neither "the leading path segment" nor "adjacent to" one that is prepended."""
    inside = Context(four_octet_as=False, session=INTERNAL.session)
    found = route(old("1 23456 (65010) 2"), as4(f"{BIG} 2"), context=inside)
    assert is_fine(found)
    assert found.attributes.as_path_text == f"1 {BIG} 2"


@pytest.mark.parametrize("octets", [as4(str(BIG)), encoded(As4Aggregator(BIG, HOST))])
def test_423_one_as4_attribute_without_the_other(octets: bytes) -> None:
    """§4.2.3: prepared to receive each beside its old one, and by itself."""
    found = route(old("23456"), encoded(Aggregator(23456, HOST), OLD), octets, context=OLD)
    assert is_fine(found)
    assert found.attributes.as_path_text == (str(BIG) if octets[1] == 17 else "23456")
    assert found.attributes.aggregator == (BIG if octets[1] == 18 else 23456, HOST)


@pytest.mark.parametrize(
    ("aggregator", "path", "expected"),
    [(64501, "23456", (64501, HOST)), (23456, str(BIG), (BIG, HOST))],
)
def test_423_aggregator_decides(aggregator: int, path: str, expected: tuple[int, bytes]) -> None:
    """§4.2.3: whether AS_TRANS is in AGGREGATOR, where AS4_AGGREGATOR is there too."""
    octets = (
        old("23456"),
        encoded(Aggregator(aggregator, HOST), OLD),
        as4(str(BIG)),
        encoded(As4Aggregator(BIG, HOST)),
    )
    found = route(*octets, context=OLD)
    assert is_fine(found)
    assert found.attributes.as_path_text == path
    assert found.attributes.aggregator == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0201",
        "0201 0001",
        "0201 00010000 02",
        "0200",
        "0202 00010000",
        "0201 00010000 0200",
        "0001 00010000",
        "0501 00010000",
    ],
)
def test_6_malformed_as4_path(value: str) -> None:
    """§6: length, path segment length, path segment type: "MUST discard the attribute"."""
    found = route(attribute(0xC0, 17, bytes.fromhex(value)), context=OLD)
    assert treatment(found) == "attribute-discard"
    assert found.findings[0].rfc == "RFC 6793 §6"
    assert 17 not in codes(found)
    assert texts(found.announced) == ["198.51.100.0/24"]


def test_6_well_formed_as4_path() -> None:
    """§6: "AS_SEQUENCE, AS_SET, AS_CONFED_SEQUENCE, and AS_CONFED_SET" are defined types."""
    found = route(old("23456 23456"), as4(f"{BIG} {{1,2}}"), context=OLD)
    assert is_fine(found)
    assert found.attributes.as_path_text == f"{BIG} {{1,2}}"


def test_6_confederation_segments_in_as4_path() -> None:
    """§6: "MUST discard these path segments ... and continue processing the UPDATE message"."""
    found = route(old("1 23456"), as4(f"(65010) {BIG} [7]"), context=OLD)
    assert texts(found.announced) == ["198.51.100.0/24"]
    assert found.attributes.as_path_text == f"1 {BIG}"


def test_6_confederation_segments_in_as4_path_are_told_of() -> None:
    """§6: "This case SHOULD be logged locally for analysis"."""
    octets = as4(f"(65010) {BIG} [7]")
    found = route(old("1 23456"), octets, context=OLD)
    (finding,) = found.findings
    assert (finding.treatment, finding.attribute) == (Treatment.IGNORE, 17)
    assert (finding.rfc, finding.octets) == ("RFC 6793 §6", octets)


def test_6_confederation_segments_are_not_passed_on_in_as4_path() -> None:
    """§6: they "MUST NOT be carried in the AS4_PATH attribute of an UPDATE message"."""
    found = route(old("1 23456"), as4(f"(65010) {BIG} [7]"), context=OLD)
    again = judged(found.canonical().encode(OLD), OLD)
    assert str(again.attributes.get(As4Path)) == str(BIG)
    alone = route(old("1 2"), as4("(65010)"), context=OLD)
    assert 17 not in codes(judged(alone.canonical().encode(OLD), OLD))


@pytest.mark.parametrize("length", [0, 6, 7, 9])
def test_6_malformed_as4_aggregator(length: int) -> None:
    """§6: "if the attribute length is not 8": attribute discard."""
    found = route(attribute(0xC0, 18, b"\1" * length), context=OLD)
    assert treatment(found) == "attribute-discard"
    assert found.findings[0].rfc == "RFC 6793 §6"
    assert 18 not in codes(found)


def test_6_well_formed_as4_aggregator() -> None:
    """§6: eight octets."""
    assert is_fine(route(encoded(As4Aggregator(BIG, HOST)), context=OLD))


def test_423_the_reconstructed_path_is_the_one_that_is_judged() -> None:
    """§4.2.3: what AS4_PATH puts in the place of AS numbers is as bad there as in AS_PATH."""
    strict = attrs.evolve(OLD, reject_as_sets=True)
    found = route(old("23456"), as4("{7}"), context=strict)
    assert treatment(found) == "treat-as-withdraw"
    assert found.findings[0].rfc == "RFC 9774 §3"
    assert is_fine(route(old("23456"), as4("7"), context=strict))


@pytest.mark.parametrize(
    ("peer_as", "path", "as4_path", "fine"),
    [
        (BIG, "23456 1", f"{BIG} 1", True),
        (BIG, "23456 1", f"{BIG - 1} 1", False),
        (BIG, "23456 1 2", "1 2", True),
        (1, "1 2", "1 2", True),
        (1, "1 2", "3 4", False),
    ],
)
def test_423_the_first_as_is_that_of_the_reconstructed_path(
    peer_as: int, path: str, as4_path: str, *, fine: bool
) -> None:
    """RFC 7606 §7.2: the neighbor's AS stands first, in the path that the route has."""
    context = attrs.evolve(OLD, peer_as=peer_as)
    found = route(old(path), as4(as4_path), context=context)
    assert treatment(found) == ("none" if fine else "treat-as-withdraw")


def test_423_a_speaker_passes_on_what_an_old_one_said() -> None:
    """§4.2.3: the path is put together, and goes to a new one in four octets, ours in front."""
    world = World()
    first, old_one, middle, last = (
        world.speaker(asn, number) for number, asn in enumerate((BIG, 65001, 65002, 65003), 1)
    )
    world.link(first, old_one, right_side={"four_octet_as": False})
    world.link(old_one, middle, left_side={"four_octet_as": False})
    world.link(middle, last)
    world.start()
    first.originate("10.0.0.0/8", world.now)
    old_one.originate("11.0.0.0/8", world.now)
    world.settle()
    assert {str(each.prefix): each.attributes.as_path_text for each in last.loc_rib} == {
        "10.0.0.0/8": f"65002 65001 {BIG}",
        "11.0.0.0/8": "65002 65001",
    }
