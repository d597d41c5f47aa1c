"""Every value prints as a text, and reads it back."""

from __future__ import annotations

import functools
import importlib
import inspect
import math
import pkgutil
from collections.abc import Iterator
from typing import Any, Final

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgplib.attributes import MpReachNlri, MpUnreachNlri, extended_communities
from bgplib.attributes.tunnel_encapsulation._encapsulation import (
    GreKey,
    L2tpSession,
    VirtualNetwork,
)
from bgplib.capabilities import Capability
from bgplib.errors import ParseError
from bgplib.iana.families import Family
from bgplib.nlri import UnknownNlri
from bgplib.nlri._routes import UnknownRoute
from bgplib.nlri._table import CODECS as FAMILIES
from bgplib.nlri.bgp_ls import UnknownLinkStateNlri
from bgplib.nlri.bgp_ls._tlv import LinkStateTlv
from bgplib.nlri.evpn import _table as evpn_table
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.mcast_vpls import _table as mcast_vpls_table
from bgplib.nlri.mup import _table as mup_table
from bgplib.nlri.mvpn import _table as mvpn_table
from bgplib.nlri.sfc import _table as sfc_table
from bgplib.testing.strategies import bgp_ls, communities, families, messages, values
from bgplib.testing.strategies.attributes import attributes_of, unknown_attributes
from bgplib.testing.strategies.capabilities import capabilities
from bgplib.testing.strategies.cold_attributes import values_by_code
from bgplib.testing.strategies.context import contexts
from bgplib.testing.strategies.segment_routing import sid_structures
from bgplib.testing.strategies.tunnels import segment_list_sub_tlvs, tunnel_encapsulations
from bgplib.values.next_hop import NextHop

#: where values are defined
PACKAGES: Final = ("values", "iana", "nlri", "attributes", "capabilities", "messages")
#: classes that hold something else than a value, or have no text of their own; and why
WITHOUT: Final = {
    # how things are read and written, not what they are
    "AttributeCodec": "a row of a table",
    "CapabilityCodec": "a row of a table",
    "ExtendedCommunityCodec": "a row of a table",
    "NlriCodec": "a row of a table",
    "RouteCodec": "a row of a table",
    "Field": "part of a row of a table",
    "FieldKind": "says how values print",
    "Form": "part of a row of a table",
    "Layout": "part of a row of a table",
    "LengthRule": "part of a row of a table",
    "NamedRow": "the name of a row of a table",
    # what reading found
    "NlriFault": "a place in octets, and an error",
    "Parameters": "a place in octets, and capabilities",
    "MessageField": "a place in octets, and what is there",
    "Expected": "settings to compare an OPEN with",
    "Segment": "part of an AS_PATH, which has a text",
}
#: classes that others are made from; no value is only one of them
BASES: Final = {
    "Nlri",
    "TypedRoute",
    "Fields",
    "Term",
    "Administered",
    "BeforeRfc4577",
    "Record",
    "ComponentText",
    "ExtendedCommunity",
    "Capability",
}


def _classes() -> dict[str, type]:
    """Find the classes that attrs makes, by module and name."""
    found = {}
    for package in PACKAGES:
        outer = importlib.import_module(f"bgplib.{package}")
        names = [each.name for each in pkgutil.walk_packages(outer.__path__, f"{outer.__name__}.")]
        for module in map(importlib.import_module, (outer.__name__, *names)):
            for name, kind in vars(module).items():
                is_ours = inspect.isclass(kind) and kind.__module__ == module.__name__
                if is_ours and attrs.has(kind) and not name.startswith("_"):
                    found[f"{module.__name__}.{name}"] = kind
    return found


def _texts() -> dict[str, Any]:
    """Find the classes that have to read what they print."""
    return {
        path: kind
        for path, kind in _classes().items()
        if kind.__name__ not in WITHOUT and kind.__name__ not in BASES
    }


#: classes called `Segment` that do have a text, others that print as part of a value
SEGMENTS: Final = "bgplib.attributes.bgp_ls._sr_policy.Segment"
TEXTS: Final = _texts() | {SEGMENTS: _classes()[SEGMENTS]}


@st.composite
def _attributes(draw: st.DrawFn) -> list[Any]:
    context = draw(contexts())
    made = attributes_of(context) | values_by_code(context)
    family = st.builds(Family, st.integers(0, 0xFFFF), st.integers(0, 0xFF))
    octets = st.binary(max_size=20)
    return [
        *(draw(made[code]) for code in sorted(made)),
        draw(unknown_attributes()),
        draw(sid_structures()),  # which stand three levels deep in an attribute, and seldom there
        MpReachNlri(family=draw(family), next_hop=draw(octets), nlri=draw(octets)),
        MpUnreachNlri(draw(family), draw(octets)),
    ]


#: families whose NLRI are of several types
ROUTES: Final = (
    (evpn_table.ROUTES, Family.L2VPN_EVPN),
    (mvpn_table.ROUTES, Family.IPV4_MCAST_VPN),
    (mup_table.ROUTES, Family.IPV6_MUP),
    (sfc_table.ROUTES, Family.SFC),
    (mcast_vpls_table.ROUTES, Family.L2VPN_MCAST_VPLS),
)


@st.composite
def _nlri(draw: st.DrawFn) -> list[Any]:
    context = draw(contexts())
    path_ids = st.none() | st.integers(0, 0xFFFFFFFF)
    found: list[Any] = [
        FlowSpecNlri.parse("source-mac 00:00:5e:00:53:01"),
        UnknownNlri(draw(st.binary(max_size=9))),
        UnknownRoute(draw(st.binary(max_size=9)), draw(st.integers(-1, 0xFFFF))),
        UnknownLinkStateNlri(draw(st.binary(max_size=9)), draw(st.integers(0, 0xFFFF))),
    ]
    for table, family in ROUTES:
        found += [draw(families.routes(row, family)) for row in table.rows]
    for codec in FAMILIES:
        found += [draw(families.nlri(family, context)) for family in codec.families]
    return [attrs.evolve(each, path_id=draw(path_ids)) for each in found]


_COVERED: Final = (Family.IPV4_VPN, Family.IPV6_VPN, Family.L2VPN_EVPN)


@st.composite
def _messages(draw: st.DrawFn) -> list[Any]:
    found: list[Any] = [
        draw(messages.keepalives()),
        draw(messages.notifications()),
        draw(messages.opens()),
        draw(messages.route_refreshes()),
        draw(messages.filters()),
        *(draw(messages.covering_filters(family)) for family in _COVERED),
    ]
    # Findings say what was wrong with octets, and are no part of a message's text.
    return [
        attrs.evolve(each, findings=()) if "findings" in attrs.fields_dict(type(each)) else each
        for each in found
    ]


#: in how many shares the types of TLVs are tried: an example does not hold all of them
_SHARES: Final = 3


@st.composite
def _communities(draw: st.DrawFn) -> list[Any]:
    codes = [code for codec in extended_communities.CODECS for code in codec.codes]
    octets = communities.extended_community_values()
    return [
        *(extended_communities.decode(code.to_bytes(2, "big") + draw(octets)) for code in codes),
        draw(communities.extended_community_lists()),
        draw(communities.ipv6_extended_community_lists()),
        draw(communities.large_communities()),
    ]


@st.composite
def _tlvs(draw: st.DrawFn, share: int) -> list[Any]:
    codes = sorted(LinkStateTlv.table.layouts)[share::_SHARES]
    made = [
        LinkStateTlv.table.make(code, draw(bgp_ls.tlv_octets(LinkStateTlv.table, code)))
        for code in codes
    ]
    return [*made, draw(bgp_ls.attributes())]


#: lists of values, each of which may hold others
SOURCES: Final[dict[str, st.SearchStrategy[list[Any]]]] = {
    "attributes": _attributes(),
    "communities": _communities(),
    "capabilities": st.lists(capabilities(), min_size=16, max_size=16),
    "messages": _messages(),
    "tunnels": st.tuples(
        tunnel_encapsulations(),
        st.lists(segment_list_sub_tlvs(), min_size=3, max_size=3).map(tuple),
        st.builds(GreKey, st.integers(0, 0xFFFFFFFF)),
        st.builds(L2tpSession, st.integers(1, 0xFFFFFFFF), st.binary(max_size=8)),
        st.builds(VirtualNetwork.of, st.integers(0, 0xFFFFFF), values.mac_addresses()),
    ).map(list),
    "NLRI": _nlri(),
    **{f"link state, share {share}": _tlvs(share) for share in range(_SHARES)},
    "values": st.tuples(
        values.mac_addresses(),
        values.route_distinguishers(),
        values.ethernet_segment_ids(),
        values.labels(),
        st.builds(Family, st.integers(0, 0xFFFF), st.integers(0, 0xFFFF)),
        st.binary(max_size=49).map(NextHop),
    ).map(list),
}


def _within(held: list[Any]) -> Iterator[Any]:
    """Iterate over values and all that they hold, as deep as it goes."""
    waiting = list(held)
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting += value
        elif attrs.has(type(value)):
            waiting += [getattr(value, each.name) for each in attrs.fields(type(value))]
        if hasattr(type(value), "parse"):
            yield value


def _is_exact(value: Any) -> bool:
    """Say whether there is no NaN in a value, however deep: it is not equal to itself."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting += each
        elif attrs.has(type(each)):
            waiting += [getattr(each, field.name) for field in attrs.fields(type(each))]
        elif isinstance(each, float) and math.isnan(each):
            return False
    return True


@functools.cache
def _tried(source: str) -> frozenset[type]:
    """Try values of a source, and return the classes of those that were tried."""
    seen: set[type] = set()

    # Each example is a list of many values.
    @settings(max_examples=max(20, settings().max_examples // 5))
    @given(held=SOURCES[source])
    def reads_what_it_prints(held: list[Any]) -> None:
        for value in _within(held):
            text = str(value)
            assert text.isprintable()
            kind: Any = type(value)
            again = kind.parse(text)
            assert again == value or not _is_exact(value), text
            assert kind.parse(str(again)) == again or not _is_exact(again)
            if isinstance(value, Capability):
                assert Capability.parse(text) == value
            seen.add(type(value))

    reads_what_it_prints()
    return frozenset(seen)


@pytest.mark.parametrize("source", SOURCES)
def test_values_read_what_they_print(source: str) -> None:
    """`type(x).parse(str(x)) == x`, on one line that a terminal can print."""
    assert _tried(source)


def test_no_class_is_left_out() -> None:
    """Each class of values has `parse`, and the test above has tried it."""
    classes = _classes()
    assert len(classes) > 200
    stale = (set(WITHOUT) | BASES) - {kind.__name__ for kind in classes.values()}
    assert stale <= {"Record", "ComponentText", "ExtendedCommunity", "Capability"}
    assert [path for path, kind in TEXTS.items() if not hasattr(kind, "parse")] == []
    seen = frozenset().union(*map(_tried, SOURCES))
    assert "\n".join(path for path, kind in TEXTS.items() if kind not in seen) == ""


_PIECES: Final = st.sampled_from(
    (
        *'[](){},:;/.=&|!<>"\\ -+_@#%',
        *("0", "1", "65000", "4294967296", "0x", "0xff", "::", "2001:db8::1", "10.0.0.0/8"),
        *("none", "path-id 1", "rd 1:1", "type:", "octets=0x", "=0x1", "flags=", "\n", "\u0661"),
    )
)


@pytest.mark.parametrize("path", TEXTS)
@settings(max_examples=max(10, settings().max_examples // 10))
@given(data=st.data())
def test_any_text_is_read_or_refused(path: str, data: st.DataObject) -> None:
    """Nothing but `ParseError` leaves `parse`, whatever the text is."""
    kind = TEXTS[path]
    words = [getattr(kind, "WORD", ""), *getattr(kind, "WORDS", {}).values()]
    head = data.draw(st.sampled_from(words))
    rest = data.draw(st.lists(_PIECES | st.text(max_size=6), max_size=8))
    text = " ".join((head, *rest)) if data.draw(st.booleans()) else head + " " + "".join(rest)
    try:
        value = kind.parse(text)
    except ParseError as error:
        assert str(error)
    else:
        assert kind.parse(str(value)) == value or not _is_exact(value)


@pytest.mark.parametrize("text", ["[" * 100_000, "a [" * 50_000, "[" * 20 + "]" * 20])
def test_brackets_within_brackets_are_refused(text: str) -> None:
    """However deep a text goes, nobody goes down in it."""
    refused = 0
    for kind in TEXTS.values():
        with pytest.raises(ParseError):
            kind.parse(text)
        refused += 1
    assert refused == len(TEXTS)
