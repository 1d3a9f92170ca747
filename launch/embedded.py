"""PostgreSQL and NATS as children of this process, from their Python wheels."""

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import create_connection

from chassis.events.streams import inbox, stream
from chassis.kernel import Phrase
from launch.archive import archiving
from launch.children import Child, Program, close_all, end_orphans
from launch.engines import DATABASE, OPERATOR, SERVICES, SUPERUSER, Engines
from launch.errors import CannotStart, EngineDidNotStart, FolderDamaged
from launch.folder import opened
from launch.hearing import HEARS
from launch.passwords import passwords
from launch.ports import free_port
from launch.wheels import environment, last_line, nats_program, postgres_program, unprivileged
from launch.whereabouts import Running

MAJOR = "18"
PORT_ATTEMPTS = 3
NATS_BROKEN = re.compile("no space left on device|JetStream .*DISABLED")
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
    # Neither a statement nor the values it carried may reach the log: they name people. The very
    # message of a statement that fails may repeat one, so the log is of the server alone.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class Embedded:
    """Two engines that live in one data folder, and the children that run them."""

    def __init__(self, folder: Path, wal_archive: Path | None = None) -> None:
        self.folder = folder
        self.wal_archive = wal_archive
        self.logs = folder / "logs"
        kept = folder / "secrets.json"
        names = [f"client/{name}" for name in SERVICES]
        names += [f"postgres/{name}" for name in (SUPERUSER, *SERVICES)]
        names += [f"nats/{name}" for name in (OPERATOR, *SERVICES)]
        words = passwords(kept, names)
        self.database_passwords = {name: words[f"postgres/{name}"] for name in SERVICES}
        self.superuser_password = words[f"postgres/{SUPERUSER}"]
        self.bus_passwords = {name: words[f"nats/{name}"] for name in (OPERATOR, *SERVICES)}
        self.client_secrets = {name: words[f"client/{name}"] for name in SERVICES}
        self.running = Running(folder)
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
        self.running.forget()
        close_all(self.children)

    def _open(self, program: Callable[[int], Program]) -> int:
        """On a free port; on another one if somebody takes it between our look and our start."""
        attempt = 1
        while True:
            port = free_port()
            child = Child(program(port))
            self.children.append(child)
            try:
                child.open()
            except EngineDidNotStart as refusal:
                self.children.remove(child)
                attempt += 1
                if attempt > PORT_ATTEMPTS or not PORT_TAKEN.search(str(refusal)):
                    raise
            else:
                return port

    def _initialise(self, data: Path) -> None:
        """Under another name first, so that a kill in between leaves nothing half made."""
        fresh, word = self.folder / "postgres.new", self.folder / "postgres.word"
        shutil.rmtree(fresh, ignore_errors=True)
        word.touch(mode=0o600)
        word.write_text(self.superuser_password)
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        who = (f"--username={SUPERUSER}", "--auth=scram-sha-256", f"--pwfile={word}")
        run = subprocess.run(  # noqa: S603 - PostgreSQL's own program
            [*unprivileged(), postgres_program("initdb"), "--encoding=UTF8", *locale, *who, fresh],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
        )
        word.unlink()
        if run.returncode:
            log = self.logs / "initdb.log"
            log.write_text(run.stdout + run.stderr)
            raise EngineDidNotStart(engine="PostgreSQL", reason=last_line(run.stderr), log=log)
        fresh.rename(data)

    def _postgres(self, data: Path, port: int) -> Program:
        settings = self.folder / "postgresql.conf"
        lines = (SETTINGS | archiving(self.wal_archive, data) | {"port": str(port)}).items()
        settings.write_text("".join(f"{name} = '{value}'\n" for name, value in lines))
        where = ("-D", str(data), "-c", f"config_file={settings}")
        return Program(
            name="PostgreSQL",
            command=(*unprivileged(), postgres_program("postgres"), *where),
            folder=data,
            log=self.logs / "postgres.log",
            is_ready=lambda process: _postmaster_is_ready(data, process),
            explain=_fatal_line,
            stop=signal.SIGINT,  # "fast": do not wait for clients
            stop_at_once=signal.SIGQUIT,
            environment=environment(),
        )

    def _nats(self, store: Path, port: int) -> Program:
        settings = self.folder / "nats.conf"
        settings.touch(mode=0o600)
        settings.write_text(self._nats_settings(store, port))
        return Program(
            name="NATS",
            command=(nats_program(), "--config", str(settings)),
            folder=store,
            log=self.logs / "nats.log",
            is_ready=lambda _: _greets(port, f"onedoor-{port}"),
            explain=_fatal_line,
            environment=environment(),
            broken_by_full_disk=NATS_BROKEN,
        )

    def _nats_settings(self, store: Path, port: int) -> str:
        """NATS reads JSON. Each service may publish under its own name only, and hear by its own
        consumers only: nobody takes or changes what another was to hear, or listens in."""
        users: list[dict[str, object]] = [
            {"user": OPERATOR, "password": self.bus_passwords[OPERATOR]}
        ]
        users += [
            {
                "user": service,
                "password": self.bus_passwords[service],
                "permissions": {
                    "publish": _may_publish(service),
                    "subscribe": [f"{inbox(service)}.>"],
                },
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
def embedded(
    folder: Path, *, database_url: str = "", bus_url: str = "", wal_archive: Path | None = None
) -> Iterator[Embedded]:
    """Engines on this folder, which nobody else may use meanwhile. A URL replaces one of them."""
    with (
        opened(folder) as place,
        open_engines(
            place, database_url=database_url, bus_url=bus_url, wal_archive=wal_archive
        ) as house,
    ):
        yield house


@contextmanager
def open_engines(
    place: Path, *, database_url: str, bus_url: str, wal_archive: Path | None
) -> Iterator[Embedded]:
    """The same on a folder that is ours already."""
    with ExitStack() as stack:
        house = Embedded(place, wal_archive)
        stack.callback(house.close)
        house.engines = Engines(
            database_url or house.open_postgres(),
            bus_url or house.open_nats(),
            house.database_passwords,
            {} if bus_url else house.bus_passwords,
        )
        yield house


def _check_version(data: Path) -> None:
    try:
        version = (data / "PG_VERSION").read_text().strip()
    except OSError as fault:
        raise FolderDamaged(
            reason=Phrase(
                f"{data / 'PG_VERSION'} cannot be read", f"{data / 'PG_VERSION'} 无法读取"
            )
        ) from fault
    if version != MAJOR:
        raise FolderDamaged(
            reason=Phrase(
                f"{data} is of PostgreSQL {version}, not {MAJOR}",
                f"{data} 属于 PostgreSQL {version},而非 {MAJOR}",
            )
        )


def _forget_stale_pid(data: Path) -> None:
    """The lock is ours and orphans are ended: a living process of that number is somebody else.

    A start that was killed early leaves the file empty, and PostgreSQL would not start over it.
    """
    file = data / "postmaster.pid"
    if file.exists():
        number = file.read_text().split(maxsplit=1)[:1]
        if not number or Path("/proc", *number).exists():
            file.unlink()


def _may_publish(service: str) -> list[str]:
    """Its own events; to make, read and empty its own stream; to consume and acknowledge.

    Not to change a stream, nor to delete one and make it anew: a stream may be told to republish
    what it gets under other names.
    """
    of_streams = (
        *(f"{what}.{stream(service)}" for what in ("CREATE", "MSG.GET", "MSG.DELETE", "PURGE")),
        *("INFO.*", "NAMES"),
    )
    of_consumers = ("DURABLE.CREATE", "INFO", "MSG.NEXT")
    heard = [f"{stream(producer)}.{durable}" for durable, producer in HEARS[service].items()]
    return [
        f"onedoor.{service}.>",
        "$JS.API.INFO",
        *(f"$JS.API.STREAM.{what}" for what in of_streams),
        *(f"$JS.API.CONSUMER.{what}.{each}" for what in of_consumers for each in heard),
        *(f"$JS.ACK.{each}.>" for each in heard),
    ]


def _postmaster_is_ready(data: Path, process: int) -> bool:
    """What pg_ctl looks at: the postmaster writes its state into its own pid file."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return lines[:1] == [str(process)] and lines[-1].strip() == "ready"  # it is empty at first


def _greets(port: int, name: str) -> bool:
    try:
        with create_connection(("127.0.0.1", port), 1) as server:
            return name.encode() in server.recv(4096)
    except OSError:
        return False


def _fatal_line(said: str) -> str:
    """The first sentence with which an engine gave up."""
    found = re.search(r"(?:FATAL|PANIC|\[FTL\]|nats-server):? +(.*)", said)
    return found[1] if found else last_line(said)
