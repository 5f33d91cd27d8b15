"""The same photographs through the portal and through Hugo's image pipeline: time, memory, bytes at equal likeness.

Both make the widths of `plugins/images/renditions.py` below the source's; Hugo makes WebP and JPEG, the portal AVIF
too, and the portal's figure is that of a whole build with an item for each photograph. Likeness is the structural
similarity (SSIM, of lightness) of a rendition to the source shrunk without loss; Hugo's bytes are read off its curve
of three qualities at the likeness that ours has.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from plugins.images.renditions import WIDTHS, develop
from tests.bench.build import portal_build
from tests.bench.engine import hugo_build
from tests.bench.measure import Cost, measure
from tests.bench.peers import install_peers
from tests.photographs import SIZE, draw_photograph

QUALITIES = (60, 75, 90)
COMPARED = 8  # photographs whose likeness is measured

HUGO_SETTINGS = """baseURL = "http://localhost/"
title = "Ảnh"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "section", "404"]
[imaging]
resampleFilter = "lanczos"
"""
HUGO_PAGE = """{{ $widths := slice %s }}{{ range resources.Match "covers/*" }}{{ $source := . }}
<picture>{{ range $widths }}{{ $width := . }}{{ range slice "webp" "jpeg" }}
{{ $made := $source.Resize (printf "%%dx %%s q%d" $width .) }}
<img src="{{ $made.RelPermalink }}" width="{{ $made.Width }}" height="{{ $made.Height }}" alt="">
{{ (resources.Copy (printf "plain/%%s-%%d.%%s" (path.BaseName $source.Name) $width .) $made).Publish }}
{{ end }}{{ end }}</picture>{{ end }}
"""
ITEM = """---
title: Tin có ảnh số {number}
date: 2026-01-{day:02}T08:{minute:02}:00+07:00
category: Thời sự
cover: {{src: images/{name}, alt: Ảnh để đo, caption: Ảnh vẽ bằng mã.}}
---

Nội dung.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=Path, help="a folder of JPEG photographs instead of the drawn ones")
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    count = min(arguments.n, 200)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        covers = folder / "site" / "images"
        covers.mkdir(parents=True)
        if arguments.items and arguments.items.is_dir():
            for file in sorted(arguments.items.glob("*.jpg"))[:count]:
                shutil.copy(file, covers)
        else:
            draw_all(covers, count)
        files = sorted(covers.iterdir())
        write_items(folder / "site", files)
        for quality in QUALITIES:
            write_hugo(folder / f"hugo-{quality}", covers, quality)
        compare_costs(folder, len(files), arguments.runs)
        compare_likeness(folder, files[:COMPARED])


def draw_all(folder: Path, count: int) -> None:
    with ProcessPoolExecutor() as executor:
        list(executor.map(partial(_draw, folder), range(count)))


def _draw(folder: Path, number: int) -> None:
    draw_photograph(number, detail=0.3 + number % 8 / 8).save(folder / f"anh-{number:03}.jpg", quality=88)


def write_items(content: Path, files: list[Path]) -> None:
    news = content / "news" / "2026" / "01"
    news.mkdir(parents=True)
    for number, file in enumerate(files):
        text = ITEM.format(number=number, day=1 + number % 28, minute=number // 28, name=file.name)
        (news / f"tin-{number}.md").write_text(text, "utf-8")


def write_hugo(site: Path, covers: Path, quality: int) -> None:
    (site / "layouts").mkdir(parents=True)
    (site / "assets").mkdir()
    shutil.copytree(covers, site / "assets" / "covers", copy_function=os.link)  # Hugo follows no symbolic links
    (site / "hugo.toml").write_text(HUGO_SETTINGS, "utf-8")
    widths = " ".join(str(width) for width in WIDTHS if width < SIZE[0])
    (site / "layouts" / "index.html").write_text(HUGO_PAGE % (widths, quality), "utf-8")


def compare_costs(folder: Path, count: int, runs: int) -> None:
    ours: list[Cost] = []
    theirs: list[Cost] = []
    for run in range(runs):
        for stale in (folder / "hugo-75" / "resources", folder / "theirs"):
            shutil.rmtree(stale, ignore_errors=True)
        ours.append(measure(portal_build(folder / "site", folder / f"ours-{run}")))
        theirs.append(measure(hugo_build(folder / "hugo-75", folder / "theirs")))
        print(f"  lần {run + 1}: cổng {ours[-1].wall:.1f} s, Hugo {theirs[-1].wall:.1f} s", file=sys.stderr)
    again = measure(portal_build(folder / "site", folder / "ours-0", clean=False))
    print(f"{count} ảnh {SIZE[0]} × {SIZE[1]}, rộng {', '.join(map(str, WIDTHS))}; {runs} cặp, trung vị")
    print("cổng: AVIF, WebP, JPEG và cả trang tin; Hugo: WebP, JPEG")
    print(f"{'':16}{'cổng':>10}{'Hugo':>10}{'tỷ số':>8}")
    for label, key in (("thời gian, s", "wall"), ("bộ xử lý, s", "cpu"), ("bộ nhớ, MB", "memory")):
        mine, other = [getattr(cost, key) for cost in ours], [getattr(cost, key) for cost in theirs]
        ratio = statistics.median(a / b for a, b in zip(mine, other, strict=True))
        print(f"{label:16}{statistics.median(mine):>10.1f}{statistics.median(other):>10.1f}{ratio:>8.2f}")
    print(f"{'dựng lại, s':16}{again.wall:>10.1f}", flush=True)


def compare_likeness(folder: Path, files: list[Path]) -> None:
    """Bytes of both at equal likeness, for each width and format."""
    mine = folder / "renditions"
    mine.mkdir()
    stems = {file.stem: develop(file, mine).stem for file in files}
    for quality in QUALITIES:
        subprocess.run(hugo_build(folder / f"hugo-{quality}", folder / f"likeness-{quality}"), check=True)
    packages = install_peers()
    rows = [
        (str(file), width, [str(mine / f"{stems[file.stem]}-{width}.{suffix}") for suffix in ("avif", "webp", "jpg")],
         [[str(folder / f"likeness-{quality}" / "plain" / f"{file.stem}-{width}.{suffix}") for quality in QUALITIES]
          for suffix in ("webp", "jpeg")])
        for file in files for width in WIDTHS
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(packages)}
    subprocess.run(
        [sys.executable, "-m", "tests.bench.likeness"], input=repr(rows), text=True, check=True, env=environment
    )


if __name__ == "__main__":
    main()
