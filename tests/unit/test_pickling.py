"""Values of every public class survive `copy` and `pickle`; what cannot says so."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest

import bgplib
from bgplib import AsPath, AttributeBlock, Context, LocalError, Origin, Path, Route, Source
from bgplib.attributes import extended_communities
from bgplib.decision import RFC4271
from bgplib.formats import mrt
from bgplib.nlri.labeled import LabeledNlri
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.speaker import Peer, PeerConfig, Speaker, SpeakerConfig
from tests.every_class import (
    INSIDES,
    OF_WHAT_RUNS,
    RUNNING,
    NoValueError,
    a_value,
    public_classes,
    public_constants,
)
from tests.pickling import WAYS, changed
from tests.unit import own_row
from tests.unit.test_own_rows import REGISTRY as OWN

CLASSES = public_classes()
CONSTANTS = public_constants()
VALUES = [name for name in CLASSES if name not in RUNNING | OF_WHAT_RUNS]


def a_path() -> Path:
    """Make a path that policy has changed."""
    source = Source(address="192.0.2.1", asn=64496)
    block = AttributeBlock.of([Origin(0), AsPath.parse("64496 64497")])
    received = Path(source, block, "192.0.2.1", path_id=3)
    return Path(source, block.replace(Origin(1)), "192.0.2.9", weight=7, received=received)


@pytest.mark.parametrize("name", VALUES)
def test_a_value_of_each_public_class_arrives_as_it_was(name: str) -> None:
    """Whatever can be read of it without a call is the same, and it is equal, with equal hashes."""
    value = a_value(CLASSES[name])
    assert changed(value) == []


@pytest.mark.parametrize("name", sorted(CONSTANTS.keys() - INSIDES))
def test_what_modules_offer_arrives_as_it_was(name: str) -> None:
    """Presets of the decision process, policies, kinds of communities, rows, and numbers."""
    assert changed(CONSTANTS[name]) == []


def test_there_are_many_of_them() -> None:
    """The surface file was read."""
    assert len(VALUES) > 500
    assert len(CONSTANTS.keys() - INSIDES) > 150
    assert CONSTANTS.keys() >= INSIDES


@pytest.mark.parametrize("name", sorted(RUNNING))
def test_what_is_named_as_running_is_no_value(name: str) -> None:
    """It is public, and nothing is left out that could be made."""
    with pytest.raises(NoValueError):
        a_value(CLASSES[name])


@pytest.mark.parametrize("name", sorted(OF_WHAT_RUNS))
def test_what_is_named_as_holding_what_runs_does(name: str) -> None:
    """There is no value of it without a connection."""
    with pytest.raises(NoValueError, match="Connection"):
        a_value(CLASSES[name])


def speaker() -> Speaker:
    """Make a speaker with a peer."""
    made = Speaker(SpeakerConfig(local_as=64496, identifier="192.0.2.1"))
    made.add_peer(PeerConfig(address="192.0.2.2", remote_as=64497))
    return made


def decoded(update: bgplib.Update, registry: Registry = DEFAULT_REGISTRY) -> bgplib.Update:
    """Return an UPDATE as a peer sees it."""
    found = bgplib.decode(update.encode(), registry=registry)
    assert isinstance(found, bgplib.Update)
    return found


def only(made: Speaker) -> Peer:
    """Return its peer."""
    return next(iter(made.peers.values()))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "running",
    [
        speaker,
        lambda: only(speaker()),
        lambda: only(speaker()).session,
        lambda: only(speaker()).connection_made(0.0, inbound=True),
        lambda: speaker().loc_rib,
        bgplib.Rib,
        lambda: mrt.elements(b""),
    ],
)
def test_what_runs_says_that_it_stays(running: Callable[[], object], way: str) -> None:
    """Neither a copy nor a pickle is made of it, compiled or not."""
    with pytest.raises(LocalError, match="can be neither copied nor pickled: it"):
        WAYS[way](running())


def test_what_policy_made_of_a_path_arrives_with_what_was_received() -> None:
    """A path is equal to itself alone; all that it says is there, and notes of tables are not."""
    labeled = LabeledNlri.parse("192.0.2.0/24 label 100")
    path = a_path().replace(preference=5, nlri=labeled, rejected=True)
    path.rank, path.ranked_by = 5, 6
    arrived = pickle.loads(pickle.dumps(path))
    assert arrived.repeats(path)
    assert arrived.received.repeats(path.received)
    assert arrived.received is not arrived
    assert (arrived.rank, arrived.ranked_by) == (0, 0)


def test_what_was_one_path_is_one_path() -> None:
    """An explanation asks which candidate is which."""
    longer = a_path().replace(attributes=AttributeBlock.plain(as_path=range(64496, 64500)))
    routes = [Route.of("192.0.2.0/24", path) for path in (a_path(), longer)]
    explanation = RFC4271.explain(routes)
    assert changed(explanation) == []
    arrived = pickle.loads(pickle.dumps(explanation))
    assert [str(arrived), arrived.best] == [str(explanation), arrived.candidates[0]]
    assert explanation.best is routes[0]
    fall = explanation.fall(routes[1])
    assert fall is not None
    assert arrived.fall(arrived.candidates[1]).step == fall.step


def test_rows_tables_and_the_registry_are_the_very_same_ones() -> None:
    """What reads with rows tells them apart by identity."""
    kept: list[object] = [
        DEFAULT_REGISTRY,
        DEFAULT_REGISTRY.attributes,
        DEFAULT_REGISTRY.families,
        extended_communities.DEFAULT_TABLE,
        *DEFAULT_REGISTRY.attributes.codecs,
        *DEFAULT_REGISTRY.capabilities,
        *DEFAULT_REGISTRY.nlri,
        *extended_communities.CODECS,
    ]
    assert len(kept) > 120
    for way in WAYS.values():
        assert [each for each in kept if way(each) is not each] == []


def test_a_registry_with_a_row_that_is_the_codec_of_its_module_arrives() -> None:
    """The row is the very same one, and the registry one for all that is sent."""
    registry = DEFAULT_REGISTRY.with_attribute(own_row.CODEC)
    arrived = pickle.loads(pickle.dumps(registry))
    assert arrived.attributes.by_code(own_row.CODEC.code) is own_row.CODEC
    assert arrived.attributes.codecs == registry.attributes.codecs
    assert pickle.loads(pickle.dumps(registry)) is arrived


@pytest.mark.parametrize("in_wire", [False, True])
def test_what_was_read_with_a_registry_of_ones_own_arrives(in_wire: bool) -> None:
    """The value of the row is there, and the message is written as it was."""
    registry = DEFAULT_REGISTRY.with_attribute(own_row.CODEC)
    values = [Origin(0), AsPath.parse("64496"), own_row.Weather(3)]
    update = bgplib.Update.announce(
        ["192.0.2.0/24"], next_hop="192.0.2.1", attributes=values, registry=registry
    )
    if in_wire:
        update = decoded(update, registry)
    assert changed(update) == []
    arrived = pickle.loads(pickle.dumps(update))
    assert arrived.attributes.get(own_row.Weather) == own_row.Weather(3)
    assert arrived.encode() == update.encode()


def test_a_row_is_made_of_its_fields_where_no_module_holds_it() -> None:
    """Its functions have names; the row that arrives is equal, if not the same."""
    row = attrs.evolve(own_row.CODEC, code=249)
    arrived = pickle.loads(pickle.dumps(row))
    assert arrived == row
    assert arrived is not row


def test_kinds_of_extended_communities_of_ones_own_arrive() -> None:
    """The row that `attribute_codec` makes holds the table."""
    table = extended_communities.ExtendedCommunityTable(extended_communities.CODECS[:3])
    row = extended_communities.attribute_codec(table)
    rows = [row if each.code == row.code else each for each in DEFAULT_REGISTRY.attributes.codecs]
    registry = Registry(rows, None, DEFAULT_REGISTRY.nlri)
    arrived = pickle.loads(pickle.dumps(registry))
    assert pickle.loads(pickle.dumps(registry)) is arrived
    values = [Origin(0), AsPath.parse("64496"), own_communities()]
    block = AttributeBlock.of(values, registry=registry)
    assert changed(block) == []


def own_communities() -> extended_communities.ExtendedCommunities:
    """Make a value of one community."""
    return extended_communities.ExtendedCommunities((extended_communities.parse("rt:64496:1"),))


def test_a_row_with_a_function_without_a_name_says_which() -> None:
    """Copies share it; a pickle cannot hold it, and the error tells row, field and remedy."""
    text = "the row of MOOD cannot be pickled: its `decode`, .*lambda.*make it a function"
    with pytest.raises(LocalError, match=text):
        pickle.dumps(OWN)
    block = AttributeBlock.of([Origin(0), AsPath.parse("64496")], registry=OWN)
    with pytest.raises(LocalError, match=text):
        pickle.dumps(block)
    for value in (OWN, block, block.reader):
        assert changed_by_copies(value) == []


def changed_by_copies(value: Any) -> list[object]:
    """Return copies that are not equal."""
    return [each for each in (copy.copy(value), copy.deepcopy(value)) if each != value]


def test_an_error_keeps_what_it_says() -> None:
    """The NOTIFICATION that a speaker would send, and a treatment, are there."""
    with pytest.raises(bgplib.DecodeError) as caught:
        bgplib.decode(b"\xff" * 16 + b"\x00\x13\x09")
    arrived = pickle.loads(pickle.dumps(caught.value))
    assert vars(arrived) == vars(caught.value)
    assert str(arrived) == str(caught.value)


def test_rows_of_archives_arrive() -> None:
    """An element is equal and has its columns."""
    update = bgplib.Update.announce(
        ["192.0.2.0/24"],
        next_hop="192.0.2.1",
        attributes=[Origin(0), AsPath.parse("64496 64497")],
    )
    record = mrt.Bgp4mpMessage.of(
        update,
        timestamp=1_700_000_000,
        peer_as=64496,
        peer_address="192.0.2.1",
        local_as=64500,
        local_address="192.0.2.9",
    )
    (element,) = mrt.elements(record.encode())
    assert changed(element) == []
    (read,) = mrt.read(record.encode())
    assert changed(read) == []


def test_pickles_are_small_and_grow_with_what_they_hold() -> None:
    """A decoded UPDATE is its octets; what was read of it adds none, and context is there once."""
    update = decoded(
        bgplib.Update.announce(
            [f"10.{at}.0.0/16" for at in range(200)],
            next_hop="192.0.2.1",
            attributes=[Origin(0), AsPath.parse("64496 64497")],
        )
    )
    octets = len(update.encode())
    fresh = len(pickle.dumps(update))
    assert fresh < octets + 200
    assert update.announced[0].nlri
    assert list(update.path_attributes())
    assert len(pickle.dumps(update)) == fresh
    several = [bgplib.decode(update.encode(), Context(session=None)) for _ in range(10)]
    assert len(pickle.dumps(several)) < 10 * (octets + 30) + 300


def test_blocks_of_one_reader_share_it() -> None:
    """Nothing is made anew for each of many values that one decoder has read."""
    values = [Origin(0), AsPath.parse("64496")]
    made = bgplib.Update.announce(["192.0.2.0/24"], next_hop="192.0.2.1", attributes=values)
    block = decoded(made).attributes
    first, second = (pickle.loads(pickle.dumps(block)) for _ in range(2))
    assert first.reader is second.reader
