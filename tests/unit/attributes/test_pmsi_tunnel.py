"""PMSI_TUNNEL as text (RFC 6514 §5)."""

from __future__ import annotations

import pytest

from bgplib.attributes.pmsi_tunnel import TYPE_NAMES, PmsiTunnel
from bgplib.errors import ParseError


@pytest.mark.parametrize(
    ("theirs", "number"),
    [
        ("no-tunnel", 0),
        ("rsvp-te-p2mp", 1),
        ("mldp-p2mp", 2),
        ("pim-ssm-tree", 3),
        ("pim-sm-tree", 4),
        ("bidir-pim-tree", 5),
        ("ingress-repl", 6),
        ("mldp-mp2mp", 7),
    ],
)
def test_the_names_that_gobgp_has_are_read(theirs: str, number: int) -> None:
    """And one name is printed, which is read too."""
    tunnel = PmsiTunnel.parse(f"{theirs} label=vni:1000")
    assert tunnel.tunnel_type == number
    assert str(tunnel).split()[0] == TYPE_NAMES[number]
    assert PmsiTunnel.parse(str(tunnel)) == tunnel


def test_an_unknown_name_is_told_which_there_are() -> None:
    """All of them stand in the error; a number needs none."""
    with pytest.raises(ParseError, match="'ingress' is not a name") as caught:
        PmsiTunnel.parse("ingress label=vni:1000")
    assert all(name in str(caught.value) for name in TYPE_NAMES.values())
    assert PmsiTunnel.parse("99 label=vni:1000").tunnel_type == 99
