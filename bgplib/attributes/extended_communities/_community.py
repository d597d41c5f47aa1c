"""What every kind of extended community has in common."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from bgplib._checks import an
from bgplib._printed import or_its_fields
from bgplib.attributes.extended_communities._default import default_table
from bgplib.errors import ParseError
from bgplib.values._notation import brief

__all__ = ["ExtendedCommunity"]


class ExtendedCommunity:
    """One mark of 8 octets; each kind is a class of its own.

    Its text is lossless: whatever the short form of a kind does not tell (bits that must be zero
    and are not, the less usual transitivity) follows behind semicolons.
    """

    __slots__ = ()

    #: whether the short form of the text stands for the transitive community
    USUALLY_TRANSITIVE: ClassVar[bool] = True

    #: the table whose words `parse` knows; None: all kinds that bgplib has
    table: ClassVar[Any] = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a community of this kind, see `ExtendedCommunityTable.parse`.

        Raises:
            ParseError: it is none, or one of another kind.
        """
        found = (cls.table or default_table()).parse(text)
        if not isinstance(found, cls):
            raise ParseError(f"{brief(text)} is {an(type(found).__name__)}, not {an(cls.__name__)}")
        return found

    @property
    def transitive(self) -> bool:
        """Whether other ASes are to see it (RFC 4360 §2, T bit 0)."""
        return True

    @property
    def reserved(self) -> int:
        """The bits that a sender must set to zero, without those between them."""
        return 0

    @property
    def deprecated(self) -> bool:
        """Whether it has a type code that another one has taken the place of."""
        return False

    def _short(self) -> str:
        """Return the text without what follows behind semicolons."""
        raise NotImplementedError

    @or_its_fields
    def __str__(self) -> str:
        """Return a text that `parse` reads back as the same community."""
        text = self._short()
        if self.transitive != self.USUALLY_TRANSITIVE:
            text += ";transitive" if self.transitive else ";non-transitive"
        if self.deprecated:
            text += ";deprecated"
        if self.reserved:
            text += f";reserved=0x{self.reserved:x}"
        return text
