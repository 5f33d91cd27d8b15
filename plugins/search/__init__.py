"""The search page with its data and its scripts, all static files. FORMAT.md describes the data.

Provides the composer `search` and the renderer `search`; reads the vocabularies, `picture` and `gettext`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from pelican import signals

from plugins.model import Corpus, Job, Portal, SiteError, portal_of, short_digest
from plugins.model.views import Head, SearchView

from .abbreviations import Abbreviations, read_abbreviations
from .cards import GROUP, group_name, write_cards, write_choices, write_facets, write_json
from .index import Index, build_index
from .shards import SHARDS_PER_TAIL

ADDRESS = "/tim-kiem/"
FOLDER = "/search/"
MANIFEST_ADDRESS = f"{FOLDER}manifest.json"
WORKER_ADDRESS = f"{ADDRESS}worker.js"


def compose_search(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    script = "".join(slim(read_script(portal, name)) for name in ("engine.js", "search.js"))
    script_address = f"{FOLDER}search.{short_digest(script, 8)}.js"
    index = build_index(portal, corpus, Abbreviations(read_abbreviations(portal.config.vocabulary)))
    facets, choices = write_facets(portal, corpus), write_choices(portal, corpus)
    manifest = describe_index(index, corpus, facets, choices)
    yield Job(script_address, "search", partial(str, script))
    yield from compose_index(index)
    for number in range(-(-len(corpus.items) // GROUP)):
        name = group_name(number, len(corpus.items))
        made_from = corpus.digests[number * GROUP : (number + 1) * GROUP]
        address = f"{FOLDER}cards/{name}.json"
        yield Job(address, "search", partial(write_cards, portal, corpus, number), made_from)
    yield Job(f"{FOLDER}facets.{short_digest(facets, 8)}.json", "search", partial(str, facets))
    yield Job(f"{FOLDER}choices.{short_digest(choices, 8)}.json", "search", partial(str, choices))
    yield Job(MANIFEST_ADDRESS, "search", partial(write_json, manifest))
    worker = slim(read_script(portal, "worker.js"))
    yield Job(WORKER_ADDRESS, "search", partial(str, worker))
    view = SearchView(
        head=Head(title=portal.gettext("Tìm kiếm"), address=ADDRESS, indexed=False),
        crumbs=(),
        index=f"{MANIFEST_ADDRESS}#{manifest}",
        script=script_address,
        worker=WORKER_ADDRESS,
    )
    yield Job(ADDRESS, "search.html", lambda: view)


def compose_index(index: Index) -> Iterator[Job]:
    base, revisions = index.base, index.revisions
    for number in base.numbers:
        address = f"{FOLDER}shards/{number:x}.{base.digest}.bin"
        yield Job(address, "search.bytes", partial(base.write, number), (revisions[number],))
    for number in base.tail_numbers:
        address = f"{FOLDER}tails/{number:x}.{base.digest}.bin"
        made_from = revisions[number * SHARDS_PER_TAIL : (number + 1) * SHARDS_PER_TAIL]
        yield Job(address, "search.bytes", partial(base.write_tail, number), made_from)
    yield Job(f"{FOLDER}delta.{index.delta_digest}.bin", "search.bytes", index.write_delta, ())


def describe_index(index: Index, corpus: Corpus, facets: str, choices: str) -> str:
    """The manifest: format, items, items in the base, shard bits, and the digests in the names of the files."""
    base = index.base
    digests = (base.digest, index.delta_digest, short_digest(facets, 8), short_digest(choices, 8))
    return ".".join(map(str, (1, len(corpus.items), base.count, base.bits, *digests)))


def read_script(portal: Portal, name: str) -> str:
    path = portal.config.theme / "blocks/search" / name
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"Không đọc được tập lệnh tìm kiếm {path}: {error}") from error


def slim(script: str) -> str:
    """The script without indentation and comments that have lines of their own; ours hold no strings over lines."""
    lines = (line.strip() for line in re.sub(r"\A/\*.*?\*/", "", script, flags=re.DOTALL).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def provide_search(pelican: Any) -> None:
    portal = portal_of(pelican.settings)
    portal.renderers["search"] = str.encode
    portal.renderers["search.bytes"] = bytes
    portal.composers["search"] = compose_search


def register() -> None:
    signals.initialized.connect(provide_search)
