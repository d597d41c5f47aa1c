"""What a start costs: modules are imported when they are used; counted, not timed."""

from __future__ import annotations

import importlib
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import data
from tests.unit.cli.running import environment


def imported(code: str) -> list[str]:
    """Run code in an interpreter of its own, and return which modules it has imported by then."""
    report = "import sys; print('\\n' + ' '.join(sys.modules), file=sys.__stdout__)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    return done.stdout.splitlines()[-1].split()


def of_ours(modules: list[str]) -> list[str]:
    """Return the modules of bgplib among some."""
    return [name for name in modules if name.partition(".")[0] == "bgplib"]


def test_import_is_nothing_but_names() -> None:
    """`import bgplib` imports neither its parts nor what they need."""
    modules = imported("import bgplib")
    assert of_ours(modules) == ["bgplib"] or of_ours(modules) == ["bgplib", "bgplib._pure"]
    assert "attr" not in modules


def test_what_is_used_is_imported() -> None:
    """A prefix needs no session, and a session no archive."""
    modules = imported("import bgplib; bgplib.Prefix")
    assert 1 < len(of_ours(modules)) < 19
    modules = imported("import bgplib; bgplib.decode")
    assert not [name for name in modules if name.startswith(("bgplib.session", "bgplib.formats"))]


@pytest.mark.parametrize("command", ["--help", "--version"])
def test_help_imports_no_command(command: str) -> None:
    """`bgplib --help` lists the commands without importing what they do."""
    run = f"""
from bgplib.cli.__main__ import main
import sys
sys.argv = ["bgplib", {command!r}]
try:
    main()
except SystemExit:
    pass
"""
    modules = imported(run)
    assert "click" in modules
    assert "attr" not in modules
    assert len(of_ours(modules)) < 10


#: what few messages hold, and what takes longest to import
RARE = (
    "bgplib.attributes.bgp_ls",
    "bgplib.attributes.extended_communities._table",
    "bgplib.attributes.tunnel_encapsulation",
    "bgplib.capabilities._table",
    "bgplib.nlri.evpn",
    "bgplib.nlri.flowspec",
    "bgplib.nlri.mvpn",
    "bgplib.policy",
    "bgplib.rib",
    "bgplib.session",
)


def command(*arguments: str) -> str:
    """Return the code that runs `bgplib` and does not end the process."""
    return f"""
from bgplib.cli.__main__ import main
import sys
sys.argv = ["bgplib", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert end.code in (None, 0, 1)  # that a file is empty is an error, too
"""


def rare(modules: list[str]) -> set[str]:
    """Return what is rare among the modules that were imported."""
    return set(RARE).intersection(modules)


UPDATES = b"".join(data.bgp4mp(data.live_feed(20)))
TABLE = b"".join(data.table_dump_v2(5, 2))
UPDATE = (
    "ff" * 16 + "003502 0000 001a 40010100 40020602010000fde9 400304c0000201 80040400000001 080a"
)
#: a capture with no packet in it
EMPTY_CAPTURE = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)


@pytest.mark.parametrize("what", [("-m",), (), ("--json",), ("--count",)])
def test_an_archive_imports_what_is_in_it(tmp_path: Path, what: tuple[str, ...]) -> None:
    """UPDATEs and a table of prefixes: codecs of other families and attributes stay out."""
    file = tmp_path / "updates.mrt"
    file.write_bytes(UPDATES + TABLE)
    modules = imported(command("mrt", *what, str(file)))
    assert "bgplib.formats.mrt.elements" in modules
    assert rare(modules) <= {"bgplib.attributes.extended_communities._table"}
    assert len(of_ours(modules)) < 250


@pytest.mark.parametrize("name", ["mrt", "bmp", "pcap"])
def test_an_empty_file_imports_no_codec_of_rare_things(tmp_path: Path, name: str) -> None:
    """What reads archives is there, and nothing that stands in none of them."""
    file = tmp_path / "empty"
    file.write_bytes(EMPTY_CAPTURE if name == "pcap" else b"")
    modules = imported(command(name, str(file)))
    assert "bgplib.messages.decoder" in modules
    assert rare(modules) == set()
    assert len(of_ours(modules)) < 200


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_message_imports_what_is_in_it(form: tuple[str, ...]) -> None:
    """`bgplib decode` of an UPDATE of prefixes needs no codec of other families."""
    modules = imported(command("decode", *form, UPDATE))
    assert rare(modules) == set()


def test_a_row_is_imported_when_it_is_asked_for() -> None:
    """By a code, by a class, by a family, and by what a message holds."""
    table = "import bgplib; table = bgplib.DEFAULT_REGISTRY"
    assert rare(imported(table)) == set()
    assert rare(imported(f"{table}.attributes.by_code(29)")) == {"bgplib.attributes.bgp_ls"}
    of_evpn = f"{table}.families[bgplib.Family.L2VPN_EVPN]"
    assert rare(imported(of_evpn)) == {"bgplib.nlri.evpn"}
    of_class = "from bgplib.attributes import TunnelEncapsulation as T"
    of_class = f"{of_class}; {table}; assert table.attributes.by_class(T).code == 23"
    assert "bgplib.attributes.tunnel_encapsulation" in imported(of_class)
    count = f"{table}; assert len(table.attributes.codecs) == 32 and len(table.nlri) == 19"
    assert set(RARE[:1]) <= rare(imported(count))


@pytest.mark.parametrize(
    "package",
    [
        "bgplib.attributes",
        "bgplib.attributes.extended_communities",
        "bgplib.capabilities",
        "bgplib.formats.json",
    ],
)
def test_names_that_were_not_imported_are_there(package: str) -> None:
    """What a package lists it has, in a fresh interpreter too, and so its modules by name."""
    module = importlib.import_module(package)
    assert set(module.__all__) <= set(dir(module))
    code = f"""
import {package} as package
missing = [name for name in package.__all__ if name not in dir(package)]
assert not missing, missing
for name in package.__all__:
    assert getattr(package, name) is not None
for name in package._HOMES:
    assert getattr(package, name).__name__ == "{package}." + name
from {package} import *
try:
    package.no_such_name
except AttributeError as error:
    assert "no_such_name" in str(error)
else:
    raise AssertionError
"""
    assert package in imported(code)
