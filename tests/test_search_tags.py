"""The readers' search: suggestions of tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import fold
from plugins.search import tags as search_tags
from plugins.search.tags import cut_tags, list_cut


def test_few_tags_are_in_one_file_by_label():
    names = {"quyt": "quýt", "cam": "cam", "cam-2": "cám"}
    assert cut_tags(names) == {"": [("cam", "cam"), ("cam-2", "cám"), ("quyt", "quýt")]}
    assert cut_tags({}) == {"": []}


@given(
    st.dictionaries(
        st.from_regex(r"[a-c]{1,3}(-[a-c]{1,2})?", fullmatch=True), st.text("abc đÁ", min_size=1), max_size=40
    )
)
def test_every_tag_is_where_the_beginning_of_a_word_leads(names):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_tags, "MOST", 4)
        cut = cut_tags(names)
    beginnings = set(list_cut(cut))
    for tag, label in names.items():
        for start in {" ".join(fold(label).split()), tag.replace("-", " ")}:
            length = 0
            while start[:length] in beginnings and length < len(start):
                length += 1
            # At the end of a name that others go on from, those that are shown first may be others still.
            assert not start or (tag, label) in cut[start[:length]] or start[:length] in beginnings
