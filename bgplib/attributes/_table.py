"""The path attributes that bgplib knows: one line each, in the order of the registry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

from bgplib.attributes import (
    aggregator,
    aigp,
    as4_aggregator,
    as4_path,
    as_path,
    atomic_aggregate,
    attr_set,
    bfd_discriminator,
    bgp_ls,
    bgpsec_path,
    bier,
    cluster_list,
    communities,
    domain_path,
    extended_communities,
    ipv6_extended_communities,
    large_community,
    local_pref,
    mp_reach_nlri,
    mp_unreach_nlri,
    multi_exit_disc,
    next_hop,
    next_hop_dependent_characteristics,
    only_to_customer,
    origin,
    originator_id,
    pe_distinguisher_labels,
    pmsi_tunnel,
    prefix_sid,
    sfp,
    traffic_engineering,
    tunnel_encapsulation,
)
from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.errors import LocalError

__all__ = ["CODECS", "DEFAULT_TABLE", "AttributeRows", "AttributeTable"]

CODECS: Final[tuple[AnyAttributeCodec, ...]] = (
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
    pmsi_tunnel.CODEC,  # 22
    tunnel_encapsulation.CODEC,  # 23
    traffic_engineering.CODEC,  # 24
    ipv6_extended_communities.CODEC,  # 25
    aigp.CODEC,  # 26
    pe_distinguisher_labels.CODEC,  # 27
    bgp_ls.CODEC,  # 29
    large_community.CODEC,  # 32
    bgpsec_path.CODEC,  # 33
    only_to_customer.CODEC,  # 35
    domain_path.CODEC,  # 36
    sfp.CODEC,  # 37
    bfd_discriminator.CODEC,  # 38
    next_hop_dependent_characteristics.CODEC,  # 39
    prefix_sid.CODEC,  # 40
    bier.CODEC,  # 41
    attr_set.CODEC,  # 128
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


class AttributeTable:
    """Rows by type code and by class of value. Immutable."""

    __slots__ = ("_by_class", "_by_code", "codecs")

    def __init__(self, codecs: Iterable[AnyAttributeCodec]) -> None:
        """Index the rows.

        Raises:
            LocalError: two rows have the same type code or class.
        """
        self.codecs = tuple(codecs)  #: the rows
        self._by_code = {codec.code: codec for codec in self.codecs}
        self._by_class = {codec.value: codec for codec in self.codecs}
        if not len(self._by_code) == len(self._by_class) == len(self.codecs):
            code = repeated(codec.code for codec in self.codecs)
            kind: type | None = repeated(codec.value for codec in self.codecs)
            if code is None and kind is not None:
                raise LocalError(f"two rows of path attributes have values of {kind.__name__}")
            raise LocalError(f"two rows describe the path attribute {code}")

    def by_code(self, code: int) -> AnyAttributeCodec | None:
        """Return the row of a type code, or None."""
        return self._by_code.get(code)

    def by_class(self, kind: type) -> AnyAttributeCodec:
        """Return the row whose values are of a class.

        Raises:
            LocalError: there is none.
        """
        codec = self._by_class.get(kind)
        if codec is None:
            raise LocalError(f"no path attribute has values of class {kind.__name__}")
        return codec


class AttributeRows(Protocol):
    """What has a table of rows: a `bgplib.registry.Registry`."""

    attributes: AttributeTable  #: the rows of path attributes


DEFAULT_TABLE: Final = AttributeTable(CODECS)
