"""Structured data: each page's is held against a schema."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugins.feeds.characters import writable
from plugins.feeds.structured_data import CONTEXT, to_script
from plugins.model import (
    Correction,
    Source,
)
from plugins.model.views import (
    Chairing,
    Crop,
    Head,
    HomeView,
    Html,
    ItemView,
    Link,
    ListingView,
    NotFoundView,
    Picture,
    RegionLabel,
)
from tests.feeds_sample import (
    HOSTILE,
    STRUCTURED_DATA,
    ZONE,
    make_portal,
)

# Structured data


def make_item_view(**changes: object) -> ItemView:
    view = ItemView(
        head=Head(title="Tin số 1", address="/tin/2022/07/tin-so-1/", image="/images/a.jpg"),
        crumbs=(Link("Dân vận", "/chuyen-muc/dan-van/"),),
        title="Tin số 1",
        section=Link("Dân vận", "/chuyen-muc/dan-van/"),
        published=dt.datetime(2022, 7, 1, 14, 43, 32, tzinfo=ZONE),
        body=Html("<p>Nội dung.</p>"),
        regions=(RegionLabel("Bến Lức, Long An", "/dia-phuong/ben-luc/", "Tây Ninh", "/dia-phuong/tay-ninh/"),),
        event_date=dt.date(2022, 6, 30),
        updated=dt.datetime(2022, 7, 2, 8, tzinfo=ZONE),
        standfirst="Câu dẫn của tin.",
        cover=Picture(
            "/images/a.jpg", "Hội nghị", "Quang cảnh", "Quang Long", 1200, 800, crops=(Crop("/images/b.jpg", 800, 800),)
        ),
        chairs=(Chairing("Nguyễn Văn An", "/chu-tri/an/", "Bí thư Huyện ủy"),),
        authors=(Link("Việt Hằng", "/tac-gia/viet-hang/"), Link("TTXVN", "")),
        source=Source("Báo Thử", "https://bao.example.vn/tin"),
        tags=(Link("dân vận khéo", "/the/dan-van-kheo/"),),
        corrections=(Correction(dt.date(2022, 7, 2), "Sửa tên cơ quan."),),
    )
    return replace(view, **changes)


def describe(view: object) -> dict[str, dict[str, object]]:
    """The page's structured data by type, as a browser finds it in the page, each valid by the schema."""
    texts = make_portal().globals["structured_data"](view)
    page = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    scripts = BeautifulSoup(page, "html.parser").find_all("script")
    assert len(scripts) == len(texts)
    found = [json.loads(script.string) for script in scripts]
    for data in found:
        STRUCTURED_DATA.validate(data)
    return {data["@type"]: data for data in found}


def test_an_item_page_describes_the_article_and_its_trail() -> None:
    found = describe(make_item_view())
    assert list(found) == ["NewsArticle", "BreadcrumbList"]
    article = found["NewsArticle"]
    assert article["headline"] == "Tin số 1"
    assert article["mainEntityOfPage"]["@id"] == "https://example.vn/tin/2022/07/tin-so-1/"
    assert (article["datePublished"], article["dateModified"]) == (
        "2022-07-01T14:43:32+07:00",
        "2022-07-02T08:00:00+07:00",
    )
    assert article["author"] == [
        {"@type": "Person", "name": "Việt Hằng", "url": "https://example.vn/tac-gia/viet-hang/"},
        {"@type": "Organization", "name": "TTXVN"},
    ]
    assert article["publisher"]["name"] == "Ban Thử nghiệm"
    assert article["publisher"]["logo"]["url"] == "https://example.vn/theme/favicon.svg"
    shapes = [(image["url"], image["width"], image["height"]) for image in article["image"]]
    assert shapes == [("https://example.vn/images/a.jpg", 1200, 800), ("https://example.vn/images/b.jpg", 800, 800)]
    assert {(image["caption"], image["creditText"]) for image in article["image"]} == {("Quang cảnh", "Quang Long")}
    assert article["articleSection"] == "Dân vận"
    assert article["keywords"] == ["dân vận khéo"]
    assert article["contentLocation"][0]["name"] == "Bến Lức, Long An"
    assert article["mentions"][0]["jobTitle"] == "Bí thư Huyện ủy"
    assert article["isBasedOn"]["url"] == "https://bao.example.vn/tin"
    assert article["correction"] == [
        {"@type": "CorrectionComment", "text": "Sửa tên cơ quan.", "datePublished": "2022-07-02"}
    ]
    trail = [(step["name"], step["item"]) for step in found["BreadcrumbList"]["itemListElement"]]
    assert trail == [
        ("Cổng tin & thử", "https://example.vn/"),
        ("Dân vận", "https://example.vn/chuyen-muc/dan-van/"),
        ("Tin số 1", "https://example.vn/tin/2022/07/tin-so-1/"),
    ]


def test_a_theme_without_a_mark_of_its_own_gives_the_publisher_no_logo(tmp_path: Path) -> None:
    found = make_portal(theme=tmp_path).globals["structured_data"](make_item_view())
    assert "logo" not in json.loads(found[0])["publisher"]


def test_an_item_page_without_optional_facts_leaves_their_properties_out() -> None:
    view = make_item_view(
        regions=(),
        event_date=None,
        updated=None,
        standfirst="",
        cover=None,
        chairs=(),
        authors=(),
        source=Source("Báo Thử"),
        tags=(),
        corrections=(),
    )
    article = describe(view)["NewsArticle"]
    assert article["dateModified"] == article["datePublished"]
    assert article["author"] == [article["publisher"]]
    assert article["image"] == [{"@type": "ImageObject", "url": "https://example.vn/images/a.jpg"}]
    assert not article.keys() & {"description", "keywords", "contentLocation", "mentions", "correction"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_cannot_leave_the_script_element(text: str) -> None:
    view = make_item_view(
        title=text,
        standfirst=text,
        authors=(Link(text, "/tac-gia/x/"),),
        source=Source(text, "https://bao.example.vn/</script>"),
        section=Link(text, "/chuyen-muc/dan-van/"),
        tags=(Link(text, "/the/x/"),),
        corrections=(Correction(dt.date(2022, 7, 2), text),),
    )
    for script in make_portal(name=text, organisation=text).globals["structured_data"](view):
        assert not set(script) & set("<>&\u2028\u2029")
        script.encode()
    headline = describe(view)["NewsArticle"]["headline"]
    assert headline == "".join(char for char in text if char not in "\ud800\ufffe\uffff")


def test_the_home_page_describes_the_publisher_and_the_search() -> None:
    found = describe(HomeView(head=Head(title="Trang chủ", address="/"), lead=None))
    assert list(found) == ["NewsMediaOrganization", "WebSite"]
    target = found["WebSite"]["potentialAction"]["target"]
    assert target["urlTemplate"] == "https://example.vn/tim-kiem/?q={search_term_string}"


def test_a_listing_describes_its_trail_without_repeating_home_or_itself() -> None:
    crumbs = (Link("Trang chủ", "/"), Link("Địa phương", "/dia-phuong/"), Link("Long An", "/dia-phuong/long-an/"))
    head = Head(title="Long An", address="/dia-phuong/long-an/")
    found = describe(ListingView(head=head, crumbs=crumbs, kind="region", title="Long An", days=()))
    assert [step["item"] for step in found["BreadcrumbList"]["itemListElement"]] == [
        "https://example.vn/",
        "https://example.vn/dia-phuong/",
        "https://example.vn/dia-phuong/long-an/",
    ]


def test_a_page_without_crumbs_says_nothing() -> None:
    assert describe(NotFoundView(head=Head(title="Không tìm thấy", address="/404.html"))) == {}


def test_describing_an_item_page_is_cheap() -> None:
    describe_page = make_portal().globals["structured_data"]
    view = make_item_view()
    best = min(_cpu_seconds(lambda: [describe_page(view) for _ in range(100)]) for _ in range(5)) / 100
    assert best < 0.00075, f"{best * 1000:.3f} ms"  # five times the measured need, for slow machines


def _cpu_seconds(work: object) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@given(
    st.recursive(
        st.text() | st.integers(-(2**53), 2**53) | st.booleans() | st.none(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    )
)
def test_data_is_written_as_the_standard_library_writes_it(data: object) -> None:
    data = {"name": data}
    text = json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    assert to_script(data) == writable(text)
