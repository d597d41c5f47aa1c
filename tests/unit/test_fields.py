"""What a value is made of is looked at when it is made, or when it is written: no later, no deeper.

Every field of every public class is handed what no field of that kind can be. Nothing is listed by
hand: a class that comes has to stand it as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest

import bgplib
from bgplib._checks import shown as as_a_mistake
from bgplib.attributes import PathAttribute
from bgplib.attributes.extended_communities import ExtendedCommunity
from bgplib.capabilities import Capability
from bgplib.decision import MultipathRules
from bgplib.formats import bmp, mrt
from bgplib.messages.open_validation import Expected
from bgplib.nlri import Nlri, NlriGroup
from bgplib.policy import CommunitySet, Matcher, Modifier, Policy, PolicyContext, Statement
from bgplib.policy.matchers import PrefixEntry
from bgplib.session import SessionConfig
from bgplib.speaker import DampeningConfig, PeerConfig, SpeakerConfig
from tests.every_class import OF_WHAT_RUNS, RUNNING, a_value, public_classes

#: of wrong types, and numbers beyond 8, 16, 32, 64 and 128 bits and below 0
WRONG: Final[tuple[Any, ...]] = (
    *(None, 7.5, "a?", b"", b"abc", object(), [1], {"a": 1}, (1,), ("x",), (None,), (b"abc",)),
    *(-1, 256, 1 << 16, 1 << 32, 1 << 64, 1 << 128, 1 << 2000, (-1,), (1 << 40,)),
)
#: `a AS number`
_WRONG_ARTICLE: Final = re.compile(r"\ba (?!uni)[aeiou]|\ban [^aeiouM]", re.IGNORECASE)


def _kinds() -> dict[str, type]:
    return {
        name: kind
        for name, kind in public_classes().items()
        if attrs.has(kind)
        and name not in RUNNING | OF_WHAT_RUNS
        and type(a_value(kind)) is kind  # what is abstract has no values
    }


KINDS: Final = _kinds()


def _fields(kind: type) -> dict[str, Any]:
    """Return what a value of the class is made of."""
    value = a_value(kind)
    return {each.alias: getattr(value, each.name) for each in attrs.fields(kind) if each.init}


def _says_which(error: Exception, kind: type, wrong: object) -> bool:
    """Say whether a sentence names a field of the class, or shows what was wrong in it."""
    said = str(error)
    names = [each.alias for each in attrs.fields(kind)]
    shown = [wrong, *wrong] if isinstance(wrong, list | tuple | dict | str | bytes) else [wrong]
    return any(name in said or name.replace("_", " ") in said for name in names) or any(
        repr(each) in said or str(each) in said or as_a_mistake(each) in said for each in shown
    )


def test_there_are_classes() -> None:
    """The sweeps below are no empty ones."""
    assert len(KINDS) > 400
    assert len(WRITTEN) > 180


@pytest.mark.parametrize("name", KINDS)
def test_a_wrong_field_is_no_riddle(name: str) -> None:
    """It is refused by an exception of bgplib, whose sentence says which field or value it is."""
    kind = KINDS[name]
    fields = _fields(kind)
    kind(**fields)
    for field in fields:
        for wrong in WRONG:
            try:
                kind(**fields | {field: wrong})
            except bgplib.BGPError as error:
                assert _says_which(error, kind, wrong), (field, wrong, error)
                assert not _WRONG_ARTICLE.search(str(error)), error


#: what a program says once, and what then decides on each route: nothing else would tell it
SETTINGS: Final = {
    name: kind
    for name, kind in KINDS.items()
    if issubclass(kind, Matcher | Modifier)
    or kind in (bgplib.Source, bgplib.DecisionContext, PolicyContext, Policy, Statement)
    or kind in (CommunitySet, PrefixEntry, MultipathRules, DampeningConfig, mrt.Selection)
    or kind in (Expected, mrt.Place, bmp.PeerHeader)
    or kind in (bgplib.Context, SessionConfig, PeerConfig, SpeakerConfig)
}
#: what a program may say as it likes: a value of any attribute; and what a RIB says of each choice
ANYTHING: Final = {("SetAttribute", "value"), ("DecisionContext", "existing")}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_takes_nothing_else(name: str) -> None:
    """What no field can be is refused, and not kept until a route comes, or for good."""
    kind = SETTINGS[name]
    fields = _fields(kind)
    for field in fields:
        if (kind.__name__, field) not in ANYTHING:
            with pytest.raises(bgplib.BGPError) as caught:
                kind(**fields | {field: object()})
            assert not isinstance(caught.value, bgplib.DecodeError)


def test_there_are_settings() -> None:
    """The sweep above is no empty one."""
    assert len(SETTINGS) > 60


def _written(value: object) -> Callable[[Any], object] | None:
    """Return what writes a value of a kind; None where it has no octets of its own."""
    if type(value) in (bmp.BmpMessage, bmp.PeerMessage, mrt.Record):
        return None  # what others are made of
    match value:
        case bgplib.Update() | bgplib.AttributeBlock() | PathAttribute():
            return None  # made by functions that look at what they get
        case bgplib.Open() | bgplib.Notification() | bgplib.RouteRefresh() | bmp.BmpMessage():
            return lambda each: each.encode()
        case mrt.Record() | bmp.PeerHeader() | bmp.Tlv() | bmp.IndexedTlv():
            return lambda each: each.encode()
        case Capability():
            return _write_capability
        case ExtendedCommunity():
            return lambda each: bgplib.AttributeBlock.of([bgplib.ExtendedCommunities((each,))])
        case Nlri():
            return _write_nlri
    try:
        bgplib.DEFAULT_REGISTRY.attributes.by_class(type(value))
    except bgplib.LocalError:
        return None
    return lambda each: bgplib.AttributeBlock.of([each])


def _write_capability(each: Capability) -> object:
    return bgplib.Open.build(
        asn=64496, identifier="192.0.2.1", hold_time=90, capabilities=[each]
    ).encode()


def _write_nlri(each: Nlri) -> object:
    rows = [row for row in bgplib.DEFAULT_REGISTRY.nlri if type(each) in row.values]
    family = rows[0].families[0] if rows else bgplib.Family.L2VPN_EVPN
    path_ids = [family] if each.path_id is not None else []
    group = NlriGroup.of(family, [each])
    return group.encode(bgplib.Context(add_path_send=path_ids))


WRITTEN: Final = {name: kind for name, kind in KINDS.items() if _written(a_value(kind))}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_cannot_be_written_is_no_riddle_either(name: str) -> None:
    """A field that its class does not look at is looked at when it is to be octets."""
    kind = WRITTEN[name]
    fields = _fields(kind)
    write = _written(kind(**fields))
    assert write is not None
    for field in fields:
        for wrong in WRONG:
            try:
                value = kind(**fields | {field: wrong})
                write(value)
            except bgplib.BGPError as error:
                assert str(error)
