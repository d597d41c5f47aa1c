"""What a selection asks of attributes: origin, AS path, communities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bgplib._checks import check_each, several
from bgplib.attributes import extended_communities
from bgplib.errors import ParseError
from bgplib.values.community import community_text, parse_community
from bgplib.values.large_community import LargeCommunity

if TYPE_CHECKING:
    from bgplib.policy.regex import TextRegex

__all__ = ["AttributeWishes", "community_texts"]

# How many verdicts on AS paths are remembered, and on sets of communities.
_KEPT: Final = 4096
#: parts of a community: octets of each, in standard ones (two parts) and in large ones (three)
_SIZES: Final = {2: 2, 3: 4}
_NUMERIC: Final = re.compile(r"[0-9*]+(:[0-9*]+)+")
#: what extended communities that no row describes are printed as
_EIGHT_OCTETS: Final = re.compile(r"0[xX][0-9a-fA-F]{16}")


class AttributeWishes:
    """Says of attributes whether a route that has them is wanted: if it is any of each kind."""

    __slots__ = (
        "_as_paths",
        "_exact",
        "_glances",
        "_origins",
        "_path_verdicts",
        "_wild",
        "are_any",
    )

    def __init__(
        self,
        origin_asns: frozenset[int],
        as_paths: tuple[TextRegex, ...],
        communities: tuple[str, ...],
    ) -> None:
        """Make ready.

        Args:
            origin_asns: who originated the route.
            as_paths: what matches its AS path as text.
            communities: what it has one of, as `community_texts` leaves them.
        """
        self.are_any = bool(origin_asns or as_paths or communities)  #: whether anything is asked
        self._origins = origin_asns
        self._as_paths = as_paths
        self._exact = frozenset(each for each in communities if "*" not in each)
        wild = [re.escape(each).replace(r"\*", "[^:]*") for each in communities if "*" in each]
        self._wild = re.compile("|".join(wild)) if wild else None
        self._path_verdicts: dict[str, bool] = {}
        # Of each kind, octets one of which stands in attributes that have what is wanted.
        self._glances = [
            glance
            for glance in (
                tuple(map(_asn_octets, origin_asns)),
                tuple(map(_path_octets, as_paths)),
                tuple(map(_community_octets, communities)),
            )
            if glance and b"" not in glance
        ]

    def may_be_in(self, octets: bytes) -> bool:
        """Say whether attributes that are wanted can stand in these octets, by a glance."""
        for glance in self._glances:
            for wanted in glance:
                if octets.find(wanted) >= 0:  # half of what `in` costs
                    break
            else:
                return False
        return True

    def are_met(
        self,
        as_path: str | None,
        origin_asns: tuple[int, ...] | None,
        communities: tuple[str, ...] | None,
    ) -> bool:
        """Say whether a route is wanted; the arguments are columns of its element."""
        return (
            (not self._origins or not self._origins.isdisjoint(origin_asns or ()))
            and self._has_community(communities or ())
            and (not self._as_paths or (as_path is not None and self._wants_path(as_path)))
        )

    def _has_community(self, communities: tuple[str, ...]) -> bool:
        if not self._exact.isdisjoint(communities):
            return True
        if self._wild is None:
            return not self._exact
        return any(map(self._wild.fullmatch, communities))

    def _wants_path(self, as_path: str) -> bool:
        verdict = self._path_verdicts.get(as_path)
        if verdict is None:
            if len(self._path_verdicts) >= _KEPT:
                self._path_verdicts.clear()
            verdict = any(regex.search(as_path) for regex in self._as_paths)
            self._path_verdicts[as_path] = verdict
        return verdict


def community_texts(value: Iterable[str] | str) -> tuple[str, ...]:
    """Read communities of any kind, and print them as elements have them; `*` stays.

    Raises:
        ParseError: a text is neither a community nor one with wildcards.
    """
    return tuple(map(_community, check_each(several(value), str, "communities")))


def _community(text: str) -> str:
    bare = text.strip()
    if "*" in bare:
        return _wildcards(bare)
    if bare[:6].lower() == "large:" or (_NUMERIC.fullmatch(bare) and bare.count(":") == 2):
        return str(LargeCommunity.parse(bare))
    if not _EIGHT_OCTETS.fullmatch(bare):
        try:
            return community_text(parse_community(bare))
        except ParseError:
            # Two numbers are a standard community; a word may be for one of either kind.
            if _NUMERIC.fullmatch(bare) or not _is_extended(bare):
                raise
    return str(extended_communities.parse(bare))


def _is_extended(bare: str) -> bool:
    """Say whether to read text as an extended community, be it only for what is wrong with it."""
    if ":" in bare:
        return True
    try:
        extended_communities.parse(bare)
    except ParseError:
        return False
    return True


def _wildcards(bare: str) -> str:
    """Read `65000:*`, `65000:*:1` or `rt:65000:*`."""
    if bare[:6].lower() == "large:" and bare.count(":") == 3:
        bare = bare[6:]
    if _NUMERIC.fullmatch(bare) and bare.count(":") < 3:
        size = _SIZES[bare.count(":") + 1]
        parts = bare.split(":")
        for part in parts:
            if "*" not in part and int(part) >> 8 * size:
                raise ParseError(f"{part} in {bare!r} is a number of more than {8 * size} bits")
        return ":".join(part if "*" in part else str(int(part)) for part in parts)
    word, _, rest = bare.partition(":")
    if "*" not in word and all(letter.isalnum() or letter in "*:.-" for letter in rest):
        try:
            # The word may be one of several for the same kind.
            whole = str(extended_communities.parse(bare.replace("*", "1")))
        except ParseError:
            pass
        else:
            return f"{whole.partition(':')[0]}:{rest}"
    raise ParseError(
        f"{bare!r} is no community: a * stands for a part, as in 65000:*, 65000:*:1 or rt:65000:*"
    )


def _asn_octets(asn: int) -> bytes:
    """Return octets that stand in each AS_PATH, or AS4_PATH, with an AS number."""
    if not 0 <= asn < 1 << 32:
        return b""
    # RFC 6793 §4.2.2: where AS numbers have two octets, those that do not fit are in AS4_PATH.
    return asn.to_bytes(2 if asn < 1 << 16 else 4, "big")


def _path_octets(regex: TextRegex) -> bytes:
    """Return octets that stand in each path that an expression matches; none if it may be any."""
    asns = regex.required_numbers()
    return _asn_octets(max(asns)) if asns else b""


def _community_octets(text: str) -> bytes:
    """Return octets that stand in each attribute with a community, the longest run of them."""
    if not _NUMERIC.fullmatch(text):
        if "*" in text:
            return b""
        return extended_communities.encode(extended_communities.parse(text))
    parts = text.split(":")
    size = _SIZES[len(parts)]
    runs = [b""]
    for part in parts:
        if "*" in part:
            runs.append(b"")
        else:
            runs[-1] += int(part).to_bytes(size, "big")
    return max(runs, key=len)
