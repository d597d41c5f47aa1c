"""What a peer did wrong, as data: treatments, findings, and the NOTIFICATION they would cause."""

from __future__ import annotations

from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib._worded import WordedEnum
from bgplib.iana.families import Family

__all__ = ["Finding", "NotificationData", "Treatment"]


class Treatment(WordedEnum):
    """What follows from a malformation, from weakest to strongest.

    RFC 7606 §2 names the approaches and orders them. §3 (h) says of several errors: "the approach
    with the strongest action MUST be used". A stronger one is greater; it prints as RFC 7606
    spells it, `treat-as-withdraw`.
    """

    NONE = 0  #: nothing was wrong
    IGNORE = 1  #: the thing at fault (a capability, a prefix, a family) is ignored
    ATTRIBUTE_DISCARD = 2  #: the attribute is dropped, the rest of the UPDATE counts
    TREAT_AS_WITHDRAW = 3  #: every route of the UPDATE becomes a withdrawal
    AFI_SAFI_DISABLE = 4  #: the family's routes are deleted and ignored from now on
    SESSION_RESET = 5  #: a NOTIFICATION ends the session


@frozen
class NotificationData:
    """Error code, subcode and data of a NOTIFICATION message (RFC 4271 §4.5)."""

    code: int  #: error code
    subcode: int = 0  #: error subcode
    data: bytes = b""  #: diagnostic data


@frozen(kw_only=True)
class Finding:
    """One thing that is wrong with a message, where it is, and what follows."""

    treatment: Treatment  #: what RFC 7606 asks for
    attribute: int | None = None  #: type code of the attribute at fault, if it is one
    family: Family | None = None  #: the family at fault, if it is one
    rfc: str  #: the section that decides, such as "RFC 7606 §7.7"
    offset: int  #: octets from the start of the message (its marker) to the octets at fault
    length: int  #: how many octets are at fault
    octets: bytes  #: the octets at fault
    text: str  #: what is wrong, one sentence
    notification: NotificationData  #: what a speaker would send if this ended the session

    @or_its_fields
    def __str__(self) -> str:
        """Return one line: treatment, sentence, section."""
        return f"{self.treatment.text}: {self.text} ({self.rfc}, offset {self.offset})"
