"""What is none of the things that an argument can be is refused by an exception of bgplib.

Nothing in here is listed by hand: a public class that comes has to stand it as well.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

import pytest

from bgplib import (
    AttributeBlock,
    Context,
    Decoder,
    EncodeError,
    Family,
    Keepalive,
    LocalError,
    NlriGroup,
    Notification,
    Open,
    Origin,
    ParseError,
    Path,
    PeerConfig,
    Prefix,
    Rib,
    RouteRefresh,
    Session,
    Source,
    Speaker,
    SpeakerConfig,
    Update,
    decode,
)
from bgplib.attributes import PrefixSid
from bgplib.attributes.extended_communities import DEFAULT_TABLE, attribute_codec
from bgplib.attributes.tunnel_encapsulation import Tunnel
from bgplib.decision import RFC4271
from bgplib.formats import bmp, mrt, pcap
from bgplib.formats.json import from_json
from bgplib.formats.ris_live import PeerMessage
from bgplib.kernel.usual import COMPILED
from bgplib.policy.matchers import AspaIs, AsPathMatches, RpkiIs
from bgplib.policy.modifiers import RemovePrivateAs, SetValidationState
from bgplib.values.record import Record
from tests.every_class import SURFACE, a_value, public_classes

V4: Final = Family.IPV4_UNICAST
KEEPALIVE: Final = Keepalive().encode()
#: what a mistake of the caller is; compiled functions look at some arguments before they begin
REFUSALS: Final[tuple[type[Exception], ...]] = (
    (LocalError, EncodeError, TypeError) if COMPILED else (LocalError, EncodeError)
)

#: what no text is, of types that have some methods of text too
NO_TEXTS: Final[list[Any]] = [None, 7, 1.5, b"192.0.2.1", bytearray(b"1"), ["a"], ("a",), object()]


def test_long_values_are_cut() -> None:
    """What is said of a mistake can be read: a configuration printed whole has three thousand."""
    peer: Any = PeerConfig(address="192.0.2.1", remote_as=65001)
    text: Any = repr(peer)
    assert len(text) > 1000
    speaker = Speaker(SpeakerConfig(local_as=65000, identifier="192.0.2.9"))
    calls: list[Callable[[], object]] = [
        lambda: Session(peer),
        lambda: Speaker(peer),
        lambda: speaker.update_peer(speaker.add_peer(peer), text, 0.0),
        lambda: PeerConfig(address="192.0.2.1", export_policy=peer),
        lambda: AttributeBlock.of([peer]),
        lambda: decode(text),
        lambda: Prefix.parse([peer]),  # type: ignore[arg-type]  # it is the mistake
    ]
    for call in calls:
        with pytest.raises((LocalError, ParseError, EncodeError)) as caught:
            call()
        assert len(str(caught.value)) < 400


def readers() -> dict[str, Callable[..., Any]]:
    """Return every public way to read a value from its text."""
    found: dict[str, Callable[..., Any]] = {}
    for name, kind in public_classes().items():
        method = inspect.getattr_static(kind, "parse", None)
        if isinstance(method, classmethod) and kind is not Record:
            found[f"{name}.parse"] = kind.parse  # type: ignore[attr-defined]  # as just seen
    for line in SURFACE.read_text(encoding="utf-8").split():
        module, _, name = line.rpartition(".")
        value = getattr(import_module(module), name)
        is_reader = inspect.isfunction(value) and name.startswith("parse")
        if is_reader and len(inspect.signature(value).parameters) == 1:
            found[line] = value
    return found


READERS: Final = readers()


def test_there_are_readers_of_text() -> None:
    """The sweep below is no empty one."""
    assert len(READERS) > 200
    assert {"bgplib.AsPath.parse", "bgplib.nlri.evpn.parse"} <= READERS.keys()


@pytest.mark.parametrize("name", READERS)
def test_what_is_no_text_cannot_be_read(name: str) -> None:
    """`parse` of a number or of octets says so; it does not fail somewhere within."""
    for wrong in NO_TEXTS:
        if name.endswith("identifier") and isinstance(wrong, int):
            continue  # which may be a number
        with pytest.raises(ParseError) as caught:
            READERS[name](wrong)
        assert caught.value.args


def makers() -> dict[str, Callable[..., Any]]:
    """Return every public `of` of a class that cannot do without arguments."""
    found: dict[str, Callable[..., Any]] = {}
    for name, kind in public_classes().items():
        if isinstance(inspect.getattr_static(kind, "of", None), classmethod):
            function = kind.of  # type: ignore[attr-defined]  # as just seen
            wanted = inspect.signature(function).parameters.values()
            if any(each.default is each.empty for each in wanted):
                found[f"{name}.of"] = function
    return found


MAKERS: Final = makers()


def _call(function: Callable[..., Any], wrong: object) -> None:
    """Call a function with a wrong value for each of its arguments that have no default."""
    given: list[object] = []
    named: dict[str, object] = {}
    for each in inspect.signature(function).parameters.values():
        if each.kind is each.VAR_POSITIONAL or (
            each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD
        ):
            given.append(wrong)
        elif each.default is each.empty and each.kind is each.KEYWORD_ONLY:
            named[each.name] = wrong
    function(*given, **named)


@pytest.mark.parametrize("name", MAKERS)
def test_what_is_none_of_these_makes_nothing(name: str) -> None:
    """Neither a value that nobody can write, nor an exception from somewhere within."""
    assert len(MAKERS) > 40
    with pytest.raises(REFUSALS) as caught:
        _call(MAKERS[name], object())
    assert caught.value.args
    for wrong in (None, 1.5, ["a"], [1], {"a": 1}, {}, "a?", b"ab", -1):
        # Some are what is asked for.
        with suppress(*REFUSALS):
            _call(MAKERS[name], wrong)


def _a_path() -> Path:
    made: Path = a_value(Path)
    return made


CALLS: Final[list[Callable[[Any], object]]] = [
    lambda wrong: Rib(process=wrong),
    lambda wrong: Rib().update(wrong, a_value(Update)),
    lambda wrong: Rib().update(a_value(Source), wrong),
    lambda wrong: Rib().announce(V4, "10.0.0.0/8", wrong, a_value(AttributeBlock)),
    lambda wrong: Rib().announce(V4, "10.0.0.0/8", a_value(Source), wrong),
    lambda wrong: Rib().load(wrong, V4, [b"\x08\x0a"], a_value(AttributeBlock)),
    lambda wrong: Rib().withdraw(V4, "10.0.0.0/8", wrong),
    lambda wrong: Rib().drop_source(wrong),
    lambda wrong: Rib().lookup(wrong),
    lambda wrong: Rib().best(wrong),
    lambda wrong: Rib().covering(wrong),
    lambda wrong: Rib().covered(wrong),
    lambda wrong: Rib().reselect(process=wrong),
    lambda wrong: Rib().reselect(wrong),
    RFC4271.select,
    lambda wrong: RFC4271.select([wrong]),
    lambda wrong: RFC4271.ranked([wrong]),
    lambda wrong: RFC4271.multipath([wrong]),
    lambda wrong: RFC4271.explain([wrong]),
    lambda wrong: RFC4271.select([_a_path()], wrong),
    RFC4271.under,
    RFC4271.without,
    RFC4271.inserting,
    lambda wrong: Prefix.from_address(wrong, 8),
    lambda wrong: Prefix.from_address(b"\x0a\0\0\0", wrong),
    Prefix.from_ipaddress,
    Notification.hard_reset_of,
    lambda wrong: Notification.too_many_prefixes(wrong, 7),
]


@pytest.mark.parametrize("call", CALLS)
def test_what_is_no_argument_is_refused(call: Callable[[Any], object]) -> None:
    """Before anything is another."""
    for wrong in (object(), [1], 1.5, {"a": 1}):
        with pytest.raises(REFUSALS):
            call(wrong)


def _build(**given: Any) -> Update:
    return Update.build(**given)


def _announce(**given: Any) -> Update:
    return Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", **given)


def _replace(**given: Any) -> AttributeBlock:
    block: AttributeBlock = a_value(AttributeBlock)
    return block.replace(**given)


#: what makes UPDATEs and their attributes; the argument that is wrong, and what it is
ARGUMENTS: Final[list[tuple[Callable[..., object], str, Any]]] = [
    *(
        (_build, name, wrong)
        for name in ("announced", "withdrawn")
        for wrong in (7, [7], "a", [""])
    ),
    *((_build, name, ["10.0.0.0/8"]) for name in ("announced", "withdrawn")),
    # A group is its NLRI, one after the other.
    *((_build, name, a_value(NlriGroup)) for name in ("announced", "withdrawn")),
    *((make, "attributes", wrong) for make in (_build, _announce) for wrong in (7, "a", Origin(0))),
    (lambda registry: _build(attributes=a_value(AttributeBlock), registry=registry), "registry", 7),
    *((AttributeBlock.plain, "origin", wrong) for wrong in (None, "igp")),
    *((AttributeBlock.plain, "as_path", wrong) for wrong in (7, "65000", ["a"], [1.5], iter("a"))),
    *((AttributeBlock.plain, name, wrong) for name in ("med", "local_pref") for wrong in ("", 1.5)),
    *((AttributeBlock.plain, "communities", wrong) for wrong in (7, "no-export", ["65000:1"])),
    *((_replace, "without", wrong) for wrong in (7, "a", ["a"], [Origin])),
]


@pytest.mark.parametrize(("make", "name", "wrong"), ARGUMENTS)
def test_a_mistake_is_told_by_the_name_of_the_argument(
    make: Callable[..., object], name: str, wrong: Any
) -> None:
    """Where the message is made: what it was made of failed when it was written, or never."""
    with pytest.raises(REFUSALS) as caught:
        make(**{name: wrong})
    if isinstance(caught.value, LocalError):
        assert re.match(rf"{name} (is|has) .*, which is not ", str(caught.value))


@pytest.mark.parametrize(
    "make", [RpkiIs, AspaIs, SetValidationState, RemovePrivateAs, AsPathMatches], ids=str
)
def test_a_state_or_an_expression_that_is_none(make: Callable[[Any], object]) -> None:
    """A matcher of 7.5 never held, and a modifier failed with the first route."""
    for wrong in (7.5, None, [7.5], b"valid"):
        with pytest.raises(LocalError, match="which is not a"):
            make(wrong)


#: what takes a context, a registry or a family; some look things up by it, where a list cannot be
ENTRIES: Final[list[Callable[[Any], object]]] = [
    lambda wrong: decode(KEEPALIVE, wrong),
    lambda wrong: decode(KEEPALIVE, registry=wrong),
    Decoder,
    lambda wrong: Decoder(registry=wrong),
    lambda wrong: Decoder().family(wrong),
    lambda wrong: a_value(Notification).encode(wrong),
    lambda wrong: a_value(Open).encode(registry=wrong),
    lambda wrong: list(a_value(Open).located(wrong)),
    lambda wrong: RouteRefresh(V4).encode(wrong),
    lambda wrong: a_value(Update).encode(wrong),
    lambda wrong: Update.announce(
        ["10.0.0.0/8"], next_hop="192.0.2.1", attributes=[], registry=wrong
    ),
    lambda wrong: Update.build(attributes=[], registry=wrong),
    lambda wrong: Update.withdraw(["10.0.0.0/8"], registry=wrong),
    lambda wrong: NlriGroup.of(V4, ["10.0.0.0/8"]).encode(wrong),
    lambda wrong: NlriGroup.of(V4, ["10.0.0.0/8"]).check_next_hop(wrong),
    lambda wrong: a_value(PrefixSid).label_index(wrong),
    lambda wrong: a_value(PrefixSid).srgb(wrong),
    lambda wrong: a_value(Tunnel).is_valid_in(wrong),
    attribute_codec,
    DEFAULT_TABLE.with_codec,
    lambda wrong: pcap.read(b"", context=wrong),
    lambda wrong: pcap.read(b"", registry=wrong),
    lambda wrong: pcap.read_bmp(b"", registry=wrong),
    lambda wrong: bmp.read(b"", context=wrong),
    lambda wrong: bmp.read(b"", registry=wrong),
    lambda wrong: bmp.Feed(context=wrong),
    lambda wrong: from_json({"type": "KEEPALIVE"}, context=wrong),
    lambda wrong: from_json({"type": "KEEPALIVE"}, registry=wrong),
    lambda wrong: a_value(PeerMessage).decode(wrong),
    lambda wrong: a_value(PeerMessage).decode(registry=wrong),
    lambda wrong: mrt.read(b"", registry=wrong),
    lambda wrong: mrt.elements(b"", registry=wrong),
]


@pytest.mark.parametrize("call", ENTRIES)
def test_an_empty_list_is_no_context(call: Callable[[Any], object]) -> None:
    """`decode(octets, [1])` was a TypeError about hashes, and `decode(octets, [])` no error."""
    for wrong in (object(), [1], [], {"a": 1}, {}, 1.5, 0):
        with pytest.raises(REFUSALS):
            call(wrong)


@pytest.mark.parametrize("field", list(inspect.signature(Context).parameters))
def test_a_context_is_made_of_what_its_fields_say(field: str) -> None:
    """`four_octet_as="no"` would count as true, and nobody would see why."""
    wrong: Any
    for wrong in ("no", object(), 1.5):
        with pytest.raises(LocalError):
            Context(**{field: wrong})
