"""The path attributes that bgplib knows: one line each, in the order of the registry."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, runtime_checkable

from bgplib._pickling import Reduced, Single
from bgplib.attributes import (
    aggregator,
    aigp,
    as4_aggregator,
    as4_path,
    as_path,
    atomic_aggregate,
    bgpsec_path,
    cluster_list,
    communities,
    extended_communities,
    large_community,
    local_pref,
    mp_reach_nlri,
    mp_unreach_nlri,
    multi_exit_disc,
    next_hop,
    only_to_customer,
    origin,
    originator_id,
)
from bgplib.attributes._codec import (
    OPTIONAL,
    OPTIONAL_TRANSITIVE,
    AnyAttributeCodec,
    AttributeCodec,
    NamedRow,
)
from bgplib.errors import LocalError

if TYPE_CHECKING:
    CODECS: tuple[AnyAttributeCodec, ...]  #: the rows, all of them imported

__all__ = ["CODECS", "DEFAULT_TABLE", "ROWS", "AttributeRows", "AttributeTable"]

#: the rows, and the names of those whose modules are imported when one is asked for: archives and
#: sessions of the Internet hardly have them
ROWS: Final[tuple[AnyAttributeCodec | NamedRow, ...]] = (
    origin.CODEC,  # 1
    as_path.CODEC,  # 2
    next_hop.CODEC,  # 3
    multi_exit_disc.CODEC,  # 4
    local_pref.CODEC,  # 5
    atomic_aggregate.CODEC,  # 6
    aggregator.CODEC,  # 7
    communities.CODEC,  # 8
    originator_id.CODEC,  # 9
    cluster_list.CODEC,  # 10
    mp_reach_nlri.CODEC,  # 14
    mp_unreach_nlri.CODEC,  # 15
    extended_communities.CODEC,  # 16
    as4_path.CODEC,  # 17
    as4_aggregator.CODEC,  # 18
    NamedRow(22, OPTIONAL_TRANSITIVE, "pmsi_tunnel", "PmsiTunnel"),
    NamedRow(
        23, OPTIONAL_TRANSITIVE, "tunnel_encapsulation", "TunnelEncapsulation", is_choosy=True
    ),
    NamedRow(24, OPTIONAL, "traffic_engineering", "TrafficEngineering"),
    NamedRow(25, OPTIONAL_TRANSITIVE, "ipv6_extended_communities", "Ipv6ExtendedCommunities"),
    aigp.CODEC,  # 26
    NamedRow(27, OPTIONAL_TRANSITIVE, "pe_distinguisher_labels", "PeDistinguisherLabels"),
    NamedRow(29, OPTIONAL, "bgp_ls", "BgpLs", is_choosy=True),
    large_community.CODEC,  # 32
    bgpsec_path.CODEC,  # 33
    only_to_customer.CODEC,  # 35
    NamedRow(36, OPTIONAL_TRANSITIVE, "domain_path", "DomainPath", is_choosy=True),
    NamedRow(37, OPTIONAL_TRANSITIVE, "sfp", "Sfp"),
    NamedRow(38, OPTIONAL_TRANSITIVE, "bfd_discriminator", "BfdDiscriminator"),
    NamedRow(
        39,
        OPTIONAL_TRANSITIVE,
        "next_hop_dependent_characteristics",
        "NextHopDependentCharacteristics",
    ),
    NamedRow(40, OPTIONAL_TRANSITIVE, "prefix_sid", "PrefixSid", is_choosy=True),
    NamedRow(41, OPTIONAL_TRANSITIVE, "bier", "BierAttribute"),
    NamedRow(128, OPTIONAL_TRANSITIVE, "attr_set", "AttrSet"),
)


T = TypeVar("T")


def repeated(found: Iterable[T]) -> T | None:
    """Return what is there twice, or None."""
    seen: set[T] = set()
    for each in found:
        if each in seen:
            return each
        seen.add(each)
    return None


class AttributeTable(Single):
    """Rows by type code and by class of value. Immutable."""

    __slots__ = ("_by_class", "_by_code")

    def __init__(self, codecs: Iterable[AnyAttributeCodec | NamedRow]) -> None:
        """Index the rows.

        Raises:
            LocalError: two rows have the same type code or class.
        """
        rows = tuple(codecs)
        # Named rows give way to rows when these are asked for; what the table says stays the same.
        self._by_code: dict[int, AnyAttributeCodec | NamedRow] = {row.code: row for row in rows}
        classes = [row.value for row in rows if isinstance(row, AttributeCodec)]
        self._by_class = {row.value: row for row in rows if isinstance(row, AttributeCodec)}
        if len(self._by_code) != len(rows) or len(self._by_class) != len(classes):
            code = repeated(row.code for row in rows)
            kind: type | None = repeated(classes)
            if code is None and kind is not None:
                raise LocalError(f"two rows of path attributes have values of {kind.__name__}")
            raise LocalError(f"two rows describe the path attribute {code}")

    def __reduce__(self) -> str | Reduced:
        """Have the table of bgplib found again, and others made of their rows.

        Raises:
            LocalError: a row cannot be pickled.
        """
        return "DEFAULT_TABLE" if self is DEFAULT_TABLE else (_table_of, (self.codecs,))

    @property
    def codecs(self) -> tuple[AnyAttributeCodec, ...]:
        """The rows."""
        return tuple(self._loaded(row) for row in tuple(self._by_code.values()))

    @property
    def rows(self) -> tuple[AnyAttributeCodec | NamedRow, ...]:
        """The rows, and the names of those that nobody has asked for yet."""
        return tuple(self._by_code.values())

    def by_code(self, code: int) -> AnyAttributeCodec | None:
        """Return the row of a type code, or None."""
        row = self._by_code.get(code)
        return self._loaded(row) if isinstance(row, NamedRow) else row

    def by_class(self, kind: type) -> AnyAttributeCodec:
        """Return the row whose values are of a class.

        Raises:
            LocalError: there is none, or it is no class.
        """
        codec = self._by_class.get(kind)
        if codec is None:
            if not isinstance(kind, type):
                raise LocalError(f"{kind!r} is no class of values, such as AsPath")
            for row in tuple(self._by_code.values()):
                if isinstance(row, NamedRow) and row.value == kind.__name__:
                    codec = self._loaded(row)
            if codec is None or codec.value is not kind:
                more = ", but Communities.parse and others read text" if kind is str else ""
                raise LocalError(f"no path attribute has values of class {kind.__name__}{more}")
        return codec

    def _loaded(self, row: AnyAttributeCodec | NamedRow) -> AnyAttributeCodec:
        """Import the row that a name stands for."""
        if not isinstance(row, NamedRow):
            return row
        codec: AnyAttributeCodec = import_module(f"bgplib.attributes.{row.module}").CODEC
        self._by_code[row.code] = codec
        self._by_class[codec.value] = codec
        return codec


@lru_cache(maxsize=16)
def _table_of(codecs: tuple[AnyAttributeCodec, ...]) -> AttributeTable:
    """Return a table of what was unpickled: one for all values that were read with it."""
    return AttributeTable(codecs)


@runtime_checkable
class AttributeRows(Protocol):
    """What has a table of rows: a `bgplib.registry.Registry`."""

    attributes: AttributeTable  #: the rows of path attributes


DEFAULT_TABLE: Final = AttributeTable(ROWS)


def __getattr__(name: str) -> Any:
    """Import all rows for those who ask for `CODECS` (PEP 562)."""
    if name == "CODECS":
        return DEFAULT_TABLE.codecs
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
