"""An item as lists show it.

In: items of the corpus and the vocabularies. Out: teasers, made once each, and the labels they share with item pages.
"""

from __future__ import annotations

from plugins.model import CATEGORY, LANGUAGE, REGION, NewsItem, Portal, standing_at
from plugins.model.views import Link, Picture, RegionLabel, Teaser


class TeaserComposer:
    """Makes teasers and remembers them: an item stands in a dozen listings."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._teasers: dict[str, Teaser] = {}
        self._labels: dict[str, RegionLabel] = {}
        self._sections: dict[tuple[str, str], Link] = {}

    def __call__(self, item: NewsItem) -> Teaser:
        teaser = self._teasers.get(item.path)
        if teaser is None:
            teaser = self._teasers[item.path] = Teaser(
                title=item.title,
                address=item.address,
                published=item.published,
                section=self.section(item.category, item.language),
                standfirst=item.summary,
                event_date=item.event_date if item.event_date != item.date.date() else None,
                regions=self.region_labels(item),
                cover=self.cover(item),
                standing=standing_at(item, self._portal.config.now),
                language=item.language,
            )
        return teaser

    def section(self, category_id: str, language: str = LANGUAGE) -> Link:
        """Under its name in that language, where the vocabulary has one."""
        key = category_id, language
        if key not in self._sections:
            category = self._portal.categories[category_id]
            name = category.name_in(language)
            address = CATEGORY.term_address(category_id)
            self._sections[key] = Link(name, address, language) if name else Link(category.name, address)
        return self._sections[key]

    def region_labels(self, item: NewsItem) -> tuple[RegionLabel, ...]:
        return tuple(self._region_label(region) for region in item.regions)

    def cover(self, item: NewsItem) -> Picture | None:
        cover = item.cover
        return self._portal.picture(cover.src, cover.alt, cover.caption, cover.credit) if cover else None

    def _region_label(self, region_id: str) -> RegionLabel:
        if region_id not in self._labels:
            regions = self._portal.regions
            now = regions.present_name(region_id)
            self._labels[region_id] = RegionLabel(
                label=regions.label(region_id),
                address=REGION.term_address(region_id),
                now=now,
                now_address=REGION.term_address(regions.listing_ids(region_id)[-1]) if now else "",
            )
        return self._labels[region_id]
