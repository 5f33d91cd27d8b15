"""The index of regions: a tile map of today's provinces with their item counts, and former units with items.

In: the corpus's region terms. Out: the view of `/dia-phuong/`.
"""

from __future__ import annotations

from itertools import groupby

from plugins.model import PROVINCE, REGION, Corpus, Portal, Region, fold
from plugins.model.views import Head, Link, RegionIndexView, TermCount, TermGroup, Tile

from .descriptions import describe_index

SHADES = 4


def compose_region_index(portal: Portal, corpus: Corpus) -> RegionIndexView:
    regions = portal.regions
    provinces = [region for region in regions if region.tile is not None]
    counts = {region.id: len(corpus.positions(REGION, region.id)) for region in provinces}
    highest = max(counts.values(), default=0)
    tiles = tuple(
        Tile(
            name=regions.label(region.id),
            address=REGION.term_address(region.id),
            count=counts[region.id],
            column=region.tile[0],
            row=region.tile[1],
            shade=-(-counts[region.id] * SHADES // highest) if highest else 0,
        )
        for region in sorted(provinces, key=lambda region: fold(region.name))
        if region.tile is not None
    )
    former = sorted(
        (regions[i] for i in corpus.terms[REGION.name] if regions[i].until is not None or regions[i].level != PROVINCE),
        key=lambda region: (_province_name(portal, region), region.level, fold(region.name)),
    )
    return RegionIndexView(
        head=Head(portal.gettext("Địa phương"), REGION.address, describe_index(portal, REGION)),
        crumbs=(),
        tiles=tiles,
        former=tuple(
            TermGroup(name, tuple(_term_count(portal, corpus, region) for region in group))
            for name, group in groupby(former, key=lambda region: _province_name(portal, region))
        ),
    )


def _province_name(portal: Portal, region: Region) -> str:
    """The province a unit lies in today: former units are grouped where a reader would look for them now."""
    return portal.regions.label(portal.regions.listing_ids(region.id)[-1])


def _term_count(portal: Portal, corpus: Corpus, region: Region) -> TermCount:
    link = Link(portal.regions.label(region.id), REGION.term_address(region.id))
    return TermCount(link, len(corpus.positions(REGION, region.id)))
