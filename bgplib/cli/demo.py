"""`bgplib demo`: the main job with nothing prepared, on a recording of real routers."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click

from bgplib.cli._replay import Replay
from bgplib.cli._table import count, table_lines
from bgplib.cli._text import complain, strong, write
from bgplib.decision import Explanation
from bgplib.errors import ParseError
from bgplib.rib import Rib
from bgplib.testing.recording import Recording, read_recording

__all__ = ["command"]


@click.command("demo")
@click.option(
    "--recording", metavar="FILE", help="Replay another recording than the one that is packaged."
)
def command(*, recording: str | None) -> int:
    """Replay a recording of real routers.

    Every message is decoded in the context that the OPENs of its session lead to, sessions come up
    on a virtual clock, their routes fill a RIB, and best paths are chosen. Printed are what
    happened, the table, and for each step of the decision process that decided something one
    example with its reasons.
    """
    try:
        found = _read(recording)
    except (OSError, ParseError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, UnicodeDecodeError):
            reason = "this is no recording: not UTF-8"
        complain(f"{recording or 'the recording'}: {reason}")
        return 1
    replay = Replay(found)
    for line in _output(found, replay):
        write(line)
    return int(replay.errors > 0)


def _read(name: str | None) -> Recording:
    source = files("bgplib.cli").joinpath("demo.jsonl") if name is None else Path(name)
    with source.open(encoding="utf-8") as lines:
        return read_recording(lines)


def _output(recording: Recording, replay: Replay) -> Iterator[str]:
    versions = dict(recording.made_with)
    peers = (f"{peer.name} {versions.get(peer.name, '')}".strip() for peer in recording.peers)
    yield strong(f"A recording of {', '.join(peers)}")
    yield "Our ends of its sessions run again, on its clock, and their routes fill a table."
    yield ""
    yield from replay.run()
    yield ""
    yield (
        f"{count(replay.messages, 'message')} decoded, "
        f"{replay.same} of which encode to the same octets again"
    )
    yield ""
    yield strong("The table")
    yield ""
    yield from table_lines(replay.rib)
    yield ""
    yield strong("Why a path is the best: an example for each step that decided")
    for explanation in _examples(replay.rib):
        yield ""
        yield str(explanation)


def _examples(rib: Rib) -> list[Explanation]:
    """Return, in the order of the steps, a decision for each: one among the most candidates."""
    examples: dict[str, Explanation] = {}
    for family in rib.families:
        for key in rib.keys(family):
            found = rib.explain(key, family)
            step = found.decided_by
            if step is None:
                continue
            known = examples.get(step)
            if known is None or len(known.candidates) < len(found.candidates):
                examples[step] = found
    return [examples[name] for name in rib.process.names if name in examples]
