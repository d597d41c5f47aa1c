"""GoBGP takes the text that we print for it, and we read the text that it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import attrs
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.nlri import evpn
from bgplib.nlri._routes import TypedRoute
from bgplib.nlri.evpn import _table
from bgplib.nlri.flowspec import Component, FlowSpecNlri, NumericComponent, NumericTerm
from bgplib.testing.strategies import families
from daemons.gobgp import Gobgpd
from tests.interop import needs

pytestmark = needs(Gobgpd)

_CONFIG: Final = """
[global.config]
as = 65003
router-id = "127.0.32.3"
port = 1732
local-address-list = ["127.0.32.3"]
"""
#: what GoBGP calls families, and ours
FLOWS: Final = {
    "ipv4-flowspec": Family.IPV4_FLOWSPEC,
    "ipv6-flowspec": Family.IPV6_FLOWSPEC,
    "ipv4-l3vpn-flowspec": Family.IPV4_FLOWSPEC_VPN,
}
#: how many bits GoBGP allows the numbers of a component, where they are not 8
_BITS: Final = {4: 16, 5: 16, 6: 16, 10: 16, 11: 6, 13: 20}
#: protocols that GoBGP prints by name; it calls others unknown
_PROTOCOLS: Final = (1, 2, 6, 17, 47, 50, 51, 132)
#: a route in a table, as far as its NLRI go: pieces in brackets
_ROUTE: Final = re.compile(r"^\*>\s*((?:\[[^\]]*\])+)", re.MULTILINE)
# A daemon is no place to look for the smallest example.
_FEW: Final = settings(
    max_examples=max(25, settings().max_examples // 4),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def gobgp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gobgpd]:
    """Run GoBGP without any peers."""
    config = tmp_path_factory.mktemp("gobgp") / "gobgpd.toml"
    config.write_text(_CONFIG)
    with Gobgpd(config) as daemon:
        yield daemon


def _told(gobgp: Gobgpd, family: str, words: list[str], behind: list[str]) -> str:
    """Give GoBGP a route, and return how it prints it; the route is gone afterwards."""
    complaint = gobgp.query("global", "rib", "add", "-a", family, *words, *behind)
    try:
        table = gobgp.query("global", "rib", "-a", family)
        found = _ROUTE.findall(table)
        assert len(found) == 1, (words, complaint, table)
        printed: str = found[0]
        return printed
    finally:
        gobgp.query("global", "rib", "del", "-a", family, "all")


def _within_range(component: Component) -> Component:
    """Make numbers that GoBGP finds too large for a component smaller."""
    if not isinstance(component, NumericComponent):
        return component
    limit = 1 << _BITS.get(component.type, 8)
    if component.type == 3:
        terms = tuple(
            NumericTerm.of(term.sign, _PROTOCOLS[term.value % 8]) for term in component.terms
        )
        return attrs.evolve(component, terms=terms)
    terms = tuple(attrs.evolve(term, value=term.value % limit) for term in component.terms)
    return attrs.evolve(component, terms=terms)


def _flow(gobgp: Gobgpd, family: str, flow: FlowSpecNlri) -> FlowSpecNlri:
    behind = ["then", "discard"] + (["rt", "65000:1"] if flow.rd is not None else [])
    return FlowSpecNlri.parse(_told(gobgp, family, flow.gobgp_text().split(" "), behind))


@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("ipv4-flowspec", "destination 10.0.0.0/24 source 10.1.0.0/16 protocol ==6 ==17"),
        ("ipv4-flowspec", "destination-port >=80&<=90 ==443 !=8080&>1024"),
        ("ipv4-flowspec", "tcp-flags =syn+ack&!=fin !rst fragment =is-fragment dont-fragment"),
        ("ipv4-flowspec", "icmp-type ==8 icmp-code ==0 packet-length >1500 dscp <=46"),
        ("ipv6-flowspec", "destination 2001:db8::/32 source 2001:db8::/16-48 label ==100"),
        ("ipv4-l3vpn-flowspec", "rd 65000:1 destination 10.0.0.0/24 port ==53"),
        ("l2vpn-flowspec", "rd 65000:1 ether-type ==2054 destination-mac 00:00:5e:00:53:01"),
        ("l2vpn-flowspec", "rd 65000:1 vid ==100 cos >3 inner-vid ==5 snap ==5"),
    ],
)
def test_flow_specifications(gobgp: Gobgpd, family: str, text: str) -> None:
    """Each operator and each kind of component comes back as it was."""
    flow = FlowSpecNlri.parse(text)
    assert _flow(gobgp, family, flow) == flow


@pytest.mark.parametrize("family", FLOWS)
@_FEW
@given(data=st.data())
def test_any_flow_specification(gobgp: Gobgpd, family: str, data: st.DataObject) -> None:
    """Whatever GoBGP has words for comes back; the sizes of values are its own choice."""
    drawn = data.draw(families.nlri(FLOWS[family], Context()))
    assert isinstance(drawn, FlowSpecNlri)
    components = tuple(map(_within_range, drawn.components))
    try:
        flow = FlowSpecNlri.parse(attrs.evolve(drawn, components=components).gobgp_text())
    except LocalError:
        assume(False)
    # GoBGP keeps true and false without their values.
    assume("true" not in str(flow) and "false" not in str(flow))
    assert _flow(gobgp, family, flow) == flow


def test_true_and_false(gobgp: Gobgpd) -> None:
    """The two are the other way round in GoBGP, which encodes 0 for true."""
    printed = _told(
        gobgp,
        "ipv4-flowspec",
        FlowSpecNlri.parse("port true0").gobgp_text().split(" "),
        ["then", "discard"],
    )
    assert printed == "[port: false]"


@_FEW
@given(data=st.data())
def test_evpn_routes(gobgp: Gobgpd, data: st.DataObject) -> None:
    """RFC 7432 §7: what GoBGP prints of a route is what tells it apart from others."""
    row = data.draw(st.sampled_from([row for row in _table.ROUTES.rows if row.route_type <= 5]))
    route = data.draw(families.routes(row, Family.L2VPN_EVPN))
    assert isinstance(route, TypedRoute)
    # GoBGP takes an address of zeros for none.
    assume(any(getattr(route, "originator", b"\1")))
    try:
        words = evpn.gobgp_text(route).split(" ")
    except LocalError:
        assume(False)
    again = evpn.parse(_told(gobgp, "evpn", words, ["rt", "65003:100"]))
    kept = {field.name: getattr(again, field.name) for field in row.fields if field.in_key}
    assert attrs.evolve(route, **kept) == route
