"""Reading less of an archive: the same routes, and fewer objects; counted, not timed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.formats import mrt
from bgplib.formats.mrt.selection import Selection
from bgplib.messages.decoder import Decoder
from bgplib.values.prefix import Prefix
from tests.bench import data

UPDATES = b"".join(data.bgp4mp(data.live_feed(300)))
TABLE = b"".join(data.table_dump_v2(40, 6))
ARCHIVE = TABLE + UPDATES
ALL = list(mrt.elements(ARCHIVE))
PREFIXES = sorted({element.prefix for element in ALL})
ORIGINS = sorted({asn for element in ALL for asn in element.origin_asns or ()})


def kept(only: Selection) -> Iterator[mrt.Element]:
    """Select among elements that were made."""
    for element in ALL:
        prefix = Prefix.parse(element.prefix)
        within = [prefix in only.prefixes]
        if only.covered:
            within = [each.contains(prefix) for each in only.prefixes]
        if (
            (not only.type or element.elem_type == only.type)
            and (not only.afis or prefix.afi in only.afis)
            and (not only.prefixes or any(within))
            and (not only.peer_asns or element.peer_asn in only.peer_asns)
            and (not only.origin_asns or only.origin_asns & set(element.origin_asns or ()))
            and (not only.peers or bytes(map(int, element.peer_ip.split("."))) in only.peers)
        ):
            yield element


@given(
    st.builds(
        Selection,
        prefixes=st.lists(
            st.sampled_from(PREFIXES).map(Prefix.parse)
            | st.sampled_from(PREFIXES).map(
                lambda text: Prefix.from_address(
                    Prefix.parse(text).address, Prefix.parse(text).length // 2
                )
            ),
            max_size=3,
        ),
        covered=st.booleans(),
        peer_asns=st.lists(st.sampled_from((65001, 65003, 65006, 7)), max_size=2),
        peers=st.lists(st.sampled_from(("192.0.2.1", "192.0.2.4", "10.0.0.1")), max_size=2),
        origin_asns=st.lists(st.sampled_from(ORIGINS), max_size=3),
        afis=st.lists(st.sampled_from((1, 2)), max_size=2),
        type=st.sampled_from(("", "", "A", "W")),
    )
)
def test_what_is_selected_is_what_would_be_left(only: Selection) -> None:
    """A selection gives the elements that it describes, in their order, and no others."""
    assert list(mrt.elements(ARCHIVE, only=only)) == list(kept(only))


def test_a_selection_of_everything() -> None:
    """An open selection changes nothing."""
    assert Selection().is_open
    assert list(mrt.elements(ARCHIVE, only=Selection())) == ALL


def counted(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[object]:
    """Count the calls of a method."""
    calls: list[object] = []
    method: Callable[..., object] = getattr(owner, name)

    def counting(*arguments: object) -> object:
        calls.append(arguments)
        return method(*arguments)

    monkeypatch.setattr(owner, name, counting)
    return calls


@pytest.mark.parametrize(
    ("only", "messages", "entries"),
    [
        (Selection(prefixes=["203.0.113.0/24"]), 0, 0),
        (Selection(peer_asns=[65002]), 0, 40),
        (Selection(peers=["192.0.2.3"]), 0, 40),
        (Selection(afis=[2]), 300, 0),
        (Selection(type="W"), 300, 0),
    ],
)
def test_what_is_not_wanted_is_not_read(
    monkeypatch: pytest.MonkeyPatch, only: Selection, messages: int, entries: int
) -> None:
    """Messages are decoded, and attributes of entries read, for what is asked and no more."""
    decoded = counted(monkeypatch, Decoder, "decode")
    found = mrt.elements(ARCHIVE, only=only)
    list(found)
    assert len(decoded) == messages
    # What was read of entries is remembered, by their attributes.
    made = sum(len(columns.entries) for *_, columns in found._tables._variants.values())
    assert made <= entries
    assert bool(made) is bool(entries)


class Endless(io.RawIOBase):
    """A file of one record, over and over."""

    def __init__(self, record: bytes, times: int) -> None:
        self._record, self._left, self.asked = record, times, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        count = min(self._left, max(1, size // len(self._record)))
        self._left -= count
        self.asked += 1
        return self._record * count


def test_memory_does_not_grow_with_the_file() -> None:
    """Objects that are kept while an archive is read are bounded, whatever it is long."""
    import tracemalloc

    tracemalloc.start()
    try:
        source = Endless(UPDATES, 40)
        peak_of: list[int] = []
        count = 0
        for _ in mrt.elements(source):
            count += 1
            if count % len(ALL) == 0:
                peak_of.append(tracemalloc.get_traced_memory()[1])
        assert count > 10_000
        assert peak_of[-1] < 40_000_000
        assert peak_of[-1] < 2 * peak_of[len(peak_of) // 2]
    finally:
        tracemalloc.stop()
