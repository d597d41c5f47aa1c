"""Context: what a program says in words means the same as in values, and nothing else is taken."""

from __future__ import annotations

from typing import Any

import pytest

import bgplib
from bgplib.context import Context, SessionType
from bgplib.errors import BGPError, LocalError, ParseError
from bgplib.iana.families import Family


def test_families_are_taken_as_text() -> None:
    """One, or several: a text would otherwise be a set of its letters, which no family is in."""
    both = frozenset((Family.IPV4_UNICAST, Family.L2VPN_EVPN))
    assert Context(families="ipv4-unicast").families == frozenset((Family.IPV4_UNICAST,))
    assert Context(families=["ipv4-unicast", Family.L2VPN_EVPN]).families == both
    assert Context(add_path_receive="evpn") == Context(add_path_receive=[Family.L2VPN_EVPN])
    pair = (Family.IPV4_UNICAST, 2)
    assert Context(extended_next_hop=[("ipv4-unicast", 2)]) == Context(extended_next_hop=[pair])


def test_the_session_is_taken_as_text() -> None:
    """A word that was only like the value would let LOCAL_PREF of an internal peer be discarded."""
    assert Context(session="internal").session is SessionType.INTERNAL
    context = Context(session="internal")
    attributes = [bgplib.Origin(0), bgplib.AsPath(()), bgplib.LocalPref(200)]
    update = bgplib.Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=attributes)
    read = bgplib.decode(update.encode(context), context)
    assert isinstance(read, bgplib.Update)
    assert read.attributes.local_pref == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"session": "ibgp"},
        {"session": 1},
        {"families": [(1, 1)]},
        {"families": [1]},
        {"add_path_send": [None]},
        {"extended_next_hop": "ipv4-unicast"},
        {"extended_next_hop": [Family.IPV4_UNICAST]},
        {"maximum_labels": [(1, 2)]},
    ],
)
def test_what_is_none_of_these_is_refused(wrong: dict[str, Any]) -> None:
    """A context that means nothing is found where it is made, and not in a message."""
    with pytest.raises(LocalError):
        Context(**wrong)


@pytest.mark.parametrize(
    "wrong", [7.5, [7], [["ipv4-unicast"]], b"ipv4-unicast", [None], True, False, 0, b""]
)
@pytest.mark.parametrize(
    "field",
    [
        "add_path_receive",
        "add_path_send",
        "bgpsec_receive",
        "bgpsec_send",
        "extended_next_hop",
        "families",
        "maximum_labels",
        "maximum_labels_sent",
        "multiple_labels",
    ],
)
def test_a_mistake_is_told_by_the_name_of_its_field(field: str, wrong: Any) -> None:
    """Some fields are families and some are pairs: who wrote one of them has to find it."""
    with pytest.raises(LocalError) as caught:
        Context(**{field: wrong})
    assert str(caught.value).startswith(f"{field} is {wrong!r}, which is not several of ")


@pytest.mark.parametrize("field", ["local_as", "peer_as"])
@pytest.mark.parametrize("number", [-1, 1 << 32, 1 << 40])
def test_an_as_number_has_four_octets(field: str, number: int) -> None:
    """RFC 6793 §3: another one failed in the first message, or was compared with none."""
    wrong: dict[str, Any] = {field: number}
    with pytest.raises(LocalError, match=f"{field} is {number}, which is not an AS number"):
        Context(**wrong)
    assert Context(local_as=(1 << 32) - 1, peer_as=0).local_as == 4_294_967_295


def test_more_families_are_taken_as_text() -> None:
    """As by the class itself; and what is none is refused where it is handed in."""
    families = (Family.IPV4_UNICAST, Family.L2VPN_EVPN)
    assert Context().with_add_path("ipv4-unicast", "evpn") == Context().with_add_path(*families)
    pairs = [("ipv4-unicast", 2)]
    assert Context().with_extended_next_hop(pairs) == Context(extended_next_hop=pairs)
    several: Any = ["ipv4-unicast"]
    with pytest.raises(LocalError, match="families has"):
        Context().with_add_path(several)
    for wrong in (7, [7], (Family.IPV4_UNICAST, 2)):
        given: Any = wrong
        with pytest.raises(LocalError, match="pairs "):
            Context().with_extended_next_hop(given)


def test_a_text_that_is_no_family_is_refused() -> None:
    """As wherever a text is read."""
    given: list[dict[str, Any]] = [{"families": ["ipv5"]}, {"add_path_send": "ipv5"}]
    for wrong in given:
        with pytest.raises(ParseError, match="'ipv5' is not an address family") as caught:
            Context(**wrong)
        assert isinstance(caught.value, BGPError)
