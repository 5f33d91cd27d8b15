"""The drawings of the sample site: `python -m plugins.images.drawings FOLDER` writes them all.

In: nothing but this code. Out: one PNG of 1600 × 1000 per drawing, without metadata, the same bytes each time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from plugins.images.drawings import land, meetings, signs, waters
from plugins.images.drawings.canvas import Canvas

DRAWINGS: dict[str, Callable[[], Canvas]] = {
    "ngoai-thanh": land.draw_outskirts,
    "nui-dien-bien": land.draw_mountains,
    "kenh-hau-giang": waters.draw_canals,
    "song-ben-luc": waters.draw_river,
    "thanh-pho": waters.draw_city,
    "ban-hop": meetings.draw_table,
    "hang-ghe": meetings.draw_chairs,
    "bang-ten": meetings.draw_name_plates,
    "trang-nhat": signs.draw_front_page,
    "kinh-lup": signs.draw_magnifier,
    "nguon-tin": signs.draw_feed,
    "trang-in": signs.draw_printer,
    "dia-gioi": signs.draw_boundaries,
    "lich": signs.draw_calendar,
    "tu-luu-tru": signs.draw_cabinet,
    "ban-phim": signs.draw_keyboard,
    "co-chu": signs.draw_letters,
}


def draw(name: str) -> Image.Image:
    return DRAWINGS[name]().finish()


def main(folder: Path) -> None:
    """Write every drawing as `NAME.png` into the folder, made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in DRAWINGS:
        draw(name).save(folder / f"{name}.png", optimize=True)
