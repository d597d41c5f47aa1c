"""Which of two flow specifications a router tries first (RFC 8955 §5.1, RFC 8956 §4)."""

from __future__ import annotations

from bgplib.iana.families import AFI_IPV4
from bgplib.nlri.flowspec._components import Component, PrefixComponent, write_component
from bgplib.nlri.flowspec._nlri import FlowSpecNlri

__all__ = ["flow_rule_cmp"]


def flow_rule_cmp(a: FlowSpecNlri, b: FlowSpecNlri) -> int:
    """Compare two flow specifications: negative if `a` has precedence, positive if `b` has.

    `sorted(rules, key=functools.cmp_to_key(flow_rule_cmp))` is the order in which a router tries
    them. Route distinguishers do not count: they keep apart rules that never meet.
    """
    for one, other in zip(a.components, b.components, strict=False):
        # RFC 8955 §5.1: "If the types differ, the Flow Specification with lowest numeric type value
        # has higher precedence (and thus will match before) than the Flow Specification that
        # doesn't contain that component type."
        if one.type != other.type:
            return one.type - other.type
        # RFC 8955 §5.1: "If the types are equal, the algorithm continues with the next component."
        found = _compare(one, other)
        if found:
            return found
    # The one that has components left has those that the other does not contain.
    return len(b.components) - len(a.components)


def _compare(a: Component, b: Component) -> int:
    """Compare components of one type."""
    if isinstance(a, PrefixComponent) and isinstance(b, PrefixComponent):
        return _compare_prefixes(a, b)
    # RFC 8955 §5.1: "For all other component types, unless otherwise specified, the comparison is
    # performed by comparing the component data as a binary string using the memcmp() function as
    # defined by [ISO_IEC_9899]."
    mine, yours = write_component(a, AFI_IPV4), write_component(b, AFI_IPV4)
    common = min(len(mine), len(yours))
    if mine[:common] != yours[:common]:
        return -1 if mine[:common] < yours[:common] else 1
    # RFC 8955 §5.1: "If the common prefix is equal, the longest string is considered to have higher
    # precedence than the shorter one."
    return len(yours) - len(mine)


def _compare_prefixes(a: PrefixComponent, b: PrefixComponent) -> int:
    # RFC 8956 §4: "If the offsets are not equal, the lowest offset has precedence, as this Flow
    # Specification matches the most significant bit."
    if a.offset != b.offset:
        return a.offset - b.offset
    common = min(a.length, b.length)
    mine = a.prefix.bits >> (a.length - common)
    yours = b.prefix.bits >> (b.length - common)
    # RFC 8955 §5.1: "if one of the two prefixes to compare is a more specific prefix of the other,
    # the more specific prefix has higher precedence. Otherwise, the one with the lowest IP value
    # has higher precedence."
    return b.length - a.length if mine == yours else mine - yours
