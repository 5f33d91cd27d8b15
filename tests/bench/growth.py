"""Builds of generated items with short bodies at growing sizes, each followed by an edit: what outgrows the site.

In: sizes, and a folder for content and sites, which stay there. Out: a line for each size: wall and processor seconds
and memory of a first build, of a build after an edit and of one without a change, with the first build's time for each
item as a multiple of that at the size before. A million items need some 60 GB of disk; without social cards, 45.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from tests.bench.corpus import write_corpora
from tests.bench.engine import read_sizes
from tests.bench.measure import Cost, measure

ROOT = Path(__file__).parents[2]
SETTINGS = f"""
from pelicanconf import *
PATH, THEME = {str(ROOT / "content")!r}, {str(ROOT / "theme")!r}
"""
BUILD = """
import os, sys; sys.path.insert(0, {root!r})
from pathlib import Path
from plugins.build import Options, build_site
print(build_site(Options(content=Path({content!r}), output=Path({output!r}), settings=Path({settings!r}))), flush=True)
os._exit(0)  # as the task does: taking all items apart would take as long as reading them
"""
EVERY = 5.0  # seconds between two looks at memory: each takes a while where there is much of it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=read_sizes, default=(10_000, 100_000))
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--cards", action="store_true", help="draw social cards too")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "settings.py"
    settings.write_text(f"{SETTINGS}PORTAL_SOCIAL_CARDS = {arguments.cards}\n", "utf-8")
    last: tuple[int, float] | None = None
    for size in arguments.sizes:
        content = folder / f"content-{size}"
        if not content.exists():
            write_corpora(None, size, portal=content, paragraphs=1)
            for name in ("vocabulary", "pages"):  # the project's are not beside these settings
                shutil.copytree(ROOT / "content" / name, content / name)
        places = {"root": str(ROOT), "settings": str(settings), "content": str(content)}
        command = [sys.executable, "-c", BUILD.format(output=str(folder / f"site-{size}"), **places)]
        first = measure(command, EVERY)
        growth = f", {first.wall / size / last[1]:.2f} lần cho mỗi tin so với {last[0]}" if last else ""
        print(f"{size} tin, từ đầu: {_tell(first)}{growth}", flush=True)
        last = size, first.wall / size
        files = sorted((content / "news").rglob("*.md"))
        with files[len(files) // 2].open("a", encoding="utf-8") as file:
            file.write("\nThêm một câu vào cuối bài.\n")
        print(f"{size} tin, sửa một bài: {_tell(measure(command))}", flush=True)
        print(f"{size} tin, không đổi gì: {_tell(measure(command))}", flush=True)


def _tell(cost: Cost) -> str:
    return f"{cost.wall:.1f} s, bộ xử lý {cost.cpu:.1f} s, bộ nhớ {cost.memory:.0f} MB"


if __name__ == "__main__":
    main()
