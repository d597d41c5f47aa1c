"""What differs between two paths, in words: what a modifier did, or another announcement."""

from __future__ import annotations

import attrs

from bgplib.attributes._segments import Segment, segments_text
from bgplib.attributes.aggregator import Aggregator
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.path_attribute import PathAttribute
from bgplib.attributes.unknown import UnknownAttribute
from bgplib.iana import attributes as iana
from bgplib.route.path import Path

__all__ = ["Difference", "attribute_texts", "path_differences"]


@attrs.frozen(kw_only=True)
class Difference:
    """One thing that was changed."""

    what: str  #: the attribute's name, or `next hop`, `weight`, `preference`
    before: str | None  #: what it was; None when it was not there
    after: str | None  #: what it is; None when it is gone

    def __str__(self) -> str:
        """Return `LOCAL_PREF 100 -> 200`."""
        if self.before is None:
            return f"{self.what} {self.after} added"
        if self.after is None:
            return f"{self.what} {self.before} removed"
        return f"{self.what} {self.before} -> {self.after}"


def attribute_texts(block: AttributeBlock) -> dict[int, tuple[str, str]]:
    """Return name and text of each attribute, as it counts whatever the width of AS numbers is."""
    found = {
        each.code: (each.name, f"{each.value}{_partial(each)}")
        for each in block
        if each.code not in (iana.AS4_PATH, iana.AS4_AGGREGATOR)
    }
    if iana.AS_PATH in found:
        segments = tuple(Segment(kind, asns) for kind, asns in block.as_path)
        found[iana.AS_PATH] = ("AS_PATH", segments_text(segments) or "empty")
    if block.aggregator is not None:
        found[iana.AGGREGATOR] = ("AGGREGATOR", str(Aggregator(*block.aggregator)))
    return found


def _partial(attribute: PathAttribute) -> str:
    # RFC 4271 §4.3: the Partial bit "defines whether the information contained in the optional
    # transitive attribute is partial (if set to 1) or complete (if set to 0)." What is unknown
    # prints its flags itself.
    is_partial = attribute.flags & iana.PARTIAL and not isinstance(
        attribute.value, UnknownAttribute
    )
    return " (partial)" if is_partial else ""


def path_differences(old: Path, new: Path) -> tuple[Difference, ...]:
    """List what differs, attributes in ascending order of type codes."""
    if old is new:
        return ()
    found = []
    for what in ("next_hop", "weight", "preference"):
        was, is_now = getattr(old, what), getattr(new, what)
        if was != is_now:
            found.append((what.replace("_", " "), _text(was), _text(is_now)))
    if old.attributes is not new.attributes:
        olds, news = attribute_texts(old.attributes), attribute_texts(new.attributes)
        for code in sorted(olds.keys() | news.keys()):
            was, is_now = olds.get(code), news.get(code)
            if was != is_now:
                name = (is_now or was or ("", ""))[0]
                found.append((name, was and was[1], is_now and is_now[1]))
    return tuple(Difference(what=what, before=was, after=now) for what, was, now in found)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
