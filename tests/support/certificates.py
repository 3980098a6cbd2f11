"""Throwaway certificates of a private authority, made by openssl once per test process."""

import atexit
import functools
import shutil
import ssl
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = "DNS:localhost,IP:127.0.0.1,IP:::1"
ELSEWHERE = "DNS:elsewhere.example"
NEEDED = "openssl is not installed (apt install openssl)"

_REQUEST = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key as PEM files."""

    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """Return what a server needs to show this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


@dataclass(frozen=True, slots=True)
class Authority:
    """A test authority: `trusted` names this machine, `wrong_host` another, `self_signed` this."""

    ca_file: Path
    trusted: Certificate
    wrong_host: Certificate
    self_signed: Certificate


@functools.cache
def authority() -> Authority:
    """Return the authority of this process; its folder goes away at exit."""
    folder = Path(tempfile.mkdtemp(prefix="certificates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ca = _make(folder, "ca", "mailflow test authority", [])
    signed = ["-CA", str(ca.certificate), "-CAkey", str(ca.key)]
    return Authority(
        ca_file=ca.certificate,
        trusted=_make(folder, "trusted", "localhost", [*signed, *_names(HERE)]),
        wrong_host=_make(folder, "wrong", "elsewhere.example", [*signed, *_names(ELSEWHERE)]),
        self_signed=_make(folder, "self", "localhost", _names(HERE)),
    )


def _names(alternatives: str) -> list[str]:
    leaf = ["-addext", "basicConstraints=critical,CA:FALSE"]
    return ["-addext", f"subjectAltName={alternatives}", *leaf]


def _make(folder: Path, stem: str, common_name: str, options: list[str]) -> Certificate:
    made = Certificate(folder / f"{stem}.pem", folder / f"{stem}.key")
    files = ["-keyout", str(made.key), "-out", str(made.certificate)]
    command = [*_REQUEST.split(), "-subj", f"/CN={common_name}", *options, *files]
    subprocess.run(command, check=True, capture_output=True)
    return made
