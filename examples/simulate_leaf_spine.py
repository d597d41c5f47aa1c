"""Simulates a data centre (RFC 7938), cuts a link, and draws what happens as a picture.

    python simulate_leaf_spine.py --leaves 6 --spines 3 --seed 7 convergence.svg

Leaves come up, exchange their prefixes through the spines, lose a link and get it back. The picture
has a line for each leaf: over time, to how many prefixes it has a way, and by how many equal paths
on average. All of it is virtual time: a minute takes a second, and equal seeds give equal pictures.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import attrs

from bgplib.speaker import BestChanged, SpeakerEvent
from bgplib.testing.nodes import Router
from bgplib.testing.topology import Topology, leaf_spine

_WIDTH, _ROW, _LEFT, _TOP = 900, 64, 90, 70
_COLOURS = ("#0b57a4", "#c2410c")


@attrs.frozen
class Sample:
    """How one leaf stands at one time."""

    time: float
    prefixes: int  # to which it has a way
    paths: float  # equal ones, on average


class Watch:
    """Takes samples of all leaves whenever one of them chooses anew."""

    def __init__(self, topology: Topology) -> None:
        """Watch the leaves of a topology."""
        self.topology = topology
        self.leaves = [name for name in topology.routers if name.startswith("leaf")]
        self.samples: dict[str, list[Sample]] = {name: [] for name in self.leaves}
        for name in self.leaves:
            router = topology.routers[name]
            router.on_event = lambda event, router=router: self._heard(router, event)

    def look(self, name: str) -> None:
        """Take a sample of one leaf now."""
        prefixes = [str(route.prefix) for route in self.topology.routers[name].speaker.loc_rib]
        others = [prefix for prefix in prefixes if prefix != self.topology.prefixes[name]]
        paths = sum(len(self.topology.equal_paths(name, prefix)) for prefix in others)
        now = self.topology.network.now
        average = paths / len(others) if others else 0.0
        self.samples[name].append(Sample(now, len(prefixes), average))

    def _heard(self, router: Router, event: SpeakerEvent) -> None:
        if isinstance(event, BestChanged):
            self.look(router.name)


def simulate(leaves: int, spines: int, seed: int) -> tuple[Watch, list[tuple[float, str]]]:
    """Run the network through a day of its life; return what was seen, and what happened when."""
    topology = leaf_spine(leaves, spines, seed=seed, latency=0.02, jitter=0.03)
    watch = Watch(topology)
    network = topology.network
    marks = [(network.now, "start")]
    topology.start()
    _run(watch, 2.0)
    marks.append((network.now, "leaf1 loses spine1"))
    topology.cut("leaf1", "spine1")
    _run(watch, 1.0)
    marks.append((network.now, "the link is back"))
    topology.repair("leaf1", "spine1")
    network.run_until(network.established)
    _run(watch, 2.0)
    return watch, marks


def _run(watch: Watch, seconds: float) -> None:
    """Let time go by, and look every now and then even where nothing happens."""
    for _ in range(round(seconds / 0.05)):
        watch.topology.network.run(0.05)
        for name in watch.leaves:
            watch.look(name)


def draw(watch: Watch, marks: list[tuple[float, str]]) -> str:
    """Draw the samples as SVG."""
    end = max(samples[-1].time for samples in watch.samples.values())
    height = _TOP + _ROW * len(watch.leaves) + 40

    def x(time: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - 20) * time / end

    most = len(watch.leaves)
    widest = max(each.paths for samples in watch.samples.values() for each in samples) or 1
    size = f'width="{_WIDTH}" height="{height}"'
    share = f"equal paths on average (of {widest:.0f})"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">',
        f'<rect {size} fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="16">Leaves: prefixes and equal paths</text>',
        f'<text x="{_LEFT}" y="42" fill="{_COLOURS[0]}">prefixes reached (of {most})</text>',
        f'<text x="{_LEFT + 190}" y="42" fill="{_COLOURS[1]}">{share}</text>',
    ]
    for index, (time, text) in enumerate(marks):
        bottom = height - 34
        parts.append(
            f'<line x1="{x(time):.1f}" x2="{x(time):.1f}" y1="{_TOP - 14}" y2="{bottom}"'
            ' stroke="#999" stroke-dasharray="3 3"/>'
            f'<text x="{x(time) + 4:.1f}" y="{bottom + 14 + 13 * (index % 2)}" fill="#555">'
            f"{time:.2f} s {text}</text>"
        )
    for row, (name, samples) in enumerate(watch.samples.items()):
        base = _TOP + _ROW * (row + 1) - 14
        tall = _ROW - 24
        parts.append(f'<text x="10" y="{base}">{name}</text>')
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{base}" y2="{base}" stroke="#ddd"/>'
        )
        for colour, values in (
            (_COLOURS[0], [(each.time, each.prefixes / most) for each in samples]),
            (_COLOURS[1], [(each.time, each.paths / widest) for each in samples]),
        ):
            steps = [f"M{x(values[0][0]):.1f},{base - tall * values[0][1]:.1f}"]
            for time, value in values[1:]:
                steps.append(f"H{x(time):.1f}V{base - tall * value:.1f}")
            parts.append(
                f'<path d="{" ".join(steps)}" fill="none" stroke="{colour}" stroke-width="1.8"/>'
            )
    return "\n".join([*parts, "</svg>"])


def main() -> None:
    """Simulate, and write the picture."""
    parser = argparse.ArgumentParser(description="Draw how a data centre converges.")
    parser.add_argument("picture", type=Path, help="the SVG file to write")
    parser.add_argument("--leaves", type=int, default=4)
    parser.add_argument("--spines", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    watch, marks = simulate(arguments.leaves, arguments.spines, arguments.seed)
    arguments.picture.write_text(draw(watch, marks), encoding="utf-8")
    for name, samples in watch.samples.items():
        last = samples[-1]
        print(f"{name}: {last.prefixes} prefixes, {last.paths:.2f} equal paths on average")


if __name__ == "__main__":
    main()
