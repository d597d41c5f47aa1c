"""What a selection leaves of UPDATEs, and all of them, filtered: the latter is the twin."""

from __future__ import annotations

import re

import attrs
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from bgplib.formats import mrt
from bgplib.formats._addresses import AddressTexts
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._chosen_way import ChosenWay
from bgplib.formats.mrt._element_columns import ElementColumns
from bgplib.formats.mrt._fields import archive_context, archive_decoder
from bgplib.kernel.prefixes import split
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing.strategies.update import mutated_updates, update_octets
from bgplib.values.prefix import Prefix
from tests.oracle.test_mrt_short_way import ATTRIBUTES, FORMS, message, neighbours
from tests.unit.formats.selections import is_wanted

KIND = codes.name(codes.BGP4MP, codes.BGP4MP_MESSAGE_AS4)


def record(octets: bytes, *, wide: bool = True, add_path: bool = False) -> bytes:
    """Return a BGP4MP record that holds a message."""
    return mrt.Bgp4mpMessage(
        timestamp=1_700_000_000,
        microseconds=None,
        peer_as=65001,
        local_as=65000,
        interface_index=0,
        peer_address=bytes((192, 0, 2, 1)),
        local_address=bytes((192, 0, 2, 9)),
        four_octet_as=wide,
        is_local=False,
        add_path=add_path,
        octets=octets,
    ).encode()


def named(elements: list[mrt.Element]) -> st.SearchStrategy[Prefix]:
    """Return prefixes that elements name, what covers them, and what they cover."""
    texts = sorted({element.prefix for element in elements}) or ["10.0.0.0/8"]
    prefixes = st.sampled_from(texts).map(Prefix.parse)
    wider = prefixes.flatmap(
        lambda prefix: st.integers(0, prefix.length).map(
            lambda length: Prefix.from_address(prefix.address, length)
        )
    )
    longer = prefixes.map(
        lambda prefix: Prefix.from_address(
            prefix.address, min(prefix.length + 3, 32 if prefix.afi == 1 else 128)
        )
    )
    return prefixes | wider | longer


@st.composite
def selections(draw: st.DrawFn, elements: list[mrt.Element]) -> mrt.Selection:
    """Make selections, most of which leave something of elements and not all of them."""
    origins = sorted({asn for element in elements for asn in element.origin_asns or ()})
    marks = sorted(
        {
            text
            for element in elements
            for text in element.communities or ()
            if re.fullmatch(r"\d+:\d+(:\d+)?", text)
        }
    )
    return mrt.Selection(
        prefixes=draw(st.just([]) | st.lists(named(elements), max_size=12)),
        covered=draw(st.booleans()),
        covering=draw(st.booleans()),
        origin_asns=draw(st.just([]) | st.lists(st.sampled_from([*origins, 7]), max_size=2)),
        communities=draw(st.just([]) | st.lists(st.sampled_from([*marks, "1:1"]), max_size=2)),
        peer_asns=draw(st.sampled_from(((), (), (65001,), (65002,)))),
        afis=draw(st.sampled_from(((), (), (1,), (2,), (1, 2)))),
        type=draw(st.sampled_from(("", "", "A", "W"))),
    )


@given(st.data(), st.booleans(), st.booleans())
def test_what_is_chosen_is_what_would_be_left(
    data: st.DataObject, wide: bool, add_path: bool
) -> None:
    """Whatever is wrong with messages, and whatever their form, the same elements are left."""
    context = archive_context(DEFAULT_REGISTRY, four_octet_as=wide, add_path=add_path)
    messages = data.draw(st.lists(update_octets(context) | mutated_updates(context), max_size=3))
    archive = b"".join(record(each, wide=wide, add_path=add_path) for each in messages)
    elements = list(mrt.elements(archive))
    only = data.draw(selections(elements))
    left = [element for element in elements if is_wanted(only, element)]
    event(f"left: {'nothing' if not left else 'all' if len(left) == len(elements) else 'some'}")
    assert list(mrt.elements(archive, only=only)) == left


def update(form: str) -> bytes:
    """Return an UPDATE of one of the forms that are read in the short way."""
    return message(*FORMS[form])


SELECTIONS = {
    "exact": mrt.Selection(prefixes=["192.0.2.0/24", "2001:db8::/32", "8.0.0.0/8"]),
    "covered": mrt.Selection(prefixes=["0.0.0.0/0", "2000::/3"], covered=True),
    "covering": mrt.Selection(prefixes=["10.11.12.13", "2001:db8:1:1::/64"], covering=True),
    "many": mrt.Selection(prefixes=[f"10.{n}.0.0/16" for n in range(99)], covering=True),
    "family": mrt.Selection(afis=[2]),
    "announced": mrt.Selection(type="A"),
    "withdrawn": mrt.Selection(type="W"),
    "origin": mrt.Selection(origin_asns=[200000]),
    "another origin": mrt.Selection(origin_asns=[65001], type="A"),
}


@pytest.mark.parametrize("asked", SELECTIONS)
@pytest.mark.parametrize("form", FORMS)
def test_the_usual_forms_need_no_message(form: str, asked: str) -> None:
    """Each form is answered from its octets, whatever is asked."""
    only = SELECTIONS[asked]
    octets = update(form)
    decoder = archive_decoder(DEFAULT_REGISTRY, four_octet_as=True)
    columns = ElementColumns(AddressTexts(), DEFAULT_REGISTRY, four_octet_as=True, kind=KIND)
    way = ChosenWay(columns, decoder.blocks, only, add_path=False)
    sender = (1_700_000_000.0, "W", "192.0.2.1", 65001, "")
    rows = way.rows(b"before" + octets + b"behind", 6, 6 + len(octets), sender)
    elements = mrt.elements(record(octets))
    assert rows == [element for element in elements if is_wanted(only, element)]


@pytest.mark.parametrize("form", FORMS)
def test_every_octet_counts(form: str) -> None:
    """Whatever octet of the forms is another one, and whatever attribute is missing, or more."""
    archive = b"".join(map(record, neighbours(*FORMS[form])))
    elements = list(mrt.elements(archive))
    assert elements
    for only in SELECTIONS.values():
        left = [element for element in elements if is_wanted(only, element)]
        assert list(mrt.elements(archive, only=only)) == left, only


def numbered(prefixes: bytes) -> bytes:
    """Put a path identifier before each prefix (RFC 7911 §3)."""
    return b"".join(b"\0\0\0\7" + key for key in split(prefixes, 0, len(prefixes), 32))


@pytest.mark.parametrize("form", ["announced", "withdrawn", "both"])
def test_every_octet_counts_with_path_identifiers(form: str) -> None:
    """The same of prefixes that have path identifiers."""
    withdrawn, attributes, nlri = FORMS[form]
    messages = neighbours(numbered(withdrawn), attributes, numbered(nlri))
    archive = b"".join(record(each, add_path=True) for each in messages)
    elements = list(mrt.elements(archive))
    assert {element.path_id for element in elements} >= {7}
    for only in SELECTIONS.values():
        left = [element for element in elements if is_wanted(only, element)]
        assert list(mrt.elements(archive, only=only)) == left, only


def test_every_question_is_answered_both_ways() -> None:
    """Of each question above but one, some form has what is wanted, and another has not."""
    for asked, only in SELECTIONS.items():
        found = {bool(list(mrt.elements(record(update(form)), only=only))) for form in FORMS}
        assert found == ({False} if asked == "another origin" else {True, False})


@pytest.mark.parametrize("asked", ["exact", "covered", "withdrawn", "announced"])
def test_what_is_malformed_is_withdrawn(asked: str) -> None:
    """RFC 7606 §2: a route with malformed attributes counts as withdrawn, and is chosen so."""
    octets = update("announced").replace(ATTRIBUTES[:4], bytes.fromhex("40010109"))
    elements = list(mrt.elements(record(octets)))
    assert [element.elem_type for element in elements] == ["W"] * 3
    only = SELECTIONS[asked]
    left = [element for element in elements if is_wanted(only, element)]
    assert list(mrt.elements(record(octets), only=only)) == left
    assert bool(left) == (asked != "announced")


def test_another_registry_is_asked() -> None:
    """Where a row for prefixes is not that of bgplib, messages are read by it."""
    codecs = DEFAULT_REGISTRY.nlri
    changed = attrs.evolve(codecs[0], keeps_unknown=not codecs[0].keeps_unknown)
    registry = type(DEFAULT_REGISTRY)(
        DEFAULT_REGISTRY.attributes.codecs, DEFAULT_REGISTRY.capabilities, (changed, *codecs[1:])
    )
    only = SELECTIONS["covered"]
    found = mrt.elements(record(update("announced")), only=only, registry=registry)
    ways = [way for *_, way, _, _ in found._updates._variants.values()]
    assert ways
    assert not any(isinstance(way, ChosenWay) for way in ways)
    assert list(found) == list(mrt.elements(record(update("announced")), only=only))
