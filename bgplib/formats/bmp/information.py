"""Initiation and Termination (message types 4 and 5), RFC 7854 §4.3 and §4.5: TLVs, no peer."""

from __future__ import annotations

from typing import ClassVar

import attrs

from bgplib._checks import check, check_each
from bgplib.capabilities._fields import number
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.message import TlvMessage
from bgplib.formats.bmp.tlv import Tlv, read_tlvs
from bgplib.octets import Reader

__all__ = ["Initiation", "Termination", "read_initiation", "read_termination"]


@attrs.frozen(kw_only=True)
class Initiation(TlvMessage):
    """What the router says of itself when the BMP session starts."""

    TYPE: ClassVar[int] = codes.INITIATION

    @property
    def system_name(self) -> str | None:
        """The text of the sysName TLV; None if there is none."""
        return next((each.text for each in self.tlvs if each.code == 2), None)

    @property
    def system_description(self) -> str | None:
        """The text of the sysDescr TLV; None if there is none."""
        return next((each.text for each in self.tlvs if each.code == 1), None)

    @classmethod
    def of(
        cls, *, system_name: str, system_description: str, texts: tuple[str, ...] = ()
    ) -> Initiation:
        """Make a message.

        Args:
            system_name: the router's name.
            system_description: what the router is.
            texts: anything else for people, one TLV each.
        """
        check(system_name, str, "system_name")
        check(system_description, str, "system_description")
        check_each(texts, str, "texts")
        # RFC 7854 §4.3: "The sysDescr and sysName Information TLVs MUST be sent, any others are
        # optional."
        named = (Tlv(1, system_description.encode()), Tlv(2, system_name.encode()))
        return cls(tlvs=named + tuple(Tlv(0, text.encode()) for text in texts))


@attrs.frozen(kw_only=True)
class Termination(TlvMessage):
    """The BMP session ends, and why."""

    TYPE: ClassVar[int] = codes.TERMINATION

    @property
    def reason(self) -> int | None:
        """What the reason TLV says; None if there is none, or it is not of two octets."""
        wanted = codes.TERMINATION_REASON
        return next((each.two_octet_code for each in self.tlvs if each.code == wanted), None)

    @classmethod
    def of(cls, reason: int, text: str = "") -> Termination:
        """Make a message.

        Args:
            reason: a key of `codes.TERMINATION_REASON_NAMES`.
            text: more for people.
        """
        check(text, str, "text")
        tlvs = (Tlv(codes.TERMINATION_REASON, number(reason, 16, "reason")),)
        return cls(tlvs=(Tlv(codes.TERMINATION_STRING, text.encode()), *tlvs) if text else tlvs)


def read_initiation(version: int, reader: Reader) -> Initiation:
    """Read what follows the common header.

    Raises:
        DecodeError: a TLV is cut.
    """
    return Initiation(version=version, tlvs=read_tlvs(reader))


def read_termination(version: int, reader: Reader) -> Termination:
    """Read what follows the common header.

    Raises:
        DecodeError: a TLV is cut.
    """
    return Termination(version=version, tlvs=read_tlvs(reader))
