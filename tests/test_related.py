"""What belongs beside an item: older items that share much with it, and the small file that tells of newer ones."""

from __future__ import annotations

import datetime as dt
import gzip
import json

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import CATEGORY, OFFICIAL, REGION, TAG, Chair, NewsItem, freeze_corpus
from plugins.related.fresh import LARGEST, render_fresh
from plugins.related.ranking import COUNT, Ranking

ZONE = dt.timezone(dt.timedelta(hours=7))
START = dt.datetime(2022, 7, 1, 8, tzinfo=ZONE)
WIDER = {"ben-luc": ("ben-luc", "long-an"), "duc-hoa": ("duc-hoa", "long-an")}


class NestedRegions(dict):
    """Districts are listed under their province too."""

    def listing_ids(self, region_id):
        return WIDER.get(region_id, (region_id,))


def item(number, *, category="dan-van", regions=(), chairs=(), tags=(), days=None):
    date = START + dt.timedelta(days=number if days is None else days)
    slug = f"t{number:03}"
    chairs = tuple(Chair(chair, chair) for chair in chairs)
    return NewsItem(f"news/{slug}.md", slug, slug, date, category, "", regions=regions, chairs=chairs, tags=tags)


def rank(*items):
    return Ranking(freeze_corpus(items, (), NestedRegions(), {}))


def related(ranking, position):
    return {
        ranking.corpus.items[other].slug: [(taxonomy.name, term) for taxonomy, term in shared]
        for other, shared in ranking.neighbours(position)
    }


def test_a_shared_chair_outranks_a_shared_region_and_that_a_shared_section():
    fill = [item(number, category="kinh-te") for number in range(10)]
    ranking = rank(
        *fill,
        item(10, chairs=("an",)),
        item(11, category="khac", regions=("ha-noi",)),
        item(12),
        item(13, regions=("ha-noi",), chairs=("an",)),
    )
    assert related(ranking, 13) == {
        "t010": [("official", "an")],
        "t011": [("region", "ha-noi")],
        "t012": [("category", "dan-van")],
    }


def test_a_rare_tag_counts_for_more_than_a_common_one():
    common = [item(number, category="khac", tags=("chung",)) for number in range(20)]
    ranking = rank(item(0, category="khac", tags=("hiếm",), days=-1), *common[1:], item(30, tags=("hiếm", "chung")))
    assert next(iter(related(ranking, 20).items())) == ("t000", [("tag", "hiem")])


def test_the_same_district_comes_before_another_of_the_province_and_only_the_nearer_region_is_named():
    far = [item(number, category="khac", regions=("duc-hoa",)) for number in range(1, 9)]
    ranking = rank(item(0, category="khac", regions=("ben-luc",)), *far, item(20, regions=("ben-luc",)))
    found = related(ranking, 9)
    assert next(iter(found.items())) == ("t000", [("region", "ben-luc")])
    assert found["t008"] == [("region", "long-an")]


def test_of_equals_the_newest_come_first_and_years_take_their_toll():
    ranking = rank(*(item(number) for number in range(9)), item(2000))
    assert list(related(ranking, 9)) == ["t008", "t007", "t006", "t005", "t004"]
    ranking = rank(
        item(0, tags=("x",), days=-4000), *(item(n, tags=("x",)[: n % 2]) for n in range(1, 7)), item(9, tags=("x",))
    )
    assert "t000" not in related(ranking, 7)


def test_every_chair_region_and_tag_is_looked_at_and_two_reasons_are_given():
    ranking = rank(
        *(item(number, category="kinh-te") for number in range(5)),
        item(5, regions=("b",), chairs=("hai",), tags=("x",)),
        item(9, regions=("a", "b"), chairs=("mot", "hai"), tags=("y", "x")),
    )
    (reasons,) = [reasons for slug, reasons in related(ranking, 6).items() if slug == "t005"]
    assert len(reasons) == 2
    assert reasons[0] == ("official", "hai")


def test_an_item_that_shares_nothing_has_no_neighbours():
    assert related(rank(item(0), item(1, category="kinh-te")), 1) == {}


TERMS = st.tuples(
    st.sampled_from(("a", "b")), st.sampled_from(("", "ha-noi", "ben-luc")), st.sampled_from(("", "x", "y"))
)


def make(terms, start=0):
    return [
        item(start + n, category=category, regions=(region,) if region else (), tags=(tag,) if tag else ())
        for n, (category, region, tag) in enumerate(terms)
    ]


@given(st.lists(TERMS, max_size=30), st.lists(TERMS, max_size=10))
def test_nothing_that_stands_beside_an_item_depends_on_later_ones(earlier, later):
    before = rank(*make(earlier))
    after = rank(*make(earlier), *make(later, start=100))
    for position in range(len(earlier)):
        found = before.neighbours(position)
        assert found == after.neighbours(position)
        assert len(found) <= COUNT
        assert all(other < position and shared for other, shared in found)
        assert all(
            other in before.corpus.positions(taxonomy, term) for other, shared in found for taxonomy, term in shared
        )


def test_the_terms_of_an_item_are_those_it_is_listed_under():
    ranking = rank(item(0, regions=("ben-luc",), chairs=("an",), tags=("Dân vận khéo",)))
    assert ranking.terms(0, REGION) == ("ben-luc", "long-an")
    assert (ranking.terms(0, OFFICIAL), ranking.terms(0, TAG)) == (("an",), ("dan-van-kheo",))
    assert ranking.terms(0, CATEGORY) == ("dan-van",)


# The file of the newest


def newest(site):
    return json.loads((site.output / "moi-nhat.json").read_text("utf-8"))


def test_the_file_holds_the_newest_thirty_with_their_terms(site):
    for number in range(35):
        site.write(f"t{number}", date=f"2022-07-01T{number // 4:02}:{number % 4 * 10:02}:00+07:00")
    site.write("ben-luc", date="2022-07-02T08:00:00+07:00", region="Bến Lức, Long An", chairs=["Dương Văn Út"],
               tags=["dân vận khéo"])  # fmt: skip
    site.build()
    entries = newest(site)
    assert [entry["title"] for entry in entries[:2]] == ["Tin ben-luc", "Tin t34"]
    assert len(entries) == 30
    first = entries[0]
    assert first["address"] == "/tin/2022/07/tin-ben-luc/"
    assert (first["date"], first["day"]) == ("2022-07-02T08:00:00+07:00", "02/07/2022")
    assert first["category"] == "dan-van"
    assert {"huyen-ben-luc-long-an", "long-an", "tay-ninh"} <= set(first["regions"])
    assert (first["officials"], first["tags"]) == (["duong-van-ut"], ["dan-van-kheo"])


def test_drafts_are_no_news_in_the_file_where_the_site_is_previewed(site):
    site.write("a")
    site.write("nhap", status="draft")
    site.build(drafts=True)
    assert [entry["title"] for entry in newest(site)] == ["Tin a"]


def test_a_site_without_items_has_an_empty_file(site):
    site.build()
    assert newest(site) == []


def test_the_file_stays_small_whatever_the_items_hold():
    entry = {
        "title": "Tiêu đề dài " * 25,
        "address": "/tin/2022/07/" + "a" * 80 + "/",
        "date": "2022-07-01",
        "tags": [],
    }
    entries = [entry | {"tags": [f"the-{n}-{tag}" for tag in range(50)]} for n in range(30)]
    content = render_fresh(entries)
    assert len(content) <= LARGEST + 100
    assert len(gzip.compress(content)) <= 8_000
    assert json.loads(content) == entries[: len(json.loads(content))] != []


def test_a_new_item_changes_the_file_and_no_old_page(site):
    for number in range(1, 5):
        site.write(f"t{number}", date=f"2022-07-0{number}T08:00:00+07:00", tags=["x"], region="Long An")
    site.build()
    before = site.tree()
    site.write("moi", date="2022-07-09T08:00:00+07:00", tags=["x"], region="Long An")
    site.build()
    after = site.tree()
    assert before["moi-nhat.json"] != after["moi-nhat.json"]
    changed = {name for name, content in before.items() if name.startswith("tin/") and content != after.get(name)}
    assert changed == set()


def test_an_item_page_names_the_reason_and_tells_the_script_what_to_look_for(site):
    site.write("cu", date="2022-06-01T08:00:00+07:00", chairs=["Dương Văn Út"], region="Bến Lức, Long An")
    site.write("moi", chairs=["Dương Văn Út"], region="Bến Lức, Long An", tags=["dân vận khéo"])
    site.build()
    page = BeautifulSoup(site.page("/tin/2022/07/tin-moi/"), "html.parser")
    entry = page.select_one(".related li")
    assert entry.a["href"] == "/tin/2022/06/tin-cu/"
    assert [" ".join(node.get_text().split()) for node in entry.select(".related__reason")] == [
        "Cùng chủ trì: Dương Văn Út",
        "Cùng địa phương: Bến Lức, Long An",
    ]
    place = page.select_one("[data-fresh]")
    assert (place["data-fresh"], place["data-since"]) == ("/moi-nhat.json", "2022-07-01T08:00:00+07:00")
    ids = {group["data-kind"]: group["data-ids"].split() for group in place.select("[data-kind]")}
    assert (ids["officials"], ids["tags"]) == (["duong-van-ut"], ["dan-van-kheo"])
    assert "tay-ninh" in ids["regions"]
    assert all(group.has_attr("hidden") for group in place.select("[data-kind]"))
