"""What holds for every UPDATE, well-formed or not."""

from __future__ import annotations

import contextlib
import ipaddress
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bgplib.attributes import AsPath
from bgplib.context import Context, SessionType
from bgplib.errors import BGPError, DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER, MessageBuffer
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.messages.validate import judge
from bgplib.nlri import NlriGroup
from bgplib.testing import malformed
from bgplib.testing.strategies.context import UNICAST_FAMILIES, contexts
from bgplib.testing.strategies.update import (
    mutated_updates,
    mutations,
    update_octets,
    updates,
)
from tests.oracle import twins

PLAIN = frozenset(UNICAST_FAMILIES)


def read(octets: bytes, context: Context) -> Update:
    """Decode an UPDATE whose header is right."""
    update = Decoder(context).decode(octets)
    assert isinstance(update, Update)
    return update


# -- decoding is total, and lossless ---------------------------------------------------------------


@given(st.data())
def test_every_update_is_written_as_it_was_read(data: st.DataObject) -> None:
    """`decode(o).encode() == o`, for accepted octets and for those that were judged."""
    context = data.draw(contexts())
    octets = data.draw(update_octets(context) | mutated_updates(context))
    update = read(octets, context)
    assert update.encode() == octets
    assert update.encode(context) == octets


@given(st.data())
def test_only_decode_error_escapes(data: st.DataObject) -> None:
    """Any octets give a message, or a `DecodeError` that says which NOTIFICATION to send."""
    context = data.draw(contexts())
    octets = data.draw(update_octets(context).flatmap(mutations) | st.binary(max_size=80))
    problem = None
    try:
        message = Decoder(context).decode(octets)
    except DecodeError as error:
        problem = error
    else:
        assert message.encode(context) == octets
    if problem is not None:
        assert 1 <= problem.code <= 7
        assert len(problem.data) <= 4096 - 21
        assert str(problem)


@given(st.data())
def test_findings_point_at_what_is_wrong(data: st.DataObject) -> None:
    """A finding names its place, its octets, and a NOTIFICATION that fits in 4,096 octets."""
    context = data.draw(contexts())
    octets = data.draw(mutated_updates(context))
    for finding in read(octets, context).findings:
        stop = finding.offset + finding.length
        assert 19 <= finding.offset <= stop <= len(octets)
        assert octets[finding.offset : stop] == finding.octets
        assert finding.treatment > Treatment.NONE
        assert finding.rfc.startswith(("RFC ", "draft-"))
        assert finding.notification.code == 3
        assert len(finding.notification.data) <= 4096 - 21
        assert str(finding).startswith(finding.treatment.text)


@given(st.data())
def test_everything_can_be_looked_at(data: st.DataObject) -> None:
    """No way of reading a judged UPDATE raises: a program can print what it was sent."""
    context = data.draw(contexts())
    update = read(data.draw(mutated_updates(context)), context)
    block = update.attributes
    for name in dir(type(block)):
        if isinstance(getattr(type(block), name), property):
            getattr(block, name)
    for attribute in (*update.path_attributes(), *block):
        assert attribute.name
        assert str(attribute.value).isprintable()
        assert repr(attribute).isprintable()
    for group in (*update.announced, *update.withdrawn):
        assert [str(nlri) for nlri in group.nlri]
        assert len(group.keys) == len(group)
    assert repr(update)
    assert repr(block)


# -- what is built is read again -------------------------------------------------------------------


def routes(groups: tuple[NlriGroup, ...]) -> list[tuple[object, ...]]:
    """List routes: family, path identifier, prefix, next hop."""
    return [
        (group.family, nlri.path_id, str(nlri), group.next_hop_octets)
        for group in groups
        for nlri in group
    ]


@given(st.data())
def test_what_was_built_is_read_again(data: st.DataObject) -> None:
    """`decode(build(x).encode(context), context)` is x, and without a finding.

    NEXT_HOP alone comes from the next hop of the group (RFC 4271 §5.1.3).
    """
    context = attrs.evolve(data.draw(contexts()), families=None)
    update = data.draw(updates(context))
    octets = update.encode(context)
    again = read(octets, context)
    assert again.findings == ()
    assert routes(again.announced) == routes(update.announced)
    assert routes(again.withdrawn) == routes(update.withdrawn)
    assert again.announced == update.announced
    assert again.end_of_rib == update.end_of_rib
    found = {a.code: a.value for a in again.attributes if a.code != 3}
    wanted = {a.code: a.value for a in update.attributes if a.code != 3}
    if context.four_octet_as:
        wanted = {code: value for code, value in wanted.items() if code not in (17, 18)}
        assert found == wanted
    else:
        assert again.attributes.as_path == update.attributes.as_path
        assert again.attributes.aggregator == update.attributes.aggregator
        plain = {code: value for code, value in wanted.items() if code not in (2, 7, 17, 18)}
        assert {code: found[code] for code in found if code not in (2, 7, 17, 18)} == plain
    assert again.encode(context) == octets


@given(st.data())
def test_nothing_that_is_sent_is_malformed(data: st.DataObject) -> None:
    """What a session may send, its own strict decoder accepts."""
    context = attrs.evolve(data.draw(contexts()), families=None)
    octets = data.draw(updates(context)).encode(context)
    assert len(octets) <= context.maximum_message_length
    short = Decoder(context)._clean_update(octets, len(octets), octets[19] << 8 | octets[20])
    assert short is not None
    assert short.findings == ()


@given(st.data())
def test_what_is_made_is_what_it_decodes_to(data: st.DataObject) -> None:
    """In canonical form: before, NEXT_HOP stands in the group only (RFC 4271 §5.1.3)."""
    anybody = data.draw(contexts())
    context = attrs.evolve(anybody, families=None, four_octet_as=True, own_routes=False)
    made = data.draw(updates(context))
    found = read(made.encode(context), context)
    assert found.canonical() == made.canonical()
    assert hash(found.canonical()) == hash(made.canonical())
    assert made.canonical().encode(context) == made.encode(context)


@given(st.data())
def test_canonical_form_says_the_same(data: st.DataObject) -> None:
    """`canonical()` is idempotent, and its parts decode to the same routes and attributes."""
    context = data.draw(contexts(choose_from=UNICAST_FAMILIES))
    octets = data.draw(update_octets(context) | mutated_updates(context))
    update = read(octets, context)
    assume(update.treatment < Treatment.TREAT_AS_WITHDRAW)
    canonical = update.canonical()
    assert canonical.canonical() == canonical
    assert canonical.findings == ()
    announced: list[tuple[object, ...]] = []
    withdrawn: list[tuple[object, ...]] = []
    for part in canonical.split():
        again = read(part.encode(context), context)
        assert again.findings == ()
        assert again.canonical().encode(context) == part.encode(context)
        assert again.canonical().attributes.next_hop == part.canonical().attributes.next_hop
        announced += routes(again.announced)
        withdrawn += routes(again.withdrawn)
        if again.announced:
            # NEXT_HOP comes from the routes, and AS4_PATH is merged where AS_PATH is rewritten.
            moved = {2, 3, 7, 17, 18}
            kept = {a.code: a.value for a in again.attributes if a.code not in moved}
            wanted = {a.code: a.value for a in canonical.attributes if a.code not in moved}
            assert kept == wanted
            assert set(wanted) == {a.code for a in update.attributes} - moved
            assert again.attributes.aggregator == update.attributes.aggregator
            assert again.attributes.as_path == update.attributes.as_path
    assert announced == routes(update.announced)
    assert withdrawn == routes(update.withdrawn)


# -- RFC 7606 --------------------------------------------------------------------------------------


def prefixes_of(octets: bytes, context: Context) -> Iterator[tuple[Family, object]]:
    """Read all prefixes of a well-framed UPDATE, with a reader that shares no code with bgplib."""
    withdrawn = int.from_bytes(octets[19:21], "big")
    at = 21 + withdrawn
    field = octets[at + 2 : at + 2 + int.from_bytes(octets[at : at + 2], "big")]
    fields = [(Family.IPV4_UNICAST, octets[21:at])]
    for a in twins.attributes(field)[0]:
        value = field[a.start : a.stop]
        family = Family(int.from_bytes(value[:2], "big"), value[2]) if a.code in (14, 15) else None
        if a.code == 15 and family:
            fields.append((family, value[3:]))
    for a in twins.attributes(field)[0]:
        value = field[a.start : a.stop]
        if a.code == 14:
            family = Family(int.from_bytes(value[:2], "big"), value[2])
            fields.append((family, value[5 + value[3] :]))
    fields.append((Family.IPV4_UNICAST, octets[at + 2 + len(field) :]))
    for family, nlri in fields:
        bits = 32 if family.afi == 1 else 128
        for item in twins.prefixes(nlri, bits, add_path=family in context.add_path_receive):
            yield family, item


@given(st.data())
def test_treat_as_withdraw_names_every_prefix(data: st.DataObject) -> None:
    """RFC 7606 §2: "as though all contained routes had been withdrawn", no more and no less."""
    context = attrs.evolve(data.draw(contexts()), families=None, disable_family_on_error=False)
    octets = data.draw(update_octets(context) | mutated_updates(context))
    update = read(octets, context)
    assume(update.treatment < Treatment.AFI_SAFI_DISABLE)
    gone = update.as_withdraw().withdrawn
    assume(all(group.family in PLAIN for group in gone))
    withdrawn = [
        (group.family, (nlri.path_id, ipaddress.ip_network(str(prefix))))
        for group in gone
        for nlri, prefix in zip(group, group.prefixes, strict=True)
    ]
    assert withdrawn == list(prefixes_of(octets, context))
    if update.treatment is Treatment.TREAT_AS_WITHDRAW:
        assert update.announced == ()
        assert routes(update.withdrawn) == routes(update.as_withdraw().withdrawn)
    else:
        both = routes(update.withdrawn) + [(*r[:3], b"") for r in routes(update.announced)]
        assert both == routes(update.as_withdraw().withdrawn)


ERRORS = (
    malformed.attribute(0x40, 6, b"x"),  # attribute discard
    malformed.attribute(0x40, 1, b"\x03"),  # treat-as-withdraw
    malformed.attribute(0x80, 4, b""),
    malformed.attribute(0x40, 250, b""),
    malformed.attribute(0x80, 15, b"\0\1"),  # session reset
    malformed.attribute(0x40, 14, b""),
    b"\x80",  # a last attribute that does not fit
)


@given(st.data())
def test_one_more_error_never_weakens_the_treatment(data: st.DataObject) -> None:
    """RFC 7606 §3 (h): the strongest treatment wins, so that more errors are not less strict."""
    context = attrs.evolve(data.draw(contexts()), extended_messages=True)
    octets = data.draw(update_octets(context) | mutated_updates(context))
    before = read(octets, context).treatment
    withdrawn = int.from_bytes(octets[19:21], "big")
    at = 21 + withdrawn
    size = int.from_bytes(octets[at : at + 2], "big")
    assume(at + 2 + size <= len(octets))
    field = octets[at + 2 : at + 2 + size]
    assume(twins.attributes(field)[1] == size)
    more = field + data.draw(st.sampled_from(ERRORS))
    worse = malformed.update(more, nlri=octets[at + 2 + size :], withdrawn=octets[21:at])
    assert read(worse, context).treatment >= before


@given(st.data())
def test_a_reset_hands_out_nothing(data: st.DataObject) -> None:
    """RFC 4271 §6: routes before the broken one do not count, the message is one transaction."""
    context = data.draw(contexts())
    update = read(data.draw(mutated_updates(context)), context)
    if update.treatment is Treatment.SESSION_RESET:
        assert update.announced == update.withdrawn == ()
        assert update.end_of_rib is None


def test_a_family_that_is_disabled_has_no_routes() -> None:
    """RFC 7606 §2: "ignore all the subsequent routes with that AFI/SAFI", and these as well."""
    cases = [case for case in malformed.cases() if case.treatment is Treatment.AFI_SAFI_DISABLE]
    assert len(cases) > 100
    for case in cases:
        update = read(case.octets, case.context)
        gone = {f.family for f in update.findings if f.treatment is Treatment.AFI_SAFI_DISABLE}
        assert gone
        assert not gone & {g.family for g in (*update.announced, *update.withdrawn)}


@given(st.data())
def test_end_of_rib_is_nothing_else(data: st.DataObject) -> None:
    """RFC 4724 §2: a marker announces nothing, withdraws nothing and has no attributes."""
    context = data.draw(contexts())
    update = read(data.draw(update_octets(context) | mutated_updates(context)), context)
    if update.end_of_rib is not None:
        assert update.announced == update.withdrawn == ()
        assert update.attributes.octets == b""
        assert update.findings == ()


# -- RFC 6793 --------------------------------------------------------------------------------------


@given(st.data())
def test_the_path_survives_2_octet_speakers(data: st.DataObject) -> None:
    """RFC 6793 §4.2: what a 4-octet speaker reads behind a 2-octet one is the same path."""
    wide = Context(session=data.draw(st.sampled_from((SessionType.EXTERNAL, SessionType.INTERNAL))))
    narrow = attrs.evolve(wide, four_octet_as=False)
    update = data.draw(updates(wide))
    received = read(update.encode(narrow), narrow)
    assert received.findings == ()
    back = read(received.encode(wide), wide)
    assert back.findings == ()
    for seen in (received, back):
        assert seen.attributes.aggregator == update.attributes.aggregator
        assert seen.attributes.as_path_length == update.attributes.as_path_length
        if all(kind <= 2 for kind, _ in update.attributes.as_path):
            assert seen.attributes.as_path == update.attributes.as_path
        assert routes(seen.announced) == routes(update.announced)
    if received.announced:
        short = received.attributes.get(AsPath)
        assert short is not None
        assert all(asn <= 0xFFFF for segment in short.segments for asn in segment.asns)


# -- delivery --------------------------------------------------------------------------------------


@given(st.data())
def test_chunks_do_not_matter(data: st.DataObject) -> None:
    """RFC 4271 §4.1: TCP has no message boundaries; any chunking gives the same messages."""
    wanted = data.draw(st.lists(update_octets(Context()), max_size=3))
    stream = b"".join(wanted)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    buffer = MessageBuffer()
    found = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        buffer.feed(stream[start:stop])
        while (message := buffer.next_message()) is not None:
            found.append(message)
    assert found == wanted
    assert len(buffer) == 0


def test_every_split_of_a_message_gives_the_message() -> None:
    """RFC 4271 §4.1: split at each offset, and octet by octet."""
    octets = Update.withdraw(["10.0.0.0/8", "192.0.2.0/24"]).encode()
    for cut in range(len(octets) + 1):
        buffer = MessageBuffer()
        buffer.feed(octets[:cut])
        first = buffer.next_message()
        assert (first is None) == (cut < len(octets))
        buffer.feed(octets[cut:])
        assert (first or buffer.next_message()) == octets
    buffer = MessageBuffer()
    handed_out = []
    for octet in octets * 3:
        buffer.feed(bytes((octet,)))
        handed_out.append(buffer.next_message())
    assert [message for message in handed_out if message] == [octets] * 3


# -- limits ----------------------------------------------------------------------------------------


class CountingArray(bytearray):
    """A bytearray that counts the octets which are put into it, moved in it, and taken from it."""

    moved = 0

    def __iadd__(self, octets: Any) -> CountingArray:  # type: ignore[misc]  # there is no sum
        """Count what is put behind the rest."""
        CountingArray.moved += len(octets)
        super().__iadd__(octets)
        return self

    def __setitem__(self, index: Any, octets: Any) -> None:
        """Count what is put before the rest, and what makes room for it."""
        CountingArray.moved += len(octets) + len(self)
        super().__setitem__(index, octets)

    def clear(self) -> None:
        """Count what was copied, since nothing else is cleared."""
        CountingArray.moved += len(self)
        super().clear()


@pytest.mark.parametrize("pauses", [False, True])
@pytest.mark.parametrize("chunk", [1, 18, 19, 20, 4096, 1 << 20])
def test_octets_are_moved_a_few_times(chunk: int, pauses: bool) -> None:
    """An octet is gathered once, and cut out once, whatever the chunks; but for odd ends."""
    keepalive = MARKER + b"\x00\x13\x04"
    stream = keepalive * 16_384
    buffer = MessageBuffer()
    buffer._buffer = CountingArray()
    CountingArray.moved = 0
    count = 0
    for start in range(0, len(stream), chunk):
        buffer.feed(stream[start : start + chunk])
        # Who pauses lets octets gather behind others that were not asked for yet.
        while not (pauses and start // chunk % 5) and buffer.next_message() is not None:
            count += 1
    while buffer.next_message() is not None:
        count += 1
    assert count == 16_384
    # Of each chunk, what is no whole message at its end is gathered a second time.
    assert CountingArray.moved <= 2 * len(stream) + 2 * 18 * (len(stream) // chunk)
    assert isinstance(buffer._buffer, CountingArray)


def test_octets_that_change_are_copied() -> None:
    """What the caller does with a buffer of its own afterwards is of no account."""
    keepalive = MARKER + b"\x00\x13\x04"
    octets = bytearray(keepalive)
    buffer = MessageBuffer()
    buffer.feed(octets)
    octets[:] = bytes(len(octets))
    assert buffer.next_message() == keepalive
    assert len(buffer) == 0


class CountingOctets(bytes):
    """Octets that count how many of them are looked at or copied."""

    touched = 0

    def __getitem__(self, index: Any) -> Any:
        """Count, then do as octets do; a slice counts on."""
        found = super().__getitem__(index)
        if isinstance(found, int):
            CountingOctets.touched += 1
            return found
        CountingOctets.touched += len(found)
        return CountingOctets(found)


def _touched(octets: bytes, context: Context) -> int:
    """Judge an UPDATE, and return how many octets were looked at or copied."""
    CountingOctets.touched = 0
    assert judge(CountingOctets(octets), Decoder(context)).encode() == octets
    return CountingOctets.touched


def _many_attributes(count: int) -> bytes:
    return malformed.update(*[malformed.attribute(0xC0, 250)] * count)


def _many_prefixes(count: int) -> bytes:
    return malformed.update(withdrawn=bytes((8, 10)) * count)


def _long_path(count: int) -> bytes:
    segment = b"\x02\x01\x00\x00\x00\x01"
    return malformed.update(malformed.attribute(0x40, 2, segment * count))


@pytest.mark.parametrize("make", [_many_attributes, _many_prefixes, _long_path])
def test_the_judgement_is_linear(make: Callable[[int], bytes]) -> None:
    """Sixteen times the octets are looked at at most twenty times as often (never the clock)."""
    context = Context(extended_messages=True)
    few = _touched(make(600), context)
    many = _touched(make(9600), context)
    assert 0 < many <= 20 * few


def test_deep_and_long_input_needs_no_recursion() -> None:
    """A recursion limit of a hundred frames above this one is enough for any UPDATE."""
    context = Context(extended_messages=True)
    cases = [case for case in malformed.cases() if len(case.octets) > 22]
    depth = _depth()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 100)
    try:
        for octets in (_many_attributes(20_000), _many_prefixes(30_000), _long_path(10_000)):
            update = read(octets, context)
            assert update.encode() == octets
            assert update.attributes.as_path_length in (0, 10_000)
        for case in cases:
            with contextlib.suppress(BGPError):
                Decoder(case.context).decode(case.octets)
    finally:
        sys.setrecursionlimit(limit)
    assert len(cases) > 200


def _depth() -> int:
    """Count the frames on the stack."""
    count = 0
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        count += 1
        frame = frame.f_back
    return count
