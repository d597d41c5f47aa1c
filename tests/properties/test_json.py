"""What is written as JSON is read back: messages, their parts, and what people make of them."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from typing import Any, Final

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bgplib.attributes import PathAttribute, UnknownAttribute
from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.attributes._table import CODECS as ATTRIBUTES
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.attributes.reader import neutral_reader
from bgplib.capabilities._list import encode_capability
from bgplib.context import Context, SessionType
from bgplib.errors import BGPError, DecodeError, EncodeError, ParseError
from bgplib.formats.json import (
    attribute_from_json,
    attribute_to_json,
    capability_from_json,
    capability_to_json,
    from_json,
    nlri_from_json,
    nlri_to_json,
    to_json,
)
from bgplib.formats.json._attributes import _RULES as WRITING
from bgplib.formats.json._read_attributes import RULES as READING
from bgplib.iana import attributes as iana
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder, Message
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import UnknownNlri
from bgplib.nlri._codec import AnyNlriCodec
from bgplib.nlri._routes import UnknownRoute
from bgplib.nlri._table import CODECS as FAMILIES
from bgplib.nlri.bgp_ls import UnknownLinkStateNlri
from bgplib.nlri.bgp_ls._tlv import LinkStateTlv, LinkStateTlvs
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing.strategies import bgp_ls, every, families
from bgplib.testing.strategies.attributes import unknown_attributes
from bgplib.testing.strategies.capabilities import capabilities
from bgplib.testing.strategies.context import contexts
from bgplib.testing.strategies.messages import damaged_opens, opens
from bgplib.testing.strategies.update import update_octets

SINGLE: Final = [
    pytest.param(family, codec, id=str(family)) for codec in FAMILIES for family in codec.families
]
ROWS: Final = [
    pytest.param(codec, id=codec.name)
    for codec in ATTRIBUTES
    if codec.code not in (iana.MP_REACH_NLRI, iana.MP_UNREACH_NLRI)
]
# There are so many families and rows that an eighth of a profile's examples is enough for each.
few = settings(max_examples=max(10, settings().max_examples // 8))
INTERNAL: Final = Context(
    session=SessionType.INTERNAL, extended_messages=True, bgpsec_receive=("ipv4-unicast",)
)


def through_text(shown: Any) -> Any:
    """Write JSON and read it, as it would be between two programs."""
    return json.loads(json.dumps(shown, allow_nan=False))


def every_context() -> st.SearchStrategy[Context]:
    """Make contexts of any families."""
    return contexts(choose_from=DEFAULT_REGISTRY.families)


# -- whole messages ------------------------------------------------------------------------------


def check_way_back(octets: bytes, context: Context) -> None:
    """A message that bgplib wrote is read back from its JSON, octet for octet."""
    message = Decoder(context).decode(octets)
    assume(not message.findings)
    again = from_json(through_text(to_json(message, len(octets))), context)
    assert again.encode(context) == octets
    assert again == message


@given(opens())
def test_every_open_comes_back(message: Open) -> None:
    """RFC 5492 §4, RFC 9072 §2: in several parameters or in one, in the long form or the short."""
    check_way_back(message.encode(), Context())


@given(opens(), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF))
def test_every_refused_open_comes_back(
    message: Open, asn: int, hold_time: int, identifier: int
) -> None:
    """RFC 4271 §6.2: what makes one unacceptable is shown, and so are malformed capabilities."""
    changed = attrs.evolve(
        message, two_octet_asn=asn, hold_time=hold_time, identifier=identifier, findings=()
    )
    check_octets_of_open(changed.encode())


@given(damaged_opens())
def test_every_damaged_open_comes_back(octets: bytes) -> None:
    """RFC 5492 §3, RFC 4271 §6.2: as far as there is an OPEN at all, whatever is wrong with it."""
    check_octets_of_open(octets)


def check_octets_of_open(octets: bytes) -> None:
    """An OPEN that can be read at all is read back from its JSON, octet for octet."""
    try:
        message = Decoder(Context()).decode(octets)
    except DecodeError:
        assume(False)
        raise
    assert from_json(through_text(to_json(message, len(octets)))).encode() == octets
    assert from_json(through_text(to_json(message))).encode() == octets


@given(data=st.data())
def test_every_message_comes_back(data: st.DataObject) -> None:
    """Messages of all types and any families, with any attributes, have a way back."""
    context = data.draw(every_context())
    message = data.draw(every.messages_of_any_type(context))
    check_way_back(message.encode(context), context)


@pytest.mark.parametrize(("family", "codec"), SINGLE)
@few
@given(data=st.data())
def test_every_family_comes_back(family: Family, codec: AnyNlriCodec, data: st.DataObject) -> None:
    """Announced or withdrawn, with path identifiers or without, NLRI of all families do."""
    paths = [family] * data.draw(st.booleans())
    context = attrs.evolve(INTERNAL, add_path_receive=paths, add_path_send=paths)
    update = data.draw(every.updates_of_any_family(attrs.evolve(context, families=[family])))
    check_way_back(update.encode(context), context)


@given(data=st.data())
def test_what_a_program_made_comes_back(data: st.DataObject) -> None:
    """So do messages that were never octets, whose JSON has no MP_REACH_NLRI and no NEXT_HOP."""
    # Where AS numbers have two octets, only the octets tell what becomes of AS4_PATH.
    context = attrs.evolve(data.draw(every_context()), four_octet_as=True, extended_messages=True)
    message: Message = data.draw(every.messages_of_any_type(context))
    octets = message.encode(context)
    assume(not Decoder(context).decode(octets).findings)
    assert from_json(through_text(to_json(message, len(octets))), context).encode(context) == octets


@given(data=st.data())
def test_what_no_one_would_write_comes_back(data: st.DataObject) -> None:
    """Several groups in one UPDATE, attributes in any order, long lengths, unused flags: all stay.

    RFC 7606 §5.1 lets receivers take them. Bits behind a prefix, a repeated community and the
    Reserved octet of MP_REACH_NLRI are lost: the JSON has no place for them.
    """
    context = data.draw(contexts())
    octets = data.draw(update_octets(context))
    message = Decoder(context).decode(octets)
    assume(not message.findings)
    again = from_json(through_text(to_json(message, len(octets))), context)
    assert isinstance(message, Update)
    assert isinstance(again, Update)
    assert again.announced == message.announced
    assert again.withdrawn == message.withdrawn
    assert again.end_of_rib == message.end_of_rib
    assert len(again.encode(context)) <= len(octets)
    assert [(a.code, a.flags) for a in again.path_attributes()] == [
        (a.code, a.flags) for a in message.path_attributes()
    ]


# -- parts ---------------------------------------------------------------------------------------


def test_every_form_has_a_way_back() -> None:
    """Classes whose JSON is not that of their fields have a rule to read it, too."""
    assert set(WRITING) <= set(READING)
    assert len(ROWS) >= 30
    assert len(SINGLE) >= 40


@pytest.mark.parametrize("codec", ROWS)
@few
@given(data=st.data())
def test_every_attribute_comes_back(codec: AnyAttributeCodec, data: st.DataObject) -> None:
    """The value of every attribute, of 2-octet AS numbers as of 4-octet ones."""
    four = codec.code not in (iana.AS4_PATH, iana.AS4_AGGREGATOR) and data.draw(st.booleans())
    context = attrs.evolve(INTERNAL, four_octet_as=four)
    value = data.draw(every.values_by_code(context)[codec.code])
    reader = neutral_reader(four, DEFAULT_TABLE)
    octets = codec.encode(value, context)
    shown = through_text(attribute_to_json(PathAttribute(codec.code, codec.flags, octets, reader)))
    assert "value" in shown
    again = attribute_from_json(shown)
    assert type(again) is codec.value
    assert codec.encode(again, context) == octets
    del shown["flags"], shown["name"]
    assert attribute_from_json(shown) == again


@given(unknown_attributes())
def test_unknown_attributes_come_back(value: UnknownAttribute) -> None:
    """What bgplib does not know is kept octet for octet, in a message too."""
    reader = neutral_reader(True, DEFAULT_TABLE)
    shown = through_text(
        attribute_to_json(PathAttribute(value.code, value.flags, value.octets, reader))
    )
    assert attribute_from_json(shown) == value
    update = from_json({"type": "UPDATE", "attributes": [shown]}, INTERNAL)
    assert isinstance(update, Update)
    (only,) = update.path_attributes()
    assert (only.code, only.octets) == (value.code, value.octets)


@pytest.mark.parametrize(("family", "codec"), SINGLE)
@few
@given(data=st.data())
def test_every_nlri_comes_back(family: Family, codec: AnyNlriCodec, data: st.DataObject) -> None:
    """NLRI of every family are equal to what they were, with whatever bits in their labels."""
    path_id = data.draw(st.none() | st.integers(0, 0xFFFFFFFF))
    nlri = attrs.evolve(data.draw(families.nlri(family, Context())), path_id=path_id)
    assert nlri_from_json(through_text(nlri_to_json(nlri)), family) == nlri


@given(data=st.data())
def test_unknown_nlri_come_back(data: st.DataObject) -> None:
    """NLRI of unknown form, and of unknown types, are kept octet for octet."""
    octets = data.draw(st.binary(max_size=20))
    unnamed = Family(3, 1)
    for nlri, family in (
        (UnknownNlri(octets), unnamed),
        (UnknownRoute(octets, data.draw(st.integers(0, 0xFF))), Family.L2VPN_EVPN),
        (UnknownLinkStateNlri(octets, data.draw(st.integers(0, 0xFFFF))), Family.LINK_STATE),
    ):
        assert nlri_from_json(through_text(nlri_to_json(nlri)), family) == nlri


@given(capabilities())
def test_every_capability_comes_back(capability: Any) -> None:
    """So does every capability, text that is no UTF-8 in it too."""
    again = capability_from_json(through_text(capability_to_json(capability)))
    assert again == capability
    registry = DEFAULT_REGISTRY
    assert encode_capability(again, registry) == encode_capability(capability, registry)


@given(data=st.data())
def test_every_tlv_of_bgp_ls_comes_back(data: st.DataObject) -> None:
    """TLVs have their octets beside them where their values do not tell all: reserved bits, NaN."""
    layouts = LinkStateTlv.table.layouts
    code = data.draw(st.sampled_from(sorted(layouts)) | st.integers(0, 0xFFFF))
    well_formed = (
        bgp_ls.tlv_octets(LinkStateTlv.table, code) if code in layouts else st.binary(max_size=9)
    )
    try:
        tlv = LinkStateTlv.table.make(code, data.draw(well_formed | st.binary(max_size=40)))
    except BGPError:
        assume(False)
        raise
    octets = LinkStateTlvs((tlv,)).encode()
    reader = neutral_reader(True, DEFAULT_TABLE)
    shown = through_text(attribute_to_json(PathAttribute(iana.BGP_LS, 0x80, octets, reader)))
    again: Any = attribute_from_json(shown)
    assert again.tlvs.encode() == octets


# -- mistakes ------------------------------------------------------------------------------------

#: what became of the examples of one test
_SEEN: Final = Counter[str]()
#: what somebody may write in the place of anything
OTHERS: Final[st.SearchStrategy[Any]] = (
    st.none()
    | st.booleans()
    | st.integers(-1, 1 << 33)
    | st.sampled_from((1 << 64, 1 << 200, -(1 << 70), 10**5000))
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(("", "0102", "::", "10.0.0.0/8", "rt:1:1", "\ud800", "1" * 5000, "[" * 3000))
    | st.just([])
    | st.just({})
    | st.lists(st.integers(0, 9), max_size=3)
    | st.dictionaries(st.sampled_from(("type", "kind", "value", "octets")), st.integers(0, 300))
)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Find every place in JSON: the object or list, and the key or index."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        keys: Any = each if isinstance(each, dict) else range(len(each))
        for key in keys:
            found.append((each, key))
            if isinstance(each[key], dict | list):
                waiting.append(each[key])
    return found


def _alike(value: Any) -> st.SearchStrategy[Any]:
    """Make what may stand in the place of a value, for all that its type tells."""
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int):
        return st.sampled_from((0, 1, 255, value ^ 1, value + 1, abs(value - 1)))
    if isinstance(value, str):
        if re.fullmatch("([0-9a-f]{2})+", value):
            size = len(value) // 2
            changed = st.binary(min_size=size, max_size=size) | st.binary(max_size=size + 2)
            return changed.map(bytes.hex)
        # Another number in a text: of a community, a prefix, an address, a component.
        number = st.sampled_from(("0", "1", "7", "16", "65535"))
        return number.map(lambda text: re.sub("[0-9]+", text, value, count=1))
    if isinstance(value, list):
        return st.sampled_from((value[1:], value[:1], value[::-1], value + value[:1]))
    return st.just(value)


@st.composite
def slightly_changed_json(draw: st.DrawFn) -> Any:
    """Make the JSON of a message with one or two values in it that are others of the same type."""
    message: Message = draw(every.messages_of_any_type(draw(every_context())) | opens())
    shown = copy.deepcopy(to_json(message, 19))
    head = {name: shown.pop(name) for name in ("format", "type")}
    for _ in range(draw(st.integers(1, 2))):
        holder, key = draw(st.sampled_from(_places(shown)))
        holder[key] = copy.deepcopy(draw(_alike(holder[key])))
    return head | shown


@st.composite
def damaged_json(draw: st.DrawFn) -> Any:
    """Make the JSON of a message with one to three changes anywhere in it."""
    context = draw(every_context())
    message: Message = draw(every.messages_of_any_type(context) | opens())
    shown = copy.deepcopy(to_json(message, 19))
    for name in draw(st.sets(st.sampled_from(("length", "treatment", "findings")))):
        del shown[name]
    for _ in range(draw(st.integers(1, 3))):
        places = _places(shown)
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        way = draw(st.sampled_from(("replace", "replace", "delete", "swap", "add", "repeat")))
        if way == "replace":
            holder[key] = draw(OTHERS)
        elif way == "delete":
            del holder[key]
        elif way == "swap":
            other, at = places[draw(st.integers(0, len(places) - 1))]
            holder[key] = copy.deepcopy(other[at])
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]) if way == "repeat" else draw(OTHERS))
        else:
            holder[draw(st.sampled_from(("octets", "value", "label_octets", "x")))] = draw(OTHERS)
    return shown


@given(damaged_json() | slightly_changed_json(), every_context())
def _mistakes_are_those_of_the_caller(shown: Any, context: Context) -> None:
    try:
        message = from_json(shown, context)
    except ParseError:
        _SEEN["refused"] += 1
        return
    try:
        octets = message.encode(context)
    except EncodeError:
        _SEEN["not encoded"] += 1
        return  # longer than the context allows, or with path identifiers that it does not
    _SEEN["encoded"] += 1
    decoder = Decoder(attrs.evolve(context, session=None, families=None, peer_as=None))
    if isinstance(message, Open) and message.version != 4:
        with pytest.raises(DecodeError, match="is not supported"):
            decoder.decode(octets)
    else:
        decoder.decode(octets)


def test_mistakes_are_those_of_the_caller() -> None:
    """RFC 4271 §6 is for peers: whoever hands in wrong JSON gets a `BGPError`, and nothing else."""
    _SEEN.clear()
    _mistakes_are_those_of_the_caller()
    # Many are refused where they are read, and many are messages, if not those that there were.
    assert min(_SEEN["refused"], _SEEN["encoded"]) > 0.2 * _SEEN.total()


@given(st.text(max_size=40) | st.binary(max_size=40))
def test_any_line_is_answered(line: str | bytes) -> None:
    """Text that is no JSON, or is not of a message, is a mistake as well."""
    with pytest.raises(ParseError):
        from_json(line)
