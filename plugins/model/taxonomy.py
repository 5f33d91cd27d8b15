"""The ways a reader can follow items: one `Taxonomy` line each, and listings, feeds, sitemap and search follow."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.model.views import Feed

# how a feed's address ends -> its name for readers and its media type
FEEDS = {
    "atom.xml": ("Atom", "application/atom+xml"),
    "rss.xml": ("RSS", "application/rss+xml"),
    "json": ("JSON Feed", "application/feed+json"),
}
FEED_KINDS = tuple(FEEDS)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """`name` is the English name in code, `root` the first part of its addresses; `feeds` are the kinds a term has."""

    name: str
    root: str
    feeds: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The index of all its terms."""
        return f"/{self.root}/"

    def term_address(self, term_id: str) -> str:
        return f"/{self.root}/{term_id}/"


CATEGORY = Taxonomy("category", "chuyen-muc", FEED_KINDS)
REGION = Taxonomy("region", "dia-phuong", FEED_KINDS)
OFFICIAL = Taxonomy("official", "chu-tri", FEED_KINDS)
TAG = Taxonomy("tag", "the", ("atom.xml",))  # tags are many, and every reader of feeds reads Atom
DOCUMENT = Taxonomy("document", "van-ban")
AUTHOR = Taxonomy("author", "tac-gia")  # without feeds: three more files for each byline of each item

TAXONOMIES = (CATEGORY, REGION, OFFICIAL, TAG, DOCUMENT, AUTHOR)


def feed_address(kind: str, taxonomy: Taxonomy | None = None, term_id: str = "all") -> str:
    """`/feeds/all.atom.xml`, or `/feeds/dia-phuong/long-an.atom.xml` for a term; `kind` is one of FEED_KINDS.

    Without a taxonomy the term may be a language: `/feeds/en.atom.xml` is the feed of what is translated into it.
    """
    return f"/feeds/{taxonomy.root}/{term_id}.{kind}" if taxonomy else f"/feeds/{term_id}.{kind}"


def feed_links(
    taxonomy: Taxonomy | None = None, term_id: str = "all", kinds: tuple[str, ...] = FEED_KINDS
) -> tuple[Feed, ...]:
    """The feeds of the whole site, of a term or of an edition, as pages announce them."""
    kinds = taxonomy.feeds if taxonomy else kinds
    return tuple(Feed(FEEDS[kind][0], feed_address(kind, taxonomy, term_id), FEEDS[kind][1]) for kind in kinds)
