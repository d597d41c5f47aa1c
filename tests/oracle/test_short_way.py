"""The decoder's short way and the full judgement are one: the second is the twin of the first."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.messages.validate import judge
from bgplib.nlri import NlriGroup
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.testing.strategies.context import contexts
from bgplib.testing.strategies.update import mutated_updates, update_octets


def observed(update: Update) -> dict[str, object]:
    """Return all that a program can see of an UPDATE."""
    block = update.attributes
    try:
        canonical: object = [part.encode(_sender(update)) for part in update.canonical().split()]
    except EncodeError as error:
        canonical = str(error)
    return {
        "block": block,
        "plain": (
            block.origin,
            block.as_path,
            block.next_hop,
            block.med,
            block.local_pref,
            block.aggregator,
            block.communities,
            block.atomic_aggregate,
            block.originator_id,
            block.cluster_list,
            block.extended_communities,
            block.large_communities,
            block.only_to_customer,
            block.routable,
            len(block),
        ),
        "attributes": [(a.code, a.flags, a.octets) for a in update.path_attributes()],
        "announced": [_group(group) for group in update.announced],
        "withdrawn": [_group(group) for group in update.withdrawn],
        "end_of_rib": update.end_of_rib,
        "findings": update.findings,
        "treatment": update.treatment,
        "octets": update.encode(),
        "as_withdraw": [_group(group) for group in update.as_withdraw().withdrawn],
        "canonical": canonical,
        "repr": repr(update),
    }


def _group(group: NlriGroup) -> object:
    return (
        group.family,
        group.keys,
        group.path_ids,
        group.next_hop_octets,
        group.nlri,
    )


def _sender(update: Update) -> Context:
    return update.attributes.reader.context


def used(context: Context | None = None, registry: Registry = DEFAULT_REGISTRY) -> Decoder:
    """Return a decoder that has met families before: one that has not looks at the whole message.

    The forms that are decoded in one stretch are those of families that it knows.
    """
    decoder = Decoder(context, registry)
    for family in registry.families:
        decoder.family(family)
    return decoder


def both(octets: bytes, context: Context) -> tuple[Update | None, Update]:
    """Decode in both ways, apart from each other."""
    withdrawn = octets[19] << 8 | octets[20]
    short = Decoder(context)._clean_update(octets, len(octets), withdrawn)
    return short, judge(octets, Decoder(context))


@given(st.data())
def test_the_short_way_says_what_the_judgement_says(data: st.DataObject) -> None:
    """Whatever the octets, the short way gives up, or agrees in all that can be seen."""
    context = data.draw(contexts())
    octets = data.draw(update_octets(context) | mutated_updates(context))
    short, judged = both(octets, context)
    if short is not None:
        assert observed(short) == observed(judged)
        assert short == judged
    for decoder in (Decoder(context), used(context)):
        decoded = decoder.decode(octets)
        assert isinstance(decoded, Update)
        assert observed(decoded) == observed(judged)
        assert decoded == judged


def framed(body: str) -> bytes:
    """Write the message of a body in hexadecimal."""
    octets = bytes.fromhex(body)
    return MARKER + (19 + len(octets)).to_bytes(2, "big") + b"\x02" + octets


ORIGIN_AND_PATH = "40010100 40020a0202 0000fde9 0000fdea"
NEXT_HOP = "400304 c0000201"
IPV6_HOP = "0002 01 10 20010db8000000000000000000000001 00"
#: the forms that are decoded in one stretch where Python is interpreted, and their neighbours
FREQUENT = {
    "one prefix": f"0000 0018 {ORIGIN_AND_PATH} {NEXT_HOP} 18 cb0071",
    "two prefixes": f"0000 0018 {ORIGIN_AND_PATH} {NEXT_HOP} 17 cb0070 18 cb0071",
    "one withdrawn": "0004 18cb0071 0000",
    "two withdrawn": "0008 17cb0070 18cb0071 0000",
    # RFC 8092 §3: "Duplicate BGP Large Community values MUST NOT be transmitted"; twice is once.
    "large communities": f"0000 0033 {ORIGIN_AND_PATH} {NEXT_HOP} "
    f"c02018 {'000000010000000200000003' * 2} 18 cb0071",
    "IPv6": f"0000 0030 800e1c {IPV6_HOP} 30 20010db80001 {ORIGIN_AND_PATH}",
    "IPv6, long": f"0000 0031 900e001c {IPV6_HOP} 30 20010db80001 {ORIGIN_AND_PATH}",
    "IPv6, last": f"0000 0030 {ORIGIN_AND_PATH} 800e1c {IPV6_HOP} 30 20010db80001",
    "IPv6, between": f"0000 003c {ORIGIN_AND_PATH} 900e001c {IPV6_HOP} 30 20010db80001"
    "c01008 0002fde900000001",
    "IPv6 withdrawn": "0000 000d 800f0a 0002 01 30 20010db80001",
}


@pytest.mark.parametrize("form", FREQUENT)
@pytest.mark.parametrize(
    "context",
    [Context(), Context(session=None), Context(session=None, own_routes=True)],
    ids=["external", "any", "own routes"],
)
def test_every_octet_of_the_frequent_forms_counts(form: str, context: Context) -> None:
    """Whatever octet behind the header is another one, decoding says what the judgement says."""
    octets = framed(FREQUENT[form])
    assert both(octets, context)[1].findings == ()
    decoder, judging = used(context), Decoder(context)
    faults = 0
    for at in range(19, len(octets)):
        for change in (0x01, 0x02, 0x08, 0x10, 0x40, 0x80, 0xFF, octets[at]):
            changed = octets[:at] + bytes((octets[at] ^ change,)) + octets[at + 1 :]
            judged = judge(changed, judging)
            faults += bool(judged.findings)
            decoded = decoder.decode(changed)
            assert isinstance(decoded, Update)
            assert observed(decoded) == observed(judged), changed.hex()
    assert faults


@pytest.mark.parametrize("external", [True, False])
@pytest.mark.parametrize("first", range(256))
def test_next_hops_of_a_routers_own_routes(first: int, external: bool) -> None:
    """RFC 8671 §5.2: where they are shown, 0.0.0.0 and loopback are next hops; no others more."""
    session = SessionType.EXTERNAL if external else None
    peer, own = Context(session=session), Context(session=session, own_routes=True)
    decoders = {context: used(context) for context in (peer, own)}
    for rest in ("000000", "000001"):
        octets = framed(f"0000 0018 {ORIGIN_AND_PATH} 400304 {first:02x}{rest} 18 cb0071")
        taken = {}
        for context, decoder in decoders.items():
            judged = judge(octets, Decoder(context))
            decoded = decoder.decode(octets)
            assert isinstance(decoded, Update)
            assert observed(decoded) == observed(judged)
            # The short way reads such a route as it reads others.
            assert (both(octets, context)[0] is None) == bool(judged.findings)
            taken[context] = not judged.findings
        is_unset = first == 127 or (first, rest) == (0, "000000")
        assert taken == {peer: first < 224 and not is_unset, own: first < 224}


#: attributes that do not suit prefixes, of either length of MP_REACH_NLRI
MISPLACED = {
    "BGP-LS": ("801d07 0401 0003 313233", "RFC 7752 §3.3"),
    "D-PATH": ("c02408 01 000000010001 46", "RFC 10039 §4"),
}


@pytest.mark.parametrize("name", MISPLACED)
@pytest.mark.parametrize("form", ["one prefix", "IPv6", "IPv6, long", "IPv6, last"])
def test_attributes_of_other_families(form: str, name: str) -> None:
    """What is well-formed, and has no place beside prefixes, is found beside each form."""
    more, section = MISPLACED[name]
    body = bytes.fromhex(FREQUENT[form])
    stop = 4 + int.from_bytes(body[2:4], "big")
    attributes = body[4:stop] + bytes.fromhex(more)
    octets = framed(f"0000 {len(attributes):04x} {attributes.hex()} {body[stop:].hex()}")
    judged = judge(octets, Decoder())
    assert [finding.rfc for finding in judged.findings] == [section]
    decoded = used().decode(octets)
    assert isinstance(decoded, Update)
    assert observed(decoded) == observed(judged)


@pytest.mark.parametrize("form", FREQUENT)
def test_families_that_were_not_agreed_on(form: str) -> None:
    """Routes of a family that was not agreed on do not count, whatever form they have."""
    other = Family.IPV6_UNICAST if "IPv6" not in form else Family.IPV4_UNICAST
    context = Context(families=[other])
    octets = framed(FREQUENT[form])
    judged = judge(octets, Decoder(context))
    assert judged.findings
    decoded = used(context).decode(octets)
    assert isinstance(decoded, Update)
    assert observed(decoded) == observed(judged)


@pytest.mark.parametrize("length", range(40))
def test_next_hops_of_any_length(length: int) -> None:
    """A next hop that IPv6 does not have is found, wherever MP_REACH_NLRI stands."""
    value = f"0002 01 {length:02x} {'20' * length} 00 30 20010db80001"
    reach = f"800e{len(bytes.fromhex(value)):02x} {value}"
    for attributes in (f"{reach} {ORIGIN_AND_PATH}", f"{ORIGIN_AND_PATH} {reach}"):
        octets = framed(f"0000 {len(bytes.fromhex(attributes)):04x} {attributes}")
        judged = judge(octets, Decoder())
        assert bool(judged.findings) == (length not in {16, 32})
        decoded = used().decode(octets)
        assert isinstance(decoded, Update)
        assert observed(decoded) == observed(judged)


@pytest.mark.parametrize("bits", range(256))
def test_prefixes_of_any_length(bits: int) -> None:
    """One prefix alone, with its spare bits set, or longer than those of its family can be."""
    prefix = bytes((bits,)) + b"\xff" * (bits + 7 >> 3)
    reach = bytes.fromhex(IPV6_HOP) + prefix
    decoder = used()
    for withdrawn, attributes, nlri, maximum in (
        (b"", bytes.fromhex(f"{ORIGIN_AND_PATH} {NEXT_HOP}"), prefix, 32),
        (prefix, b"", b"", 32),
        (b"", bytes((0x80, 14, len(reach))) + reach + bytes.fromhex(ORIGIN_AND_PATH), b"", 128),
    ):
        body = len(withdrawn).to_bytes(2, "big") + withdrawn
        body += len(attributes).to_bytes(2, "big") + attributes + nlri
        octets = framed(body.hex())
        judged = judge(octets, Decoder())
        assert bool(judged.findings) == (bits > maximum)
        decoded = decoder.decode(octets)
        assert isinstance(decoded, Update)
        assert observed(decoded) == observed(judged)


def test_no_routes_at_all() -> None:
    """MP_REACH_NLRI may announce nothing, beside attributes that are those of no route then."""
    for size, hop in ((21, IPV6_HOP), (9, "0001 01 04 c0000201 00")):
        for body in (f"800e{size:02x} {hop} {ORIGIN_AND_PATH}", f"800e{size:02x} {hop}"):
            octets = framed(f"0000 {len(bytes.fromhex(body)):04x} {body}")
            decoded = used().decode(octets)
            assert isinstance(decoded, Update)
            assert decoded.announced == ()
            assert observed(decoded) == observed(judge(octets, Decoder()))


def test_a_row_that_judges_prefixes() -> None:
    """Routes that the row of a family would have withdrawn are, in whatever way they are read."""

    def refuse(*_: object) -> DecodeError:
        return DecodeError("no route is good enough", rfc="RFC 4760 §5")

    registry = Registry(
        DEFAULT_REGISTRY.attributes.codecs,
        None,
        [
            attrs.evolve(row, judge=refuse) if Family.IPV6_UNICAST in row.families else row
            for row in DEFAULT_REGISTRY.nlri
        ],
    )
    for form in ("IPv6", "IPv6, long", "IPv6, last"):
        octets = framed(FREQUENT[form])
        decoded = used(registry=registry).decode(octets)
        assert isinstance(decoded, Update)
        assert decoded.treatment is Treatment.TREAT_AS_WITHDRAW
        assert observed(decoded) == observed(judge(octets, Decoder(registry=registry)))


@pytest.mark.parametrize("form", [form for form in FREQUENT if form.startswith("IPv6")])
def test_attributes_end_anywhere(form: str) -> None:
    """Wherever the field of attributes ends, decoding says what the judgement says."""
    attributes = bytes.fromhex(FREQUENT[form])[4:]
    faults = 0
    for size in range(len(attributes) + 1):
        octets = framed(f"0000 {size:04x} {attributes[:size].hex()}")
        decoded = used().decode(octets)
        assert isinstance(decoded, Update)
        assert observed(decoded) == observed(judge(octets, Decoder()))
        faults += bool(decoded.findings)
    assert len(attributes) // 2 < faults < len(attributes)


@pytest.mark.parametrize("more", [*range(45, 60), *range(100, 125)])
def test_it_does_not_matter_how_long_an_update_is(more: int) -> None:
    """Attributes of 256 octets, and messages of 512, are decoded as those with one octet less."""
    size = f"d008{4 * more:04x}" if more > 63 else f"c008{4 * more:02x}"
    communities = size + "00010002" * more
    for prefixes in range(1, 6):
        length = 0x18 + len(communities) // 2
        body = f"0000 {length:04x} {ORIGIN_AND_PATH} {NEXT_HOP} {communities}"
        octets = framed(body + "18cb0071" * prefixes + "08 0a")
        decoded = used().decode(octets)
        assert isinstance(decoded, Update)
        assert observed(decoded) == observed(judge(octets, Decoder()))
        assert [len(group.keys) for group in decoded.announced] == [prefixes + 1]
        assert len(decoded.attributes.communities) == more


@given(st.data())
def test_an_update_without_fault_takes_the_short_way(data: st.DataObject) -> None:
    """Octets that are made without fault are not judged: the short way knows them all."""
    context = data.draw(contexts())
    octets = data.draw(update_octets(context))
    short, judged = both(octets, context)
    assert short is not None, judged.findings
    assert judged.findings == ()
    assert judged.treatment is Treatment.NONE


@given(st.data())
def test_what_the_short_way_leaves_is_at_fault(data: st.DataObject) -> None:
    """The judgement finds something in every UPDATE that the short way gives up on."""
    context = data.draw(contexts())
    octets = data.draw(mutated_updates(context))
    short, judged = both(octets, context)
    assert (short is None) == bool(judged.findings), judged.findings


@given(st.data())
@example(None)
def test_the_order_of_messages_does_not_matter(data: st.DataObject | None) -> None:
    """A decoder that has seen blocks before says the same as one that has not."""
    context = Context(session=None) if data is None else data.draw(contexts())
    if data is None:
        messages = [Update.end_of_rib_of(Family.IPV4_UNICAST).encode()] * 2
    else:
        messages = data.draw(
            st.lists(update_octets(context) | mutated_updates(context), max_size=4)
        )
    decoder = Decoder(context)
    for octets in messages + messages[::-1]:
        assert decoder.decode(octets) == Decoder(context).decode(octets)
