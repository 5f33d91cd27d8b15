"""The search page with its data and its scripts, all static files. FORMAT.md describes the data.

Provides the composer `search` and the renderer `search`; reads the vocabularies, `picture` and `gettext`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from pelican import signals

from plugins.model import Corpus, Job, Portal, portal_of, short_digest
from plugins.model.views import Head, SearchView

from .abbreviations import FILE as ABBREVIATIONS
from .abbreviations import Abbreviations, read_abbreviations
from .cards import FOLDER, GROUP, abridge, group_name, list_choices, write_cards, write_json
from .days import compose_days, list_months
from .filters import compose_filters, list_starts, newest_terms
from .index import Index, build_index
from .jobs import amend_index, compose_index
from .scripts import bundle_page, bundle_worker, write_narrowing
from .tags import cut_tags, list_cut

FORMAT = 3
ADDRESS = "/tim-kiem/"
MANIFEST_ADDRESS = f"{FOLDER}manifest.json"
WORKER_ADDRESS = f"{ADDRESS}worker.js"


def compose_search(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    script, worker = bundle_page(portal), bundle_worker(portal)
    script_address = f"{FOLDER}search.{short_digest(script, 8)}.js"
    index = build_index(portal, corpus, Abbreviations(read_abbreviations(portal.config.vocabulary)))
    base, tags = index.shards.base, cut_tags(corpus.tag_names)
    all_tags = write_json(tags.pop(""))
    offered = {
        **{name: [abridge(*row) for row in rows] for name, rows in list_choices(portal, corpus).items()},
        "newest": newest_terms(corpus, base),
        "starts": list_starts(corpus, base),
        "months": list_months(corpus, base),
        "beginnings": list_cut(tags),
    }
    narrowing = write_narrowing(portal, offered)
    narrowing_address = f"{FOLDER}narrowing.{short_digest(narrowing, 8)}.js"
    manifest = describe_index(index, corpus, narrowing, all_tags)
    yield Job(script_address, "search", partial(str, script))
    yield from compose_index(index)
    yield from compose_filters(portal, corpus, base)
    yield from compose_days(corpus, base)
    for number in range(-(-len(corpus.items) // GROUP)):
        name = group_name(number, len(corpus.items))
        made_from = corpus.outlines[number * GROUP : (number + 1) * GROUP]
        address = f"{FOLDER}cards/{name}.json"
        yield Job(address, "search", partial(write_cards, portal, corpus, number), made_from)
    yield Job(narrowing_address, "search", partial(str, narrowing))
    yield Job(f"{FOLDER}tags.{short_digest(all_tags, 8)}.json", "search", partial(str, all_tags))
    for beginning, rows in tags.items():
        yield Job(f"{FOLDER}tags/{beginning.encode().hex()}.json", "search", partial(write_json, rows))
    yield Job(MANIFEST_ADDRESS, "search", partial(write_json, manifest))
    yield Job(WORKER_ADDRESS, "search", partial(str, worker))
    view = SearchView(
        head=Head(
            title=portal.gettext("Tìm kiếm"),
            address=ADDRESS,
            description=portal.gettext("Tìm trong toàn bộ tin theo từ ngữ, có dấu hoặc không dấu, địa phương và ngày."),
        ),
        crumbs=(),
        index=f"{MANIFEST_ADDRESS}#{manifest}",
        script=script_address,
        worker=WORKER_ADDRESS,
    )
    yield Job(ADDRESS, "search.html", lambda: view)


def describe_index(index: Index, corpus: Corpus, *lists: str) -> str:
    """The manifest: format, items, items in the base, shard bits, and the digests in the names of the files."""
    base = index.shards.base
    digests = (base.name, index.delta_digest, *(short_digest(content, 8) for content in lists))
    return ".".join(map(str, (FORMAT, len(corpus.items), base.size, base.bits, *digests)))


def provide_search(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    portal.sources.add(portal.config.vocabulary / ABBREVIATIONS)
    portal.renderers["search"] = str.encode
    portal.renderers["search.bytes"] = bytes
    portal.composers["search"] = compose_search
    portal.amend_search = partial(amend_index, portal)


def register() -> None:
    signals.initialized.connect(provide_search)
