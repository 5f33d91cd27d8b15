"""Fixtures for tests that build whole sites."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from plugins.build import BuildReport, Options, build_site
from plugins.build.output import OutputFolder
from plugins.build.settings import PROJECT
from tests.photographs import draw_photograph
from tests.processes import keep_results, new_process
from tests.storage_server import running_bucket

PLACES = count()  # numbers of prefixes in storage
NOW = "1795219200"  # 2026-11-21, the clock of every build in the tests


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden tree anew")


class SiteFolder:
    """A content folder with an output folder beside it, and the ways to change and build them."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.output = folder / "output"
        (self.content / "news").mkdir(parents=True)
        (self.content / "pages").mkdir()
        (self.content / "pages" / "gioi-thieu.md").write_text("---\ntitle: Giới thiệu\n---\n\nTrang thử.\n", "utf-8")

    def write(self, name: str, /, *, body: str = "Nội dung.", folder: str = "2022/07", **front: object) -> Path:
        """An item with sensible front matter; a value of None leaves a key out."""
        front = {"title": f"Tin {name}", "date": "2022-07-01T08:00:00+07:00", "category": "Dân vận"} | front
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value is not None]
        return self.write_raw(name, "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n", folder=folder)

    def write_raw(self, slug: str, text: str | bytes, *, folder: str = "2022/07") -> Path:
        path = self.content / "news" / folder / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def build(self, *, jobs: int = 1, output: Path | None = None, **options: object) -> BuildReport:
        wanted = Options(content=self.content, output=output or self.output, jobs=jobs, **options)
        return build_site(wanted, new_process(wanted))

    def tree(self, output: Path | None = None) -> dict[str, bytes]:
        root = output or self.output
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def page(self, address: str) -> str:
        return (self.output / address.strip("/") / "index.html").read_text("utf-8")


@pytest.fixture(scope="session", autouse=True)
def clock_of_the_session() -> Iterator[None]:
    """For sites that are built once for many tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        yield


@pytest.fixture(scope="session", autouse=True)
def results_of_the_session() -> Iterator[None]:
    """Kept in this process, and as Python keeps compiled code for the many programs that tests start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        keep_results(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_server_left_behind() -> Iterator[None]:
    """One whose socket was closed under it keeps asking for callers, and takes half the processor from all tests."""
    yield
    servers = [thread for thread in threading.enumerate() if "serve_forever" in thread.name]
    for thread in servers:
        thread.join(5)
    assert not [thread.name for thread in servers if thread.is_alive()], "shut a server down before it is closed"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)


@pytest.fixture(scope="session")
def fill_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """A folder of this name, filled by the process of the test run that first asks for it; the others wait."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root

    def fill(name: str, build: Callable[[Path], object]) -> Path:
        folder, part = root / name, root / f"{name}.part"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                build(part)
                part.rename(folder)
        return folder

    return fill


def build_with_cache(cache: Path, options: Options) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plugins.build.CACHE", cache)
        build_site(options)


@pytest.fixture(scope="session")
def first_sample(fill_once: Callable[..., Path]) -> Path:
    """A folder with the built sample site and the cache of its build."""

    def build(folder: Path) -> None:
        build_with_cache(folder / "cache", Options(output=folder / "site", jobs=1))

    return fill_once("sample", build)


@pytest.fixture(scope="session")
def sample_folder(first_sample: Path) -> Path:
    """The built sample site."""
    return first_sample / "site"


@pytest.fixture(scope="session")
def build_sample(first_sample: Path) -> Callable[[Options], None]:
    """Builds the sample site otherwise, with the pictures that were made the first time: most of the work."""

    def build(options: Options) -> None:
        assert options.output is not None
        cache = options.output.with_name(f"{options.output.name}-cache")
        (kept,) = (first_sample / "cache").iterdir()
        shutil.copytree(kept / "rooms", OutputFolder(options.output, cache).state / "rooms")
        build_with_cache(cache, options)

    return build


@pytest.fixture(scope="session")
def english(fill_once: Callable[..., Path], build_sample: Callable[[Options], None]) -> Path:
    """The sample site with its interface in English."""

    def build(folder: Path) -> None:
        settings = folder / "englishconf.py"
        settings.write_text(
            f"from pelicanconf import *\nDEFAULT_LANG = 'en'\nPATH = {str(PROJECT / 'content')!r}\n"
            f"THEME = {str(PROJECT / 'theme')!r}\n"
        )
        build_sample(Options(content=PROJECT / "content", output=folder / "site", jobs=1, settings=settings))

    return fill_once("english", build) / "site"


@pytest.fixture(autouse=True)
def prompt_workers(monkeypatch):
    """However small the work, builds with several jobs use several processes."""
    monkeypatch.setattr("plugins.build.executor.HEAD_START", 0)


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr("plugins.build.CACHE", tmp_path / "cache")
    return SiteFolder(tmp_path)


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    """On an S3 server of the module's own."""
    with running_bucket(tmp_path_factory.mktemp("storage")) as running:
        yield running


@pytest.fixture
def place(bucket):
    """A prefix of this test's own."""
    return f"{next(PLACES)}/trang"


@pytest.fixture(scope="session")
def photograph(tmp_path_factory):
    """A JPEG of 2000 × 1400 with all that a camera and an editor leave in it."""
    file = tmp_path_factory.mktemp("photographs") / "hội nghị.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "MAYANHCUATOI"
    exif[ExifTags.Base.BodySerialNumber] = "SN123456789"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (21.0, 1.0, 30.0)
    draw_photograph(1, (2000, 1400)).save(file, exif=exif, comment=b"GHICHUCUATOI", quality=85)
    return file
