"""Nothing is found but what the text says, whatever the text is."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.desk.importing.document import Block, Document
from plugins.desk.importing.facts import find_facts
from plugins.model import normalise, spelling_key
from tests.facts.sample import FILLER, HEADLINE, document
from tests.facts.test_bylines import BYLINES
from tests.facts.test_captions import CAPTIONS
from tests.facts.test_chairs import CHAIRS
from tests.facts.test_dates import EVENTS
from tests.facts.test_headline import SAPO
from tests.facts.test_regions import REGIONS

PARTS = [
    HEADLINE,
    FILLER,
    SAPO,
    *[opening for opening, _ in EVENTS],
    *[line for _, line in EVENTS if line],
    *CHAIRS,
    *REGIONS,
    *CAPTIONS,
    *[ending for endings in BYLINES for ending in endings],
]
WORD = re.compile(r"[^\W_]+")


def words(text: object) -> set[str]:
    return {spelling_key(word) for word in WORD.findall(str(text))}


def values(facts) -> list[str]:
    """Every text that was found, but for regions and the category, which are named as the vocabularies do."""
    found = [facts.headline, facts.standfirst, facts.source_name, *facts.authors, *facts.tags, *facts.captions]
    texts = [finding.value for finding in found if finding]
    return texts + [text for chair in facts.chairs for text in (chair.value.name, chair.value.position)]


made_up = st.lists(st.sampled_from(PARTS) | st.text(max_size=60), min_size=0, max_size=9)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=made_up)
def test_every_word_that_is_found_stands_in_the_document(held, texts):
    (portal,) = held
    texts = [" ".join(normalise(text).split()) for text in texts]
    facts = find_facts(document(*filter(None, texts)), portal)
    said = words(" ".join(texts))
    for value in values(facts):
        assert words(value) <= said
    for region in facts.regions if facts.event_date else ():
        named = portal.regions.resolve(region.value, facts.event_date.value)
        written = [named.name, *(alias.name for alias in named.aliases)]
        derived = "sổ cán bộ" in region.where or region.where.startswith("bài chỉ ghi")
        assert derived or any(words(name) <= said for name in written)
    for date in (facts.event_date, facts.published):
        if date and date.certainty == "certain":
            assert {str(date.value.year), str(date.value.day)} <= said | {word.lstrip("0") for word in said}
    for finding in (facts.headline, facts.published, facts.event_date, *facts.chairs, *facts.regions, *facts.authors):
        assert finding is None or finding.where


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.text(alphabet="abcdeghiklmnoăâêôơưđáàảãạ ,.", min_size=1, max_size=300), max_size=6))
def test_a_text_without_facts_gives_none(held, texts):
    (portal,) = held
    facts = find_facts(document(*(" ".join(text.split()) for text in texts)), portal)
    assert (facts.published, facts.event_date, facts.source_name, facts.source_url) == (None, None, None, None)
    assert (facts.regions, facts.chairs, facts.authors, facts.category) == ((), (), (), None)


@settings(max_examples=150, deadline=None)
@given(
    blocks=st.lists(
        st.builds(
            Block,
            kind=st.sampled_from(["heading", "paragraph", "list", "quote", "table", "picture"]),
            text=st.text(max_size=200),
            markdown=st.text(max_size=40),
            src=st.sampled_from(["", "images/a.jpg"]),
        ),
        max_size=8,
    ),
    meta=st.dictionaries(
        st.sampled_from(["title", "description", "published", "author", "site_name", "keywords"]), st.text()
    ),
    margin=st.lists(st.text(max_size=80), max_size=3),
)
def test_any_document_is_read_to_the_end(held, blocks, meta, margin):
    (portal,) = held
    facts = find_facts(
        Document("a", tuple(blocks), meta=meta, margin=tuple(margin), address="https://a.example/"), portal
    )
    assert all(isinstance(block, Block) for block in facts.body)


@pytest.mark.parametrize(
    "text",
    [
        "đồng chí " * 4000,
        "chủ trì " * 4000,
        "Lê Văn Sáu, " * 4000 + "chủ trì hội nghị.",
        "1/1, " * 4000,
        "ngày 1, " * 4000,
        "huyện Bến Lức, " * 2000,
        "huyện Bến Lúc đã họp, " * 2000,
        "A" * 60000,
        ", " * 20000 + "chủ trì",
        "( " * 20000,
        "Tin, ảnh, " * 4000,
        "- " * 20000,
        "năm 2022 nhiệm vụ kết quả " * 2000,
    ],
)
def test_long_and_odd_texts_cost_no_more_than_their_length(portal, text):
    begun = time.process_time()
    find_facts(document(HEADLINE, text, FILLER, text[:300]), portal)
    assert time.process_time() - begun < 5
