"""What users install: a wheel holds all it needs, works without the checkout, and no more."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest
from support.program import SUPPORT, write_mail
from support.requirements import require

import mailflow
from mailflow.adapters.catalogues import templates_directory

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PACKAGES = ("mailflow", "classifiers", "models")
SECONDS = 60
BUILD = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet")
INSTALL = ("install", "--no-deps", "--no-index", "--quiet", "--no-compile")
METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt"}


@dataclass(frozen=True, slots=True)
class Build:
    """A wheel and the sources that it was made of."""

    source: Path
    wheel: Path

    @property
    def names(self) -> set[str]:
        """Every file in it."""
        with ZipFile(self.wheel) as archive:
            return set(archive.namelist())

    def text(self, name: str) -> str:
        """Return a file in it."""
        with ZipFile(self.wheel) as archive:
            return archive.read(name).decode()


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with the wheel, and an empty folder to work in."""

    environment: Path
    folder: Path

    def done(self, program: str, *arguments: str | Path) -> str:
        """Run a program of the environment that must succeed; return what it printed."""
        return run(self.environment / "bin" / program, *arguments, folder=self.folder)


def run(*command: str | Path, folder: Path) -> str:
    """Run a program that must succeed, without what our own environment tells Python."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command,
        cwd=folder,
        env=clean,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def copy_sources(folder: Path) -> None:
    """Copy what git has or would take, so that the build writes nothing into the checkout."""
    require(shutil.which("git") and (ROOT / ".git").exists(), "the sources are no git checkout")
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in run("git", *listing, folder=ROOT).split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return the wheel, built offline with the build backend of the suite's environment."""
    source, output = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    copy_sources(source)
    run(sys.executable, "-m", "pip", *BUILD, "-w", output, ".", folder=source)
    (wheel,) = output.iterdir()
    return Build(source, wheel)


@pytest.fixture(scope="module")
def installed(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Return a fresh environment with the wheel; only what it depends on is the suite's.

    A line in a .pth file adds the suite's packages but not what their .pth files add in turn:
    the checkout of the editable install stays out of reach.
    """
    made = Installed(tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("empty"))
    venv.create(made.environment, symlinks=True, with_pip=False)
    python = made.environment / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, *INSTALL, build.wheel, folder=made.folder)
    (packages,) = made.environment.glob("lib/python*/site-packages")
    suite = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (packages / "suite.pth").write_text("\n".join(suite), encoding="utf-8")
    return made


@pytest.mark.parametrize(
    "name",
    [
        "mailflow/templates/acknowledgement/body.html.j2",
        "mailflow/templates/messages/en.toml",
        "mailflow/cli/mailflow.toml.template",
        "mailflow/demo/templates/page.html.j2",
        "mailflow/demo/templates/style.css",
        "classifiers/seed/hardware.jsonl",
        "models/tables.py",
    ],
)
def test_the_wheel_holds_what_is_read_at_run_time(build: Build, name: str) -> None:
    assert name in build.names


def test_the_wheel_holds_every_migration(build: Build) -> None:
    versions = "models/migrations/versions"
    revisions = {f"{versions}/{one.name}" for one in (build.source / versions).glob("*.py")}
    assert revisions
    assert {"models/migrations/env.py", *revisions} <= build.names


def test_the_wheel_holds_the_three_packages_and_the_templates_and_no_more(build: Build) -> None:
    """No tests, benchmarks, tools or settings of anybody's."""
    folders = {name: name for name in PACKAGES} | {"templates": "mailflow/templates"}
    expected = {
        f"{target}/{path.relative_to(build.source / folder).as_posix()}"
        for folder, target in folders.items()
        for path in (build.source / folder).rglob("*")
        if path.is_file()
    }
    head = f"mailflow-{mailflow.__version__}.dist-info"
    assert build.names == expected | {f"{head}/{name}" for name in METADATA}


def test_the_version_stands_in_one_place(build: Build) -> None:
    project = tomllib.loads((build.source / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    metadata = build.text(f"mailflow-{mailflow.__version__}.dist-info/METADATA")
    assert f"\nVersion: {mailflow.__version__}\n" in metadata


def test_the_build_leaves_its_sources_as_they_were(build: Build) -> None:
    """So that building in a checkout does not make it dirty."""
    assert not any((build.source / name).exists() for name in ("build", "dist"))
    assert not list(build.source.glob("*.egg-info"))


def test_the_installed_packages_come_from_the_wheel(installed: Installed) -> None:
    """All three, and the templates; the checkout cannot stand in for what is missing."""
    names = ", ".join(PACKAGES)
    script = f"import sys, {names}; print(*({names}), *sys.path, sep='\\n')"
    printed = installed.done("python", "-c", script)
    modules, path = printed.splitlines()[:3], printed.splitlines()[3:]
    assert all(str(installed.environment) in one for one in modules)
    assert str(ROOT) not in path
    where = "from mailflow.adapters import renderer; print(renderer.templates_directory())"
    templates = Path(installed.done("python", "-c", where).strip())
    assert templates.is_relative_to(installed.environment)


def test_the_installed_program_makes_a_desk_and_answers_a_mail(installed: Installed) -> None:
    """From an empty directory: templates, migrations and the settings' template are found."""
    assert "Usage: mailflow" in installed.done("mailflow", "--help")
    assert "Usage: " in installed.done("python", "-m", "mailflow", "--help")
    assert mailflow.__version__ in installed.done("mailflow", "--version")
    installed.done("mailflow", "init", "--support-address", SUPPORT, "--no-classifier")
    mail = write_mail(installed.folder, "printer")
    installed.done("mailflow", "ingest", "--process", mail)
    assert "About printer" in installed.done("mailflow", "incidents", "list")


def test_the_editable_install_finds_the_templates_of_the_checkout() -> None:
    """The one that the suite itself runs on."""
    assert templates_directory() == ROOT / "templates"
