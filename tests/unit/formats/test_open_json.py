"""OPENs as JSON and back: how they are laid out, and who is refused."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest
from jsonschema import Draft202012Validator

import bgplib
from bgplib.capabilities import FourOctetAs, RouteRefreshCapability, UnknownCapability
from bgplib.errors import EncodeError, ParseError
from bgplib.formats.json import from_json, schema, to_json
from bgplib.messages.open import Open

VALIDATOR: Final = Draft202012Validator(schema())
#: what the JSON of every OPEN has
USUAL: Final = {"format", "type", "length", "version", "asn", "hold_time", "identifier"} | {
    "capabilities",
    "treatment",
    "findings",
}
REFRESH: Final = {"code": 2, "value": {}}
ARGUMENTS: Final[dict[str, Any]] = {"asn": 65001, "hold_time": 90, "identifier": "192.0.2.1"}
OPEN: Final = {"type": "OPEN", **ARGUMENTS}


def complaint(message: Any) -> str:
    """Return what is said of JSON that is no OPEN."""
    with pytest.raises(ParseError) as caught:
        from_json(message)
    return str(caught.value)


def test_how_an_open_is_laid_out_is_told_where_it_is_unusual() -> None:
    """RFC 5492 §4: one parameter is usual; RFC 9072 §2: so is its form for what needs it."""
    usual = Open.build(
        asn=65001, hold_time=90, identifier=1, capabilities=[RouteRefreshCapability()]
    )
    full = [UnknownCapability(200, bytes(200)), UnknownCapability(201, bytes(200))]
    needed = Open.build(asn=65001, hold_time=90, identifier=1, capabilities=full)
    assert needed.extended
    for message in (usual, needed, attrs.evolve(usual, parameters=())):
        assert to_json(message).keys() == USUAL
    changes: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
        ({"parameters": ((),)}, {"parameters": [0]}),
        ({"parameters": ((), *usual.parameters * 2)}, {"parameters": [0, 1, 1]}),
        ({"extended": True}, {"extended": True}),
        (
            {"extended": True, "non_extended_length": 7},
            {"extended": True, "non_extended_length": 7},
        ),
        ({"parameters": ((FourOctetAs(70_000),),)}, {"two_octet_asn": 65001}),
    )
    for fields, keys in changes:
        message = attrs.evolve(usual, **fields)
        shown = to_json(message)
        assert {name: shown[name] for name in shown.keys() - USUAL} == keys
        assert to_json(message, len(message.encode())) == shown
        VALIDATOR.validate(shown)
        assert from_json(shown) == message


def test_the_form_of_rfc_9072_is_chosen_by_length() -> None:
    """RFC 9072 §2: at 255 octets of parameters it is not needed, at 256 it is."""
    for octets, parameters, extended in ((251, [1], False), (252, [1], True), (249, [1, 0], False)):
        said = OPEN | {"capabilities": [{"code": 200, "octets": "00" * octets}]}
        for written in (said, said | {"parameters": parameters}):
            message = from_json(written)
            assert isinstance(message, Open)
            assert message.extended is extended
            assert "extended" not in to_json(message)


def test_a_capability_that_is_added_is_in_the_last_parameter() -> None:
    """RFC 6793 §4.1: AS numbers of four octets come with FOUR_OCTET_AS."""
    said = OPEN | {"asn": 70_000, "capabilities": [REFRESH] * 3, "parameters": [1, 2]}
    message = from_json(said)
    assert isinstance(message, Open)
    assert [len(each) for each in message.parameters] == [1, 3]
    assert message.two_octet_asn == 23456
    assert (message.asn, message.capabilities[-1]) == (70_000, FourOctetAs(70_000))


def test_layouts_of_an_open_that_cannot_be() -> None:
    """RFC 5492 §4, RFC 9072 §2, RFC 6793 §4.2.1: what contradicts the rest is refused."""
    for keys, problem in (
        ({"parameters": [2]}, "parameters: they have 2 capabilities, and 1 are there"),
        ({"parameters": []}, "parameters: they have 0 capabilities, and 1 are there"),
        ({"parameters": [1, -1]}, "parameters[1]: -1 is out of range"),
        ({"parameters": 1}, "parameters: 1 is not a list"),
        ({"extended": 1}, "extended: 1 is neither true nor false"),
        ({"non_extended_length": 7}, "non_extended_length: only the form of RFC 9072 has this"),
        ({"extended": True, "non_extended_length": 0}, "non_extended_length: "),
        ({"two_octet_asn": 65002}, "two_octet_asn: this is not 65001"),
        ({"two_octet_asn": 1 << 16}, "two_octet_asn: 65536 does not fit in 16 bits"),
    ):
        assert complaint(OPEN | {"capabilities": [REFRESH]} | keys).startswith(problem)
    long = {"code": 200, "octets": "00" * 254}
    assert complaint(OPEN | {"capabilities": [long], "extended": False}).startswith("capabilities:")


def test_an_open_that_is_refused_is_whole() -> None:
    """RFC 4271 §6.2: a hold time of 1 second makes it unacceptable, and all of it is shown."""
    message = bgplib.decode(attrs.evolve(Open.build(**ARGUMENTS), hold_time=1).encode())
    shown = to_json(message)
    assert shown["treatment"] == "session-reset"
    assert from_json(shown).encode() == message.encode()
    assert complaint(shown | {"treatment": "afi-safi-disable"}).startswith("treatment: ")


def test_the_length_before_the_long_form_is_not_0() -> None:
    """RFC 9072 §2: "MUST NOT be set to 0", since nobody would look for the form behind it."""
    message = attrs.evolve(Open.build(**ARGUMENTS), extended=True, non_extended_length=0)
    with pytest.raises(EncodeError, match="must not be 0"):
        message.encode()
