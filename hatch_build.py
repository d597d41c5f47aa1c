"""Compiles the modules that are hot, when `BGPLIB_COMPILE=1` asks for it while a wheel is built.

Without it the wheel is pure: it runs everywhere, and is the same library, only slower. With it,
mypyc makes extension modules of the very same files, which stay beside them in the wheel, so that
`BGPLIB_PURE=1` can choose them when the library is imported.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: what is compiled: all of the kernel, and what is called for every message, route and path
HOT: Final = (
    "bgplib/kernel/[a-z]*.py",
    "bgplib/attributes/block.py",
    "bgplib/attributes/block_store.py",
    "bgplib/attributes/path_attribute.py",
    "bgplib/nlri/group.py",
    "bgplib/nlri/reader.py",
    "bgplib/messages/decoder.py",
    "bgplib/messages/_usual.py",
    "bgplib/messages/update.py",
    "bgplib/decision/aigp.py",
    "bgplib/decision/alike.py",
    "bgplib/decision/eligibility.py",
    "bgplib/decision/med.py",
    "bgplib/decision/preference.py",
    "bgplib/decision/selector.py",
    "bgplib/decision/tie_break.py",
    "bgplib/rib/_usual_packing.py",
    "bgplib/rib/adj_rib_out.py",
    "bgplib/rib/change.py",
    "bgplib/rib/destination.py",
    "bgplib/rib/judging.py",
    "bgplib/rib/node.py",
    "bgplib/rib/notes.py",
    "bgplib/rib/packing.py",
    "bgplib/rib/putting.py",
    "bgplib/rib/reading.py",
    "bgplib/rib/reselecting.py",
    "bgplib/rib/rib.py",
    "bgplib/rib/settling.py",
    "bgplib/rib/store.py",
    "bgplib/rib/table.py",
    "bgplib/route/path.py",
    "bgplib/session/connection.py",
    "bgplib/session/machine.py",
    "bgplib/session/message_log.py",
    "bgplib/session/output.py",
    "bgplib/session/reception.py",
    "bgplib/session/session.py",
    "bgplib/speaker/_usual_export.py",
    "bgplib/speaker/export.py",
    "bgplib/speaker/import_.py",
    "bgplib/speaker/peer.py",
    "bgplib/speaker/rewrite.py",
    "bgplib/speaker/short_way.py",
    "bgplib/speaker/wires.py",
    "bgplib/formats/_addresses.py",
    "bgplib/formats/_number_texts.py",
    "bgplib/formats/mrt/_chosen_way.py",
    "bgplib/formats/mrt/_element_columns.py",
    "bgplib/formats/mrt/_short_way.py",
    "bgplib/formats/mrt/_table_elements.py",
    "bgplib/formats/mrt/_update_elements.py",
    "bgplib/formats/mrt/_walk.py",
    "bgplib/formats/mrt/elements.py",
    "bgplib/formats/mrt/framing.py",
    "bgplib/formats/mrt/rows.py",
    "bgplib/formats/text/_attribute_columns.py",
    "bgplib/formats/text/_update_lines.py",
)
#: the name of what all of them share: `bgplib__mypyc`, beside the package
GROUP: Final = "bgplib"


def hot_modules(root: Path) -> list[str]:
    """Return the files that are compiled, as `bgplib/rib/table.py`, on Windows too.

    Args:
        root: where `bgplib` is: the repository, or what a wheel was installed into.

    Raises:
        FileNotFoundError: one of `HOT` names nothing: a module has another name now.
    """
    found = []
    for hot in HOT:
        files = [path.relative_to(root).as_posix() for path in root.glob(hot)]
        if not files:
            raise FileNotFoundError(f"there is no {hot} in {root}")
        found += files
    return sorted(found)


class CompileHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is of no use here
    """Adds extension modules to a wheel."""

    def dependencies(self) -> list[str]:
        """Ask for the compiler only when something is compiled."""
        return ["mypy[mypyc]>=2.0", "attrs", "setuptools"] if _is_asked_for() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say that the wheel is for this Python on this platform."""
        if version == "editable" or not _is_asked_for():
            return
        self.folder = tempfile.TemporaryDirectory(prefix="bgplib-mypyc-")
        built = compile_modules(Path(self.root), Path(self.folder.name))
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"] |= {str(file): name for name, file in built.items()}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was needed on the way."""
        if version != "editable" and _is_asked_for():
            self.folder.cleanup()


def _is_asked_for() -> bool:
    return os.environ.get("BGPLIB_COMPILE") == "1"


def compile_modules(root: Path, folder: Path) -> dict[str, Path]:
    """Compile the modules that are hot, and return what was built by its place in a wheel.

    Args:
        root: the repository.
        folder: where to put what is made.
    """
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    before = Path.cwd()
    argv, sys.argv = sys.argv, sys.argv[:1]
    os.chdir(root)
    try:
        # What is compiled follows the types of what is not, and does not complain about it.
        extensions = mypycify(
            ["--follow-imports=silent", *hot_modules(root)],
            opt_level="3",
            group_name=GROUP,
            target_dir=str(folder),
        )
        if sys.platform == "linux":
            # Nobody puts a function of another library in place of ours, so that the compiler may
            # call them without a detour, and put the small ones in where they are called. Where
            # programs are no ELF files this is so anyway.
            for extension in extensions:
                extension.extra_compile_args.append("-fno-semantic-interposition")
        distribution = Distribution({"name": "bgplib", "ext_modules": extensions, "py_modules": []})
        command = build_ext(distribution)
        command.build_lib = str(folder / "lib")
        command.build_temp = str(folder / "objects")
        command.ensure_finalized()
        command.run()
    finally:
        os.chdir(before)
        sys.argv = argv
    library = folder / "lib"
    return {file.relative_to(library).as_posix(): file for file in map(Path, command.get_outputs())}
