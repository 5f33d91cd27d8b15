"""Who chaired: `… chủ trì hội nghị` in its many forms.

In: the sentences of a text, the register of officials and the day. Out: chairs, each once, with name and post as the
text has them; who only attends or speaks, and an office that leads a task, is none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from plugins.desk.importing.document import Certainty, Finding, FoundChair
from plugins.desk.importing.names import is_capitalised, leading_name, mend_capitals, split_honorific
from plugins.desk.importing.people import Person, read_people
from plugins.desk.importing.positions import begins_with_post
from plugins.desk.importing.register import match_official
from plugins.desk.importing.sentences import quote, split_sentences
from plugins.model import Portal, fold, spelling_key

_REACH = 1500  # characters on either side of the verb that are looked at
_LEAD = 3  # words that may stand before the first person of a list
_MOST = 8  # verbs of a sentence that are looked at
_CHAIR = r"chủ\s+(?:trì|tọa|toạ)"
_VERB = re.compile(rf"(?<!\w){_CHAIR}(?!\w)", re.IGNORECASE)
_EVENT = (
    r"(?:hội nghị|cuộc họp|phiên họp|buổi|phiên|kỳ họp|kì họp|họp|hội thảo|tọa đàm|toạ đàm|lễ|đại hội|giao ban|"
    r"đối thoại|"
    r"diễn đàn|hội đàm|tiếp|cuộc|chương trình|ngày hội|điểm cầu|hội ý|sự kiện|nghi lễ)"
)
_EVENT_AHEAD = re.compile(rf"\s*(?:\S+\s+){{0,4}}?{_EVENT}(?!\w)", re.IGNORECASE)
_STOPS = re.compile(
    r"\s*(?:$|[.;)”\"]|,?\s*(?:và\s+|đồng thời\s+|cùng\s+)?(?:điều hành|kết luận|phát biểu|chỉ đạo|khai mạc|tại|"
    r"(?:tham\s+)?dự|"
    r"theo hình thức|trực tuyến)\b)",
    re.IGNORECASE,
)
# To lead a piece of work is `chủ trì` too; that is an office's task, not the chair of an event.
_TASK = re.compile(
    r"\s*,?\s*(?:và\s+)?(?:phối hợp|kết hợp|tham mưu|xây dựng|soạn|biên soạn|thực hiện|triển khai|nghiên cứu|"
    r"giải quyết|đề xuất|"
    r"hướng dẫn|rà soát|điều tra|hoàn thiện|đề tài|dự án|đề án|việc|công tác|nhiệm vụ|cùng các|đấu tranh|phát hiện|"
    r"liên kết|"
    r"phiên tòa|phiên toà|phiên xử|xét xử|thẩm định|tổng hợp|in ấn|biên tập)",
    re.IGNORECASE,
)
_TASK_BEFORE = re.compile(
    r"(?<!\w)(?:giao|phân công|đề nghị|yêu cầu|(?<!thừa )(?<!được )(?:ủy|uỷ) quyền|kiến nghị|không)(?:\s+cho)?(?!\w)",
    re.IGNORECASE,
)
# «Đồng chí chủ trì hội nghị» names nobody; «…, người chủ trì hội nghị» tells of whom it speaks.
_NOBODY_BEFORE = re.compile(r"(?:(?<!, )người|đoàn|đồng chí|vị|ban|chức vụ)\s+$", re.IGNORECASE)
_OTHER_DAY = re.compile(r"^(?:trước đó|trước đây|năm ngoái|tháng trước|trong khi đó|sau đó)(?!\w)", re.IGNORECASE)
# One of the verbs between the person and `chủ trì`: «đã đến dự, trực tiếp chủ trì».
_VERB_BEFORE = re.compile(
    r"(?<!\w)(?:và|đã|sẽ|vừa|cùng|(?<!hội )đồng|người|đến|tới|về|tham dự|dự|trực tiếp|làm|"
    r"tham gia|là người|thay mặt\s[^,;]{0,60}|"
    r"với vai trò|"
    r"khai mạc|được phân công|nhiệm vụ|đồng thời|hội nghị|ghế|"
    r"(?:sáng|trưa|chiều|tối|hôm|ngày)\s+(?:nay|qua|mai)?\s*(?:\(?\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?\)?)?)$",
    re.IGNORECASE,
)
_BY = re.compile(r"(?<!\w)do\s+(?=\S)", re.IGNORECASE)
_LIST_AFTER = re.compile(
    rf"\s*(?:(?:và|,)\s*(?:điều hành|chỉ đạo|phát biểu[^,;:]{{0,40}}?)\s*)?(?:tại\s+)?(?:(?:{_EVENT})[^,;:.]{{0,80}}?)?"
    r"\s*(?:,?\s*(?:có|là|gồm|gồm có|bao gồm|thuộc về)(?=\s|:)|:|\s(?=(?:các\s+)?(?:đồng chí|đ/c|ông|bà)\s))\s*:?\s*",
    re.IGNORECASE,
)
_COMMA_AFTER = re.compile(rf"\s*(?:và\s+phát biểu[^,;:]{{0,40}}?)?(?:{_EVENT})[^,;:.]{{0,80}},\s*", re.IGNORECASE)
_OF_AFTER = re.compile(r"\s*(?:và\s+(?:điều hành|chỉ đạo)\s+)?(?:của|bởi)\s+", re.IGNORECASE)
_GIVEN_NAME = re.compile(r"(?:đồng chí|đ/c|ông|bà|anh|chị)\s+([^\W\d_]+)$", re.IGNORECASE)
_FULL_NAMES = re.compile(r"(?:đồng chí|đ/c|ông|bà|anh|chị)\s+", re.IGNORECASE)
_ATTENDING = re.compile(r"(?<!\w)(?:tham\s+)?dự(?!\w)", re.IGNORECASE)


class Mention(NamedTuple):
    """A person as one sentence names them."""

    person: Person
    where: str
    certainty: Certainty


@dataclass
class FoundChairs:
    chairs: tuple[Finding[FoundChair], ...]
    notes: tuple[str, ...]


def find_mentions(texts: list[str], places: AbstractSet[str]) -> tuple[list[Mention], list[str]]:
    """Everybody of whom a sentence says that they chair, in order, and notes on sentences that leave it open."""
    mentions: list[Mention] = []
    notes: list[str] = []
    for text in texts:
        if not _VERB.search(text):
            continue
        for sentence in split_sentences(text):
            for match in islice(_VERB.finditer(sentence.text), _MOST):
                found, note = _read(sentence.text, match, places)
                mentions += [full for mention in found if (full := _complete(mention, texts, notes))]
                notes += [note] if note else []
    told = {spelling_key(mention.person.name) for mention in mentions if mention.person.position}
    return [
        mention if spelling_key(mention.person.name) in told else _with_post(mention, texts, places)
        for mention in mentions
    ], notes


def _with_post(mention: Mention, texts: list[str], places: AbstractSet[str]) -> Mention:
    """The post that the text gives with the name elsewhere, where no sentence on the chair does."""
    name = mention.person.name
    sentences = (sentence.text for text in texts if name in text for sentence in split_sentences(text))
    for sentence in islice((sentence for sentence in sentences if name in sentence), _MOST):
        for person in read_people(sentence[:_REACH], places).persons:
            if person.name == name and person.position:
                where = f"{mention.where}; chức vụ ở {quote(sentence)}"
                known = replace(mention.person, position=person.position)
                return Mention(known, where, _least(mention.certainty, "likely"))
    return mention


def _complete(mention: Mention, texts: list[str], notes: list[str]) -> Mention | None:
    """`Đồng chí Út` by the full name that the text gives elsewhere; None where it gives none, or several."""
    name = mention.person.name
    if " " in name:
        return mention
    if not name[0].isupper():
        return None
    full = {
        spelling_key(written): written
        for text in texts
        for match in _FULL_NAMES.finditer(text)
        if (written := leading_name(text[match.end() :], trusted=True)) and written.split()[-1] == name
    }
    if len(full) == 1:
        written = next(iter(full.values()))
        return mention._replace(person=replace(mention.person, name=written))
    notes.append(f"{mention.where} chỉ ghi tên «{name}»; chưa rõ họ tên đầy đủ.")
    return None


def _read(sentence: str, match: re.Match[str], places: AbstractSet[str]) -> tuple[list[Mention], str]:
    before = sentence[max(0, match.start() - _REACH) : match.start()]
    after = sentence[match.end() : match.end() + _REACH]
    if _OTHER_DAY.match(sentence) or _TASK.match(after):
        return [], ""
    if _NOBODY_BEFORE.search(before) and not _LIST_AFTER.match(after):
        return [], ""
    if of := _OF_AFTER.match(after) if re.search(r"(?:sự|được)\s+$", before) else None:
        return _listed(sentence, after[of.end() :], places), ""
    if _opens_list(before):
        listed = _LIST_AFTER.match(after) or _COMMA_AFTER.match(after)
        if listed and (found := _listed(sentence, after[listed.end() :], places)):
            if _ATTENDING.search(before) and len(found) > 1:
                note = f"{quote(sentence)} kể chung người dự và người chủ trì; hãy xem ai chủ trì."
                return [mention._replace(certainty="guess") for mention in found], note
            return found, ""
    if not (_STOPS.match(after) or _EVENT_AHEAD.match(after)):
        return [], ""
    return _before(sentence, before, places)


def _opens_list(before: str) -> bool:
    """Whether `chủ trì` stands first in its clause, so that who chairs follows it."""
    clause = re.split(r"[,;.:]|\s[-–]\s", before)[-1].strip().lower()
    return not clause or bool(
        re.fullmatch(
            r"(?:(?:đến|tới|về|tham)?\s*dự|đồng|cùng|và|trực tiếp|phát biểu|điều hành|tham gia|người|với vai trò|"
            r"tại (?:hội nghị|buổi \w+)|\s)+",
            clause,
        )
    )


def _listed(sentence: str, rest: str, places: AbstractSet[str]) -> list[Mention]:
    people = read_people(rest, places)
    found: list[Mention] = []
    end = 0
    for person in people.persons:
        if found and _has_prose(rest[end : person.start]):
            break
        lead = rest[: person.start].strip()
        if not found and len(split_honorific(lead)[1].split()) > _LEAD and not lead.endswith(":"):
            break
        found.append(Mention(person, quote(sentence), "certain"))
        end = person.end
    return found


def _has_prose(between: str) -> bool:
    text = re.sub(
        r"[\s,;:()–—-]+|(?<!\w)(?:và|cùng|với|có|các|đồng chí|ông|bà)(?!\w)", " ", between, flags=re.IGNORECASE
    )
    words = split_honorific(text.strip())[1].split()
    return len(words) > 2 or any(word in ("dự", "tham", "phát") for word in words)


def _before(sentence: str, before: str, places: AbstractSet[str]) -> tuple[list[Mention], str]:
    task = False
    by = [match.end() for match in _BY.finditer(before)]
    if by:
        before = before[by[-1] :]
    elif _TASK_BEFORE.search(before):
        task = True
    subject = before.rstrip(" ,–—-")
    while chain := _VERB_BEFORE.search(subject):
        subject = subject[: chain.start()].rstrip(" ,–—-")
    people = read_people(subject, places)
    persons = [person for person in people.persons if person.start >= people.broken - 1]
    if not persons and not task and (short := _GIVEN_NAME.search(subject)):
        person = Person(short[1], "", short.start(1), short.end())
        return [Mention(person, quote(sentence), "likely")], ""
    if not persons or task:
        tail = re.split(r"[,;]\s", subject)[-1].strip()
        if begins_with_post(split_honorific(tail)[1]) and not persons:
            return [], f"{quote(sentence)} nêu chức vụ mà không nêu tên người chủ trì."
        return [], ""
    if subject[persons[-1].end :].strip(' ,;:-–()”"'):
        return [], ""
    if any(person.attends for person in persons) and len(persons) > 1:
        note = f"{quote(sentence)} kể cả người dự; chỉ người đứng sát từ «chủ trì» được ghi là chủ trì."
        return [Mention(persons[-1], quote(sentence), "likely")], note
    return [Mention(person, quote(sentence), "certain") for person in persons], ""


def find_chairs(mentions: Iterable[Mention], portal: Portal, day: dt.date | None) -> FoundChairs:
    """Each person once, matched to the register; the fullest post that a mention gives is kept."""
    found: dict[str, Finding[FoundChair]] = {}
    notes: dict[str, None] = {}
    for mention in mentions:
        written = mention.person.name
        name = mend_capitals(written)
        matched = match_official(name, mention.person.position, portal, day)
        notes.update(dict.fromkeys(matched.notes))
        key = matched.official or spelling_key(matched.name)
        certainty = _least(mention.certainty, matched.certainty)
        where = mention.where
        if written != matched.name:
            told = "sổ cán bộ" if matched.official else "lối viết hoa tên người"
            where += f"; nguồn viết «{written}», ghi lại theo {told}"
            if not is_capitalised(written.split()) or written.isupper():
                notes[f"Tên «{written}» trong nguồn viết hoa chưa đúng; ghi «{matched.name}»."] = None
        chair = FoundChair(matched.name, mention.person.position, matched.official)
        earlier = found.get(key)
        if earlier is None:
            found[key] = Finding(chair, where, certainty)
        elif len(fold(chair.position)) > len(fold(earlier.value.position)) and not earlier.value.position:
            found[key] = Finding(chair, where, earlier.certainty)
    return FoundChairs(tuple(found.values()), tuple(notes))


def _least(*certainties: Certainty) -> Certainty:
    order: tuple[Certainty, ...] = ("guess", "likely", "certain")
    return min(certainties, key=order.index)
