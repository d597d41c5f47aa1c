"""The decoder's short way and the full judgement are one: the second is the twin of the first."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.messages.validate import judge
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


def _group(group: object) -> object:
    return (
        group.family,  # type: ignore[attr-defined]
        group.keys,  # type: ignore[attr-defined]
        group.path_ids,  # type: ignore[attr-defined]
        group.next_hop_octets,  # type: ignore[attr-defined]
        group.nlri,  # type: ignore[attr-defined]
    )


def _sender(update: Update) -> Context:
    return update.attributes.reader.context


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
    assert Decoder(context).decode(octets) == judged


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
