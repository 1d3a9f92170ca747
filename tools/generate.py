"""Generate gen/ from proto/, or with --check say whether it is what proto/ gives."""

import os
import shutil
import subprocess
import sys
from filecmp import dircmp
from pathlib import Path
from tempfile import TemporaryDirectory

PROTO, GEN = Path("proto"), Path("gen/onedoor")


def generate(into: Path) -> None:
    outputs = ("python", "mypy", "grpc_python", "mypy_grpc")
    quiet = {"mypy": "quiet:", "mypy_grpc": "quiet:"}
    files = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))
    arguments = [f"--{output}_out={quiet.get(output, '')}{into}" for output in outputs]
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}", *arguments, *files]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # where plug-ins lie
    subprocess.run(command, check=True, env=os.environ | {"PATH": path})


def differences(found: dircmp[str]) -> list[str]:
    here = [str(Path(found.left, name)) for name in (*found.left_only, *found.diff_files)]
    here += [str(Path(found.left, name)) for name in found.right_only]
    return here + [path for inner in found.subdirs.values() for path in differences(inner)]


def main() -> int:
    with TemporaryDirectory() as folder:
        fresh = Path(folder)
        generate(fresh)
        if "--check" in sys.argv:
            stale = differences(dircmp(GEN, fresh / "onedoor", ignore=["__pycache__"]))
            for path in stale:
                print(f"{path} is not what proto/ gives: run `make proto`")
            return len(stale)
        shutil.rmtree(GEN, ignore_errors=True)
        shutil.copytree(fresh / "onedoor", GEN)
    return 0


if __name__ == "__main__":
    sys.exit(main())
