"""The table of `show ip bgp`."""

from __future__ import annotations

from bgplib.formats.text.show_ip_bgp import HEADING, Row, lines

ROWS = [
    Row(
        network="198.51.100.0/24",
        next_hop="192.0.2.1",
        metric=0,
        path="64496 64511",
        origin=0,
        best=True,
    ),
    Row(network="198.51.100.0/24", next_hop="192.0.2.2", local_pref=100, path="64497", origin=1),
    Row(
        network="2001:db8::/32",
        next_hop="2001:db8:ffff::1",
        metric=4_294_967_295,
        local_pref=100,
        weight=32768,
        internal=True,
        best=True,
    ),
    Row(network="2001:db8:1234:5678::/64", next_hop="::", origin=2, valid=False),
    Row(network="0.0.0.0/0", next_hop="192.0.2.1", stale=True, multipath=True, origin=9),
]


def test_rows_are_aligned() -> None:
    """A network is printed once; what is too wide pushes the rest to the next line."""
    assert list(lines(ROWS, legend=False)) == [
        "   Network          Next Hop            Metric LocPrf Weight Path",
        "*> 198.51.100.0/24  192.0.2.1                0             0 64496 64511 i",
        "*                   192.0.2.2                     100      0 64497 e",
        "*>i2001:db8::/32    2001:db8:ffff::1",
        "                                    4294967295    100  32768 ?",
        "   2001:db8:1234:5678::/64",
        "                    ::                                     0 ?",
        "S= 0.0.0.0/0        192.0.2.1                              0 ?",
    ]


def test_numbers_end_where_their_headings_end() -> None:
    """Metric, LocPrf and Weight are right-aligned under their headings."""
    row = Row(
        network="10.0.0.0/8", next_hop="192.0.2.1", metric=7, local_pref=8, weight=9, origin=0
    )
    heading, line = lines([row], legend=False)
    assert heading == HEADING
    for name, digit in (("Metric", "7"), ("LocPrf", "8"), ("Weight", "9")):
        assert line[heading.index(name) + len(name) - 1] == digit
    assert line.index("192.0.2.1") == heading.index("Next Hop")
    assert line.index("10.0.0.0/8") == heading.index("Network")
    assert line.index(" i") + 1 == heading.index("Path")


def test_the_legend_comes_first() -> None:
    """As routers have it: version and router, codes, a blank line, the heading."""
    first, *_, blank, heading = lines([], router_id="192.0.2.1", version=5)
    assert first == "BGP table version is 5, local router ID is 192.0.2.1"
    assert blank == ""
    assert heading == HEADING
    assert next(lines([])).startswith("Status codes: ")
