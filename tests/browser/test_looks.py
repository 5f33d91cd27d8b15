"""How every kind of page looks, ordinary and extreme, against the reference pictures in `tests/browser/reference/`.

`python3 -m pytest tests/browser/test_looks.py --update-golden` takes them anew; look at the difference before
committing it. Letters are drawn in a font that the project brings, so that lines break alike on every machine.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import font_source_serif_pro
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from plugins.build.theme import SEPARATE, style_sheets
from plugins.model.views import Head, PatternsView
from plugins.patterns.examples import read_blocks
from tests.browser.conftest import StrictHandler, strict_host
from tests.browser.looks import compare, reduce_picture, write_reference
from tests.samples import PAGES, SITE, THEME, render

REFERENCE = Path(__file__).parent / "reference"
DIFFERENCES = Path(__file__).parents[2] / ".cache" / "looks"
LARGEST = 3_000_000  # bytes, all reference pictures together
NOW = "2026-11-20T03:00:00Z"  # the date in the nameplate
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path fill="#b9b2a4" d="M0 0h3v2H0z"/></svg>'
FONTS = {"400": "Regular", "600": "Semibold", "700": "Bold"}

# Kind of picture -> width of the window and what the context is told. Extremes that are short are looked at once.
WAYS: dict[str, tuple[int, dict[str, str]]] = {
    "360": (360, {}),
    "1280": (1280, {}),
    "dark": (1280, {"color_scheme": "dark"}),
    "contrast": (1280, {"forced_colors": "active"}),
    "print": (720, {}),
}
SHORT = {name for name in PAGES if name.endswith(("-empty", "-one", "-plain"))}
LOOKS = [
    *((name, "360") for name in (*PAGES, "patterns")),
    *((name, "1280") for name in (*PAGES, "patterns") if name not in SHORT),
    *((name, way) for name in ("home", "item", "regions") for way in ("dark", "contrast", "print")),
]


def style() -> str:
    """The theme's style with both of its typefaces replaced by one that is the same everywhere."""
    faces = [
        f'@font-face {{ font-family: "Reference"; font-weight: {weight}; src: url(/font/{name}.otf); }}'
        for weight, name in FONTS.items()
    ]
    sheets = [file.read_text("utf-8") for file in style_sheets(THEME)]
    return "\n".join([*faces, *sheets, ':root { --serif: "Reference", serif; --sans: "Reference", serif; }'])


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a host with every sample page, and the pattern page."""
    folder = tmp_path_factory.mktemp("looks")
    patterns = PatternsView(Head("Mẫu giao diện", "/mau/"), read_blocks(THEME), "/mau/patterns.css")
    for name, (template, view) in {**PAGES, "patterns": ("patterns.html", patterns)}.items():
        (folder / f"{name}.html").write_text(render(template, view), "utf-8")
    scripts = sorted(file for file in THEME.glob("blocks/*/*.js") if file.parent.name not in SEPARATE)
    fonts = Path(font_source_serif_pro.__file__).parent / "files"
    files = {
        SITE.styles: style().encode(),
        SITE.script: b"\n".join(file.read_bytes() for file in scripts),
        "/mau/patterns.css": (THEME.parent / "plugins/patterns/patterns.css").read_bytes(),
    }
    files |= {f"/font/{name}.otf": (fonts / f"SourceSerifPro-{name}.otf").read_bytes() for name in FONTS.values()}
    for address, content in files.items():
        path = folder / address.lstrip("/")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    with strict_host(folder, PictureHandler) as address:
        yield address


class PictureHandler(StrictHandler):
    """One picture stands for all; the search page is without the script that would ask for its index."""

    def do_GET(self) -> None:  # noqa: N802
        if self.path.startswith("/images/") or self.path == "/mau/tranh.svg":
            self._send(PICTURE, "image/svg+xml")
        elif self.path.startswith("/search/") and self.path.endswith(".js"):
            self._send(b"", "text/javascript")
        else:
            super().do_GET()

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


Take = Callable[..., Image.Image]


@pytest.fixture(scope="module")
def take(browser: Browser) -> Iterator[Take]:
    """Takes a picture of the whole page at an address in one of the ways, with a style beside its own."""
    pages: dict[str, Page] = {}

    def take(address: str, way: str, style: str = "") -> Image.Image:
        if way not in pages:
            width, options = WAYS[way]
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                reduced_motion="reduce",
                bypass_csp=True,  # the site's own pages load no font
                service_workers="block",
                **options,
            )
            context.clock.set_fixed_time(NOW)
            pages[way] = context.new_page()
            if way == "print":
                pages[way].emulate_media(media="print")
        page = pages[way]
        page.goto(address)
        if style:
            page.add_style_tag(content=style)
        page.evaluate(
            """async () => {
                const pictures = [...document.images];
                for (const picture of pictures) picture.loading = "eager";
                await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
                await document.fonts.ready;
            }"""
        )
        return Image.open(io.BytesIO(page.screenshot(full_page=True, caret="hide")))

    yield take
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize(("name", "way"), LOOKS)
def test_a_page_looks_as_it_did(take: Take, samples: str, request: pytest.FixtureRequest, name: str, way: str) -> None:
    screenshot = take(f"{samples}/{name}.html", way)
    kept = REFERENCE / f"{name}-{way}.png"
    if request.config.getoption("--update-golden"):
        if not kept.is_file() or compare(screenshot, Image.open(kept)):
            write_reference(screenshot, kept)
        return
    assert kept.is_file(), f"there is no {kept.name} yet; take it with --update-golden"
    difference = compare(screenshot, Image.open(kept))
    if difference:
        DIFFERENCES.mkdir(parents=True, exist_ok=True)
        difference.picture.save(DIFFERENCES / kept.name)
        pytest.fail(
            f"{name} ({way}): {difference}. Kept, found and differing cells side by side: {DIFFERENCES / kept.name}. "
            f"If the change is meant: pytest {Path(__file__).name} --update-golden",
            pytrace=False,
        )


def test_every_reference_picture_is_of_a_page_and_all_are_small(request: pytest.FixtureRequest) -> None:
    wanted = {f"{name}-{way}.png" for name, way in LOOKS}
    if request.config.getoption("--update-golden"):
        for file in REFERENCE.glob("*.png"):
            if file.name not in wanted:
                file.unlink()
        return
    assert {file.name for file in REFERENCE.glob("*.png")} == wanted
    assert sum(file.stat().st_size for file in REFERENCE.glob("*.png")) < LARGEST


# The comparison itself


@pytest.fixture(scope="module")
def shot(take: Take, samples: str) -> Image.Image:
    return take(f"{samples}/item.html", "1280")


def test_a_page_looks_like_itself_when_letters_are_drawn_a_little_another_way(
    take: Take, samples: str, shot: Image.Image
) -> None:
    kept = reduce_picture(shot)
    assert compare(shot, kept) is None
    for style in ("html { text-rendering: geometricPrecision }", "main { position: relative; top: 0.5px }"):
        assert compare(take(f"{samples}/item.html", "1280", style), kept) is None, style


@pytest.mark.parametrize(
    "style",
    [
        ".item-header__headline { font-size: 2.2rem !important }",
        ".item__side { display: none !important }",
        ":root { --accent: #1c3f9a !important } .bar, .source, h2 { color: var(--accent) !important }",
        ".body p { line-height: 1.75 !important }",
        ".chairs { margin-top: 24px !important }",
    ],
)
def test_a_change_in_looks_is_seen(take: Take, samples: str, shot: Image.Image, style: str) -> None:
    difference = compare(take(f"{samples}/item.html", "1280", style), reduce_picture(shot))
    assert difference is not None
    assert difference.cells > 0
    assert "looks different" in str(difference)
