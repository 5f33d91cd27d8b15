"""Attacks by bytes, letters, dates and quantity, and on what is not due yet."""

from __future__ import annotations

import io
import struct
import unicodedata
import zlib

from PIL import ExifTags, Image

from tests.attacks.case import HELD, Case, in_body, in_header, item, yaml_item


def photograph() -> bytes:
    """A picture that tells where it was taken and by which camera."""
    exif, file = Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Make] = "MAY-ANH-CUA-CA-THU"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (21.0, 1.0, 30.0)
    Image.effect_noise((900, 600), 80).convert("RGB").save(file, "JPEG", exif=exif, comment=b"GHI-CHU-CUA-CA-THU")
    return file.getvalue()


def bomb() -> bytes:
    """A small file of a picture that says it has 900 million pixels."""
    file = io.BytesIO()
    Image.new("1", (30, 30)).save(file, "PNG")
    head = b"IHDR" + struct.pack(">II", 30_000, 30_000) + file.getvalue()[24:29]
    return file.getvalue()[:12] + head + struct.pack(">I", zlib.crc32(head)) + file.getvalue()[33:]


HELD_CASES = (
    Case("draft", "a draft to be read early", {"news/draft.md": item("draft", HELD, Status="draft")}, "", (HELD,), kept="held"),
    Case("draft-yaml", "a draft with YAML front matter", {"news/draft-yaml.md": yaml_item("draft-yaml", "status: draft", HELD)},
         "", (HELD,), kept="held"),
    Case("future", "an item dated in the future", {"news/future.md": item("future", HELD, Date="2090-07-01T08:00:00+07:00")},
         "", (HELD,), kept="held"),
    Case("embargo", "an item under embargo",
         {"news/embargo.md": yaml_item("embargo", "publish_at: 2090-07-01T08:00:00+07:00", HELD)}, "", (HELD,), kept="held"),
    Case("expired", "an item after its time",
         {"news/expired.md": yaml_item("expired", "unpublish_at: 2022-08-01T08:00:00+07:00", HELD)}, "", (HELD,), kept="held"),
    Case("withdrawn", "an item that was withdrawn",
         {"news/withdrawn.md": yaml_item("withdrawn", "withdrawn: {date: 2022-08-01, reason: Sai.}", HELD)}, "", (HELD,),
         kept="held"),
    Case("comment-in-item", "an editor's remark in a comment",
         {"news/comment-in-item.md": item("comment-in-item", f"Chữ <!-- {HELD} --> chữ.")}, "", (HELD,), kept="left out"),
)  # fmt: skip

DATES = (
    in_header("date-wrong", "a day that does not exist", "E-DATE", Date="2022-02-31"),
    in_header("date-words", "a date that is none", "E-DATE", Date="hôm qua"),
    in_header("date-american", "a date that reads as two days", "E-DATE", Date="10/12/2024"),
    in_header("date-missing", "no date", "E-VALUE", Date=""),
    in_header("zone-wrong", "a time zone that does not exist", "E-DATE", Date="2022-07-01T08:00:00+99:00"),
    in_header("year-far", "a year beyond all reckoning", "E-DATE", Date="9999999-07-01"),
    in_header("year-zero", "the year nought", "E-DATE", Date="0000-01-01"),
)
BYTES = (
    Case("utf8-broken", "bytes that are no UTF-8", {"news/utf8-broken.md": item("utf8-broken").encode() + b"\xff\xfe\xc3("}, "E-UTF8"),
    Case("utf16", "another encoding", {"news/utf16.md": item("utf16").encode("utf-16")}, "E-UTF8"),
    Case("nul-byte", "a NUL byte", {"news/nul-byte.md": item("nul-byte", "Chữ \x00 chữ.")}, "E-NUL"),
    Case("nul-in-title", "a NUL byte in the title", {"news/nul-in-title.md": item("nul-in-title", Title="Ca thử \x00 nul")}, "E-NUL"),
    Case("empty-file", "an empty file", {"news/empty-file.md": ""}, "E-EMPTY"),
    in_header("title-long", "a title of 400 characters", "E-LONG", Title="Ca thử title-long " + "a" * 400),
    in_header("tags-many", "a thousand tags", "E-LONG", Tags=", ".join(f"thẻ {n}" for n in range(1_000))),
    in_header("title-empty", "a title without letters", "E-SLUG", Title="???"),
    in_body("bidi-override", "text that reads backwards", "Chữ \u202egnơưht\u202c chữ.", "E-BIDI", marks=("\u202e",)),
    in_body("bidi-entity", "the same as an entity", "Chữ &#x202e;gnơưht chữ.", "E-BIDI", marks=("\u202e", "&#x202e;")),
    in_header("zero-width", "letters of no width in a name", kept="left out", Authors="Việt\u200b\u200d Hằng", marks=("\u200b", "\u200d")),
    in_body("zero-width-entity", "the same as an entity", "Chữ&#8203;chữ &zwj; chữ", kept="left out", marks=("\u200b", "&#8203;", "\u200d")),
    in_header("look-alike", "a name with a Cyrillic letter", kept="published, with W-LETTER", Authors="Нà Nội"),
    Case("nfd-name", "a file whose name is decomposed",
         {f"news/{unicodedata.normalize('NFD', 'tổ-chức')}.md": item("nfd-name", Title=unicodedata.normalize("NFD", "Ca thử tổ chức"))},
         "", (unicodedata.normalize("NFD", "tổ chức"),), kept="composed"),
    in_body("control-characters", "characters that no feed may hold", "Chữ \x0c\x1b[31m\x08 \ufffe chữ.",
            kept="left out, with W-CONTROL", marks=("\x1b", "\x08", "\ufffe")),
    in_body("surrogate-entity", "half a character as an entity", "Chữ &#xD800; &#0; &#x110000; chữ.", kept="left out"),
)  # fmt: skip
TWO = {"Slug": "hai-tin-mot-dia-chi"}
COLLISIONS = (
    Case("duplicate-slug", "two items at one address", {
        "news/duplicate-slug.md": item("duplicate-slug", **TWO), "news/duplicate-slug-2.md": item("duplicate-slug", **TWO),
    }, "E-DUPLICATE"),
    Case("case-collision", "addresses that differ in case", {
        "news/case-collision.md": item("case-collision", Slug="Hai-Tin"), "news/case-collision-2.md": item("case-collision", Slug="hai-tin"),
    }, "E-SLUG"),
    Case("people-merge", "two people whose names fold alike", {
        "news/people-merge.md": item("people-merge", Tags="họ Lương"), "news/people-merge-2.md": item("people-merge-2", Tags="họ Lượng"),
    }, kept="an address each"),
)  # fmt: skip
BOMBS = (
    in_body("bomb-brackets", "20,000 brackets", "[" * 20_000, "E-MARKDOWN"),
    in_body("bomb-emphasis", "20,000 marks of emphasis", "*a **b " * 10_000, "E-MARKDOWN"),
    in_body("bomb-quotes", "a thousand quotes within one another", ">" * 1_000 + " x", "E-MARKDOWN"),
    in_body("bomb-lists", "lists within one another", "\n".join("    " * n + "- x" for n in range(200)), "E-MARKDOWN"),
    in_body("bomb-definitions", "definition lists within one another", "\n".join(f"{'    ' * n}a\n{'    ' * n}:   b\n" for n in range(400)), kept="shown as text"),
    in_body("bomb-html", "50,000 open elements", "<b>" * 50_000, "E-MARKDOWN"),
    in_body("bomb-links", "10,000 halves of links", "[a](" * 10_000, "E-MARKDOWN"),
    in_body("bomb-size", "a file of two megabytes", "chữ " * 500_000, "E-SIZE"),
    Case("yaml-python", "a value that YAML would run",
         {"news/yaml-python.md": yaml_item("yaml-python", 'summary: !!python/object/apply:os.system ["touch evil-yaml"]')}, "E-YAML"),
    Case("yaml-aliases", "a value that grows when read",
         {"news/yaml-aliases.md": yaml_item("yaml-aliases", "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\ntags: [*b,*b,*b]")}, "E-YAML"),
    Case("yaml-deep", "values within one another", {"news/yaml-deep.md": yaml_item("yaml-deep", "tags: " + "[" * 5_000)}, "E-YAML"),
    Case("picture-bomb", "a picture of 900 million pixels", {
        "images/picture-bomb.png": bomb(), "news/picture-bomb.md": item("picture-bomb", "![Ảnh]({static}/images/picture-bomb.png)"),
    }, "E-PICTURE-SIZE"),
    Case("exif-position", "a picture that tells where it was taken", {
        "images/exif-position.jpg": photograph(),
        "news/exif-position.md": item("exif-position", "![Quang cảnh]({static}/images/exif-position.jpg)"),
    }, "", ("MAY-ANH-CUA-CA-THU", "GHI-CHU-CUA-CA-THU"), kept="left out of the pictures"),
    Case("picture-with-page", "a picture with a script behind it", {
        "images/picture-with-page.jpg": photograph() + b"<script>alert('behind')</script>",
        "news/picture-with-page.md": item("picture-with-page", "![Quang cảnh]({static}/images/picture-with-page.jpg)"),
    }, "", ("alert('behind')",), kept="encoded anew"),
)  # fmt: skip

CASES: tuple[Case, ...] = HELD_CASES + DATES + BYTES + COLLISIONS + BOMBS
