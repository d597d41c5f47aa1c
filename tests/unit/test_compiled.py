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


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder that has what a wheel's tests have, but for `bgplib`."""
    (folder / "tests").mkdir()
    for name in ("tests/__init__.py", "tests/compiled.py", "hatch_build.py"):
        shutil.copy2(_HERE / name, folder / name)
    interface = folder / "hatchling/builders/hooks/plugin/interface.py"
    interface.parent.mkdir(parents=True)
    interface.write_text(_INTERFACE)
    # Behind the folder itself, which Python looks into first.
    place = str(Path(bgplib.__file__).parents[1])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": place, "BGPLIB_PURE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_modules_are_found_where_they_were_installed(tmp_path: Path) -> None:
    """The tests of a wheel stand in a folder by themselves, without `bgplib` beside them."""
    done = _run(tmp_path, "-m", "tests.compiled")
    assert (done.returncode, done.stderr) == (0, "")
    assert "bgplib.rib.table: pure" in done.stdout.splitlines()


def test_a_module_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A name in the list that nothing has any more would be left uncompiled in silence."""
    look = "import hatch_build, pathlib; hatch_build.hot_modules(pathlib.Path())"
    done = _run(tmp_path, "-c", look)
    assert done.returncode
    assert "FileNotFoundError: there is no bgplib/kernel/[a-z]*.py" in done.stderr
