"""Strategies for whatever a session may carry: any attribute, any family, any message."""

from __future__ import annotations

from typing import Final

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from bgplib.attributes import MpReachNlri, MpUnreachNlri
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.kernel.attribute_block import walk
from bgplib.messages.decoder import Message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri._codec import next_hop_lengths
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing import malformed
from bgplib.testing.strategies import bgp_ls
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.addresses import host_addresses, link_local_addresses
from bgplib.testing.strategies.attributes import attribute_lists, attributes_of
from bgplib.testing.strategies.cold_attributes import values_by_code as cold_values
from bgplib.testing.strategies.communities import (
    extended_community_lists,
    ipv6_extended_community_lists,
)
from bgplib.testing.strategies.context import UNICAST_FAMILIES
from bgplib.testing.strategies.families import nlri
from bgplib.testing.strategies.messages import damaged_opens, notifications, opens, route_refreshes
from bgplib.testing.strategies.nlri import nlri_fields
from bgplib.testing.strategies.update import mutated_updates, mutations, update_octets

__all__ = [
    "attribute_values",
    "damaged_messages",
    "every_family",
    "message_octets",
    "messages_of_any_type",
    "route_groups",
    "updates_of_any_family",
    "values_by_code",
]

_MP: Final = (attributes.MP_REACH_NLRI, attributes.MP_UNREACH_NLRI)


def values_by_code(context: Context) -> dict[int, st.SearchStrategy[object]]:
    """Return, by type code, strategies of values that are well-formed in the context.

    Every attribute that bgplib has a type for is among them, but for those that the session drops
    unread: LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST and AIGP from an external peer, AS4_PATH and
    AS4_AGGREGATOR between speakers of 4-octet AS numbers.
    """
    return dict(_values_by_code(context))


@kept
def _values_by_code(context: Context) -> dict[int, st.SearchStrategy[object]]:
    return {
        **attributes_of(context),
        **cold_values(context),
        attributes.EXTENDED_COMMUNITIES: extended_community_lists(),
        attributes.IPV6_EXTENDED_COMMUNITIES: ipv6_extended_community_lists(),
        attributes.BGP_LS: bgp_ls.attributes(),
        attributes.MP_REACH_NLRI: _mp_reach(context),
        attributes.MP_UNREACH_NLRI: _mp_unreach(context),
    }


def _unicast(context: Context) -> st.SearchStrategy[Family]:
    agreed = context.families
    some = tuple(f for f in UNICAST_FAMILIES if agreed is None or f in agreed)
    return st.sampled_from(some or UNICAST_FAMILIES)


@st.composite
def _mp_reach(draw: st.DrawFn, context: Context) -> MpReachNlri:
    family = draw(_unicast(context))
    codec = DEFAULT_REGISTRY.families[family]
    return MpReachNlri(
        family=family,
        next_hop=draw(_next_hop_octets(next_hop_lengths(family, codec, context))),
        nlri=draw(nlri_fields(family, context)),
    )


@st.composite
def _mp_unreach(draw: st.DrawFn, context: Context) -> MpUnreachNlri:
    family = draw(_unicast(context))
    return MpUnreachNlri(family=family, nlri=draw(nlri_fields(family, context)))


@kept
def _next_hop_octets(lengths: frozenset[int] | None) -> st.SearchStrategy[bytes]:
    """Make next hops of any length that a family allows."""
    sizes = st.sampled_from(sorted(lengths or (4,)))
    return st.builds(_next_hop_of, sizes, host_addresses(), link_local_addresses())


def _next_hop_of(size: int, address: bytes, link_local: bytes) -> bytes:
    """Make a next hop of so many octets of the addresses."""
    # RFC 4659 §3.2.1.1: "whose 8-octet RD is set to zero", as in RFC 4364 §4.3.2.
    distinguisher = bytes(8) if size in _WITH_DISTINGUISHER else b""
    whole = distinguisher + (address if size in (4, 12) else address * 4)
    return whole + distinguisher + link_local if size in (32, 48) else whole[:size]


#: lengths of next hops that have a route distinguisher before each address
_WITH_DISTINGUISHER: Final = frozenset((12, 24, 48))


@kept
def attribute_values(context: Context) -> st.SearchStrategy[object]:
    """Make a value of any attribute that is well-formed in the context."""
    made = values_by_code(context)
    return st.one_of(*(made[code] for code in sorted(made)))


@kept
def every_family(context: Context) -> st.SearchStrategy[Family]:
    """Choose among the families that were agreed on, and that bgplib has a type of NLRI for.

    Where none was, it is any.
    """
    known = sorted(DEFAULT_REGISTRY.families)
    agreed = context.families
    return st.sampled_from([f for f in known if agreed is None or f in agreed] or known)


@st.composite
def route_groups(
    draw: st.DrawFn, family: Family, context: Context, *, announced: bool = True, most: int = 3
) -> NlriGroup:
    """Make at most so many NLRI of a family, with a next hop as the family has them to announce."""
    codec = DEFAULT_REGISTRY.families[family]
    items = tuple(draw(st.lists(nlri(family, context), min_size=1, max_size=most)))
    next_hop = b""
    if announced:
        next_hop = draw(_next_hop_octets(next_hop_lengths(family, codec, context)))
    ids = [item.path_id for item in items if item.path_id is not None] or None
    return NlriGroup(family, codec, nlri=items, path_ids=ids, next_hop_octets=next_hop)


@st.composite
def updates_of_any_family(draw: st.DrawFn, context: Context) -> Update:
    """Make UPDATEs of one family each, with any attributes that suit it."""
    family = draw(every_family(context))
    if draw(st.integers(0, 3)) == 0:
        group = draw(route_groups(family, context, announced=False))
        return Update.build(withdrawn=(group,))
    group = draw(route_groups(family, context))
    values = draw(attribute_lists(context, without=(attributes.NEXT_HOP,)))
    there = {DEFAULT_TABLE.by_class(type(v)).code for v in values if type(v) in _CLASSES}
    made = values_by_code(context)
    for code in draw(st.sets(st.sampled_from(sorted(made.keys() - there - _ALONE)), max_size=2)):
        value = draw(made[code])
        if _suits(code, value, family, context):
            values.append(value)
    update = Update.build(attributes=values, announced=(group,))
    assume(_fits(update, context))
    return update


def _fits(update: Update, context: Context) -> bool:
    """Say whether an UPDATE is no longer than the context allows."""
    try:
        update.encode(context)
    except EncodeError:
        return False
    return True


_CLASSES: Final = frozenset(codec.value for codec in DEFAULT_TABLE.codecs)
#: what an UPDATE has from its routes, and what may not stand beside any AS_PATH
_ALONE: Final = {
    attributes.NEXT_HOP,
    attributes.BGPSEC_PATH,
    attributes.AS4_PATH,
    *_MP,
}


def _suits(code: int, value: object, family: Family, context: Context) -> bool:
    """Say whether an attribute may stand beside routes of a family."""
    # The router's MAC address of an EVPN route may be one that makes it unusable (RFC 9136 §3.2).
    if family == Family.L2VPN_EVPN and code == attributes.EXTENDED_COMMUNITIES:
        return False
    codec = DEFAULT_TABLE.by_code(code)
    if codec is None or codec.misplaced is None:
        return True
    return codec.misplaced(codec.encode(value, context), family) is None


@kept
def messages_of_any_type(context: Context) -> st.SearchStrategy[Message]:
    """Make messages of every type, as a program builds them, that the context can carry.

    Where no family that bgplib knows was agreed on, none is about routes.
    """
    kinds: list[st.SearchStrategy[Message]] = [opens(), notifications(), st.just(Keepalive())]
    agreed = context.families
    if agreed is None or not agreed.isdisjoint(DEFAULT_REGISTRY.families):
        refreshes = st.builds(
            lambda message, family: attrs.evolve(message, family=family),
            route_refreshes(),
            every_family(context),
        )
        kinds += [refreshes, updates_of_any_family(context), updates_of_any_family(context)]
    # `one_of` would take the many kinds of NOTIFICATIONs for as many types.
    return st.sampled_from(kinds).flatmap(lambda kind: kind)


@kept
def message_octets(context: Context) -> st.SearchStrategy[bytes]:
    """Make messages of every type without fault, as a peer may send them."""
    return messages_of_any_type(context).map(
        lambda message: message.encode(context)
    ) | update_octets(context)


@kept
def damaged_messages(context: Context) -> st.SearchStrategy[bytes]:
    """Make messages of every type that something may be wrong with; their headers are right."""
    bodies = message_octets(context).flatmap(
        lambda octets: mutations(octets[19:]).map(
            lambda body: malformed.message(octets[18], body[: 4096 - 19])
        )
    )
    updates = mutated_updates(context) | _updates_with_a_damaged_value(context)
    return bodies | updates | damaged_opens()


@st.composite
def _updates_with_a_damaged_value(draw: st.DrawFn, context: Context) -> bytes:
    """Make UPDATEs of any family in which one attribute is damaged; all lengths are right.

    It is one that `mutated_updates` does not have, where there is any: NLRI of any family, or an
    attribute that few sessions see. Damage to a whole message hardly ever hits these alone.
    """
    octets = draw(updates_of_any_family(context)).encode(context)
    at = 21 + int.from_bytes(octets[19:21], "big")
    stop = at + 2 + int.from_bytes(octets[at : at + 2], "big")
    spans, _ = walk(octets, at + 2, stop)
    rare = values_by_code(context).keys() - attributes_of(context).keys()
    wire = {code: (flags, octets[start:end]) for flags, code, start, end in spans}
    if wire:
        code = draw(st.sampled_from(sorted(wire.keys() & rare or wire)))
        flags, value = wire[code]
        wire[code] = flags, draw(mutations(value))
    attributes_field = [malformed.attribute(wire[code][0], code, wire[code][1]) for code in wire]
    made = malformed.update(*attributes_field, nlri=octets[stop:], withdrawn=octets[21:at])
    return made if len(made) <= context.maximum_message_length else octets
