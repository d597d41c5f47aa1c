"""Hypothesis strategies that make what BGP speakers exchange: values, attributes, messages.

What depends on the session takes a `Context`; `contexts()` makes those too:

    @given(st.data())
    def test_my_parser(data):
        context = data.draw(strategies.contexts())
        octets = data.draw(strategies.update_octets(context))

The context is that of who receives. Who sends what is made, as in a session with a router under
test, takes `peer_context(session.negotiation)`.

addresses       addresses, prefixes, next hops
attributes      path attributes: values, lists, blocks, octets
bgp_ls          Link-State NLRI and TLVs
bmp             BMP messages
capabilities    capabilities: values, octets, damaged octets
captures        sessions in captures, segments late and twice
cold_attributes path attributes that few sessions see: values
communities     communities of every sort
context         contexts and families
every           any attribute, any family, any message
families        NLRI of every family that has a type
messages        OPEN, NOTIFICATION, KEEPALIVE, ROUTE-REFRESH
nlri            unicast and multicast NLRI: groups, fields of octets
segment_routing PREFIX_SID and its SRv6 services
tunnels         TUNNEL_ENCAPSULATION and SR Policies
update          UPDATE: values, octets without fault, octets with some
values          AS numbers, labels, route distinguishers and the like

The ones used most are here too; none has the name of a module.
"""

from __future__ import annotations

from bgplib.testing.strategies.addresses import next_hops, prefixes
from bgplib.testing.strategies.attributes import as_paths, attribute_blocks, attribute_lists
from bgplib.testing.strategies.capabilities import capability_octets
from bgplib.testing.strategies.communities import (
    extended_communities,
    ipv6_extended_communities,
    large_communities,
)
from bgplib.testing.strategies.context import contexts, peer_context, unicast_families
from bgplib.testing.strategies.every import (
    attribute_values,
    damaged_messages,
    every_family,
    message_octets,
    messages_of_any_type,
    route_groups,
    updates_of_any_family,
    values_by_code,
)
from bgplib.testing.strategies.messages import damaged_opens, notifications, opens, route_refreshes
from bgplib.testing.strategies.nlri import announcements, withdrawals
from bgplib.testing.strategies.update import (
    mutated_updates,
    mutations,
    update_octets,
    updates,
)
from bgplib.testing.strategies.values import as_numbers

__all__ = [
    "announcements",
    "as_numbers",
    "as_paths",
    "attribute_blocks",
    "attribute_lists",
    "attribute_values",
    "capability_octets",
    "contexts",
    "damaged_messages",
    "damaged_opens",
    "every_family",
    "extended_communities",
    "ipv6_extended_communities",
    "large_communities",
    "message_octets",
    "messages_of_any_type",
    "mutated_updates",
    "mutations",
    "next_hops",
    "notifications",
    "opens",
    "peer_context",
    "prefixes",
    "route_groups",
    "route_refreshes",
    "unicast_families",
    "update_octets",
    "updates",
    "updates_of_any_family",
    "values_by_code",
    "withdrawals",
]
