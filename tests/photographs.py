"""Photographs made by code: a sky, a ground, shapes, lettering, and noise at every scale, as the detail of a real
photograph has it. The same number gives the same picture.
"""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (2400, 1600)


def draw_photograph(number: int, size: tuple[int, int] = SIZE, detail: float = 1.0) -> Image.Image:
    """An RGB picture; `detail` is the strength of its noise, 1 about that of a crowd in daylight."""
    width, height = size
    draw = random.Random(number)
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    tint = tuple(draw.randint(90, 255) for _ in range(3))
    picture = ImageChops.multiply(picture, Image.new("RGB", size, tint))
    pen = ImageDraw.Draw(picture)
    for _ in range(120):
        left, top = draw.randint(-200, width), draw.randint(height // 4, height)
        wide, high = draw.randint(width // 100, width // 6), draw.randint(height // 60, height // 3)
        colour = tuple(draw.randint(20, 235) for _ in range(3))
        shape = draw.choice((pen.rectangle, pen.ellipse))
        shape((left, top, left + wide, top + high), fill=colour)
    pen.text((width // 20, height // 2), f"ANH SO {number}", fill="white", font_size=max(height // 14, 10))
    picture = picture.filter(ImageFilter.GaussianBlur(width / 1600))
    return ImageChops.add(picture, _noise(draw, size, detail), offset=-128)


def _noise(draw: random.Random, size: tuple[int, int], strength: float) -> Image.Image:
    """Grey 128 with noise on it, coarse noise stronger than fine."""
    whole = Image.new("RGB", size, (128, 128, 128))
    for step, amount in ((64, 26), (16, 16), (4, 9), (2, 5)):
        small = max(size[0] // step, 1), max(size[1] // step, 1)
        channel = Image.frombytes("L", small, draw.randbytes(small[0] * small[1]))
        share = amount * strength / 128
        channel = channel.point(lambda value, share=share: 128 + (value - 128) * share)
        layer = channel.resize(size, Image.Resampling.BICUBIC)
        whole = ImageChops.add(whole, Image.merge("RGB", [layer] * 3), offset=-128)
    return whole
