"""What proves that a wheel has the compiled modules, where a wheel is tested."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import bgplib

_HERE = Path(__file__).parents[2]
#: all that `hatch_build` asks of the builder when it is imported
_INTERFACE = "class BuildHookInterface:\n    pass\n"


def test_modules_are_found_where_they_were_installed(tmp_path: Path) -> None:
    """The tests of a wheel stand in a folder by themselves, without `bgplib` beside them."""
    (tmp_path / "tests").mkdir()
    for name in ("tests/__init__.py", "tests/compiled.py", "hatch_build.py"):
        shutil.copy2(_HERE / name, tmp_path / name)
    interface = tmp_path / "hatchling/builders/hooks/plugin/interface.py"
    interface.parent.mkdir(parents=True)
    interface.write_text(_INTERFACE)
    # Behind the folder itself, which `-m` looks into first.
    place = str(Path(bgplib.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-m", "tests.compiled"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": place, "BGPLIB_PURE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "bgplib.rib.table: pure" in done.stdout.splitlines()
