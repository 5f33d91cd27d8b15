"""The domain in plain Python: items, vocabularies, the corpus, views, faults. Imports the standard library only."""

from plugins.model.collisions import find_collisions
from plugins.model.corpus import Corpus, edit_corpus, freeze_corpus
from plugins.model.faults import Fault, SiteError, UnknownNameError
from plugins.model.fields import FIELD_NAMES, FIELDS, REQUIRED_NAMES, Field
from plugins.model.item import Chair, Correction, Cover, NewsItem, Placement, Source, StaticPage
from plugins.model.placements import find_rival_leads
from plugins.model.portal import Config, Job, Portal, ReadItem, SourceFiles, portal_of
from plugins.model.taxonomy import (
    CATEGORY,
    FEED_KINDS,
    OFFICIAL,
    REGION,
    TAG,
    TAXONOMIES,
    Taxonomy,
    feed_address,
    feed_links,
)
from plugins.model.text import fold, normalise, short_digest, slugify, spelling_key
from plugins.model.vocabularies import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    Alias,
    Categories,
    Category,
    Official,
    Officials,
    Position,
    Region,
    Regions,
)

__all__ = [
    "CATEGORY",
    "COMMUNE",
    "DISTRICT",
    "FEED_KINDS",
    "FIELDS",
    "FIELD_NAMES",
    "OFFICIAL",
    "PROVINCE",
    "REGION",
    "REQUIRED_NAMES",
    "TAG",
    "TAXONOMIES",
    "Alias",
    "Categories",
    "Category",
    "Chair",
    "Config",
    "Corpus",
    "Correction",
    "Cover",
    "Fault",
    "Field",
    "Job",
    "NewsItem",
    "Official",
    "Officials",
    "Placement",
    "Portal",
    "Position",
    "ReadItem",
    "Region",
    "Regions",
    "SiteError",
    "Source",
    "SourceFiles",
    "StaticPage",
    "Taxonomy",
    "UnknownNameError",
    "edit_corpus",
    "feed_address",
    "feed_links",
    "find_collisions",
    "find_rival_leads",
    "fold",
    "freeze_corpus",
    "normalise",
    "portal_of",
    "short_digest",
    "slugify",
    "spelling_key",
]
