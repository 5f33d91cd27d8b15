"""Pagefind as the bench uses it: run over the item pages, asked through a page of its own.

In: a built site, ours or Hugo's. Out: the command that makes Pagefind's bundle, and the page that asks it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.peers import install_peers

# The least a page needs: load the library, search, show the ten best.
PAGE = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Pagefind</title>
<ol data-search-results></ol><p data-search-empty hidden>Không có kết quả.</p>
<script type="module">
  import * as pagefind from "/pagefind/pagefind.js";
  const query = new URLSearchParams(location.search).get("q");
  const { results } = await pagefind.search(query);
  const best = await Promise.all(results.slice(0, 10).map((result) => result.data()));
  const list = document.querySelector("[data-search-results]");
  for (const { url, meta } of best) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = meta.title;
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  document.querySelector("[data-search-empty]").hidden = best.length > 0;
</script>
"""


def pagefind_over_hugo(site: Path, bundle: Path) -> list[str]:
    """Index the items among the pages that Hugo made, which are those with `data-pagefind-body`."""
    return _command(site, bundle, [])


def pagefind_command(site: Path, bundle: Path) -> list[str]:
    """Index headline, standfirst and text of every item, and leave out what stands beside them."""
    selectors = ["--root-selector", "article.item", "--exclude-selectors", ".item__side, .reading-tools"]
    return _command(site, bundle, ["--glob", "tin/**/*.html", *selectors])


def _command(site: Path, bundle: Path, options: list[str]) -> list[str]:
    options = ["--site", str(site), "--output-path", str(bundle), "--silent", *options]
    # `env` hands the path to this one program only.
    return ["env", f"PYTHONPATH={install_peers()}", sys.executable, "-m", "pagefind_bin", *options]
