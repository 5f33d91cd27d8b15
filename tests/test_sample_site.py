"""What holds for the whole sample site as it would be published: links, sizes, descriptions, structured data."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from plugins.build import Options
from plugins.build.settings import PROJECT
from plugins.model.paths import OWN

URL = "https://cong.example.vn"
LARGEST_PAGE, LARGEST_SCRIPT = 30_000, 10_000  # bytes, compressed
LEVEL = 6  # what hosts compress with as they send
ATTRIBUTES = ("href", "src", "action", "content", "data-worker", "data-index", "poster")
# Addresses that only a script makes, or that a reader fills in.
OPEN = re.compile(r"\{|/tim-kiem/\?q=")

Tree = dict[str, bytes]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory, build_sample: Callable[[Options], None]) -> Tree:
    output = tmp_path_factory.mktemp("sample") / "site"
    build_sample(Options(output=output, jobs=1, url=URL))
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def pages(tree: Tree) -> dict[str, BeautifulSoup]:
    return {name: BeautifulSoup(content, "lxml") for name, content in tree.items() if name.endswith(".html")}


def file_of(path: str) -> str:
    name = unquote(path).lstrip("/")
    return f"{name}index.html" if not name or name.endswith("/") else name


def test_no_page_of_an_editor_can_take_the_first_part_of_an_address_of_the_portal(tree):
    roots = {name.partition("/")[0].partition(".")[0] for name in tree if "/" in name}
    own = {path.stem for path in (PROJECT / "content/pages").iterdir()}
    assert roots - own - {"en"} <= OWN


# Links


def links_in_page(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all(True):
        for name in ATTRIBUTES:
            value = tag.get(name, "")
            if name != "content" or value.startswith(("/", URL)):
                yield value
        for choice in tag.get("srcset", "").split(","):
            yield choice.strip().split(" ")[0]
    for script in page.find_all("script", type="application/ld+json"):
        yield from addresses_in_json(json.loads(script.string))


def addresses_in_json(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from addresses_in_json(part)
    elif isinstance(value, str):
        yield from links_in_text(value)


def links_in_text(text: str) -> Iterator[str]:
    """An address that is all of the text; else what the HTML in it leads to."""
    if re.match(r"(/|https?://)\S*$", text):
        yield text
    elif "<" in text:
        yield from links_in_page(BeautifulSoup(text, "lxml"))


def links_in_xml(text: str) -> Iterator[str]:
    yield from re.findall(r'(?:href|src|url)="([^"]*)"', text)
    for content in re.findall(r">([^<]+)<", text):
        yield from links_in_text(unescape(content).strip())


def links_of(name: str, tree: Tree, pages: dict[str, BeautifulSoup]) -> Iterator[str]:
    if name in pages:
        yield from links_in_page(pages[name])
    elif name.endswith((".json", ".webmanifest")):
        yield from addresses_in_json(json.loads(tree[name]))
    elif name.endswith(".xml"):
        yield from links_in_xml(tree[name].decode())
    elif name.endswith(".txt"):
        yield from re.findall(r"https?://\S+", tree[name].decode())
    elif name.endswith(".css"):
        yield from re.findall(r"""url\(["']?([^)"']+)""", tree[name].decode())


def broken_links(tree: Tree, pages: dict[str, BeautifulSoup]) -> set[tuple[str, str]]:
    """(file, link) for each link within the site that leads to no file, or to no such place in one."""
    ids = {name: {tag["id"] for tag in page.find_all(id=True)} for name, page in pages.items()}
    broken = set()
    for name in tree:
        base = f"{URL}/{name.removesuffix('index.html')}"
        for link in set(links_of(name, tree, pages)):
            target = urlsplit(urljoin(base, link))
            if not link or f"{target.scheme}://{target.netloc}" != URL or OPEN.search(link):
                continue
            file = file_of(target.path)
            # What stands after an address in the list of pages to keep is a mark of their content.
            is_place = bool(target.fragment) and file in pages and "@id" not in link and name != "ngoai-tuyen/tin.json"
            if file not in tree or (is_place and unquote(target.fragment) not in ids[file]):
                broken.add((name, link))
    return broken


# Names of things in structured data, which are not places on a page.
NAMED_THINGS = {"#article", "#organisation", "#site"}


def test_every_link_and_anchor_of_pages_feeds_sitemaps_and_data_leads_somewhere(
    tree: Tree, pages: dict[str, BeautifulSoup]
) -> None:
    broken = broken_links(tree, pages)
    assert {(name, link) for name, link in broken if f"#{urlsplit(link).fragment}" not in NAMED_THINGS} == set()


def test_a_link_that_leads_nowhere_is_found_wherever_it_stands(tree: Tree) -> None:
    planted = {
        "a/index.html": '<a href="/nowhere/">x</a><img srcset="/gone.avif 1x"><a href="#nobody">x</a><b id="a">x</b>',
        "a/b/index.html": '<a href="../#a">x</a><a href="../#there">x</a><a href="https://elsewhere.example/x">x</a>',
        "a.json": json.dumps({"items": [{"url": f"{URL}/lost/", "html": '<p><a href="/lost-too/">x</a></p>'}]}),
        "a.xml": f"<loc>{URL}/not-there/</loc><content>&lt;a href=&quot;/nor-there/&quot;&gt;</content>",
        "a.txt": f"Sitemap: {URL}/none.xml",
        "a.css": "p { background: url(/none.png) }",
    }
    small = {name: text.encode() for name, text in planted.items()}
    pages = {name: BeautifulSoup(text, "lxml") for name, text in planted.items() if name.endswith(".html")}
    assert {link for _, link in broken_links(small, pages)} == {
        "/nowhere/", "/gone.avif", "#nobody", "../#there", f"{URL}/lost/", "/lost-too/", f"{URL}/not-there/",
        "/nor-there/", f"{URL}/none.xml", "/none.png",
    }  # fmt: skip


# Sizes


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, LEVEL))


def item_pages(pages: dict[str, BeautifulSoup]) -> dict[str, BeautifulSoup]:
    found = {name: page for name, page in pages.items() if re.match(r"tin/\d{4}/\d\d/[^/]+/index\.html$", name)}
    assert len(found) > 10
    return found


def test_the_text_style_and_script_of_an_item_fit_in_30_kilobytes_and_its_script_in_10(
    tree: Tree, pages: dict[str, BeautifulSoup]
) -> None:
    for name, page in item_pages(pages).items():
        styles = [tag["href"] for tag in page.select("link[rel=stylesheet]")]
        scripts = [tag["src"] for tag in page.select("script[src]")]
        sizes = {file: compressed(tree[file_of(file)]) for file in (*styles, *scripts)}
        assert sum(sizes[script] for script in scripts) <= LARGEST_SCRIPT, name
        assert compressed(tree[name]) + sum(sizes.values()) <= LARGEST_PAGE, (name, sizes)


# What search engines are told


def test_every_page_that_may_be_found_has_a_title_and_a_description_of_its_own(pages: dict[str, BeautifulSoup]) -> None:
    told: dict[tuple[str, str], str] = {}
    for name, page in pages.items():
        if page.find("meta", attrs={"name": "robots"}):
            continue
        description = page.find("meta", attrs={"name": "description"})
        assert description, name
        words = (page.title.get_text(), description["content"])
        assert 15 <= len(words[1]) <= 400, name
        assert words not in told, (name, told[words])
        told[words] = name


# https://developers.google.com/search/docs/appearance/structured-data/article
RECOMMENDED = {
    "type": "object",
    "required": ["headline", "image", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"],
    "properties": {
        "image": {"minItems": 1, "items": {"required": ["url"]}},
        "author": {"minItems": 1, "items": {"required": ["@type", "name"]}},
        "publisher": {"required": ["name", "url", "logo"]},
    },
}


def test_every_item_is_described_with_all_that_is_recommended_for_news(
    tree: Tree, pages: dict[str, BeautifulSoup]
) -> None:
    for name, page in item_pages(pages).items():
        found = {
            data["@type"]: data
            for data in (json.loads(script.string) for script in page.select('script[type="application/ld+json"]'))
        }
        article = found["NewsArticle"]
        jsonschema.validate(article, RECOMMENDED)
        assert article["datePublished"] <= article["dateModified"], name
        for image in article["image"]:
            with Image.open(io.BytesIO(tree[file_of(urlsplit(image["url"]).path)])) as picture:
                assert picture.width * picture.height >= 50_000, name
                assert (image.get("width", picture.width), image.get("height", picture.height)) == picture.size, name
        steps = found["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1)), name
        assert steps[-1]["item"] == article["url"], name


def test_the_project_s_own_content_is_what_is_looked_at(tree: Tree) -> None:
    items = [path.stem.partition(".")[0] for path in (PROJECT / "content/news").rglob("*.md")]
    assert all(any(f"/{slug}/index.html" in name for name in tree) for slug in items)
