"""All facts of one document: each found by its own module, put together here.

In: a `Document` and the portal with its vocabularies. Out: `Facts`; what the text does not say stays empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from plugins.desk.importing.bylines import Credits, read_credits
from plugins.desk.importing.captions import join_captions
from plugins.desk.importing.chairs import find_chairs, find_mentions
from plugins.desk.importing.dates import is_date_line
from plugins.desk.importing.document import Block, Document, Facts, Finding
from plugins.desk.importing.event_day import Told, date_by_text, find_event_day, find_told
from plugins.desk.importing.headline import Opening, read_opening, read_site_name
from plugins.desk.importing.place_names import known_names
from plugins.desk.importing.places import Evidence, find_places
from plugins.desk.importing.publication import Publication, find_publication
from plugins.desk.importing.sentences import count_words
from plugins.desk.importing.standfirst import take_standfirst
from plugins.desk.importing.subjects import find_category, find_tags, read_sections
from plugins.desk.importing.years import year_from_publication
from plugins.model import Portal

_SUBHEAD = 7  # words; a shorter text opens nothing


def find_facts(document: Document, portal: Portal, tags_in_use: Iterable[str] = ()) -> Facts:
    """What a document says of itself, as an item needs it. `tags_in_use` are those of the portal's items."""
    meta = {**document.meta, "site_name": read_site_name(document.meta)}
    opening = read_opening(document.blocks, meta)
    headline = opening.headline.value if opening.headline else ""
    lines = [line for line in document.margin if is_date_line(line)]
    credit = read_credits(opening.text, [line for line in document.margin if line not in lines], meta, document.address)
    standfirst = take_standfirst(credit.text, meta, headline)
    captioned = join_captions(standfirst.text)
    summary = [standfirst.found.value] if standfirst.found else []
    texts = [*summary, *(block.text for block in captioned.text if block.kind != "picture")]
    captions = [caption.value for caption in captioned.captions]

    told, date_notes = find_told(texts)
    publication = _find_publication(document, portal, opening, lines, told, [headline, *texts])
    event = find_event_day(told, [headline, *texts, *captions], document.address, publication)
    day = event.found.value if event.found else _publication_day(publication)

    mentions, chair_notes = find_mentions([*texts, *captions], known_names(portal.regions))
    chairs = find_chairs(mentions, portal, day)
    tag = credit.source_name.value if credit.source_name and not meta["site_name"] else ""
    evidence = Evidence(
        headline,
        texts,
        _count_opening(texts, len(summary)),
        credit.place,
        opening.labels,
        list(chairs.chairs),
        document.address,
        meta["site_name"],
        tag,
    )
    places = find_places(evidence, portal, day)
    source_name = credit.source_name
    if credit.place and any(found.where.startswith("đầu bài") for found in places.regions):
        source_name = _unless_place(credit)
    section = read_sections(meta, opening.labels)
    cover, body = _take_cover(captioned.text)
    who = chair_notes or ([] if chairs.chairs else ["Không thấy ai chủ trì."])
    notes = [
        *opening.notes,
        *standfirst.notes,
        *captioned.notes,
        *publication.notes,
        *date_notes,
        *event.notes,
        *([] if publication.published else ["Không thấy ngày xuất bản."]),
        *([] if event.found or event.notes else ["Không thấy ngày diễn ra."]),
        *chairs.notes,
        *who,
        *places.notes,
        *credit.notes,
    ]
    category = find_category(headline, texts, section, portal.categories)
    if category is None:
        notes.append("Chưa đề xuất được chuyên mục.")
    return Facts(
        body=tuple(body),
        headline=opening.headline,
        standfirst=standfirst.found,
        published=publication.published,
        event_date=event.found,
        regions=tuple(places.regions),
        chairs=chairs.chairs,
        authors=tuple(credit.authors),
        source_name=source_name,
        source_url=credit.source_url,
        category=category,
        tags=find_tags(headline, texts, meta.get("keywords", ""), portal.categories, tags_in_use),
        cover=cover,
        captions=tuple(captioned.captions),
        notes=tuple(dict.fromkeys(note.removesuffix(".") for note in notes)),
    )


def _find_publication(
    document: Document,
    portal: Portal,
    opening: Opening,
    margin: list[str],
    told: list[Told],
    texts: list[str],
) -> Publication:
    """The publication. Where the page's clock is known, no other line is one."""
    above = [*opening.above, *document.clocks]
    beside = [*opening.beside, *document.date_lines]

    def event_near(day: dt.date) -> dt.date | None:
        if not told:
            return None
        dated = date_by_text(told[0], texts, "", None) or year_from_publication(told[0].written, day, ahead=False)
        return dated.date if dated else None

    if document.clocks and not beside:
        beside, margin = margin, []
    return find_publication(above, beside, margin, document.meta, portal.config.zone, event_near)


def _count_opening(texts: list[str], summaries: int) -> int:
    """How many texts open the report: the standfirst, subheads, and the first paragraph."""
    first = (n for n, text in enumerate(texts) if n >= summaries and count_words(text) > _SUBHEAD)
    return next(first, summaries) + 1


def _publication_day(publication: Publication) -> dt.date | None:
    if publication.published is None:
        return None
    value = publication.published.value
    return value.date() if isinstance(value, dt.datetime) else value


def _unless_place(credit: Credits) -> Finding[str] | None:
    """The source, unless what stands in the dateline turned out to be a place and nothing else."""
    found = credit.source_name
    return None if found is not None and found.value == credit.place else found


def _take_cover(blocks: list[Block]) -> tuple[Block | None, list[Block]]:
    """The first picture that is at hand, and the rest of the text."""
    place = next((n for n, block in enumerate(blocks) if block.kind == "picture" and block.src), None)
    if place is None:
        return None, blocks
    return blocks[place], blocks[:place] + blocks[place + 1 :]
