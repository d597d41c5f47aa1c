"""OPENs out of JSON."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from bgplib.capabilities import Capability, FourOctetAs
from bgplib.capabilities._list import encode_capability
from bgplib.errors import BGPError
from bgplib.formats.json import _reading as given
from bgplib.formats.json._open_form import LONGEST_PLAIN, MEANINGLESS, two_octets_of
from bgplib.formats.json._read_capabilities import capability_from_json
from bgplib.formats.json._reading import Json, wrong
from bgplib.messages.open import Open
from bgplib.registry import Registry
from bgplib.values.address import parse_identifier

__all__ = ["KEYS", "NEEDED", "open_from_json"]

NEEDED: Final = ("asn", "hold_time", "identifier")  #: what an OPEN must have
_FORM: Final = ("two_octet_asn", "parameters", "extended", "non_extended_length")
KEYS: Final = ("version", "capabilities", *_FORM)  #: what it can have, and no other message has

_Parameters = tuple[tuple[Capability, ...], ...]


def open_from_json(found: Json, registry: Registry) -> Open:
    """Return an OPEN.

    Args:
        found: its object, which has no keys but those of an OPEN.
        registry: the rows of capabilities.

    Raises:
        ParseError: something in it is malformed or out of range, or contradicts the rest.
    """
    capabilities = [
        capability_from_json(item, registry, path=path)
        for path, item in given.each(found.get("capabilities", ()), "capabilities")
    ]
    identifier = given.parsed(parse_identifier, found["identifier"], "identifier")
    asn, hold_time = given.number_of(found, "asn", 32), given.number_of(found, "hold_time", 16)
    parameters = _divided(found, capabilities)
    if asn > 0xFFFF and not any(isinstance(each, FourOctetAs) for each in capabilities):
        *before, last = parameters or ((),)
        parameters = (*before, (*last, FourOctetAs(asn)))
    is_long = _plain_length(parameters, registry) > LONGEST_PLAIN
    made = Open(
        version=given.number_of(found, "version", 8, 4),
        two_octet_asn=given.number_of(found, "two_octet_asn", 16, two_octets_of(asn)),
        hold_time=hold_time,
        identifier=identifier,
        parameters=parameters,
        extended=given.boolean(found.get("extended", is_long), "extended"),
        non_extended_length=given.number_of(found, "non_extended_length", 8, MEANINGLESS),
    )
    if made.asn != asn and made.capability(FourOctetAs) is None:
        raise wrong("two_octet_asn", f"this is not {asn}, and there is no FOUR_OCTET_AS")
    if made.asn != asn:
        raise wrong("capabilities", f"FOUR_OCTET_AS has another AS number than {asn}")
    if "non_extended_length" in found and not (made.extended and made.non_extended_length):
        raise wrong("non_extended_length", "only the form of RFC 9072 has this, and it is not 0")
    try:
        made.encode(registry=registry)
    except BGPError as error:
        raise wrong("capabilities", error) from None
    return made


def _divided(found: Json, capabilities: list[Capability]) -> _Parameters:
    """Divide capabilities among optional parameters: one has all, unless something else is said."""
    if "parameters" not in found:
        return (tuple(capabilities),) if capabilities else ()
    where = "parameters"
    sizes = [given.number(item, path) for path, item in given.each(found[where], where)]
    if sum(sizes) != len(capabilities):
        raise wrong(
            where,
            f"they have {sum(sizes)} capabilities, and {len(capabilities)} are there: "
            "leave this out to have all in one",
        )
    rest = iter(capabilities)
    return tuple(tuple(islice(rest, size)) for size in sizes)


def _plain_length(parameters: _Parameters, registry: Registry) -> int:
    """Return how many octets the parameters have in the form of RFC 4271."""
    every: Iterable[Capability] = (each for parameter in parameters for each in parameter)
    length = 2 * len(parameters)
    for at, capability in enumerate(every):
        try:
            length += len(encode_capability(capability, registry))
        except BGPError as error:
            raise wrong(f"capabilities[{at}].value", error) from None
    return length
