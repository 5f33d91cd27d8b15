"""Who wrote it, and whom it was taken from: lines at the end (`Tin, ảnh: A`, `A – B`, `Theo B`), tags at its beginning.

In: the blocks of the text, the lines beside it, what the page's head says. Out: authors and source as written, and the
blocks without those lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from plugins.desk.importing.document import Block, Finding
from plugins.desk.importing.names import mend_capitals
from plugins.desk.importing.sentences import count_words, quote
from plugins.model import fold, spelling_key

_LAST = 5  # blocks at the end among which bylines are looked for
_LONGEST = 16  # words
_REACH = 200  # characters at the end of the last paragraph where a byline may hang on
_OPENING = 7  # words; a shorter paragraph does not open the report
_WHAT = r"(?:tin|bài(?: viết)?|ảnh|hình ảnh|hình|clip|video|đồ họa|đồ hoạ|phóng sự)"
_WHATS = rf"{_WHAT}(?:\s*(?:,|và|&|-|–|/|;)?\s*{_WHAT})*"
_WHO = (
    r"tác giả|người viết|người đăng bài|thực hiện|nhóm thực hiện|bút danh|biên soạn|phóng viên|nhóm pv|cộng tác viên|"
    r"pv|ctv"
)
_LABEL = re.compile(rf"^[\s(\[*_]*(?P<label>{_WHATS}|{_WHO})\s*:\s*(?P<rest>.+)$", re.IGNORECASE)
_NEXT_LABEL = re.compile(rf"[;,.\s–-]+(?={_WHAT}(?:\s*(?:,|và|&|-|/)?\s*{_WHAT})*\s*:)", re.IGNORECASE)
_SOURCE = re.compile(
    r"^[\s(\[*_]*(?P<label>nguồn(?:\s+(?:tin|bài|ảnh))?\s*:|theo\s*:|theo(?=\s))\s*(?P<rest>.+?)[)\]\s*_.]*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>()\"]+")
_PAPERS = re.compile(
    r"^(?:báo|tạp chí|đài|ttxvn|thông tấn|vov|vtv|cổng|trang|vgp|qđnd|website|vnexpress|tuổi trẻ|thanh niên|nhân dân|"
    r"dân trí|vietnamnet|"
    r"vietnam\s?plus|chinhphu|ban\b|sở\b|ubnd|bản tin|baochinhphu)|\.vn\b|\.com\b",
    re.IGNORECASE,
)
_AGENCIES = re.compile(r"TTXVN|VOV\d?|VTV\d?|VGP|VNA|QĐND|Vietnam\+|VietnamPlus|VnExpress|TTX|BNEWS", re.IGNORECASE)
_AGENCY = re.compile(rf"\(({_AGENCIES.pattern})\)\s*$", re.IGNORECASE)
_OFFICE = re.compile(
    r"^(?:ban|phòng|văn phòng|trung tâm|cổng|đài|sở|ubnd|ubmttq|mttq|hội|đoàn|bbt|huyện đoàn|tỉnh đoàn|công an|tổ|"
    r"nhóm|chi cục|báo|bộ phận)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:pv|ctv|phóng viên|cộng tác viên|btv|nhà báo|cn|ths\.?|ts\.?|tổng hợp|sưu tầm)[\s.:]+", re.IGNORECASE
)
_AFTER_NAME = re.compile(
    r"\s*\((?:tổng hợp|t/h|th|thực hiện|ghi|lược ghi|[^()]{2,60})\)\s*$|\s+(?:\(?tổng hợp\)?|t/h)$", re.IGNORECASE
)
_PART = re.compile(r"\s+[-–—]\s*|\s*[–—]\s*|\s*[,;&/|+]\s*|\s+và\s+", re.IGNORECASE)
_INITIALS = re.compile(r"\b\w\.\w\.?$")
_PEN_NAME = re.compile(r"^[^\W\d_][\w.'’]*(?:[\s.-]+[^\W\d_][\w.'’]*){0,4}\.?$")
_GLUED = re.compile(
    r"(?P<end>\./\.|[.!?…”\"])\s*(?P<line>\(?(?:tin|bài)(?:\s*(?:,|và|&|-|/)?\s*(?:bài|ảnh|hình))*\s*:\s*[^:;]{2,80})$",
    re.IGNORECASE,
)
_GLUED_SOURCE = re.compile(r"(?P<end>[.!?…”\"])\s*(?P<line>\((?:theo|nguồn:?)\s[^()]{2,60}\)\.?)$", re.IGNORECASE)
_GLUED_NAME = re.compile(r"(?P<end>\./\.)\s*(?P<line>[^.:;]{3,60})$")
_MORE = re.compile(r"^(?:tin|bài|ý kiến|bình luận|back to top|thông báo|xem thêm)\b", re.IGNORECASE)
_TAG = re.compile(
    r"^(?:\((?P<tag>[^()]{2,40})\)|(?P<place>[^\W\d_][^()\d,:;–—]{1,30}?)\s*\((?P<after>[^()]{2,30})\)|"
    r"(?P<bare>[^\W\d_][^()\d,:;–—]{1,30}?))\s*[-–—]+\s+(?=\S)"
)
_ABBREVIATION = re.compile(r"^[A-ZĐ]{2,9}(?:\s?[A-ZĐ]{2,5})?$")
_HOST = re.compile(r"^[\w-]+(?:\.[\w-]+)+$")
_ADMIN = re.compile(r"admin|quản trị|webmaster|@|editor|super|user|guest|^ban biên tập$|\d{3}", re.IGNORECASE)
_PLACE_LINE = re.compile(r"^(?:hết|\./\.|\W+)$", re.IGNORECASE)


@dataclass
class Credits:
    """`place` is what stands where a dateline names a place: `Hà Nội (TTXVN) -`, `Hậu Giang –`."""

    text: list[Block]
    authors: list[Finding[str]] = field(default_factory=list)
    source_name: Finding[str] | None = None
    source_url: Finding[str] | None = None
    place: str = ""
    notes: list[str] = field(default_factory=list)

    def add_author(self, name: str, where: str, *, sure: bool = True) -> None:
        name = _tidy(name)
        if name and spelling_key(name) not in {spelling_key(author.value) for author in self.authors}:
            self.authors.append(Finding(name, where, "certain" if sure else "likely"))


def read_credits(blocks: list[Block], margin: Iterable[str], meta: Mapping[str, str], address: str) -> Credits:
    """Take bylines and source lines from the text's end, and read the tag at its beginning."""
    found = Credits(list(blocks))
    _take_last_lines(found)
    _split_glued(found)
    for line in margin:
        _read_line(found, line, margin=True)
    _read_tag(found, meta)
    if not found.authors:
        _read_head(found, meta)
    if found.source_name is None and meta.get("site_name", "").strip():
        name = meta["site_name"].strip()
        found.source_name = Finding(name, f"tên trang ở phần đầu trang: {quote(name)}", "likely")
    if found.source_url is None and address:
        found.source_url = Finding(address, "địa chỉ của trang")
    if not found.authors:
        found.notes.append("Không thấy tên tác giả.")
    return found


def _take_last_lines(found: Credits) -> None:
    """Short lines at the end, from the last upwards, until text is met."""
    blocks = found.text
    taken: list[tuple[int, str]] = []
    seen = 0
    for n in range(len(blocks) - 1, -1, -1):
        block = blocks[n]
        if block.kind == "picture":
            continue
        seen += 1
        if seen > _LAST or n == 0:
            break
        if block.kind not in ("paragraph", "heading", "quote") or count_words(block.text) > _LONGEST:
            break
        if is_byline(block.text):
            taken.append((n, block.text))
        elif not (_MORE.match(block.text) or _PLACE_LINE.match(block.text)):
            break
    for n, text in reversed(taken):
        if _read_line(found, text):
            found.text[n] = replace(blocks[n], kind="paragraph", text="", markdown="")
    found.text = [block for block in found.text if block.text or block.kind == "picture"]


def is_byline(text: str) -> bool:
    """Whether a line holds nothing but names, a label with names, or a source."""
    return bool(_LABEL.match(text) or _SOURCE.match(text) or _bare_names(text))


def _read_line(found: Credits, text: str, *, margin: bool = False) -> bool:
    """Read one line; false where it is none."""
    text = " ".join(text.split())
    if count_words(text) > _LONGEST:
        return False
    where = f"dòng {'bên lề' if margin else 'cuối bài'}: {quote(text)}"
    if source := _SOURCE.match(text):
        return _read_source(found, source["rest"], where, labelled=":" in source["label"])
    if labelled := _LABEL.match(text):
        rest: str | None = labelled["rest"]
        while rest:  # «Tin: A; ảnh: B»
            following = _NEXT_LABEL.search(rest)
            for name in _split_names(rest[: following.start()] if following else rest):
                _add_name(found, name, where)
            again = _LABEL.match(rest[following.end() :]) if following else None
            rest = again["rest"] if again else None
        return True
    if margin:
        return False
    names = _bare_names(text)
    for name in names:
        _add_name(found, name, where)
    if (agency := _AGENCY.search(text)) and found.source_name is None:  # «Lê A (TTXVN)»
        found.source_name = Finding(agency[1], where)
    return bool(names)


def _add_name(found: Credits, name: str, where: str) -> None:
    """An author, or the agency that stands after one: `Lê A/TTXVN`."""
    if not _is_paper(name):
        found.add_author(name, where, sure=not _OFFICE.match(name))
    elif found.source_name is None:
        found.source_name = Finding(name, where)


def _is_paper(name: str) -> bool:
    return bool(_AGENCIES.fullmatch(name) or re.match(r"báo\s|đài\s|tạp chí\s", name, re.IGNORECASE))


def _read_source(found: Credits, rest: str, where: str, *, labelled: bool) -> bool:
    address = _ADDRESS.search(rest)
    name = _ADDRESS.sub("", rest).strip(" -–,;:()")
    if address:
        found.source_url = Finding(address[0].rstrip(".,;)"), where)
    if not name:
        return bool(address)
    first, _, paper = name.partition("/")
    if paper and _bare_names(first) and not _is_paper(first):
        found.add_author(first, where)
        name = paper.strip()
    if not labelled and not (_PAPERS.search(name) or name.isupper() or paper or _bare_names(name) or _HOST.match(name)):
        return False  # «Theo đó, …» opens a sentence
    if found.source_name is None:
        found.source_name = Finding(name, where, "certain" if labelled or _PAPERS.search(name) else "likely")
    return True


def _bare_names(text: str) -> list[str]:
    """The names of a line that holds nothing else: `Lê A – Kim B`, `V.H (tổng hợp)`; empty for other lines."""
    text = " ".join(text.split()).strip("*_ ")
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    if not text or text[-1] in "!?:…;" or text.endswith("./.") or not text[0].isalpha():
        return []
    if text.endswith(".") and not re.search(r"\b\w\.$", text):
        return []
    if _OFFICE.match(text):
        return [text] if count_words(text) <= 9 and not re.search(r"[,.]", text) and text[0].isupper() else []
    names = _split_names(text)
    return names if names and all(_is_pen_name(name) for name in names) else []


def _split_names(text: str) -> list[str]:
    names = []
    text = text.strip(" []*_")
    if text.startswith("(") or text.count(")") > text.count("("):
        text = text.strip(" ()")
    for part in _PART.split(text):
        name = part.strip(" ,[]*_")
        if not _INITIALS.search(name):
            name = name.rstrip(" .")
        name = _ROLE.sub("", _AFTER_NAME.sub("", name)).strip(" ()")
        if name:
            names.append(name)
    return names


def _is_pen_name(name: str) -> bool:
    words = re.split(r"[\s]+", name)
    if not _PEN_NAME.match(name) or len(words) > 5:
        return False
    if all(word.isupper() and len(word) > 1 and "." not in word for word in words) and len(words) > 4:
        return False
    if re.match(
        r"(?:hội nghị|kết luận|mục tiêu|nguồn|hết|thông báo|tin tức|quang cảnh|chuyên mục)\b", name, re.IGNORECASE
    ):
        return False
    return all(word[0].isupper() for word in words)


def _split_glued(found: Credits) -> None:
    """A byline that the last paragraph has swallowed: `…./. Tin, ảnh: A`."""
    place = next((n for n in range(len(found.text) - 1, -1, -1) if found.text[n].kind == "paragraph"), None)
    if place is None:
        return
    block = found.text[place]
    for pattern in (_GLUED, _GLUED_SOURCE, _GLUED_NAME):
        match = pattern.search(block.text, max(0, len(block.text) - _REACH))
        if not match or (pattern is _GLUED_NAME and not _bare_names(match["line"])):
            continue
        if not _read_line(found, match["line"]):
            continue
        kept = block.text[: match.end("end")]
        marked = block.markdown.rstrip("*_ ")
        line = match["line"]
        markdown = marked[: -len(line)].rstrip("*_ ") if marked.endswith(line) else kept if block.markdown else ""
        found.text[place] = replace(block, text=kept, markdown=markdown)
        return


def _read_tag(found: Credits, meta: Mapping[str, str]) -> None:
    """What stands before the first words: an agency or paper, or the place the report comes from."""
    paragraphs = [block.text for block in found.text if block.kind == "paragraph"][:3]
    match = next((match for text in paragraphs if (match := _TAG.match(text)) and count_words(text) > _OPENING), None)
    if match is None:
        return
    where = f"đầu bài: {quote(match[0].strip())}"
    found.place = (match["place"] or "").strip()
    name = (match["tag"] or match["after"] or "").strip()
    bare = (match["bare"] or "").strip()
    if bare:
        if _ABBREVIATION.match(bare) or _HOST.match(bare) or bare.lower().startswith("báo "):
            name = bare
        elif count_words(bare) <= 5 and bare[0].isupper():
            found.place = bare
    if not name or (match["tag"] and name[0].isdigit()):
        return
    if match["tag"] and not (_ABBREVIATION.match(name) or _HOST.match(name) or _PAPERS.search(name)):
        found.place = name  # looked up among the regions; if it is none, it stays what the text says
    if found.source_name is None:
        site = meta.get("site_name", "").strip()
        if site and _stands_for(name, site):
            found.source_name = Finding(site, f"{where}; tên đầy đủ theo phần đầu trang {quote(site)}", "certain")
        else:
            found.source_name = Finding(name, where, "certain" if not found.place or match["after"] else "likely")


def _stands_for(short: str, full: str) -> bool:
    """`ĐBP` for `Báo Điện Biên Phủ`."""
    initials = "".join(word[0] for word in full.split())
    return len(short) > 1 and fold(short.replace(".", "")) in (fold(initials), fold(initials[1:]))


def _read_head(found: Credits, meta: Mapping[str, str]) -> None:
    author = meta.get("author", "").strip()
    site = meta.get("site_name", "").strip()
    if (
        not author
        or _ADMIN.search(author)
        or _ADDRESS.search(author)
        or (site and spelling_key(author) == spelling_key(site))
    ):
        return
    where = f"phần đầu trang (author): {quote(author)}"
    for name in _split_names(author):
        if _is_pen_name(name) and not _is_paper(name):
            found.add_author(name, where, sure=False)


def _tidy(name: str) -> str:
    name = " ".join(name.split()).strip(" ,;:-–()")
    if name.isupper() and count_words(name) > 1 and "." not in name:
        return mend_capitals(name)
    return name
