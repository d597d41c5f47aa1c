"""The benchmark itself: its data are what they say, its judgement and its picture are sound."""

from __future__ import annotations

import statistics
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

import pytest

from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from tests.bench import data, report
from tests.bench.chart import draw
from tests.bench.goals import GOALS, verdicts
from tests.bench.measure import deviations, differences
from tests.bench.routing import tables
from tests.bench.routing.growth import floor, growth
from tests.bench.routing.speaker import Router
from tests.bench.routing.works import ROUTING, Routing, latency, ours, write
from tests.bench.works import WORKS
from tests.machine import resident_memory


def test_data_are_like_the_internets() -> None:
    """Prefixes, communities and repetitions are as frequent as the module says; each is sound."""
    updates = _updates(data.live_feed(4000))
    assert not any(update.findings for update in updates)
    assert 1.4 < statistics.mean(map(_prefixes, updates)) < 1.8
    blocks = [update.attributes.octets for update in updates if update.announced]
    assert 0.35 < 1 - len(set(blocks)) / len(blocks) < 0.65
    assert 5 < statistics.mean(map(_prefixes, _updates(data.full_table(2000)))) < 6.2


def _updates(messages: Iterable[bytes]) -> list[Update]:
    """Decode messages, all of which are UPDATEs."""
    decoder = Decoder()
    updates = []
    for octets in messages:
        update = decoder.decode(octets)
        assert isinstance(update, Update)
        updates.append(update)
    return updates


def _prefixes(update: Update) -> int:
    """Count what an UPDATE announces and withdraws."""
    return sum(len(group) for group in (*update.announced, *update.withdrawn))


def test_data_are_the_same_every_time() -> None:
    """Equal seeds give equal octets: figures of two runs are of the same work."""
    assert list(data.live_feed(50)) == list(data.live_feed(50))
    keys = tables.prefixes(300)
    assert keys == tables.prefixes(300)
    assert len(set(keys)) == 300
    assert list(tables.announcements(keys, 65001, b"\xc0\0\2\1")) == list(
        tables.announcements(keys, 65001, b"\xc0\0\2\1")
    )


@resident_memory
@pytest.mark.parametrize("work", ROUTING, ids=lambda work: str(work.name))
def test_a_speaker_does_the_work_of_a_router(work: Routing, tmp_path: Path) -> None:
    """Every path arrives, is chosen, sent on where that is asked, and can be explained."""
    small = work.scaled(0.0002)
    place = write(small, tmp_path)
    row = ours(small, place)
    assert row["explained"]
    assert bool(row["sent"]) is bool(small.listeners)
    assert not differences(small, place, [row])
    # Whoever does less is seen to, in whichever round it is.
    for name in ("paths", "left", *(["sent"] if small.listeners else [])):
        less = row | {name: row[name] // 2}
        assert differences(small, place, [row, less]) == {name: less[name]}


def test_who_reads_less_is_seen_to() -> None:
    """In the round that counts and in each that is measured, whatever time is divided by."""
    for work in WORKS:
        key = "prefixes" if work.count == "messages" else work.count
        all_of_it = {key: 10, "asns": 7}
        assert not deviations(work, all_of_it, [all_of_it, all_of_it | {"asns": 0}])
        assert deviations(work, all_of_it, [{key: 9, "asns": 7}]) == {key: -1}
        assert deviations(work, all_of_it, [{key: 10, "asns": 9}]) == {"asns": 2}
        if work.count != "messages":
            assert deviations(work, all_of_it, [all_of_it, {key: 9}]) == {key: -1}
        assert work.partial <= set(work.peers) - {"bgplib"}


@resident_memory
def test_latency_and_growth_are_measured() -> None:
    """W8 and W9 have something to say."""
    row = latency(200, 50)
    assert row["count"] > 5
    assert 0 < row["p50"] <= row["p99"] <= row["worst"]
    row = growth(50, 3, enough=300)
    assert row["count"] == row["paths"] == 150
    assert row["repeats"] == 2
    assert 0 <= row["collector"] <= row["seconds"]
    line = report.lone_line(row | {"peer": "x", "arguments": ["growth", "50", "3"]})
    assert "50 prefixes of    3 peers" in line
    assert "µs collector" in line
    row = floor(70, enough=200)
    assert (row["count"], row["repeats"]) == (70, 2)
    assert row["seconds"] > 0
    assert len(Router(2, 1).connections) == 3


def test_exponents_are_fitted() -> None:
    """What grows with the square has the exponent two."""
    assert report.exponent([(x, 3.0 * x**2) for x in (1, 10, 100)]) == pytest.approx(2)
    assert report.exponent([(x, 5.0 * x) for x in (1, 10, 100)]) == pytest.approx(1)


def test_goals_are_judged() -> None:
    """A goal is met by who takes no more than its part of the peer, and by no other."""
    goal = GOALS[0]
    assert goal.part is not None
    for each, verdict in ((0.9, "met"), (1.1, "NOT MET")):
        rows = [
            {"work": goal.work, "peer": goal.ours, "each": each * goal.part},
            {"work": goal.work, "peer": goal.peer, "each": 1.0},
        ]
        (line,) = verdicts(rows)
        assert line.endswith(f" {verdict}")
    assert verdicts([]) == []


def test_a_work_is_judged_by_another() -> None:
    """Pure is compared with pure, and compiled with compiled."""
    goal = next(each for each in GOALS if each.than)
    rows = [
        {"work": work, "peer": goal.ours + suffix, "each": each}
        for suffix, costs in (("", (1.2, 1.0)), (", compiled", (0.8, 0.5)))
        for work, each in zip((goal.work, goal.than), costs, strict=True)
    ]
    pure, compiled = verdicts(rows)
    assert pure.endswith("1.200, met")
    assert compiled.endswith("1.600, NOT MET")


def test_the_chart_shows_every_peer() -> None:
    """The picture is well-formed, and has a bar for each row that was measured."""
    rows = [
        {"work": "W1 & more", "peer": name, "each": each}
        for name, each in (("bgplib", 1e-6), ("<slow>", 1e-3), ("other", 2e-6))
    ]
    rows.append({"work": "W1 & more", "peer": "absent", "error": "it failed"})
    root = ET.fromstring(draw({"rows": rows}))
    bars = [each for each in root if each.tag.endswith("rect")]
    assert len(bars) == 3
    assert max(float(bar.attrib["width"]) for bar in bars) < 760
