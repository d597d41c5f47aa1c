"""`flow_rule_cmp` and the algorithm of RFC 8955, Appendix A (RFC 8956, Appendix A for IPv6)."""

from __future__ import annotations

import functools
import ipaddress
from itertools import zip_longest
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.nlri.flowspec import FlowSpecNlri, PrefixComponent, flow_rule_cmp
from bgplib.nlri.flowspec._components import write_component
from bgplib.testing.strategies import families as strategies

FAMILIES = (Family.IPV4_FLOWSPEC, Family.IPV6_FLOWSPEC)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: type, offset and network of a prefix component; or type, 0 and the data of another one
Part = tuple[int, int, Network | bytes]


def parts(rule: FlowSpecNlri) -> list[Part]:
    """Take a flow specification apart, into what the algorithm of the appendix is given."""
    found: list[Part] = []
    for component in rule.components:
        if isinstance(component, PrefixComponent):
            network = ipaddress.ip_network((component.prefix.address, component.length))
            found.append((component.type, component.offset, network))
        else:
            found.append((component.type, 0, write_component(component, 1)[1:]))
    return found


def precedence(a: FlowSpecNlri, b: FlowSpecNlri) -> int:
    """Return 0, or 1 or 2 for the first or the second one, question by question."""
    for mine, yours in zip_longest(parts(a), parts(b)):
        if mine is None:
            return 2
        if yours is None:
            return 1
        (kind, offset, value), (other_kind, other_offset, other) = mine, yours
        if (kind, offset) != (other_kind, other_offset):
            return 1 if (kind, offset) < (other_kind, other_offset) else 2
        verdict = data(value, other) if isinstance(value, bytes) else network(value, other)
        if verdict:
            return verdict
    return 0


def network(a: Network, b: object) -> int:
    """Compare prefixes."""
    assert isinstance(b, type(a))
    if a.overlaps(b):
        if a.prefixlen == b.prefixlen:
            return 0
        return 1 if a.prefixlen > b.prefixlen else 2
    return 1 if a.network_address.packed < b.network_address.packed else 2


def data(a: bytes, b: object) -> int:
    """Compare strings as memcmp does, of two that agree the longer one first."""
    assert isinstance(b, bytes)
    for mine, yours in zip(a, b, strict=False):
        if mine != yours:
            return 1 if mine < yours else 2
    return 0 if len(a) == len(b) else 1 if len(a) > len(b) else 2


SIGN = {0: 0, 1: -1, 2: 1}


@pytest.mark.parametrize("family", FAMILIES, ids=str)
@given(drawn=st.data())
def test_it_agrees_with_the_appendix(family: Family, drawn: st.DataObject) -> None:
    """Both name the same one of two, which often have components in common."""
    a = drawn.draw(strategies.nlri(family, Context()))
    b = drawn.draw(strategies.nlri(family, Context()))
    assert isinstance(a, FlowSpecNlri)
    assert isinstance(b, FlowSpecNlri)
    taken = {each.type: each for each in b.components}
    some = drawn.draw(st.lists(st.sampled_from(a.components), unique=True))
    mixed = FlowSpecNlri(components=tuple((taken | {each.type: each for each in some}).values()))
    for other in (b, mixed, a):
        found = flow_rule_cmp(a, other)
        assert (found > 0) - (found < 0) == SIGN[precedence(a, other)]
        back = flow_rule_cmp(other, a)
        assert (back > 0) - (back < 0) == (found < 0) - (found > 0)


@pytest.mark.parametrize("family", FAMILIES, ids=str)
@given(drawn=st.data())
def test_prefixes_agree_with_the_appendix(family: Family, drawn: st.DataObject) -> None:
    """So do they where prefixes lie within each other, and where IPv6 ones have offsets."""
    most = 32 if family.afi == 1 else 128

    def rule(draw: st.DrawFn) -> FlowSpecNlri:
        length = draw(st.integers(0, 12) | st.integers(0, most))
        offset = draw(st.just(0) | st.integers(0, max(0, length - 1))) if most > 32 else 0
        count = length - offset
        bits = draw(st.sampled_from([0, 1, 2, 3])) << max(0, count - 2) & ((1 << count) - 1)
        pattern = (bits << (-count % 8)).to_bytes((count + 7) // 8, "big")
        component = PrefixComponent(
            type=1, afi=family.afi, length=length, offset=offset, pattern=pattern
        )
        return FlowSpecNlri(components=(component,))

    rules = [drawn.draw(st.composite(rule)()) for _ in range(3)]
    for a in rules:
        for b in rules:
            found = flow_rule_cmp(a, b)
            assert (found > 0) - (found < 0) == SIGN[precedence(a, b)]


@given(
    st.lists(strategies.nlri(Family.IPV4_FLOWSPEC, Context()), max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_order_does_not_depend_on_arrival(rules: list[FlowSpecNlri], chance: Random) -> None:
    """§5.1: "it does not depend on the arrival order of the Flow Specification via BGP"."""
    key = functools.cmp_to_key(flow_rule_cmp)
    shuffled = list(rules)
    chance.shuffle(shuffled)
    bare = [each.components for each in sorted(rules, key=key)]
    assert bare == [each.components for each in sorted(shuffled, key=key)]
