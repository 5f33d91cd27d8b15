"""Items that say what another item says already.

In: the digests of all files, with a sketch of each text. Out: a finding for the later of two items that share most of
their words' runs, or that have one headline within a week.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from plugins.desk.digests import SKETCH, Digest
from plugins.desk.rules.rule import Circumstances, Example, FarFinding, Rule
from plugins.model import spelling_key

ALIKE = 0.4  # share of the runs of two texts together that both have; a tenth of the words changed leaves half
_COMMON = 30  # texts that share a run and are compared because of it; what more have is boilerplate
_FEWEST = 8  # runs in a sketch that is compared; shorter texts are alike by chance
_WEEK = dt.timedelta(days=7)


def find_copies(digests: Sequence[Digest], _: Circumstances) -> Iterator[FarFinding]:
    ordered = _in_order(digest for digest in digests if len(digest.sketch) >= _FEWEST)
    holders: dict[int, list[int]] = {}  # a run -> the texts that have it
    for number, digest in enumerate(ordered):
        shared: dict[int, int] = defaultdict(int)
        for run in digest.sketch:
            earlier = holders.get(run)
            if earlier is None:
                holders[run] = [number]
                continue
            for before in earlier:
                shared[before] += 1
            if len(earlier) < _COMMON:
                earlier.append(number)
        least = ALIKE * min(len(digest.sketch), SKETCH) / 2
        best = max(
            ((_likeness(digest, ordered[before]), -before) for before, count in shared.items() if count >= least),
            default=(0.0, 0),
        )
        if best[0] >= ALIKE and digest.address != ordered[-best[1]].address:
            other = ordered[-best[1]]
            message = f"nội dung giống {best[0]:.0%} với {other.path}"
            hint = "bỏ một tin, hoặc gộp lại và dẫn sang nhau"
            yield FarFinding(digest.path, digest.title_line, message, hint)


def find_same_titles(digests: Sequence[Digest], _: Circumstances) -> Iterator[FarFinding]:
    latest: dict[str, Digest] = {}
    for digest in _in_order(digest for digest in digests if digest.moments):
        key = spelling_key(digest.title)
        other = latest.get(key)
        if other is not None and digest.address != other.address and _moment(digest) - _moment(other) <= _WEEK:
            message = f"tiêu đề giống hệt {other.path}"
            yield FarFinding(digest.path, digest.title_line, message, "kiểm tra có đăng trùng không; đặt tiêu đề khác")
        latest[key] = digest


def _in_order(digests: Iterator[Digest]) -> list[Digest]:
    return sorted((digest for digest in digests if digest.moments), key=lambda digest: (_moment(digest), digest.path))


def _moment(digest: Digest) -> dt.datetime:
    return digest.moments[0][1]


def _likeness(one: Digest, other: Digest) -> float:
    """An estimate of the share of all runs of both texts that both have."""
    first, second = set(one.sketch), set(other.sketch)
    # Of a short text the sketch is the whole; where one is cut off, runs beyond its end are not known.
    ends = [sketch[-1] for sketch in (one.sketch, other.sketch) if len(sketch) == SKETCH]
    if ends:
        end = min(ends)
        first, second = {run for run in first if run <= end}, {run for run in second if run <= end}
    union = len(first | second)
    return len(first & second) / union if union else 0.0


_TEXT = (
    "Hội nghị đánh giá kết quả thực hiện công tác dân vận sáu tháng đầu năm, bàn nhiệm vụ sáu tháng cuối năm và tặng "
    "giấy khen cho các tập thể có nhiều cách làm hay trong phong trào thi đua."
)

RULES = (
    Rule(
        "W-COPY",
        "Nội dung gần trùng tin khác",
        "Hai tin có từ 40 % cụm bốn chữ giống nhau, như khi chép lại rồi sửa một phần mười số chữ. Tin sau được nhắc.",
        Example(
            head="title: Sơ kết công tác dân vận\ndate: 2022-07-01",
            body=_TEXT,
            others=(Example(head="title: Nhìn lại sáu tháng\ndate: 2022-06-30", body=_TEXT.replace("bàn", "nêu")),),
        ),
        Example(
            head="title: Sơ kết công tác dân vận\ndate: 2022-07-01",
            body=_TEXT,
            others=(
                Example(
                    head="title: Nhìn lại sáu tháng\ndate: 2022-06-30",
                    body="Chiều 30/6, các xã, thị trấn báo cáo việc tiếp công dân và xử lý đơn thư.",
                ),
            ),
        ),
        find_among=find_copies,
    ),
    Rule(
        "W-SAME-TITLE",
        "Tiêu đề trùng tin khác",
        "Hai tin cách nhau không quá một tuần có cùng tiêu đề.",
        Example(
            head="title: Sơ kết công tác dân vận\ndate: 2022-07-01",
            others=(Example(head="title: Sơ kết công tác dân vận\ndate: 2022-06-30"),),
        ),
        Example(
            head="title: Sơ kết công tác dân vận huyện\ndate: 2022-07-01",
            others=(Example(head="title: Sơ kết công tác dân vận\ndate: 2022-06-30"),),
        ),
        find_among=find_same_titles,
    ),
)
