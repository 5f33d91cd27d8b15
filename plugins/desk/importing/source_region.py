"""The region of the source itself: what its host or its name tells of where it is published.

In: `benluc.longan.gov.vn`, `Báo Điện Biên Phủ`. Out: the province or district, or nothing.
"""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

from plugins.desk.importing.place_names import PlaceFinder, known_names
from plugins.model import PROVINCE, Region, Regions, fold, spelling_key

_SHORTEST = 5  # letters; shorter names stand in too many hosts
_CITY = re.compile(r"tphcm|hochiminhcity|hochiminh")
_KINDS = ("", "huyen", "quan", "thixa", "thanhpho", "tp", "xa", "phuong")


def region_of_host(host: str, regions: Regions, finder: PlaceFinder) -> Region | None:
    """The unit whose name without accents stands in a host name."""
    host = fold(host)
    joined = host.replace("-", "")
    province, _ = finder.resolve("TP.HCM") if _CITY.search(joined) else (None, "")
    if province is None:
        inside = [
            region
            for key, region in _folded(regions)
            if region.level == PROVINCE and key in joined and finder.held(region)
        ]
        province = max(inside, key=lambda region: len(region.name), default=None)
    if province is None:
        return None
    first = host.split(".")[0].replace("-", "")
    for key, region in _folded(regions):
        if region.parent == province.id and first in [kind + key for kind in _KINDS] and finder.held(region):
            return region
    return province


def region_of_name(name: str, regions: Regions, finder: PlaceFinder) -> Region | None:
    """The unit whose name stands in a source's name."""
    known = known_names(regions)
    words = name.split()
    for length in range(min(4, len(words)), 1, -1):
        for start in range(len(words) - length + 1):
            part = " ".join(words[start : start + length]).strip(",.")
            region, _ = finder.resolve(part) if spelling_key(part) in known else (None, "")
            if region is not None:
                return region
    return None


def _folded(regions: Regions) -> list[tuple[str, Region]]:
    if regions not in _FOLDED:
        keyed = [(re.sub(r"[^a-z]", "", fold(region.name)), region) for region in regions]
        _FOLDED[regions] = [(key, region) for key, region in keyed if len(key) >= _SHORTEST]
    return _FOLDED[regions]


_FOLDED: WeakKeyDictionary[Regions, list[tuple[str, Region]]] = WeakKeyDictionary()
