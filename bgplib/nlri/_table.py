"""The NLRI that bgplib knows: one line each, by SAFI of their first family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import attrs

from bgplib._pickling import Reduced, Single
from bgplib.iana.families import Family
from bgplib.nlri import labeled, unicast, vpn
from bgplib.nlri._codec import AnyNlriCodec

if TYPE_CHECKING:
    CODECS: tuple[AnyNlriCodec, ...]  #: the rows, all of them imported

__all__ = ["CODECS", "DEFAULT_ROWS", "ROWS", "FamilyRows", "NamedRow"]


@attrs.frozen
class NamedRow:
    """A row whose module is imported when it is asked for.

    Only rows without `extended_next_hop_lengths` are named.
    """

    module: str  #: of `bgplib.nlri`; its `CODEC` is the row
    families: tuple[Family, ...]  #: as the row says it


def _named(module: str, *families: Family) -> NamedRow:
    return NamedRow(module, families)


#: the rows, and the names of those whose modules are imported when one is asked for: archives and
#: sessions of the Internet hardly have them
ROWS: Final[tuple[AnyNlriCodec | NamedRow, ...]] = (
    unicast.CODEC,  # 1, 2
    labeled.CODEC,  # 4
    NamedRow(
        "mvpn",
        (
            Family.IPV4_MCAST_VPN,
            Family.IPV6_MCAST_VPN,
        ),
    ),  # 5
    _named("pseudowire", Family.L2VPN_PSEUDOWIRE),  # 6
    _named("mcast_vpls", Family.L2VPN_MCAST_VPLS),  # 8
    _named("sfc", Family.SFC),  # 9
    _named("vpls", Family.L2VPN_VPLS),  # 65
    _named("mdt", Family.IPV4_MDT),  # 66
    _named("four_over_six", Family.IPV4_4OVER6),  # 67
    NamedRow(
        "l1vpn",
        (
            Family.IPV4_L1VPN,
            Family.IPV6_L1VPN,
        ),
    ),  # 69
    _named("evpn", Family.L2VPN_EVPN),  # 70
    NamedRow(
        "bgp_ls",
        (
            Family.LINK_STATE,
            Family.LINK_STATE_VPN,
            Family.LINK_STATE_SPF,
        ),
    ),  # 71, 72, 80
    NamedRow(
        "sr_policy",
        (
            Family.IPV4_SR_POLICY,
            Family.IPV6_SR_POLICY,
        ),
    ),  # 73
    NamedRow(
        "classful_transport",
        (
            Family.IPV4_CLASSFUL_TRANSPORT,
            Family.IPV6_CLASSFUL_TRANSPORT,
        ),
    ),  # 76
    NamedRow(
        "car",
        (
            Family.IPV4_CAR,
            Family.IPV4_VPN_CAR,
            Family.IPV6_CAR,
            Family.IPV6_VPN_CAR,
        ),
    ),  # 83, 84
    NamedRow(
        "mup",
        (
            Family.IPV4_MUP,
            Family.IPV6_MUP,
        ),
    ),  # 85
    vpn.CODEC,  # 128, 129
    _named("route_target", Family.IPV4_ROUTE_TARGET),  # 132
    NamedRow(
        "flowspec",
        (
            Family.IPV4_FLOWSPEC,
            Family.IPV4_FLOWSPEC_VPN,
            Family.IPV6_FLOWSPEC,
            Family.IPV6_FLOWSPEC_VPN,
            Family.L2VPN_FLOWSPEC_VPN,
        ),
    ),  # 133, 134
)


class FamilyRows(Single, Mapping[Family, AnyNlriCodec]):
    """Rows by family. Immutable."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Iterable[AnyNlriCodec | NamedRow]) -> None:
        """Index the rows; of two that describe one family the second counts."""
        # Named rows give way to rows when these are asked for; what the table says stays the same.
        self._rows = {family: row for row in rows for family in row.families}

    def __reduce__(self) -> str | Reduced:
        """Have the rows of bgplib found again, and others made of theirs.

        Raises:
            LocalError: a row cannot be pickled.
        """
        if self is DEFAULT_ROWS:
            return "DEFAULT_ROWS"
        return FamilyRows, (tuple(dict.fromkeys(self.values())),)

    def __getitem__(self, family: Family) -> AnyNlriCodec:
        """Return the row of a family.

        Raises:
            KeyError: there is none.
        """
        row = self._rows[family]
        if isinstance(row, NamedRow):
            codec: AnyNlriCodec = import_module(f"bgplib.nlri.{row.module}").CODEC
            for each in row.families:
                self._rows[each] = codec
            return codec
        return row

    def __contains__(self, family: object) -> bool:
        """Say whether a family has a row."""
        return family in self._rows

    def __iter__(self) -> Iterator[Family]:
        """Iterate over the families."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Count the families."""
        return len(self._rows)

    def with_extended_next_hops(self) -> frozenset[Family]:
        """Return the families that can have next hops of IPv6 where these are agreed on."""
        return frozenset(
            family
            for family, row in self._rows.items()
            if not isinstance(row, NamedRow) and row.extended_next_hop_lengths
        )


DEFAULT_ROWS: Final = FamilyRows(ROWS)


def __getattr__(name: str) -> Any:
    """Import all rows for those who ask for `CODECS` (PEP 562)."""
    if name == "CODECS":
        return tuple(dict.fromkeys(DEFAULT_ROWS.values()))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
