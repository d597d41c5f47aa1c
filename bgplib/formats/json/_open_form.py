"""How an OPEN is laid out, where it is not as bgplib would lay it out (RFC 5492 §4, RFC 9072 §2).

Its fields and its capabilities are all that counts, and they tell the octets of an OPEN that
`Open.build` made. What others chose instead stands in further keys.
"""

from __future__ import annotations

from typing import Any, Final

from bgplib.messages._open_rules import AS_TRANS
from bgplib.messages._parameters import first_parameter
from bgplib.messages.open import Open

__all__ = ["LONGEST_PLAIN", "MEANINGLESS", "form_of_open", "two_octets_of"]

#: octets of optional parameters for which the form of RFC 4271 is enough
LONGEST_PLAIN: Final = 255
#: RFC 9072 §2, of the length in one octet: "SHOULD be set to 255 on transmission"
MEANINGLESS: Final = 255


def two_octets_of(asn: int) -> int:
    """Return what RFC 6793 §4.2.1 has in My Autonomous System."""
    return asn if asn <= 0xFFFF else AS_TRANS


def form_of_open(message: Open, length: int) -> dict[str, Any]:
    """Return what capabilities and AS number do not tell of an OPEN's octets.

    Args:
        message: the OPEN.
        length: its length in octets.
    """
    found: dict[str, Any] = {}
    if message.two_octet_asn != two_octets_of(message.asn):
        found["two_octet_asn"] = message.two_octet_asn
    sizes = [len(parameter) for parameter in message.parameters]
    # RFC 5492 §4: "The Capabilities Optional Parameter (OPEN Optional Parameter Type 2) SHOULD
    # only be included in the OPEN message once."
    if len(sizes) > 1 or sizes == [0]:
        found["parameters"] = sizes
    if message.extended:
        # Each length of a parameter has one octet more than in the form of RFC 4271.
        if length - first_parameter(extended=True) - len(sizes) <= LONGEST_PLAIN:
            found["extended"] = True
        if message.non_extended_length != MEANINGLESS:
            found["non_extended_length"] = message.non_extended_length
    return found
