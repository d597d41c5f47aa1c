"""OSPF communities that also have the type code of before RFC 4577, which is deprecated."""

from __future__ import annotations

from typing import ClassVar, Self

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.errors import EncodeError
from bgplib.values._administered import split_administered

__all__ = ["BeforeRfc4577"]


@attrs.frozen(kw_only=True)
class BeforeRfc4577(Administered):
    """A kind that has, besides the type codes of its forms, a deprecated one for one of them."""

    #: the deprecated type code, and the form that goes with it
    DEPRECATED: ClassVar[tuple[int, int]]

    deprecated: bool = False  #: the type code is the deprecated one

    @classmethod
    def from_octets(cls, octets: bytes) -> Self:
        """Read 8 octets."""
        code, form = cls.DEPRECATED
        if octets[:2] != code.to_bytes(2, "big"):
            return super().from_octets(octets)
        administrator, number = split_administered(form, octets[2:])
        return cls(form=form, administrator=administrator, number=number, deprecated=True)

    def to_octets(self) -> bytes:
        """Write 8 octets.

        Raises:
            EncodeError: a part does not fit, or this kind does not have the form.
        """
        octets = super().to_octets()
        if not self.deprecated:
            return octets
        code, form = self.DEPRECATED
        if self.form != form:
            raise EncodeError(f"{self} is not of form {form}")
        return code.to_bytes(2, "big") + octets[2:]
