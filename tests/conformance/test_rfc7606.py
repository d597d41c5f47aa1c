"""RFC 7606: revised error handling for UPDATE messages, clause by clause."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes import AsPath, Communities, Origin
from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.rib import Rib
from bgplib.route import Source
from bgplib.session import State, UpdateReceived
from bgplib.testing import malformed
from tests.conformance.updates import (
    EXTERNAL,
    HOP6,
    INTERNAL,
    IPV4,
    IPV6,
    NLRI,
    OLD,
    ROUTE6,
    attribute,
    codes,
    is_fine,
    is_withdrawn,
    judged,
    message,
    reach,
    route,
    texts,
    treatment,
    unreach,
    update,
)
from tests.unit.session.test_session import Driver, routes

BASE = (attribute(0x40, 1, b"\0"), attribute(0x40, 2, b"\2\1\0\0\xfd\xe9"))
HOP = attribute(0x40, 3, bytes((192, 0, 2, 1)))
BAD_MED = attribute(0x80, 4, b"\0")
BAD_ATOMIC = attribute(0x40, 6, b"\0")


# -- §2 --------------------------------------------------------------------------------------------


def test_treat_as_withdraw_withdraws_all_routes() -> None:
    """§2: "as though all contained routes had been withdrawn", those of MP_REACH_NLRI too."""
    octets = update(reach(), *BASE, HOP, BAD_MED, unreach(b"\0"), nlri=NLRI, withdrawn=b"\x08\x0a")
    found = judged(octets)
    assert is_withdrawn(found, "10.0.0.0/8", "::/0", "2001:db8::/32", "198.51.100.0/24")


def test_treat_as_withdraw_removes_routes_from_the_rib() -> None:
    """§2: "thus causing them to be removed from the Adj-RIB-In"."""
    peer = Source(address="192.0.2.1", asn=65001)
    rib = Rib()
    rib.update(peer, judged(update(reach(), *BASE, HOP, nlri=NLRI)))
    assert len(rib) == 2
    rib.update(peer, judged(update(reach(), *BASE, HOP, BAD_MED, nlri=NLRI)))
    assert len(rib) == 0


def test_without_error_nothing_is_withdrawn() -> None:
    """§2 speaks of UPDATEs with errors; others announce, in a RIB too."""
    found = judged(update(reach(), *BASE, HOP, nlri=NLRI))
    assert is_fine(found, "2001:db8::/32", "198.51.100.0/24")
    assert found.withdrawn == ()
    assert len(Rib().update(Source(address="192.0.2.1", asn=65001), found)) == 2


#: whose own documents ask for attribute discard
DISCARDED = {
    attributes.ATOMIC_AGGREGATE: "RFC 7606 §7.6",
    attributes.AGGREGATOR: "RFC 7606 §7.7",
    attributes.AS4_PATH: "RFC 6793 §6",
    attributes.AS4_AGGREGATOR: "RFC 6793 §6",
    attributes.AIGP: "RFC 7311 §3.2",
    attributes.BGP_LS: "RFC 9552 §8.2.2",
    attributes.BFD_DISCRIMINATOR: "RFC 9026 §3.1.6",
    attributes.NEXT_HOP_DEPENDENT_CHARACTERISTICS: "draft-ietf-idr-entropy-label §2",
    attributes.PREFIX_SID: "RFC 8669 §6",
    attributes.BIER: "RFC 9793 §4",
}


def test_2_attribute_discard_is_used_where_a_document_asks_for_it() -> None:
    """§2: "MUST NOT be used except in the case of an attribute that has no effect"."""
    rows = [row for row in DEFAULT_TABLE.codecs if row.malformed is Treatment.ATTRIBUTE_DISCARD]
    assert {row.code: row.malformed_rfc for row in rows} == DISCARDED


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, 8, 9, 10, 14, 15, 16, 32, 35])
def test_2_attributes_of_route_selection_are_not_discarded(code: int) -> None:
    """§2: not for an attribute that has effect "on route selection or installation"."""
    row = DEFAULT_TABLE.by_code(code)
    assert row is not None
    found = route(attribute(row.flags, code, b"\xff"), context=INTERNAL)
    assert found.treatment >= Treatment.TREAT_AS_WITHDRAW
    assert found.announced == ()


def test_attribute_discard_leaves_the_rest() -> None:
    """§2: "MUST be discarded and the UPDATE message continues to be processed"."""
    found = route(BAD_ATOMIC)
    assert treatment(found) == "attribute-discard"
    assert codes(found) == [1, 2, 3]
    assert texts(found.announced) == ["198.51.100.0/24"]


def test_afi_safi_disable_leaves_other_families() -> None:
    """§2: routes of the one family are ignored; "the session" and other families go on."""
    context = attrs.evolve(EXTERNAL, disable_family_on_error=True)
    found = judged(update(reach(b"\x81"), *BASE, HOP, nlri=NLRI), context)
    assert treatment(found) == "afi-safi-disable"
    assert found.findings[0].family == IPV6
    assert texts(found.announced) == ["198.51.100.0/24"]


def test_session_reset_hands_out_nothing() -> None:
    """§2: the session is terminated, with a NOTIFICATION."""
    found = judged(update(reach(b"\x81"), *BASE, HOP, nlri=NLRI))
    assert treatment(found) == "session-reset"
    assert found.announced == found.withdrawn == ()
    assert found.findings[0].notification.code == 3


# -- §3 --------------------------------------------------------------------------------------------


def test_3a_a_session_reset_is_an_update_message_error() -> None:
    """§3 (a): indicated "by sending the NOTIFICATION message with" the code 3."""
    driver = Driver()
    driver.establish()
    driver.say(update(*BASE, HOP, nlri=b"\x21"))
    assert [message.code for message in driver.notifications()] == [3]
    assert driver.session.state is State.IDLE
    assert driver.of(UpdateReceived) == []


def test_3a_every_reset_of_an_update_is_an_update_message_error() -> None:
    """§3 (a), in all cases that we know: the Error Code is UPDATE Message Error."""
    count = 0
    for case in malformed.cases():
        try:
            found = decode(case.octets, case.context)
        except DecodeError:
            continue
        if not isinstance(found, Update):
            continue
        resets = [one for one in found.findings if one.treatment is Treatment.SESSION_RESET]
        count += len(resets)
        assert {finding.notification.code for finding in resets} <= {3}
    assert count > 30


@pytest.mark.parametrize("bad", [attribute(0x80, 4, b"\0"), attribute(0x40, 6, b"\0")])
def test_3a_nothing_is_sent_without_a_session_reset(bad: bytes) -> None:
    """§3 (a): "for which a session reset is specified", and for no other."""
    good = routes("198.51.100.0/24")
    pieces = (attribute(0x40, 2, b"\2\1\0\0\xfb\xf6"), BASE[0], HOP, bad)
    driver = Driver()
    driver.establish()
    driver.say(update(*pieces, nlri=NLRI), good)
    assert driver.notifications() == []
    assert driver.session.state is State.ESTABLISHED
    first, second = driver.of(UpdateReceived)
    assert first.update.findings
    assert texts(second.update.announced) == ["198.51.100.0/24"]


@pytest.mark.parametrize("lengths", [{"withdrawn_length": 1}, {"attributes_length": 100}])
def test_3b_lengths_beyond_the_message(lengths: dict[str, Any]) -> None:
    """§3 (b): "the Error Subcode MUST be set to Malformed Attribute List"."""
    found = judged(update(*BASE, HOP, **lengths))
    assert treatment(found) == "session-reset"
    assert found.findings[0].notification.subcode == 1


@pytest.mark.parametrize("body", [b"\0\2\0\0", b"\0\3\0\0\0", b"\0\1\0\0", b"\xff\xff\0\0"])
def test_3b_no_room_for_the_second_length(body: bytes) -> None:
    """§3 (b): "exceeds the message Length", too, where the second length is not there."""
    found = judged(message(2, body))
    assert treatment(found) == "session-reset"
    assert found.findings[0].notification.subcode == 1
    assert found.announced == found.withdrawn == ()


def test_3b_lengths_that_just_fit() -> None:
    """§3 (b): 23 plus both lengths may equal the message Length."""
    found = judged(update(*BASE, HOP, withdrawn=b"\x08\x0a"))
    assert found.findings == ()


@pytest.mark.parametrize("flags", [0x00, 0x80, 0xC0])
def test_3c_wrong_flags(flags: int) -> None:
    """§3 (c): "MUST be treated as malformed and the "treat-as-withdraw" approach used"."""
    found = route(attribute(flags, 1, b"\0"))
    assert is_withdrawn(found)
    assert found.findings[0].notification.subcode == 4
    assert found.findings[0].notification.data == attribute(flags, 1, b"\0")


NOT_MULTIPROTOCOL = [row for row in DEFAULT_TABLE.codecs if row.code not in (14, 15)]
#: a session with BGPsec
SIGNED = attrs.evolve(INTERNAL, bgpsec_receive=(IPV4,))
#: the documents that "mandate different handling for incorrect Attribute Flags"
DIFFERENT_FLAGS = {attributes.AIGP: "attribute-discard"}


@pytest.mark.parametrize("row", NOT_MULTIPROTOCOL, ids=lambda row: row.name)
@pytest.mark.parametrize("wrong", [0x80, 0x40, 0xC0])
def test_3c_wrong_flags_of_each_attribute(row: AnyAttributeCodec, wrong: int) -> None:
    """§3 (c): for all, ATOMIC_AGGREGATE and AGGREGATOR too, but where a document differs."""
    context = OLD if row.code in (17, 18) else attrs.evolve(SIGNED, aigp=True)
    without = 2 if row.code == attributes.BGPSEC_PATH else 0
    octets = attribute(row.flags ^ wrong, row.code, b"\0" * 8)
    found = route(octets, context=context, without=without)
    first = found.findings[0]
    assert (first.rfc, first.notification.subcode) == ("RFC 7606 §3 (c)", 4)
    assert treatment(found) == DIFFERENT_FLAGS.get(row.code, "treat-as-withdraw")
    assert row.code not in codes(found)


@pytest.mark.parametrize("flags", [0x40, 0x4F, 0x50, 0x60, 0x7F])
def test_3c_other_bits_do_not_matter(flags: int) -> None:
    """§3 (c) names "either the Optional or Transitive bits" and no others."""
    assert is_fine(route(attribute(flags, 1, b"\0")))


@pytest.mark.parametrize("code", [1, 2, 3])
def test_3d_missing_attributes(code: int) -> None:
    """§3 (d): "not present in an UPDATE message, then "treat-as-withdraw" MUST be used"."""
    found = route(without=code)
    assert is_withdrawn(found)
    assert found.findings[0].notification.subcode == 3
    assert found.findings[0].notification.data == bytes((code,))


def test_3d_no_attributes_at_all() -> None:
    """§3 (d): NLRI with a Total Attribute Length of 0."""
    found = judged(update(nlri=NLRI))
    assert is_withdrawn(found)
    assert [finding.attribute for finding in found.findings] == [1, 2, 3]


def test_3d_local_pref_is_not_mandatory() -> None:
    """§3 (d): it is not mandatory; a route without it has the default (RFC 4271 §9.1.1)."""
    assert is_fine(route(context=INTERNAL))


def test_3d_next_hop_is_discretionary() -> None:
    """§3 (d): "[RFC4760] reclassifies NEXT_HOP as what is effectively discretionary"."""
    assert is_fine(judged(update(reach(), *BASE)), "2001:db8::/32")
    assert is_withdrawn(
        judged(update(reach(), *BASE, nlri=NLRI)), "2001:db8::/32", "198.51.100.0/24"
    )


@pytest.mark.parametrize(
    "octets",
    [
        attribute(0x40, 1, b"\3"),
        attribute(0x40, 2, b"\5\1\0\0\0\1"),
        attribute(0x40, 3, bytes(5)),
        BAD_MED,
        attribute(0x40, 5, b"\0"),
    ],
)
def test_3e_route_selection_attributes(octets: bytes) -> None:
    """§3 (e): treat-as-withdraw for ORIGIN, AS_PATH, NEXT_HOP, MULTI_EXIT_DISC and LOCAL_PREF."""
    assert is_withdrawn(route(octets, context=INTERNAL))


@pytest.mark.parametrize("octets", [BAD_ATOMIC, attribute(0xC0, 7, bytes(5))])
def test_3f_aggregation_attributes(octets: bytes) -> None:
    """§3 (f): attribute discard for ATOMIC_AGGREGATE and AGGREGATOR."""
    found = route(octets)
    assert treatment(found) == "attribute-discard"
    assert texts(found.announced) == ["198.51.100.0/24"]


@pytest.mark.parametrize("octets", [reach(), unreach()])
def test_3g_mp_attribute_twice(octets: bytes) -> None:
    """§3 (g): "MUST be sent with the Error Subcode "Malformed Attribute List""."""
    found = judged(update(octets, octets, *BASE))
    assert treatment(found) == "session-reset"
    assert found.findings[0].notification.subcode == 1


def test_3g_one_mp_attribute_of_each_kind() -> None:
    """§3 (g): the two are different attributes."""
    found = judged(update(reach(), unreach(b"\0"), *BASE))
    assert is_fine(found, "2001:db8::/32")
    assert texts(found.withdrawn) == ["::/0"]


def test_3g_different_attributes_are_all_kept() -> None:
    """§3 (g) is of one attribute more than once."""
    one, other = attribute(0xC0, 250, b"1"), attribute(0xC0, 251, b"1")
    found = judged(update(*BASE, HOP, one, other, nlri=NLRI))
    assert is_fine(found)
    assert codes(found) == [1, 2, 3, 250, 251]


@pytest.mark.parametrize("second", [attribute(0x80, 4, b"\0\0\0\2"), BAD_MED])
def test_3g_other_attribute_twice(second: bytes) -> None:
    """§3 (g): all occurrences "other than the first one SHALL be discarded"."""
    found = route(attribute(0x80, 4, b"\0\0\0\1"))
    twice = judged(update(*BASE, HOP, attribute(0x80, 4, b"\0\0\0\1"), second, nlri=NLRI))
    assert twice.attributes.med == found.attributes.med == 1
    assert twice.announced == found.announced
    assert codes(twice) == codes(found)


def test_3g_unrecognised_attribute_twice() -> None:
    """§3 (g): "(whether recognized or unrecognized)"."""
    one, other = attribute(0xC0, 250, b"1"), attribute(0xC0, 250, b"2")
    found = judged(update(*BASE, HOP, one, other, nlri=NLRI))
    assert [a.octets for a in found.path_attributes() if a.code == 250] == [b"1"]
    assert texts(found.announced) == ["198.51.100.0/24"]


def test_3g_the_first_one_counts_even_if_malformed() -> None:
    """§3 (g): what comes later does not mend it."""
    good = attribute(0x80, 4, b"\0\0\0\1")
    found = judged(update(*BASE, HOP, BAD_MED, good, nlri=NLRI))
    assert is_withdrawn(found)
    assert found.attributes.med is None


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        ((BAD_ATOMIC, attribute(0xC0, 7, bytes(5))), "attribute-discard"),
        ((BAD_MED, attribute(0xC0, 8, b"\0")), "treat-as-withdraw"),
        ((unreach(b"\x81"), reach(b"\x81")), "session-reset"),
    ],
)
def test_3h_one_action_for_several_errors(octets: tuple[bytes, ...], expected: str) -> None:
    """§3 (h): "if the same approach ... is specified", it "MUST be used"."""
    found = judged(update(*BASE, HOP, *octets, nlri=NLRI))
    assert [finding.treatment.text for finding in found.findings] == [expected] * 2
    assert treatment(found) == expected


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        ((BAD_ATOMIC, BAD_MED), "treat-as-withdraw"),
        ((BAD_MED, BAD_ATOMIC), "treat-as-withdraw"),
        ((unreach(b"\x81"), BAD_MED), "session-reset"),
        ((BAD_ATOMIC, unreach(b"\x81")), "session-reset"),
    ],
)
def test_3h_the_strongest_action_is_used(octets: tuple[bytes, ...], expected: str) -> None:
    """§3 (h): "the approach with the strongest action MUST be used"."""
    found = judged(update(*BASE, HOP, *octets, nlri=NLRI))
    assert treatment(found) == expected


@pytest.mark.parametrize("field", [b"\x21\0\0\0\0\0", b"\x18\x0a"])
def test_3i_withdrawn_routes_are_checked(field: bytes) -> None:
    """§3 (i): "in the same manner as the NLRI field"."""
    found = judged(update(withdrawn=field))
    assert treatment(found) == "session-reset"
    assert found.findings[0].notification.subcode == 10
    assert found.withdrawn == ()


def test_3i_withdrawn_routes_that_are_correct() -> None:
    """§3 (i): "syntactic correctness", and no more: what was never announced may be withdrawn."""
    found = judged(update(withdrawn=b"\x18\x0a\0\0\0"))
    assert found.findings == ()
    assert texts(found.withdrawn) == ["10.0.0.0/24", "0.0.0.0/0"]


def test_3j_unreadable_nlri_cannot_be_withdrawn() -> None:
    """§3 (j): "session reset" or "AFI/SAFI disable" "MUST be followed"."""
    found = judged(update(*BASE, HOP, BAD_MED, nlri=NLRI + b"\x21"))
    assert treatment(found) == "session-reset"
    found = judged(update(reach(b"\x81"), *BASE, BAD_MED))
    assert treatment(found) == "session-reset"


def test_3j_readable_nlri_can_be_withdrawn() -> None:
    """§3 (j): "the entire NLRI field and/or the" MP attributes are "successfully parsed"."""
    assert is_withdrawn(judged(update(*BASE, HOP, BAD_MED, nlri=NLRI)))
    assert is_withdrawn(judged(update(reach(), *BASE, BAD_MED)), "2001:db8::/32")


# -- §4 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", [b"\x80\x04\x05\0\0\0\0", b"\x80\x04\xff"])
def test_4_last_attribute_exceeds_the_total(tail: bytes) -> None:
    """§4, first case: treat-as-withdraw, and "the Total Attribute Length MUST be relied upon"."""
    assert is_withdrawn(judged(update(*BASE, HOP, tail, nlri=NLRI)))


@pytest.mark.parametrize("tail", [b"\x80\x04\x05\0\0\0\0", b"\x80"])
def test_4_without_reachable_nlri(tail: bytes) -> None:
    """§4 with §5.2: there is nothing to treat as withdrawn, and no knowing what there was."""
    for octets in (update(*BASE, HOP, tail), update(unreach(ROUTE6), tail)):
        found = judged(octets)
        assert treatment(found) == "session-reset"
        assert found.withdrawn == ()


@pytest.mark.parametrize("tail", [b"\x80", b"\x80\x04", b"\x90\x04\x00"])
def test_4_too_few_octets_for_an_attribute(tail: bytes) -> None:
    """§4, second case: "fewer than three octets remain (or fewer than four octets"."""
    assert is_withdrawn(judged(update(*BASE, HOP, tail, nlri=NLRI)))


@pytest.mark.parametrize("last", [attribute(0xC0, 250), attribute(0xD0, 250)])
def test_4_a_minimal_last_attribute_fits(last: bytes) -> None:
    """§4: three octets, or four with Extended Length, make an attribute."""
    assert is_fine(judged(update(*BASE, HOP, last, nlri=NLRI)))


@pytest.mark.parametrize("tail", [b"\x80\x04\xff", b"\x80"])
def test_4_a_more_severe_error_wins(tail: bytes) -> None:
    """§4: "unless some other, more severe error is encountered"."""
    assert treatment(judged(update(*BASE, HOP, tail, nlri=b"\x21"))) == "session-reset"
    assert treatment(judged(update(reach(b"\x81"), *BASE, tail))) == "session-reset"


NEVER_EMPTY = [row for row in DEFAULT_TABLE.codecs if row.code not in (2, 6)]


@pytest.mark.parametrize("row", NEVER_EMPTY, ids=lambda row: row.name)
def test_4_length_zero_is_an_error(row: AnyAttributeCodec) -> None:
    """§4: "it SHALL be considered a syntax error for the attribute to have a length of zero"."""
    context = OLD if row.code in (17, 18) else SIGNED
    # BGPSEC_PATH stands in the place of AS_PATH.
    without = 2 if row.code == attributes.BGPSEC_PATH else 0
    found = route(attribute(row.flags, row.code), context=context, without=without)
    assert [finding.attribute for finding in found.findings] == [row.code]
    assert found.treatment is row.malformed is not Treatment.NONE
    assert row.code not in codes(found)


@pytest.mark.parametrize("code", [2, 6])
def test_4_length_zero_where_it_is_valid(code: int) -> None:
    """§4: "only AS_PATH and ATOMIC_AGGREGATE may validly have an attribute length of zero"."""
    assert is_fine(route(attribute(0x40, code), context=INTERNAL))


# -- §5 --------------------------------------------------------------------------------------------

VALUES = (Origin(0), AsPath.of([65001]), Communities((1,)))
TWO_GROUPS = (NlriGroup.of(IPV4, ["10.0.0.0/8"]), NlriGroup.of(IPV6, ["::/0"]))


def test_51_the_mp_attribute_is_sent_first() -> None:
    """§5.1: it "SHALL be encoded as the very first path attribute in an UPDATE message"."""
    sent = Update.announce(["::/0"], family=IPV6, next_hop="::1", attributes=VALUES)
    assert codes(judged(sent.encode())) == [14, 1, 2, 8]
    assert codes(judged(Update.withdraw(["::/0"], family=IPV6).encode())) == [15]


def test_51_one_field_of_routes_is_sent() -> None:
    """§5.1: "MUST NOT contain more than one of the following"."""
    both = Update.build(withdrawn=TWO_GROUPS)
    assert [texts(judged(part.encode()).withdrawn) for part in both.split()] == [
        ["10.0.0.0/8"],
        ["::/0"],
    ]


@pytest.mark.parametrize(
    "several",
    [
        Update.build(withdrawn=TWO_GROUPS),
        Update.build(withdrawn=TWO_GROUPS[:1], announced=TWO_GROUPS[1:], attributes=VALUES),
    ],
)
def test_51_several_fields_of_routes_are_not_sent(several: Update) -> None:
    """§5.1: "MUST NOT contain more than one of the following"."""
    with pytest.raises(EncodeError, match="one group"):
        several.encode()


@pytest.mark.parametrize("octets", [reach(), unreach(ROUTE6)])
def test_51_a_received_mp_attribute_is_sent_on_first(octets: bytes) -> None:
    """§5.1: "the very first", wherever a peer had put it."""
    found = judged(update(*BASE, octets))
    assert codes(found)[-1] == octets[1]
    assert codes(judged(found.canonical().encode()))[0] == octets[1]


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("octets", [reach(b"\x81"), unreach(b"\x81"), reach(hop=b"")])
def test_51_errors_are_found_in_any_position(octets: bytes, at: int) -> None:
    """§5.1: prepared for "any position or combination" with errors too."""
    pieces = [*BASE, HOP]
    pieces.insert(at, octets)
    found = judged(update(*pieces, nlri=NLRI, withdrawn=b"\x08\x0a"))
    assert treatment(found) == "session-reset"
    assert [finding.octets for finding in found.findings] == [octets]


@pytest.mark.parametrize("at", range(4))
def test_51_any_position_is_received(at: int) -> None:
    """§5.1: "MUST still be prepared to receive these fields in any position or combination"."""
    pieces = [*BASE, HOP]
    pieces.insert(at, reach())
    found = judged(update(*pieces, unreach(b"\0"), nlri=NLRI, withdrawn=b"\x08\x0a"))
    assert is_fine(found, "2001:db8::/32", "198.51.100.0/24")
    assert texts(found.withdrawn) == ["10.0.0.0/8", "::/0"]


@pytest.mark.parametrize("withdrawn", [b"", NLRI])
def test_52_errors_without_reachable_nlri(withdrawn: bytes) -> None:
    """§5.2: "the "session reset" approach MUST be used"."""
    found = judged(update(*BASE, BAD_MED, withdrawn=withdrawn))
    assert treatment(found) == "session-reset"
    assert found.findings[-1].rfc == "RFC 7606 §5.2"


def test_52_errors_beside_mp_unreach() -> None:
    """§5.2: "path attributes other than MP_UNREACH_NLRI"."""
    assert treatment(judged(update(unreach(ROUTE6), BAD_MED))) == "session-reset"


def test_52_attribute_discard_is_no_reason() -> None:
    """§5.2: "an error-handling approach other than "attribute discard""."""
    found = judged(update(*BASE, BAD_ATOMIC, withdrawn=NLRI))
    assert treatment(found) == "attribute-discard"
    assert texts(found.withdrawn) == ["198.51.100.0/24"]


def test_52_end_of_rib_is_well_specified() -> None:
    """§5.2: MP_UNREACH_NLRI alone, or nothing at all."""
    assert judged(update(unreach())).end_of_rib == IPV6
    assert judged(update()).end_of_rib == IPV4


@pytest.mark.parametrize("field", [b"\x21\0\0\0\0\0", b"\xff", NLRI + b"\x18\x0a", b"\x01"])
def test_53_nlri_field_incorrect(field: bytes) -> None:
    """§5.3: a length greater than 32, or more than "the amount of unconsumed data remaining"."""
    found = route(nlri=field)
    assert treatment(found) == "session-reset"
    assert found.findings[0].notification.subcode == 10
    assert found.announced == ()


def test_53_nlri_field_correct() -> None:
    """§5.3: lengths of 0 and 32 are among those possible."""
    assert is_fine(route(nlri=b"\0\x20\x0a\0\0\1"), "0.0.0.0/0", "10.0.0.1/32")


@pytest.mark.parametrize(
    "octets",
    [
        reach(b"\x81" + bytes(17)),
        reach(b"\x21\x0a\0\0\0\0", family=IPV4, hop=bytes((192, 0, 2, 1))),
        reach(ROUTE6[:-1]),
        reach(flags=0x40),
        reach(flags=0xC0),
        attribute(0x80, 14, bytes(4)),
        attribute(0x80, 14),
        attribute(0x80, 14, b"\0\2\1\x10" + HOP6),
        attribute(0x80, 14, b"\0\2\1\x10" + HOP6[:15]),
        attribute(0x80, 14, b"\0\2\1\xff" + bytes(100)),
        unreach(b"\x81" + bytes(17)),
        unreach(ROUTE6[:-1]),
        unreach(flags=0xC0),
        attribute(0x80, 15, bytes(2)),
    ],
)
def test_53_mp_attributes_incorrect(octets: bytes) -> None:
    """§5.3: NLRI lengths, unconsumed data, flags, and lengths under 5 and 3."""
    found = judged(update(octets, *BASE))
    assert treatment(found) == "session-reset"
    assert found.findings[0].notification.subcode == 9
    assert found.announced == found.withdrawn == ()


def test_53_mp_attributes_correct() -> None:
    """§5.3: an MP_REACH_NLRI of a route to one address, and an MP_UNREACH_NLRI of 3 octets."""
    host = b"\x80" + HOP6
    assert is_fine(judged(update(reach(host), *BASE)), "2001:db8::1/128")
    assert judged(update(unreach(), *BASE)).findings == ()


EVPN = Context(families=[Family.L2VPN_EVPN, Family.LINK_STATE])
MULTICAST = bytes((3, 17)) + bytes(12) + bytes((32, 192, 0, 2, 1))


def evpn_reach(nlri: bytes, family: Family = Family.L2VPN_EVPN) -> bytes:
    """Make an MP_REACH_NLRI with an IPv4 next hop."""
    return reach(nlri, family=family, hop=bytes((192, 0, 2, 1)))


@pytest.mark.parametrize("nlri", [b"\x63\2\1\2", b"\0\0", b"\xff\1\0"])
def test_54_unrecognised_types_are_discarded(nlri: bytes) -> None:
    """§5.4: routes "with unrecognized NLRI types" are handled "by discarding them"."""
    found = judged(update(evpn_reach(nlri), *BASE), EVPN)
    assert treatment(found) == "ignore"
    assert found.findings[0].octets == nlri
    assert found.announced == ()
    gone = judged(update(unreach(nlri, family=Family.L2VPN_EVPN)), EVPN)
    assert treatment(gone) == "ignore"
    assert gone.withdrawn == ()
    assert gone.end_of_rib is None


def test_54_recognised_types_are_kept() -> None:
    """§5.4 is of "unrecognized NLRI types"; those beside them are announced."""
    found = judged(update(evpn_reach(b"\x63\0" + MULTICAST + b"\x63\1\7"), *BASE), EVPN)
    (group,) = found.announced
    assert group.encode(EVPN) == MULTICAST
    assert [finding.octets for finding in found.findings] == [b"\x63\0", b"\x63\1\7"]
    (group,) = judged(update(evpn_reach(MULTICAST), *BASE), EVPN).announced
    assert group.encode(EVPN) == MULTICAST


def test_54_unless_the_family_says_otherwise() -> None:
    """§5.4: "unless the relevant specification for that address family specifies otherwise".

    RFC 9552 §5.2 does: NLRI of unknown type are preserved and propagated.
    """
    nlri = b"\0\x63\0\2\1\2"
    found = judged(update(evpn_reach(nlri, Family.LINK_STATE), *BASE), EVPN)
    assert found.findings == ()
    assert found.announced[0].encode(EVPN) == nlri


def test_54_a_monitor_discards_nothing() -> None:
    """§5.4 is of a "speaker advertising support"; who listens only, shows what there was."""
    found = judged(update(evpn_reach(b"\x63\2\1\2"), *BASE))
    assert treatment(found) == "ignore"
    (group,) = found.announced
    assert group.encode(Context()) == b"\x63\2\1\2"


# -- §7 --------------------------------------------------------------------------------------------

#: section, context, flags and code, well-formed values, malformed ones, treatment
ATTRIBUTES = [
    ("7.1", EXTERNAL, 0x40, 1, ["00", "01", "02"], ["03", "ff", "", "0000"], "treat-as-withdraw"),
    (
        "7.2",
        EXTERNAL,
        0x40,
        2,
        ["02010000fde9", "", "020100000001 0102 00000002 00000003"],
        ["0001000000ff", "0501000000ff", "0200", "020200000001", "02010000000102", "02"],
        "treat-as-withdraw",
    ),
    (
        "7.2",
        OLD,
        0x40,
        2,
        ["0201fde9"],
        ["02010000fde9", "0202fde9", "0201fd"],
        "treat-as-withdraw",
    ),
    ("7.3", EXTERNAL, 0x40, 3, ["c0000201"], ["", "c00002", "c000020100"], "treat-as-withdraw"),
    ("7.4", EXTERNAL, 0x80, 4, ["00000000"], ["", "000000", "0000000000"], "treat-as-withdraw"),
    ("7.5", INTERNAL, 0x40, 5, ["00000064"], ["", "000064", "0000000064"], "treat-as-withdraw"),
    ("7.6", EXTERNAL, 0x40, 6, [""], ["00", "00000000"], "attribute-discard"),
    (
        "7.7",
        EXTERNAL,
        0xC0,
        7,
        ["0000fde9c0000201"],
        ["", "fde9c0000201", "0000fde9c00002", "0000fde9c000020100"],
        "attribute-discard",
    ),
    (
        "7.7",
        OLD,
        0xC0,
        7,
        ["fde9c0000201"],
        ["", "0000fde9c0000201", "fde9c00002"],
        "attribute-discard",
    ),
    (
        "7.8",
        EXTERNAL,
        0xC0,
        8,
        ["00010002", "00" * 8],
        ["", "000100", "00" * 5],
        "treat-as-withdraw",
    ),
    ("7.9", INTERNAL, 0x80, 9, ["0a000001"], ["", "0a0000", "0a00000100"], "treat-as-withdraw"),
    ("7.10", INTERNAL, 0x80, 10, ["0a000001", "00" * 8], ["", "00" * 6], "treat-as-withdraw"),
    (
        "7.14",
        EXTERNAL,
        0xC0,
        16,
        ["00" * 8, "ff" * 16],
        ["", "00" * 7, "00" * 9],
        "treat-as-withdraw",
    ),
    (
        "7.13",
        EXTERNAL,
        0x80,
        24,
        ["33020000" + "00" * 32],
        ["", "33020000" + "00" * 31, "01020000" + "00" * 32],
        "treat-as-withdraw",
    ),
    (
        "7.15",
        EXTERNAL,
        0xC0,
        25,
        ["00" * 20, "ff" * 40],
        ["", "00" * 16, "00" * 21],
        "treat-as-withdraw",
    ),
    (
        "7.16",
        EXTERNAL,
        0xC0,
        128,
        ["0000fde9", "0000fde940010100"],
        ["", "0000fd"],
        "treat-as-withdraw",
    ),
]
#: one for each row; 7.2 and 7.7 are there with AS numbers of two octets too
SECTIONS = [f"{section}-old" if context is OLD else section for section, context, *_ in ATTRIBUTES]


@pytest.mark.parametrize(
    ("section", "context", "flags", "code", "good", "bad", "expected"), ATTRIBUTES, ids=SECTIONS
)
def test_7_malformed_values(
    section: str,
    context: Context,
    flags: int,
    code: int,
    good: list[str],
    bad: list[str],
    expected: str,
) -> None:
    """§7.1 to §7.10, §7.13 to §7.16: what is malformed, and the approach that SHALL be used."""
    for value in bad:
        found = route(attribute(flags, code, bytes.fromhex(value)), context=context)
        assert treatment(found) == expected, value
        assert code not in codes(found)
        assert found.findings[0].rfc.endswith(f"§{section}") or "7607" in found.findings[0].rfc
    assert bad


@pytest.mark.parametrize(
    ("section", "context", "flags", "code", "good", "bad", "expected"), ATTRIBUTES, ids=SECTIONS
)
def test_7_well_formed_values(
    section: str,
    context: Context,
    flags: int,
    code: int,
    good: list[str],
    bad: list[str],
    expected: str,
) -> None:
    """§7.1 to §7.10, §7.13 to §7.16: what is not malformed is kept."""
    for value in good:
        found = route(attribute(flags, code, bytes.fromhex(value)), context=context)
        assert is_fine(found), value
        assert code in codes(found)
    assert good


@pytest.mark.parametrize("code", [5, 9, 10])
@pytest.mark.parametrize("value", [b"\0\0\0\1", b"", b"\0"])
@pytest.mark.parametrize("flags", [0x00, 0x40, 0x80, 0xC0])
def test_7_internal_attributes_of_an_external_neighbour(
    code: int, value: bytes, flags: int
) -> None:
    """§7.5, §7.9, §7.10: "it SHALL be discarded using the approach of "attribute discard""."""
    octets = attribute(flags, code, value)
    found = route(octets)
    assert treatment(found) == "attribute-discard"
    assert code not in codes(found)
    assert texts(found.announced) == ["198.51.100.0/24"]


@pytest.mark.parametrize("code", [11, 12, 13, 19, 20, 21, 28, 30, 31, 129, 241, 242, 243])
@pytest.mark.parametrize("value", [b"", b"\0", b"\xff" * 7])
def test_7_deprecated_attributes(code: int, value: bytes) -> None:
    """§7: they "are deprecated and thus are not further discussed herein": as any unknown one."""
    octets = attribute(0xC0, code, value)
    found = route(octets)
    assert is_fine(found)
    assert [a.octets for a in found.path_attributes() if a.code == code] == [value]


@pytest.mark.parametrize("flags", [0x40, 0x80, 0xC0])
def test_7_attribute_0_is_reserved(flags: int) -> None:
    """§7 has all attributes of the registry, where 0 is reserved: it is not passed on."""
    found = route(attribute(flags, 0, b"x"))
    assert treatment(found) == "attribute-discard"
    assert codes(found) == [1, 2, 3]
    assert texts(found.announced) == ["198.51.100.0/24"]


def test_72_the_leftmost_as() -> None:
    """§7.2: a leftmost AS that is not the peer's is handled "using "treat-as-withdraw""."""
    assert is_withdrawn(route(context=Context(peer_as=65009)))
    assert is_fine(route(context=Context(peer_as=65001)))
    assert is_fine(route(context=Context(peer_as=65009, enforce_first_as=False)))


@pytest.mark.parametrize("hop", [b"", HOP6[:4], HOP6[:15], HOP6 + b"\0", HOP6 * 2 + b"\0"])
def test_711_next_hop_length(hop: bytes) -> None:
    """§7.11: "the "session reset" or "AFI/SAFI disable" approach MUST be used"."""
    octets = update(reach(hop=hop), *BASE)
    assert treatment(judged(octets)) == "session-reset"
    disabling = Context(disable_family_on_error=True)
    assert treatment(judged(octets, disabling)) == "afi-safi-disable"


def test_711_expected_next_hop_lengths() -> None:
    """§7.11: that of AFI and SAFI, "potentially modified by any extensions in use"."""
    assert is_fine(judged(update(reach(hop=HOP6), *BASE)), "2001:db8::/32")
    octets = update(reach(NLRI, family=IPV4, hop=HOP6), *BASE)
    assert treatment(judged(octets)) == "session-reset"
    extended = EXTERNAL.with_extended_next_hop([(IPV4, 2)])
    assert is_fine(judged(octets, extended))


def test_714_unknown_extended_communities_are_no_error() -> None:
    """§7.14: "MUST NOT treat an unrecognized Extended Community Type or Sub-Type as an error"."""
    assert is_fine(route(attribute(0xC0, 16, b"\x3f\x3f" + bytes(6))))


@pytest.mark.parametrize("value", [b"\x3f\x3f" + bytes(18), b"\x40\xff" + HOP6 + b"\0\0"])
def test_715_unknown_ipv6_extended_communities_are_no_error(value: bytes) -> None:
    """§7.15: "MUST NOT treat an unrecognized ... Type or Sub-Type as an error"."""
    assert is_fine(route(attribute(0xC0, 25, value)))


@pytest.mark.parametrize("flags", [0xC0, 0xE0])
def test_716_partial_makes_no_difference(flags: int) -> None:
    """§7.16: the old text told the flags of a malformed ATTR_SET apart, the new one does not."""
    bad = route(attribute(flags, 128, bytes.fromhex("0000fde940010103")))
    assert is_withdrawn(bad)
    assert is_fine(route(attribute(flags, 128, bytes.fromhex("0000fde940010102"))))
