"""What every capability has in common."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from bgplib._checks import check_text
from bgplib._printed import or_its_fields
from bgplib.iana import capabilities
from bgplib.values.record import Record, fields_text

__all__ = ["Capability"]


class Capability(Record):
    """One capability of an OPEN message (RFC 5492 §4); each sort is a class of its own.

    A value keeps all that was on the wire: reserved bits, entries that do not count, values that
    nobody has assigned. What counts is said by its properties.
    """

    __slots__ = ()

    #: which instance counts when several stand in an OPEN: the first, or else the last; only for
    #: sorts of which one counts at all
    FIRST_COUNTS: ClassVar[bool] = False

    #: the class of each sort that has a row, by the name that its text begins with; empty until
    #: the rows of bgplib are imported, which `parse` does
    sorts: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        """Let the text of a sort begin with its name in the registry, or with its own `WORD`."""
        code = vars(cls).get("code")
        if isinstance(code, int) and "WORD" not in vars(cls):
            cls.WORD = capabilities.name(code)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` prints: name and value, `MULTIPROTOCOL ipv4-unicast`.

        `Capability.parse` reads any sort that bgplib has a type for, and `UNKNOWN(200) 0x0102`.

        Raises:
            ParseError: it is none, or one of another sort.
        """
        check_text(text, cls.__name__)
        if cls is not Capability:
            return super().parse(text)
        # It lists the modules that derive from this class, and sets `sorts`.
        import bgplib.capabilities._table  # noqa: F401 - see above

        name = text.split(None, 1)[0].upper().replace("-", "_") if text.strip() else ""
        found: Self = cls.sorts.get(name, cls.sorts["UNKNOWN"]).parse(text)
        return found

    @property
    def code(self) -> int:
        """The capability code; the class of each sort has it as a constant."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The registry's name, such as `ADD_PATH`, or `UNKNOWN(200)`."""
        return self.WORD or capabilities.name(self.code)

    @property
    def text(self) -> str:
        """What the value says, on one line; empty when the capability has no value."""
        return fields_text(self)

    @or_its_fields
    def __str__(self) -> str:
        """Return the name and what the value says: `MULTIPROTOCOL ipv4-unicast`."""
        return f"{self.name} {self.text}".rstrip()
