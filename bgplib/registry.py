"""Registry: all rows of all tables as one immutable value.

A session or a decoder is handed a registry, so that two of them in one program can differ, and an
outsider's attribute is one file and `DEFAULT_REGISTRY.with_attribute(row)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.attributes._table import CODECS as ATTRIBUTES
from bgplib.attributes._table import AttributeTable, repeated
from bgplib.capabilities._codec import AnyCapabilityCodec
from bgplib.capabilities._table import CODECS as CAPABILITIES
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.nlri._codec import AnyNlriCodec
from bgplib.nlri._table import CODECS as NLRI

__all__ = ["DEFAULT_REGISTRY", "Registry"]


class Registry:
    """Rows of path attributes, capabilities and NLRI. Immutable; compared by identity."""

    __slots__ = ("_capability_by_class", "_capability_by_code", "attributes", "families")

    def __init__(
        self,
        attributes: Iterable[AnyAttributeCodec],
        capabilities: Iterable[AnyCapabilityCodec],
        nlri: Iterable[AnyNlriCodec],
    ) -> None:
        """Index the rows.

        Raises:
            LocalError: two rows describe the same code point.
        """
        rows = tuple(capabilities)
        codecs = tuple(nlri)
        self.attributes = AttributeTable(attributes)  #: the rows of path attributes
        self._capability_by_code = {row.code: row for row in rows}
        self._capability_by_class = {row.value: row for row in rows}
        #: the row of each family whose NLRI have types
        self.families: Mapping[Family, AnyNlriCodec] = {
            family: codec for codec in codecs for family in codec.families
        }
        if len(self._capability_by_code) != len(rows):
            code = repeated(row.code for row in rows)
            raise LocalError(f"two rows describe the capability {code}")
        if len(self.families) != sum(len(codec.families) for codec in codecs):
            family = repeated(family for codec in codecs for family in codec.families)
            raise LocalError(f"two rows describe the NLRI of {family}")

    def __repr__(self) -> str:
        """Return how many rows there are."""
        attributes, capabilities = len(self.attributes.codecs), len(self._capability_by_code)
        return (
            f"<Registry of {attributes} attributes, {capabilities} capabilities,"
            f" {len(self.families)} families>"
        )

    @property
    def capabilities(self) -> tuple[AnyCapabilityCodec, ...]:
        """The rows of capabilities."""
        return tuple(self._capability_by_code.values())

    @property
    def nlri(self) -> tuple[AnyNlriCodec, ...]:
        """The rows of NLRI."""
        return tuple(dict.fromkeys(self.families.values()))

    def capability(self, code: int) -> AnyCapabilityCodec | None:
        """Return the row of a capability code, or None."""
        return self._capability_by_code.get(code)

    def capability_of(self, kind: type) -> AnyCapabilityCodec:
        """Return the row whose values are of a class.

        Raises:
            LocalError: there is none.
        """
        row = self._capability_by_class.get(kind)
        if row is None:
            raise LocalError(f"no capability has values of class {kind.__name__}")
        return row

    def with_attribute(self, row: AnyAttributeCodec) -> Registry:
        """Return a registry with one more path attribute.

        Raises:
            LocalError: its type code is taken.
        """
        return Registry((*self.attributes.codecs, row), self.capabilities, self.nlri)

    def with_capability(self, row: AnyCapabilityCodec) -> Registry:
        """Return a registry with one more capability.

        Raises:
            LocalError: its code is taken.
        """
        return Registry(self.attributes.codecs, (*self.capabilities, row), self.nlri)

    def with_nlri(self, row: AnyNlriCodec) -> Registry:
        """Return a registry with NLRI of one more form.

        Raises:
            LocalError: one of its families is taken.
        """
        return Registry(self.attributes.codecs, self.capabilities, (*self.nlri, row))


DEFAULT_REGISTRY: Final = Registry(ATTRIBUTES, CAPABILITIES, NLRI)
