"""Route: a path to one destination."""

from __future__ import annotations

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.attributes.block import AttributeBlock
from bgplib.errors import LocalError
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, SAFI_MULTICAST, SAFI_UNICAST, Family
from bgplib.nlri import Nlri, UnicastNlri
from bgplib.route.path import Path
from bgplib.route.source import Source
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

__all__ = ["Route", "has_prefix_keys"]


def has_prefix_keys(family: Family) -> bool:
    """Say whether the family's destinations are plain prefixes, so that some cover others."""
    return family.afi in (AFI_IPV4, AFI_IPV6) and family.safi in (SAFI_UNICAST, SAFI_MULTICAST)


def destination_text(family: Family, key: bytes, path: Path | None) -> str:
    """Return a destination as text: a prefix, the NLRI of a path, or the octets of its key."""
    if has_prefix_keys(family):
        return str(Prefix.from_key(family.afi, key))
    return key.hex() if path is None or path.nlri is None else str(path.nlri)


@frozen
class Route:
    """A path to one destination."""

    family: Family  #: the family of the destination
    key: bytes  #: what tells destinations apart; for prefixes the wire form
    path: Path  #: who says what

    @classmethod
    def of(cls, prefix: Prefix | str, path: Path, family: Family | None = None) -> Route:
        """Make a route to a prefix.

        Args:
            prefix: the destination.
            path: the path to it.
            family: None takes the unicast family of the prefix.

        Raises:
            ParseError: the text is not a prefix.
        """
        if isinstance(prefix, str):
            prefix = Prefix.parse(prefix)
        check(prefix, Prefix, "prefix")
        check(path, Path, "path")
        return cls(family or Family(prefix.afi, SAFI_UNICAST), prefix.key, path)

    @property
    def prefix(self) -> Prefix:
        """The destination.

        Raises:
            LocalError: destinations of the family are not plain prefixes; see `nlri`.
        """
        if not has_prefix_keys(self.family):
            raise LocalError(f"destinations of {self.family} are not plain prefixes")
        return Prefix.from_key(self.family.afi, self.key)

    @property
    def destination(self) -> str:
        """What it leads to, as text: a prefix, or the NLRI where the family has others."""
        return destination_text(self.family, self.key, self.path)

    @property
    def nlri(self) -> Nlri:
        """The NLRI that announces the route."""
        if self.path.nlri is not None:
            return self.path.nlri
        return UnicastNlri(self.prefix, path_id=self.path.path_id)

    @property
    def source(self) -> Source:
        """Who announced it."""
        return self.path.source

    @property
    def attributes(self) -> AttributeBlock:
        """Its path attributes, without MP_REACH_NLRI."""
        return self.path.attributes

    @property
    def next_hop(self) -> NextHop | None:
        """Where to send packets; None where there is no next hop."""
        return self.path.next_hop

    @property
    def path_id(self) -> int | None:
        """The path identifier (RFC 7911); None without."""
        return self.path.path_id

    @or_its_fields
    def __str__(self) -> str:
        """Return `10.0.0.0/8 from 192.0.2.1 AS65001`, with ` path-id 7` where there is one."""
        return f"{self.destination} from {self.path}"
