"""The home page: what editors put where, what the portal chooses, and what the calendar takes away again."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from plugins.desk.check import check_paths
from plugins.model import NewsItem, SiteError, claim_of, find_rival_leads
from tests.changes import keep_few_regions

PROJECT = Path(__file__).parents[1]
ZONE = dt.timezone(dt.timedelta(hours=7))
TODAY = "2026-11-20"  # a day before the clock of the tests
COVER = {"src": "images/a.png", "alt": "Tranh", "caption": "Tranh"}


def epoch(day: str) -> str:
    return str(int(dt.datetime.fromisoformat(f"{day}T12:00:00+07:00").timestamp()))


def home(site):
    return BeautifulSoup(site.page("/"), "html.parser")


def headlines(node, selector):
    return [link.get_text() for link in node.select(selector)]


def lead(site):
    return headlines(home(site), ".lead__headline a")


def seconds(site):
    return headlines(home(site), ".front__seconds .teaser__headline a")


def notices(site):
    return headlines(home(site), ".notices li a")


def write_news(site, count, **front):
    for number in range(count):
        front = {"date": f"2026-11-{10 + number:02}T08:00:00+07:00"} | front
        site.write(f"n{number}", **(front | {"date": f"2026-11-{10 + number:02}T08:00:00+07:00"}))


def write_picture(site):
    picture = site.content / "images/a.png"
    picture.parent.mkdir(exist_ok=True)
    shutil.copy(next((PROJECT / "content/images").glob("*.png")), picture)


def test_where_nobody_steers_the_newest_leads_and_the_next_follow(site):
    write_news(site, 5)
    site.build()
    assert lead(site) == ["Tin n4"]
    assert seconds(site) == ["Tin n3", "Tin n2"]
    assert headlines(home(site), ".timed-list li a") == ["Tin n1", "Tin n0"]


def test_of_the_newest_items_of_a_day_the_first_with_a_picture_and_a_standfirst_leads(site):
    write_picture(site)
    for hour, front in enumerate(({"cover": COVER, "summary": "Sapo."}, {"cover": COVER}, {})):
        site.write(f"n{hour}", date=f"{TODAY}T0{hour}:00:00+07:00", **front)
    site.build()
    assert lead(site) == ["Tin n0"]
    assert seconds(site) == ["Tin n2", "Tin n1"]
    site.write("n0", date="2026-11-18T08:00:00+07:00", cover=COVER, summary="Sapo.")
    site.build()
    assert lead(site) == ["Tin n2"]


def test_editors_choose_the_lead_and_what_stands_beside_it(site):
    write_news(site, 5)
    site.write("n1", date="2026-11-11T08:00:00+07:00", placement="lead", expires="2026-12-01")
    site.write("n0", date="2026-11-10T08:00:00+07:00", placement="featured", expires="2026-12-01")
    site.build()
    assert lead(site) == ["Tin n1"]
    assert seconds(site) == ["Tin n0", "Tin n4"]
    assert headlines(home(site), ".timed-list li a") == ["Tin n3", "Tin n2"]


def test_of_several_claims_to_the_lead_the_newest_wins_and_the_others_are_featured(site):
    for number in range(3):
        site.write(f"n{number}", date=f"2026-11-1{number + 7}T08:00:00+07:00", placement="lead")
    site.write("moi", date=f"{TODAY}T08:00:00+07:00")
    site.build()
    assert lead(site) == ["Tin n2"]
    assert seconds(site) == ["Tin n1", "Tin n0"]


def test_a_place_is_given_up_after_its_last_day_or_after_a_week_and_the_page_stays(site, monkeypatch):
    site.write("a", date="2026-11-15T08:00:00+07:00", placement="lead", expires="2026-11-25")
    site.write("b", date="2026-11-14T08:00:00+07:00", placement="featured")
    write_news(site, 9)
    for day, first, second in (
        ("2026-11-21", "Tin a", "Tin b"),
        ("2026-11-22", "Tin a", "Tin n8"),
        ("2026-11-25", "Tin a", "Tin n8"),
        ("2026-11-26", "Tin n8", "Tin n7"),
    ):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch(day))
        site.build()
        assert (lead(site)[0], seconds(site)[0]) == (first, second), day
    assert "Tin a" in site.page("/tin/2026/11/tin-a/")


def test_an_item_whose_time_has_not_come_takes_no_place(site):
    site.write("thuong", date="2026-11-01T08:00:00+07:00")
    site.write("hen", date="2026-11-01T08:00:00+07:00", publish_at="2030-01-01T08:00:00+07:00", placement="lead")
    site.build()
    assert lead(site) == ["Tin thuong"]


def test_only_featured_items_still_give_a_lead(site):
    site.write("a", date="2026-11-19T08:00:00+07:00", placement="featured")
    site.build()
    assert lead(site) == ["Tin a"]
    assert seconds(site) == []


def test_a_notice_leaves_the_home_page_when_it_expires_and_its_page_remains(site, monkeypatch):
    site.write("cu", category="Thông báo", date="2026-11-01T08:00:00+07:00", expires="2026-11-22")
    site.write("moi", category="Thông báo", date="2026-11-02T08:00:00+07:00")
    site.build()
    assert notices(site) == ["Tin moi", "Tin cu"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-11-22"))
    assert site.build().written == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-11-23"))
    site.build()
    assert notices(site) == ["Tin moi"]
    assert "Tin cu" in site.page("/tin/2026/11/tin-cu/")
    assert "Tin cu" in site.page("/chuyen-muc/thong-bao/")
    assert "Tin cu" not in (site.output / "moi-nhat.json").read_text("utf-8")


def test_the_incremental_build_on_the_day_after_is_that_of_a_clean_build(site, monkeypatch):
    site.write("cu", category="Thông báo", date="2026-11-01T08:00:00+07:00", expires="2026-11-22")
    site.write("hop", category="Thông báo", date="2026-11-02T08:00:00+07:00", event_date="2026-11-23")
    site.write("a", date="2026-11-15T08:00:00+07:00", placement="lead")
    write_news(site, 3)
    for day in ("2026-11-21", "2026-11-23", "2026-11-24", "2026-12-30"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch(day))
        site.build()
        kept = site.tree()
        shutil.rmtree(site.output)
        site.build(clean=True)
        assert kept == site.tree(), day


def test_announced_events_are_listed_by_day_until_they_are_over(site, monkeypatch):
    site.write("sau", category="Thông báo", date="2026-11-10T08:00:00+07:00", event_date="2026-12-02")
    site.write(
        "truoc", category="Thông báo", date="2026-11-11T08:00:00+07:00", event_date="2026-11-25", region="Hà Nội"
    )
    site.write("qua", date="2026-11-12T08:00:00+07:00", event_date="2026-11-11")
    site.build()
    assert headlines(home(site), ".coming li a") == ["Tin truoc", "Tin sau"]
    assert "Thứ Tư, 25/11/2026" in home(site).select_one(".coming").get_text(" ")
    assert notices(site) == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-11-26"))
    site.build()
    assert headlines(home(site), ".coming li a") == ["Tin sau"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-12-03"))
    site.build()
    assert home(site).select(".coming, .notices") == []


def test_an_event_that_is_over_is_announced_no_longer_though_its_notice_holds_for_longer(site, monkeypatch):
    site.write(
        "a", category="Thông báo", date="2026-11-10T08:00:00+07:00", event_date="2026-11-25", expires="2026-12-05"
    )
    site.build()
    assert headlines(home(site), ".coming li a") == ["Tin a"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2026-11-26"))
    site.build()
    assert home(site).select(".coming") == []
    assert notices(site) == ["Tin a"]


def test_the_vocabulary_says_which_sections_have_a_band_and_in_what_order(site):
    vocabulary = site.content / "vocabulary"
    shutil.copytree(PROJECT / "content/vocabulary", vocabulary)
    keep_few_regions(site)
    sections = "".join(
        f"- {{id: {name}, name: {name}{extra}}}\n"
        for name, extra in (("a", ""), ("b", ", home: 2"), ("c", ", home: 0"), ("d", ", home: 1"), ("e", ""))
    )
    (vocabulary / "categories.yaml").write_text(sections, "utf-8")
    (vocabulary / "officials.yaml").write_text("[]", "utf-8")
    for name in "abcd":
        site.write(name, category=name)
    site.build()
    assert headlines(home(site), ".band__head a") == ["d", "b", "a"]
    assert headlines(home(site), ".bar__sections a")[-6:] == [*"abcde", "Lịch sự kiện"]
    (vocabulary / "categories.yaml").write_text(sections.replace("home: 2", "home: hai"), "utf-8")
    with pytest.raises(SiteError) as caught:
        site.build()
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [("E-VOCAB-VALUE", 2)]


def test_each_province_with_recent_news_shows_its_newest_and_no_item_twice(site):
    site.write("a1", region="Hà Nội", date="2026-11-01T08:00:00+07:00")
    site.write("a2", region=["Hà Nội", "Điện Biên"], date="2026-11-02T08:00:00+07:00")
    site.write("a3", region="Hà Nội", date="2026-11-03T08:00:00+07:00")
    site.write("b1", region="Điện Biên", date="2026-11-01T09:00:00+07:00")
    site.write("tb", region="Điện Biên", date="2026-11-05T09:00:00+07:00", category="Thông báo")
    site.write("cu", region="Cà Mau", date="2024-11-01T08:00:00+07:00")
    site.build()
    groups = home(site).select(".region-news__region")
    assert [headlines(group, "a") for group in groups] == [["Hà Nội", "Tin a3", "Tin a2"], ["Điện Biên", "Tin b1"]]


def test_where_all_news_is_of_one_province_its_parts_are_shown(site):
    site.write("a", region="Bến Lức, Long An", date="2024-11-01T08:00:00+07:00")
    site.write("b", region="Đức Hòa, Long An", date="2024-11-02T08:00:00+07:00")
    site.build()
    found = headlines(home(site), ".region-news__region h3 a")
    assert found == ["Đức Hòa, Long An", "Bến Lức, Long An"]
    site.write("a", region="Đức Hòa, Long An", date="2024-11-01T08:00:00+07:00")
    site.build()
    assert home(site).select(".region-news") == []


def test_an_old_item_that_is_edited_leaves_the_home_page_as_it_was(site):
    write_news(site, 9)
    for number in range(30):
        site.write(f"cu{number}", date=f"2020-01-{number + 1:02}T08:00:00+07:00", folder="2020/01")
    site.build()
    before = (site.output / "index.html").stat().st_mtime_ns
    site.write("cu3", date="2020-01-04T08:00:00+07:00", folder="2020/01", body="Khác.")
    site.build()
    assert (site.output / "index.html").stat().st_mtime_ns == before


# The item's own part


def item(slug="a", day=1, **values):
    values = {"title": slug, "date": dt.datetime(2026, 11, day, 8, tzinfo=ZONE), "category": "dan-van"} | values
    return NewsItem(path=f"news/{slug}.md", slug=slug, body="", **values)


def test_an_item_holds_its_place_until_its_last_day_or_for_a_week_from_when_it_was_shown():
    assert item().placement_on(dt.date(2026, 11, 2)) == ""
    assert item(placement="lead").placement_on(dt.date(2026, 11, 8)) == "lead"
    assert item(placement="lead").placement_on(dt.date(2026, 11, 9)) == ""
    held = item(placement="lead", publish_at=dt.datetime(2026, 11, 20, 8, tzinfo=ZONE))
    assert held.placement_on(dt.date(2026, 11, 27)) == "lead"
    assert item(placement="featured", expires=dt.date(2026, 12, 1)).placement_on(dt.date(2026, 12, 1)) == "featured"
    assert item(placement="featured", expires=dt.date(2026, 11, 2)).placement_on(dt.date(2026, 11, 3)) == ""


def test_an_announcement_is_current_until_it_expires_or_its_event_is_over():
    assert item().is_current(dt.date(2036, 1, 1))
    assert item(event_date=dt.date(2026, 10, 30)).is_current(dt.date(2036, 1, 1))
    assert item(event_date=dt.date(2026, 11, 30)).is_current(dt.date(2026, 11, 30))
    assert not item(event_date=dt.date(2026, 11, 30)).is_current(dt.date(2026, 12, 1))
    assert item(event_date=dt.date(2026, 11, 30), expires=dt.date(2026, 12, 5)).is_current(dt.date(2026, 12, 5))


def test_check_warns_of_every_lead_but_the_newest_that_readers_see(tmp_path):
    now = dt.datetime(2026, 11, 5, 12, tzinfo=ZONE)
    newest, older = item("moi", 4, placement="lead"), item("cu", 3, placement="lead")
    others = [
        item("nhap", 5, placement="lead", status="draft"),
        item("mai", 6, placement="lead"),
        item("het-han", 2, placement="lead", expires=dt.date(2026, 11, 4)),
        item("noi-bat", 5, placement="featured"),
    ]
    claims = [claim for one in (newest, older, *others) if (claim := claim_of(one)) is not None]
    (fault,) = find_rival_leads(claims, now)
    assert (fault.path, fault.code) == (older.path, "W-LEAD")
    assert newest.path in fault.message
    assert find_rival_leads(claims[2:], now) == ()


def test_the_check_task_tells_of_rival_leads(site):
    from plugins.build.settings import Options, open_portal

    for number in range(2):
        site.write(f"n{number}", date=f"2026-11-1{number + 7}T08:00:00+07:00", placement="lead")
    portal = open_portal(Options(content=site.content, output=site.output))
    portal.spread = lambda work, count, *_: map(work, range(count))
    assert [(fault.path, fault.code) for fault in check_paths(portal)] == [("news/2022/07/n0.md", "W-LEAD")]
