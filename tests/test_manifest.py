"""The files that a build made, as they are kept: written, read, asked for one by one and looked at all together."""

import os
from functools import partial

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.build import manifest
from plugins.build.executor import spread
from plugins.build.manifest import NOT_MADE, Made, Manifest

NAMES = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=9)
MADE = st.builds(Made, st.just("") | st.binary(min_size=16, max_size=16).map(bytes.hex), st.integers(-1, 9), st.just(7))


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Files of a site with the manifest of them, which is looked at in parts of two."""
    monkeypatch.setattr(manifest, "PART", 2)
    made = {}
    for number in range(9):
        file = tmp_path / f"tin/{number}/index.html"
        file.parent.mkdir(parents=True)
        file.write_text("x" * number)
        made[f"tin/{number}/index.html"] = Made("ab" * 16, number, file.stat().st_mtime_ns)
    return tmp_path, Manifest.read(Manifest.of(made).write())


def untouched(site, jobs=1):
    folder, kept = site
    return kept.is_untouched(folder, partial(spread, jobs), "Xem")


@given(st.dictionaries(NAMES, MADE), NAMES)
def test_what_is_read_is_what_was_written(files, other):
    files = {name: made for name, made in files.items() if made.fingerprint != "0" * 32}
    kept = Manifest.read(Manifest.of(files).write())
    assert kept.as_dict() == files
    assert {name: kept[name] for name in kept} == files
    assert kept.get(other, NOT_MADE) == files.get(other, NOT_MADE)


@given(st.dictionaries(NAMES, MADE, min_size=1), MADE)
def test_an_amended_manifest_tells_other_facts_of_one_file_alone(files, made):
    name = min(files)
    assert Manifest.of(files).amended({name: made}) == Manifest.of({**files, name: made})


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_that_nobody_touched_are_as_they_were(site, jobs, monkeypatch):
    monkeypatch.setattr("plugins.build.executor.HEAD_START", 0)
    assert untouched(site, jobs)


@pytest.mark.parametrize("number", range(9))
def test_a_file_that_was_touched_is_found_wherever_it_stands(site, number):
    file = site[0] / f"tin/{number}/index.html"
    os.utime(file, ns=(1, 1))
    assert not untouched(site)
    file.unlink()
    assert not untouched(site)


def test_a_link_in_place_of_a_file_is_not_the_file(site):
    file = site[0] / "tin/3/index.html"
    file.rename(file.with_name("other.html"))
    file.symlink_to("other.html")
    assert not untouched(site)


def test_nothing_is_as_it_was_where_the_folder_is_gone(site):
    assert not site[1].is_untouched(site[0] / "gone", partial(spread, 1), "Xem")


def test_names_out_of_order_are_no_manifest(site):
    kept = site[1]
    damaged = Manifest(kept.names.replace(b"tin/8", b"tin/0"), kept.ends, kept.marks, kept.sizes, kept.times)
    with pytest.raises(ValueError, match="order"):
        damaged.as_dict()


@pytest.mark.parametrize("column", range(5))
def test_a_column_that_was_cut_short_is_no_manifest(site, column):
    columns = msgspec.msgpack.decode(site[1].write())
    columns[column] = columns[column][:-1]
    with pytest.raises(msgspec.MsgspecError):
        Manifest.read(msgspec.msgpack.encode(columns))
