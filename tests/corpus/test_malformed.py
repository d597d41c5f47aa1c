"""The published malformed messages have an outcome that the RFCs allow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from bgplib.attributes._table import CODECS
from bgplib.context import Context
from bgplib.errors import BGPError, DecodeError
from bgplib.findings import NotificationData
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing import malformed
from tests.corpus.conftest import Record
from tests.corpus.contexts import SESSIONS, context_of

Records = Callable[[str], list[Record]]

#: records that say what a session does, which test_loopback.py judges: id pattern to reason
LEFT_OUT: Final = {
    r"open-role-5": "needs the role configured at this end: a matter of negotiation",
    r"fsm-update-open(sent|confirm)": "the UPDATE is well-formed; the state machine refuses it",
}

#: outcomes of bgplib and of a whole session that stand for the corpus's words
_ACCEPTED: Final = {"accept", "open-accept", "close", "ignore", "no-crash"}
_WORDS: Final = {"none": _ACCEPTED, "ignore": _ACCEPTED - {"close"}}


@attrs.frozen
class Outcome:
    """What came of a message."""

    treatment: str
    notification: NotificationData | None
    update: Update | None

    def is_one_of(self, acceptable: list[str]) -> bool:
        """Say whether the corpus accepts it."""
        return bool(_WORDS.get(self.treatment, {self.treatment}) & set(acceptable))


def decoded(octets: bytes, context: Context) -> Outcome:
    """Decode, and say what a speaker would do."""
    try:
        message = Decoder(context).decode(octets)
    except DecodeError as error:
        numbers = NotificationData(error.code, error.subcode, error.data)
        return Outcome("session-reset", numbers, None)
    strongest = message.treatment
    found = [f.notification for f in message.findings if f.treatment is strongest]
    update = message if isinstance(message, Update) else None
    return Outcome(strongest.text, found[0] if found else None, update)


def reason_to_leave_out(record: Record) -> str | None:
    """Return why a record is not for the decoder."""
    reasons = [LEFT_OUT[pattern] for pattern in LEFT_OUT if re.fullmatch(pattern, record["id"])]
    return reasons[0] if reasons else None


def judged(records: Records, name: str) -> Iterator[tuple[Record, Outcome]]:
    """Decode all records of a file, and drop those that are left out."""
    for record in records(name):
        if reason_to_leave_out(record) is None:
            yield record, decoded(bytes.fromhex(record["hex"]), context_of(record))


SAMPLE, OTHERS = "malformed/cve_sample.jsonl", "rfc7606/third_party.jsonl"


@pytest.mark.parametrize(("name", "count"), [(SAMPLE, 81 - 3), (OTHERS, 179)])
def test_every_outcome_is_acceptable(records: Records, name: str, count: int) -> None:
    """RFC 7606, and the RFC that the record names: 100 % in the acceptable set."""
    wrong = []
    number = 0
    for record, outcome in judged(records, name):
        number += 1
        if not outcome.is_one_of(record["expect"]["acceptable"]):
            wrong.append((record["id"], outcome, record["expect"]))
    assert wrong == []
    assert number == count


@pytest.mark.parametrize("name", [SAMPLE, OTHERS])
def test_what_is_left_out_is_not_a_matter_of_decoding(records: Records, name: str) -> None:
    """Each record that is left out really has no acceptable outcome here: the list can only shrink.

    Once one has, its entry must go.
    """
    for record in records(name):
        if reason_to_leave_out(record) is not None:
            outcome = decoded(bytes.fromhex(record["hex"]), context_of(record))
            acceptable = record["expect"]["acceptable"]
            assert not outcome.is_one_of(acceptable), f"{record['id']}: take it off the list"
    ids = [record["id"] for file in (SAMPLE, OTHERS) for record in records(file)]
    for pattern in LEFT_OUT:
        assert any(re.fullmatch(pattern, one) for one in ids), pattern


def test_notifications_are_the_preferred_ones(records: Records) -> None:
    """RFC 4271 §6: code and subcode as the record prefers, and the data where it gives them."""
    count = 0
    for record, outcome in judged(records, SAMPLE):
        wanted = record["expect"].get("notification")
        if wanted is None or outcome.treatment != "session-reset":
            continue
        count += 1
        found = outcome.notification
        assert found is not None
        assert (found.code, found.subcode) == (wanted["code"], wanted["subcode"]), record["id"]
        if "data" in wanted:
            assert found.data.hex() == wanted["data"], record["id"]
    assert count >= 29


@pytest.mark.parametrize(("name", "least"), [(SAMPLE, 35), (OTHERS, 90)])
def test_the_same_routes_are_left(records: Records, name: str, least: int) -> None:
    """RFC 7606 §2: withdrawn, announced, and discarded are exactly what the record lists."""
    count = 0
    for record, outcome in judged(records, name):
        expect = record["expect"]
        update = outcome.update
        if update is None or outcome.treatment != _usual(expect["action"], outcome):
            continue
        for key, groups in (("withdraw", update.withdrawn), ("announce", update.announced)):
            if key in expect:
                count += 1
                prefixes = [
                    f"{str(group.family).replace('-', '/')} {prefix}"
                    for group in groups
                    for prefix in group.prefixes
                ]
                assert sorted(prefixes) == sorted(expect[key]), record["id"]
        gone = expect.get("discarded_attributes")
        if gone is not None:
            count += 1
            assert {finding.attribute for finding in update.findings} == set(gone)
            assert not {a.code for a in update.path_attributes()} & set(gone), record["id"]
    assert count >= least


def _usual(action: str, outcome: Outcome) -> str:
    """Return the treatment for the action that the record prefers."""
    return outcome.treatment if action in _ACCEPTED else action


#: sources that ask for something else: (id pattern, session) to reason
OTHERWISE: Final = {
    r"frr/.*#aigp-bad-flags-ibgp": "RFC 7311 §3.2: with the Transitive bit set it is malformed, "
    "and attribute discard is used",
    r"frr/.*#local-pref-len-3-ebgp": "RFC 7606 §7.5: it is discarded; the source says accept",
    r"frr/.*#prefix-sid-flag-nontrans": "RFC 7606 §3 (c): treat-as-withdraw, as RFC 8669 §6 says "
    "nothing of flags",
    r"frr/.*#aspath-flag-partial": "RFC 7606 §3 (c) names the Optional and Transitive bits only",
    r"frr/.*#(originator-id|cluster-list)-flag-trans": "RFC 7606 §7.9, §7.10: from an external "
    "peer it is discarded whatever it looks like",
    r"frr/.*#as4path-flag-nontrans": "RFC 6793 §6: between 4-octet speakers it is discarded",
    r"frr/.*#link-state-flag-trans": "RFC 7606 §3 (c): treat-as-withdraw, as RFC 9552 §8.2.2 says "
    "nothing of flags",
    r"frr/.*#pmsi-type-8": "RFC 7524: tunnel type 8 is assigned; FRR does not know it",
    r"frr/.*#otc-value-0": "RFC 9234 §5 calls a length other than 4 malformed, and nothing else",
}


def test_attributes_in_a_frame_are_judged_alike(records: Records) -> None:
    """RFC 7606 §7: the sources' own verdicts for each session type, but for those listed.

    Sessions of "one administrative domain" are of a draft, and left out.
    """
    count = 0
    differing = set()
    for record in records("malformed/path-attributes.jsonl"):
        wanted = record["expect"].get("by_session") or {}
        octets = record.get("composed_message_hex")
        for session, verdict in wanted.items():
            if session not in SESSIONS or not octets:
                continue
            count += 1
            context = Context(session=SESSIONS[session], four_octet_as=record["context"]["asn4"])
            found = decoded(bytes.fromhex(octets), context).treatment
            if {"none": "accept", "ignore": "accept"}.get(found, found) != verdict:
                reasons = [p for p in OTHERWISE if re.fullmatch(p, record["id"])]
                assert reasons, (record["id"], session, found, verdict)
                differing.add(reasons[0])
    assert count >= 100
    assert differing == set(OTHERWISE)


#: messages that their source refuses although nothing is wrong with them
FINE: Final = {
    r"routecore/.*#line_2527": "RFC 4271 §6.3: attribute 20 is not recognised, and optional",
    r"netgauze/.*update\.rs#line_154": "RFC 4271 §6.3: a multicast prefix is semantically wrong: "
    "it is ignored by who installs routes",
    r"bgpkit/src/wasm\.rs#line_799": "the same octets are valid in another test of the source",
    r"bio-rd/.*decoder_test\.go#line_122": "NOTIFICATION 1/1 is what RFC 4271 §6.1 defines",
    r"bio-rd/.*decoder_test\.go#line_143": "an OPEN without optional parameters (RFC 4271 §4.2)",
    r"bio-rd/.*decoder_test\.go#line_197": "two prefixes are withdrawn (RFC 4271 §4.3)",
    r"bio-rd/.*decoder_test\.go#line_222": "RFC 7313 §5: an unknown subtype is ignored",
    r"bio-rd/.*update_sender_test\.go#line_1133": "one prefix is withdrawn (RFC 4271 §4.3)",
    r"nexthop-bgp/.*#line_1189": "NOTIFICATION 3/5 is what RFC 4271 §6.3 defines",
    r"onos/.*BgpUpdateMsgTest\.java#line_987": "RFC 4271 §6.3: attributes without NLRI are valid",
    r"bgp4j/.*#line_981": "RFC 4724 §2: an End-of-RIB marker of a family that we take",
}


def test_what_sources_refuse_is_at_fault(records: Records) -> None:
    """Every message that its source refuses has a finding or is refused, but for those listed."""
    count = 0
    accepted = set()
    for record in records("malformed/messages.jsonl"):
        width = record["context"]["asn4"]
        for four in (True, False) if width is None else (width,):
            outcome = decoded(bytes.fromhex(record["hex"]), Context(four_octet_as=four))
            count += 1
            if outcome.treatment in ("none", "ignore"):
                reasons = [p for p in FINE if re.fullmatch(p, record["id"])]
                assert reasons, (record["id"], four, record["expect"])
                accepted.add(reasons[0])
    assert count >= 92
    assert accepted == set(FINE)


#: NOTIFICATION numbers of a source that differ from ours
OTHER_NUMBERS: Final = {
    r"bgp4j/.*#line_467": "RFC 4271 §4.3, §6.1: an UPDATE of 21 octets has a Bad Message Length",
    r"bgp4j/.*#line_628": "RFC 6793 §6: a malformed AS4_PATH is discarded; RFC 7606 §3 (c) asks "
    "about its flags first",
    r"bgp4j/.*#line_981": "it is an End-of-RIB marker: see above",
}


def test_error_codes_are_those_of_the_sources(records: Records) -> None:
    """RFC 4271 §6: code and subcode as sources state them, but for those listed."""
    count = 0
    differing = set()
    for record in records("malformed/messages.jsonl"):
        wanted = record["expect"].get("error")
        if not isinstance(wanted, dict):
            continue
        count += 1
        width = record["context"]["asn4"] is not False
        found = decoded(bytes.fromhex(record["hex"]), Context(four_octet_as=width)).notification
        numbers = None if found is None else (found.code, found.subcode)
        if numbers != (wanted["code"], wanted["subcode"]):
            reasons = [p for p in OTHER_NUMBERS if re.fullmatch(p, record["id"])]
            assert reasons, (record["id"], numbers, wanted)
            differing.add(reasons[0])
    assert count >= 17
    assert differing == set(OTHER_NUMBERS)


def test_treatments_are_those_of_the_sources(records: Records) -> None:
    """RFC 7606: messages whose source states a treatment have it, or the milder one allowed.

    RFC 7606 §7.11 leaves the choice between ending the session and disabling the family; bgplib
    does the latter where its context asks for it.
    """
    count = 0
    for record in records("malformed/messages.jsonl"):
        wanted = record["expect"].get("rfc7606")
        if wanted is not None:
            count += 1
            context = Context(disable_family_on_error=wanted == "afi-safi-disable")
            assert decoded(bytes.fromhex(record["hex"]), context).treatment == wanted
    assert count == 5


# -- nothing but BGPError --------------------------------------------------------------------------

CONTEXTS: Final = (
    Context(),
    Context(session=None, four_octet_as=False),
    Context(
        session=SESSIONS["confed"],
        add_path_receive=DEFAULT_REGISTRY.families,
        extended_messages=True,
        disable_family_on_error=True,
    ),
)


def _forms(octets: bytes) -> Iterator[bytes]:
    """Put octets wherever a peer could put them."""
    yield octets
    for kind in range(1, 6):
        yield malformed.message(kind, octets)
    yield malformed.update(octets)
    yield malformed.update(withdrawn=octets)
    yield malformed.update(nlri=octets)
    for codec in CODECS:
        yield malformed.update(malformed.attribute(codec.flags, codec.code, octets))
    for family in DEFAULT_REGISTRY.families:
        head = family.afi.to_bytes(2, "big") + bytes((family.safi,))
        yield malformed.update(malformed.attribute(0x80, 15, head + octets))
        yield malformed.update(
            malformed.attribute(0x80, 14, head + bytes((4, 1, 2, 3, 4, 0)) + octets)
        )


def _look_at(message: Any) -> None:
    """Read all of a message, as a program that prints it does."""
    if isinstance(message, Update):
        for attribute in message.path_attributes():
            assert str(attribute.value).isprintable()
        for group in (*message.announced, *message.withdrawn):
            assert all(str(nlri).isprintable() for nlri in group.nlri)
            assert len(group.keys) == len(group)


def test_any_record_anywhere_is_decoded_or_refused(corpus: Path, records: Records) -> None:
    """Each record of `malformed/`, as a message and wherever one has room: `BGPError` at most.

    What is decoded encodes to the same octets again.
    """
    names = sorted(path.name for path in (corpus / "malformed").glob("*.jsonl"))
    assert len(names) >= 6
    decoders = [Decoder(context) for context in CONTEXTS]
    count = 0
    for name in names:
        for record in records(f"malformed/{name}"):
            octets = bytes.fromhex(record["hex"])
            for form in _forms(octets[:4000]):
                for decoder in decoders:
                    count += 1
                    try:
                        message = decoder.decode(form)
                    except BGPError:
                        continue
                    assert message.encode() == form, record["id"]
                    _look_at(message)
    assert count > 100_000
