"""Heads of plain lines: read without YAML's parser, and as it reads them."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.model import Fault
from plugins.model.limits import MOST_VALUES
from plugins.reader.codes import Report
from plugins.reader.frontmatter import FrontMatter, split_front_matter
from plugins.reader.plain_heads import read_plain_head
from plugins.reader.typed import Value

PROPERTY = settings(deadline=None, max_examples=400)

KEYS = ["title", "date", "tags", "a", "A_1", "null", "title", "tiêu", "1", "a-b", "-", "<<", "---", "", '"a"']
PIECES = [
    "Sơ kết", "a", "2022-07-01T14:43:32+07:00", "12:30", "http://a.vn/#b", " ", "  ", ":", ": ", " :", "#", " # ", "'",
    "''", '"', '\\"', "\\\\", "\\n", "\\", "-", "- ", "--- ", "...", "~", "null", "NULL", "[", "]", "{a: b}", ",", "&a",
    "*a", "!", "|", ">", "%", "@", "`", "?", "? ", "…", "“a”", "– ", "\xa0", "\t", "\x85", "\u2028", "\ufeff", "\u200b",
    "\U0001f600", "\ud7ff", "\u3000", "ế",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
QUOTED = TEXTS.map('"{}"'.format) | TEXTS.map("'{}'".format) | TEXTS
LINES = (
    st.tuples(st.sampled_from(KEYS[:5]), st.sampled_from([": ", ":  ", ":"]), QUOTED).map("".join)
    | st.tuples(st.sampled_from(KEYS), st.sampled_from([": ", ":"]), QUOTED | st.just("")).map("".join)
    | st.tuples(st.sampled_from(["- ", "  - ", "-  ", "-"]), QUOTED | st.just("a: b")).map("".join)
    | st.sampled_from(["a:", "tags:", "", " ", "# ", "  b", "a: b ", "  - a", "  - b"])
)
TAME = st.lists(
    st.sampled_from([*PIECES[:6], "''", '\\"', "null", ":", "-", "~", "“a”", "\xa0", "ế", "#"]), max_size=3
).map("".join)
TAME_LINES = st.tuples(st.sampled_from("abcde"), st.just(": "), TAME.map('"{}"'.format) | TAME).map(
    "".join
) | st.sampled_from(["a:", "b:", "f:\n  - ", "g:\n- a\n- 'b'", 'h:\n  - a\n  - "b"'])
HEADS = st.lists(LINES, max_size=7).map("\n".join) | st.lists(TAME_LINES, max_size=5).map("\n".join)


def read(text: str) -> tuple[FrontMatter, tuple[Fault, ...]]:
    report = Report("a.md")
    return split_front_matter(text, report), report.faults


@PROPERTY
@given(HEADS)
@example("a: ''")
@example("a:\n- b")
@example("a:\n\n- b")
@example("a: null\n- b")
@example("a:\nb:\n- c")
@example("a: b\n  - c")
@example("a:\n  - b\n- c")
@example("a:\n  -  b\n  - c")
@example('a: "b \\" c \\\\"')
@example("a: b\n--- \nc: d")
@example("a: b\n...\nc: d")
@example("")
def test_a_head_reads_the_same_by_the_shorter_way(head):
    text = f"---\n{head}\n---\nMột câu.\n\n---\n"
    front, faults = read(text)
    with mock.patch("plugins.reader.frontmatter.read_plain_head", return_value=None):
        full = read(f"--- {text[3:]}")  # this first line also has the text taken apart line by line
    assert (front, faults) == full


def test_what_most_heads_are_made_of_needs_no_parser():
    head = """title: "Sơ kết: «sáu tháng» – “nửa năm”, \\"tốt\\""
date: 2022-07-01T14:43:32+07:00
region: Bến Lức, Long An
summary: 'Một câu # hai câu: ba câu.'
cover:
tags:
  - "dân vận khéo"
  - quy chế
authors:
- Việt Hằng
slug: null"""
    assert read_plain_head(head, 2) == {
        "title": Value('Sơ kết: «sáu tháng» – “nửa năm”, "tốt"', 2),
        "date": Value("2022-07-01T14:43:32+07:00", 3),
        "region": Value("Bến Lức, Long An", 4),
        "summary": Value("Một câu # hai câu: ba câu.", 5),
        "cover": Value(None, 6),
        "tags": Value([Value("dân vận khéo", 8), Value("quy chế", 9)], 8),
        "authors": Value([Value("Việt Hằng", 11)], 11),
        "slug": Value(None, 12),
    }


@pytest.mark.parametrize(
    "line",
    ["tags: [a, b]", "a: b: c", "a: b # c", "a: |", "a: &b c", "a: *b", "a: !c d", "a: {b: c}", "a: 'b' c",
     'a: "\\u00e0"', "a: 'it''s'", "- a", "  - a", "", "# a", "a:\tb", "%a", "title: b", "null: a", "a b", "a: b\x85"],
)  # fmt: skip
def test_whatever_else_yaml_may_mean_is_left_to_the_parser(line):
    assert read_plain_head(f"title: a\n{line}\nz: c", 2) is None


def test_a_head_of_too_many_values_is_left_to_the_parser():
    assert read_plain_head("\n".join(f"a{number}: b" for number in range(MOST_VALUES)), 2) is None
