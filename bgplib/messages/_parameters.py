"""The optional parameters of an OPEN, in the form of RFC 4271 §4.2 and in that of RFC 9072 §2.

RFC 4271                                 RFC 9072
+----------------------------+           +----------------------------+
| Opt Parm Len (1 octet)     |           | any but 0 (1 octet)        |
+----------------------------+           +----------------------------+
| Parm Type (1 octet)        |           | 255 (1 octet)              |
+----------------------------+           +----------------------------+
| Parm Length (1 octet)      |           | Opt Parm Len (2 octets)    |
+----------------------------+           +----------------------------+
| Parm Value                 |           | Parm Type (1 octet)        |
+----------------------------+           +----------------------------+
...                                      | Parm Length (2 octets)     |
                                         +----------------------------+
                                         | Parm Value                 |
                                         +----------------------------+
                                         ...
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from bgplib.capabilities import Capability
from bgplib.capabilities._codec import CapabilityRows
from bgplib.capabilities._fields import malformed, number
from bgplib.capabilities._list import Located, encode_capabilities, read_capabilities
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Finding
from bgplib.iana import messages

__all__ = ["LENGTH_AT", "Parameters", "encode_parameters", "first_parameter", "read_parameters"]

LENGTH_AT: Final = 28  #: where in an OPEN the length of the optional parameters stands
_PLAIN: Final = LENGTH_AT + 1
_EXTENDED: Final = LENGTH_AT + 4
_CAPABILITIES: Final = 2
_EXTENDED_LENGTH: Final = 255


@attrs.frozen(kw_only=True)
class Parameters:
    """The optional parameters of one OPEN."""

    parameters: tuple[tuple[Capability, ...], ...]  #: the capabilities in each of them
    located: tuple[Located, ...]  #: all capabilities, and where they stand
    extended: bool  #: they have the form of RFC 9072
    non_extended_length: int  #: the one-octet length, which RFC 9072 makes meaningless
    findings: tuple[Finding, ...]  #: what is wrong with capabilities that are ignored


def first_parameter(*, extended: bool) -> int:
    """Return the offset in an OPEN of the first optional parameter."""
    return _EXTENDED if extended else _PLAIN


def read_parameters(octets: bytes, registry: CapabilityRows) -> Parameters:
    """Read the optional parameters of a whole OPEN of at least 29 octets.

    Raises:
        DecodeError: with the code 2 NOTIFICATION of RFC 4271 §6.2.
    """
    stated = octets[LENGTH_AT]
    # RFC 9072 §2: "if the one-octet Optional Parameters Length field [...] is non-zero, a BGP
    # speaker MUST use the value of the octet following [...]. If the value of the "Non-Ext OP
    # Type" field is 255, then the encoding described above is used".
    extended = bool(stated) and len(octets) > _PLAIN and octets[_PLAIN] == _EXTENDED_LENGTH
    start = first_parameter(extended=extended)
    if extended and len(octets) < start:
        raise malformed("the Extended Optional Parameters Length is cut off", "RFC 9072 §2")
    length = octets[start - 2] << 8 | octets[start - 1] if extended else stated
    if length != len(octets) - start:
        raise malformed(
            f"the optional parameters are {len(octets) - start} octets long, not {length}",
            "RFC 9072 §2" if extended else "RFC 4271 §4.2",
        )
    parameters: list[tuple[Capability, ...]] = []
    located: list[Located] = []
    findings: list[Finding] = []
    for value, after in _values(octets, start, extended=extended):
        found, wrong = read_capabilities(octets, value, after, registry)
        parameters.append(tuple(capability for capability, _, _ in found))
        located += found
        findings += wrong
    return Parameters(
        parameters=tuple(parameters),
        located=tuple(located),
        extended=extended,
        non_extended_length=stated if extended else _EXTENDED_LENGTH,
        findings=tuple(findings),
    )


def _values(octets: bytes, start: int, *, extended: bool) -> Iterable[tuple[int, int]]:
    """Iterate over the values of the parameters: (where it starts, where it stops).

    Raises:
        DecodeError: one runs past the end, or is of another type than Capabilities.
    """
    header = 3 if extended else 2
    position = start
    while position < len(octets):
        # RFC 4271 §4.2: type, length and value. What is cut off is no parameter yet, of any type.
        value = position + header
        after = value + int.from_bytes(octets[position + 1 : value], "big")
        if value > len(octets) or after > len(octets):
            raise malformed("an optional parameter runs past the end", "RFC 4271 §4.2")
        kind = octets[position]
        # RFC 4271 §6.2: "If one of the Optional Parameters in the OPEN message is not recognized,
        # then the Error Subcode MUST be set to Unsupported Optional Parameters."
        # RFC 9072 §3, of type 255: "If encountered other than as the Non-Ext OP Type, it MUST be
        # treated as an unrecognized Optional Parameter".
        if kind != _CAPABILITIES:
            raise DecodeError(
                f"optional parameter {kind} is not known",
                rfc="RFC 4271 §6.2",
                code=messages.OPEN_MESSAGE_ERROR,
                subcode=messages.UNSUPPORTED_OPTIONAL_PARAMETER,
            )
        yield value, after
        position = after


def encode_parameters(
    parameters: Iterable[tuple[Capability, ...]],
    *,
    extended: bool,
    non_extended_length: int,
    registry: CapabilityRows,
) -> bytes:
    """Write the optional parameters with their length.

    Raises:
        EncodeError: a field is out of range, or a length does not fit in its field.
    """
    bits = 16 if extended else 8
    parts = []
    for capabilities in parameters:
        value = encode_capabilities(capabilities, registry)
        parts += [bytes((_CAPABILITIES,)), number(len(value), bits, "parameter length"), value]
    octets = b"".join(parts)
    if not extended:
        return number(len(octets), bits, "optional parameters length") + octets
    # RFC 9072 §2: "SHOULD be set to 255 on transmission and, in any event, MUST NOT be set to 0".
    if not non_extended_length:
        raise EncodeError("the Non-Ext OP Len. must not be 0")
    return b"".join(
        (
            number(non_extended_length, 8, "Non-Ext OP Len."),
            bytes((_EXTENDED_LENGTH,)),
            number(len(octets), bits, "optional parameters length"),
            octets,
        )
    )
