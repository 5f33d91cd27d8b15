"""Prints the bytes and the likeness of renditions, ours and a peer's, read from standard input by `pictures.py`.

Runs as a program of its own, with the peers' packages on its path: the portal and its tests do without numpy.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import numpy
from PIL import Image
from skimage.metrics import structural_similarity


def main() -> None:
    figures: dict[tuple[int, str], list[tuple[int, float, float]]] = defaultdict(list)
    for source, width, mine, theirs in ast.literal_eval(sys.stdin.read()):
        truth = lightness(source, width)
        curves = {
            suffix: [measured(name, truth) for name in names]
            for suffix, names in zip(("webp", "jpg"), theirs, strict=True)
        }
        for suffix, name in zip(("avif", "webp", "jpg"), mine, strict=True):
            size, likeness = measured(name, truth)
            figures[width, suffix].append((size, likeness, at_likeness(curves.get(suffix, curves["webp"]), likeness)))
    print("byte ở cùng độ giống (SSIM) với ảnh gốc; AVIF so với WebP của Hugo")
    print(f"{'rộng':>6} {'dạng':6}{'SSIM':>8}{'cổng, B':>10}{'Hugo, B':>10}{'tỷ số':>8}")
    for (width, suffix), rows in figures.items():
        sizes, likenesses, others = (statistics.mean(column) for column in zip(*rows, strict=True))
        print(f"{width:>6} {suffix:6}{likenesses:>8.4f}{sizes:>10.0f}{others:>10.0f}{sizes / others:>8.2f}")


def measured(name: str, truth: numpy.ndarray) -> tuple[int, float]:
    with Image.open(name) as image:
        shown = numpy.asarray(image.convert("L"))
    high, wide = min(shown.shape[0], truth.shape[0]), min(shown.shape[1], truth.shape[1])
    return Path(name).stat().st_size, structural_similarity(shown[:high, :wide], truth[:high, :wide])


def lightness(source: str, width: int) -> numpy.ndarray:
    with Image.open(source) as image:
        size = width, round(image.height * width / image.width)
        return numpy.asarray(image.convert("RGB").resize(size, Image.Resampling.LANCZOS).convert("L"))


def at_likeness(curve: list[tuple[int, float]], likeness: float) -> float:
    """Bytes where the curve of (bytes, likeness) has this likeness, along the logarithm of the bytes."""
    sizes, likenesses = zip(*sorted(curve, key=lambda point: point[1]), strict=True)
    if not likenesses[0] <= likeness <= likenesses[-1]:  # beyond the curve: its last piece is drawn on
        low, high = (0, 1) if likeness < likenesses[0] else (-2, -1)
        slope = numpy.log(sizes[high] / sizes[low]) / (likenesses[high] - likenesses[low])
        return float(sizes[low] * numpy.exp(slope * (likeness - likenesses[low])))
    return float(numpy.exp(numpy.interp(likeness, likenesses, numpy.log(sizes))))


if __name__ == "__main__":
    main()
