"""Whatever is decoded can be copied and sent to another process: nothing of it changes on the way.

`tests/unit/test_pickling.py` does the same with a value of every public class.
"""

from __future__ import annotations

import pickle
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import AttributeBlock
from bgplib.context import Context
from bgplib.errors import BGPError
from bgplib.messages.decoder import Decoder, Message, decode
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing.strategies.capabilities import capabilities
from bgplib.testing.strategies.context import contexts
from bgplib.testing.strategies.every import (
    attribute_values,
    damaged_messages,
    every_family,
    message_octets,
    messages_of_any_type,
    route_groups,
)
from bgplib.testing.strategies.families import nlri
from tests.pickling import changed


@given(contexts())
def test_contexts(context: Context) -> None:
    """What is not as in the default one arrives, and the rest is the default."""
    assert changed(context) == []


@given(st.data(), contexts())
def test_messages_that_a_program_made(data: st.DataObject, context: Context) -> None:
    """They are equal, and are written as they were."""
    message: Any = data.draw(messages_of_any_type(context))
    assert changed(message) == []
    assert pickle.loads(pickle.dumps(message)).encode(context) == message.encode(context)


def as_decoded(octets: bytes, context: Context) -> Message | None:
    """Decode a message; None where it cannot be."""
    try:
        return Decoder(context).decode(octets)
    except BGPError as error:
        # An error is sent as well as what could be read.
        assert changed(error) == []
        return None


@given(st.data(), contexts())
def test_messages_that_were_decoded(data: st.DataObject, context: Context) -> None:
    """They are equal, and so are the octets that they were decoded from."""
    octets = data.draw(message_octets(context))
    message = as_decoded(octets, context)
    if message is not None:
        assert changed(message) == []
        assert pickle.loads(pickle.dumps(message)).encode() == message.encode()


@given(st.data(), contexts())
def test_damaged_messages(data: st.DataObject, context: Context) -> None:
    """Findings arrive, and what RFC 7606 made of the message, with the octets that it has."""
    octets = data.draw(damaged_messages(context))
    message = as_decoded(octets, context)
    if message is None:
        return
    assert changed(message) == []
    arrived = pickle.loads(pickle.dumps(message))
    if isinstance(message, Update):
        assert arrived.encode() == octets
        assert list(arrived.path_attributes()) == list(message.path_attributes())
        assert arrived.as_withdraw() == message.as_withdraw()


@given(st.data(), contexts())
def test_what_was_read_of_an_update_does_not_matter(data: st.DataObject, context: Context) -> None:
    """A pickle of it holds what it would have held before anything was read."""
    octets = data.draw(message_octets(context))
    message = as_decoded(octets, context)
    if not isinstance(message, Update):
        return
    before = pickle.dumps(message.attributes)
    assert changed(message) == []
    for codec in DEFAULT_REGISTRY.attributes.codecs:
        message.attributes.get(codec.value)
    assert len(pickle.dumps(message.attributes)) == len(before)
    for part in (message.attributes, *message.announced, *message.withdrawn):
        assert changed(part) == []
    for attribute in message.path_attributes():
        assert changed(attribute) == []


@given(st.data(), contexts())
def test_routes_of_every_family(data: st.DataObject, context: Context) -> None:
    """A group and its NLRI arrive."""
    family = data.draw(every_family(context))
    assert changed(data.draw(nlri(family, context))) == []
    assert changed(data.draw(route_groups(family, context))) == []


@given(st.data(), contexts())
def test_values_of_attributes(data: st.DataObject, context: Context) -> None:
    """A value of any attribute arrives."""
    assert changed(data.draw(attribute_values(context))) == []


@given(capabilities())
def test_capabilities(capability: object) -> None:
    """A capability arrives."""
    assert changed(capability) == []


@given(st.data(), contexts())
def test_blocks_in_canonical_form(data: st.DataObject, context: Context) -> None:
    """What a block knows of itself arrives: that it is canonical, what is discarded."""
    message = as_decoded(data.draw(message_octets(context)), context)
    if isinstance(message, Update):
        block: AttributeBlock = message.attributes.canonical()
        assert changed(block) == []
        arrived = pickle.loads(pickle.dumps(block))
        assert (arrived.is_canonical, arrived.whole, arrived.choosy) == (
            block.is_canonical,
            block.whole,
            block.choosy,
        )


def test_octets_are_decoded_in_the_context_that_they_were() -> None:
    """Two-octet AS numbers stay so: the context goes with the octets."""
    old = Context(four_octet_as=False)
    made = Update.announce(
        ["192.0.2.0/24"], next_hop="192.0.2.1", attributes=AttributeBlock.plain(as_path=[64496])
    )
    message = decode(made.encode(old), old)
    assert isinstance(message, Update)
    arrived = pickle.loads(pickle.dumps(message))
    assert arrived.attributes.as_path == message.attributes.as_path
    assert not arrived.attributes.four_octet_as
