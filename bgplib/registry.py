"""Registry: all rows of all tables as one immutable value.

A session or a decoder is handed a registry, so that two of them in one program can differ, and an
outsider's attribute is one file and `DEFAULT_REGISTRY.with_attribute(row)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from bgplib._pickling import Reduced, Single
from bgplib.attributes._codec import AnyAttributeCodec, AttributeCodec, NamedRow
from bgplib.attributes._table import DEFAULT_TABLE, AttributeTable, repeated
from bgplib.attributes._table import ROWS as ATTRIBUTES
from bgplib.capabilities._codec import AnyCapabilityCodec, CapabilityCodec
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.nlri._codec import AnyNlriCodec, NlriCodec
from bgplib.nlri._table import DEFAULT_ROWS, FamilyRows
from bgplib.nlri._table import ROWS as NLRI
from bgplib.nlri._table import NamedRow as NamedFamilies

__all__ = ["DEFAULT_REGISTRY", "Registry"]


class _Capabilities:
    """Rows of capabilities, by code and by class of value."""

    __slots__ = ("by_class", "by_code")

    def __init__(self, codecs: Iterable[AnyCapabilityCodec]) -> None:
        rows = tuple(codecs)
        self.by_code = {row.code: row for row in rows}
        self.by_class = {row.value: row for row in rows}
        if len(self.by_code) != len(rows):
            code = repeated(row.code for row in rows)
            raise LocalError(f"two rows describe the capability {code}")


class Registry(Single):
    """Rows of path attributes, capabilities and NLRI. Immutable; compared by identity."""

    __slots__ = (
        "_capabilities",
        "attributes",
        "extended_next_hop_families",
        "families",
    )

    def __init__(
        self,
        attributes: Iterable[AnyAttributeCodec | NamedRow],
        capabilities: Iterable[AnyCapabilityCodec] | None,
        nlri: Iterable[AnyNlriCodec | NamedFamilies],
    ) -> None:
        """Index the rows.

        Args:
            attributes: the rows of path attributes.
            capabilities: the rows of capabilities; None is those that bgplib knows, which are
                imported when one is asked for.
            nlri: the rows of NLRI.

        Raises:
            LocalError: two rows describe the same code point.
        """
        codecs = tuple(nlri)
        by_family = DEFAULT_ROWS if codecs is NLRI else FamilyRows(codecs)
        #: the rows of path attributes
        self.attributes = DEFAULT_TABLE if attributes is ATTRIBUTES else AttributeTable(attributes)
        self._capabilities = None if capabilities is None else _Capabilities(capabilities)
        #: the row of each family whose NLRI have types
        self.families: Mapping[Family, AnyNlriCodec] = by_family
        #: the families whose next hops can be of IPv6 where that is agreed on (RFC 8950)
        self.extended_next_hop_families = by_family.with_extended_next_hops()
        if len(self.families) != sum(len(codec.families) for codec in codecs):
            family = repeated(family for codec in codecs for family in codec.families)
            raise LocalError(f"two rows describe the NLRI of {family}")

    def __reduce__(self) -> str | Reduced:
        """Have the registry of bgplib found again, and others made of their rows.

        Raises:
            LocalError: a row cannot be pickled: it is not the `CODEC` of a module, and holds a
                function that has no name in a module.
        """
        if self is DEFAULT_REGISTRY:
            return "DEFAULT_REGISTRY"
        capabilities = None if self._capabilities is None else self.capabilities
        return _registry_of, (self.attributes.codecs, capabilities, self.nlri)

    def __repr__(self) -> str:
        """Return how many rows there are."""
        attributes, capabilities = len(self.attributes.rows), len(self._known().by_code)
        return (
            f"<Registry of {attributes} attributes, {capabilities} capabilities,"
            f" {len(self.families)} families>"
        )

    @property
    def capabilities(self) -> tuple[AnyCapabilityCodec, ...]:
        """The rows of capabilities."""
        return tuple(self._known().by_code.values())

    @property
    def nlri(self) -> tuple[AnyNlriCodec, ...]:
        """The rows of NLRI."""
        return tuple(dict.fromkeys(self.families.values()))

    def _known(self) -> _Capabilities:
        found = self._capabilities
        if found is None:
            from bgplib.capabilities._table import CODECS

            found = self._capabilities = _Capabilities(CODECS)
        return found

    def capability(self, code: int) -> AnyCapabilityCodec | None:
        """Return the row of a capability code, or None."""
        return self._known().by_code.get(code)

    def capability_of(self, kind: type) -> AnyCapabilityCodec:
        """Return the row whose values are of a class.

        Raises:
            LocalError: there is none.
        """
        row = self._known().by_class.get(kind)
        if row is None:
            raise LocalError(f"no capability has values of class {kind.__name__}")
        return row

    def with_attribute(self, row: AnyAttributeCodec) -> Registry:
        """Return a registry with one more path attribute.

        Raises:
            LocalError: its type code is taken, or it is no row.
        """
        _check(row, AttributeCodec)
        return Registry((*self.attributes.codecs, row), self.capabilities, self.nlri)

    def with_capability(self, row: AnyCapabilityCodec) -> Registry:
        """Return a registry with one more capability.

        Raises:
            LocalError: its code is taken, or it is no row.
        """
        _check(row, CapabilityCodec)
        return Registry(self.attributes.codecs, (*self.capabilities, row), self.nlri)

    def with_nlri(self, row: AnyNlriCodec) -> Registry:
        """Return a registry with NLRI of one more form.

        Raises:
            LocalError: one of its families is taken, or it is no row.
        """
        _check(row, NlriCodec)
        return Registry(self.attributes.codecs, self.capabilities, (*self.nlri, row))


def _check(row: object, kind: type) -> None:
    if not isinstance(row, kind):
        raise LocalError(f"{row!r} is no row: {kind.__name__} makes one")


@lru_cache(maxsize=16)
def _registry_of(
    attributes: tuple[AnyAttributeCodec, ...],
    capabilities: tuple[AnyCapabilityCodec, ...] | None,
    nlri: tuple[AnyNlriCodec, ...],
) -> Registry:
    """Return a registry of what was unpickled: the same for the same rows."""
    return Registry(attributes, capabilities, nlri)


DEFAULT_REGISTRY: Final = Registry(ATTRIBUTES, None, NLRI)
