"""What an attacker would write, and a whole site of it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from plugins.build import Options, build_site
from plugins.build.settings import PROJECT
from tests.photographs import draw_photograph

SNIPPETS = [
    "<script>alert(1)</script>", "<scr<script>ipt>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<!--",
    "-->", "--!>", "<!-->", "<a href='&#106;avascript:x'>", "</a>", '<a href="javascript:x" ',
    "<a\nhref=javascript:x>", "<a href=java&#8203;script:alert(1)>", "<a href=java&Tab;script:x>",
    "<a href=//la.example>", "<a href='\\\\la'>", "<style>@import 'x'</style>", "<math><mtext>",
    "<table><mglyph><style><img src onerror=x>", "</title><script>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><textarea><path id=x>", "<noscript><p title='</noscript>'>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=x>", "<svg><foreignObject><img src=x onerror=x>",
    "<svg></p><style><a id='</style><img src=1 onerror=x>'>", "<xmp><p title='</xmp><img src=x onerror=x>'>",
    "<iframe srcdoc='<script>x</script>'>", "<p onclick=x>", "<p style='background:url(//la)'>", "<div class=search>",
    "<b", ">", '"', "'", "`", "=", " ", "\n", "\x00", "\x0c", "<![CDATA[", "]]>", "<?", "<x:script>",
    "<base href=//la>", "<meta http-equiv=refresh content=0>", "<object data=x>", "<embed src=x>",
    "<link rel=import href=x>", "<plaintext>", "<template><script>x</script></template>",
    "<select><style></select><img src=x onerror=x>", "&lt;script&gt;", "&#60;script&#62;",
    "&#x3C;img src=x onerror=x&#x3E;", "<h2 id=location>", "<h2 id=muc-x>", "<img src=images/x.jpg>",
    "<p data-search>", "<td colspan=9e9>", '<time datetime=\'"><img>\'>', "<a href=https://a.vn>", "<ruby><rt>",
    "<title>", "<textarea>", "</textarea>", "<image src=x onerror=x>", "<button formaction=javascript:x>",
    "<video onloadstart=x>", "<details ontoggle=x open>", "<marquee onstart=x>", "<a href='#x' onfocus=x autofocus>",
    "Hội nghị",
]  # fmt: skip

# One for each field that is plain text, each with its own mark.
SCRIPT = "<script>lo('{0}')</script>"
IMAGE = "<img src=x onerror=lo('{0}')>"
BROKEN = "\"'><svg onload=lo('{0}')>"
ENTITY = "&lt;script&gt;lo('{0}')&lt;/script&gt;"
ENDING = "</title></script></textarea>]]><script>lo('{0}')</script>"

TITLE, SUMMARY, TAG, AUTHOR = (ENDING.format("td"), IMAGE.format("sapo"), BROKEN.format("the"), SCRIPT.format("tg"))
CAPTION, CREDIT, ALT = (SCRIPT.format("chu-thich"), IMAGE.format("anh"), BROKEN.format("alt"))
CORRECTION, REASON, SOURCE = (ENDING.format("dinh-chinh"), SCRIPT.format("ly-do"), IMAGE.format("nguon"))
CHAIR, POSITION, FOREIGN = (SCRIPT.format("chu-tri"), BROKEN.format("chuc-vu"), ENDING.format("dich"))
PAGE, DESCRIPTION, POST = (ENTITY.format("trang"), IMAGE.format("mo-ta"), ENDING.format("chuc"))
TEXTS = (
    TITLE, SUMMARY, TAG, AUTHOR, CAPTION, CREDIT, CORRECTION, REASON, SOURCE, CHAIR, POSITION, FOREIGN, PAGE,
    DESCRIPTION, POST,
)  # fmt: skip


def _file(path: Path, body: str, **front: object) -> None:
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\n" + "\n".join(lines) + f"\n---\n\n{body}\n", "utf-8")


def write_hostile(content: Path) -> None:
    """Items, a translation and a page; every text in them is hostile, and none is refused."""
    news = content / "news" / "2022" / "07"
    (content / "images").mkdir(parents=True, exist_ok=True)
    draw_photograph(1, (900, 600)).save(content / "images" / "x.jpg")
    head = {"date": "2022-07-01T08:00:00+07:00", "category": "Dân vận"}
    _file(
        news / "mot.md",
        f'{ENTITY.format("than")}\n\n![a](images/x.jpg "<script>lo</script>")\n\n## <&>\n\n`{SCRIPT.format("ma")}`',
        title=TITLE,
        slug="mot",
        summary=SUMMARY,
        tags=[TAG, "hai"],
        authors=[AUTHOR],
        cover={"src": "images/x.jpg", "alt": ALT, "caption": CAPTION, "credit": CREDIT},
        chairs=[{"name": CHAIR, "position": POSITION}, "Ngô Văn Luận"],
        source={"name": SOURCE, "url": "https://a.vn/?a=1&b='x'"},
        corrections=[{"date": "2022-07-02", "text": CORRECTION}],
        **head,
    )
    _file(news / "mot.en.md", "Text.", title=FOREIGN, date=head["date"], slug="one", summary=FOREIGN)
    _file(news / "hai.md", "Nội dung.", title=TITLE, slug="hai", tags=[TAG], **head)
    gone = {"date": "2022-07-03", "reason": REASON}
    _file(news / "ba.md", "Nội dung.", title=TITLE, slug="ba", withdrawn=gone, **head)
    _file(content / "pages" / "gioi-thieu.md", "&lt;b onclick=x&gt;", title=PAGE, slug="gioi-thieu", summary=IMAGE)


def _write_vocabulary(folder: Path) -> None:
    """The project's own, with a hostile description of a category and a hostile post of an official."""
    for name, key, text in (("categories.yaml", "description", DESCRIPTION), ("officials.yaml", "- title", POST)):
        file, value = folder / name, json.dumps(text).replace("\\", r"\\")
        file.write_text(re.sub(rf"(?m)^(\s+{key}: ).*$", rf"\g<1>{value}", file.read_text("utf-8")), "utf-8")


def build_hostile(folder: Path) -> None:
    """The site in the folder itself; its content lies beside."""
    content = folder.with_name(f"{folder.name}-content")
    shutil.copytree(PROJECT / "content" / "vocabulary", content / "vocabulary")
    write_hostile(content)
    _write_vocabulary(content / "vocabulary")
    settings = content.with_name(f"{content.name}.py")
    settings.write_text(
        f"from pelicanconf import *\nSITEURL = 'https://cong.example.vn'\nPATH = {str(content)!r}\n"
        f"THEME = {str(PROJECT / 'theme')!r}\n"
    )
    build_site(Options(content=content, output=folder, jobs=1, settings=settings))
