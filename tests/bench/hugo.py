"""The same items as a Hugo site, with the page types that Hugo makes of itself: items, listings, terms, feeds, sitemap.

In: the items as `corpus.py` draws them. Out: a folder that `hugo -s FOLDER -d OUTPUT` builds.
"""

from __future__ import annotations

import json
from pathlib import Path

SETTINGS = """baseURL = "http://localhost/"
title = "Cổng tin"
languageCode = "vi"
[pagination]
pagerSize = 30
[taxonomies]
category = "categories"
tag = "tags"
region = "regions"
official = "officials"
"""

FRAME = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Params.summary }}">
<link rel="canonical" href="{{ .Permalink }}">
{{ range .AlternativeOutputFormats }}
<link rel="{{ .Rel }}" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">{{ end }}
</head><body>
<header><a href="/">Cổng tin</a>
<nav>{{ range site.Taxonomies.categories }}
<a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ end }}</nav></header>
<main>{{ block "main" . }}{{ end }}</main><footer>Cổng tin</footer></body></html>
"""

ITEM = """{{ define "main" }}<article data-pagefind-body><h1>{{ .Title }}</h1>
<time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "02/01/2006, 15:04" }}</time>
<p>{{ .Params.summary }}</p>{{ .Content }}
<ul>{{ range .GetTerms "officials" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
<p>{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}
{{ range .GetTerms "regions" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</p>
{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</article>{{ end }}
"""

LISTING = """{{ define "main" }}<h1>{{ .Title }}</h1>{{ range .Paginator.Pages }}<article>
<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><time>{{ .Date.Format "02/01/2006" }}</time>
<p>{{ .Params.summary }}</p></article>{{ end }}
{{ with .Paginator.Prev }}<a href="{{ .URL }}">Mới hơn</a>{{ end }}
{{ with .Paginator.Next }}<a href="{{ .URL }}">Cũ hơn</a>{{ end }}{{ end }}
"""

TERMS = """{{ define "main" }}<h1>{{ .Title }}</h1>
{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}{{ end }}
"""


def write_site(folder: Path) -> None:
    """Settings and layouts; the items go below `content/`."""
    layouts = folder / "layouts"
    (layouts / "_default").mkdir(parents=True, exist_ok=True)
    (folder / "hugo.toml").write_text(SETTINGS, "utf-8")
    for name, text in {
        "_default/baseof": FRAME,
        "_default/single": ITEM,
        "_default/list": LISTING,
        "_default/terms": TERMS,
        "index": LISTING,
    }.items():
        (layouts / f"{name}.html").write_text(text, "utf-8")


def item_text(front: dict[str, object], body: str) -> str:
    """A file for Hugo from the portal's front matter."""
    names = {"category": "categories", "region": "regions", "chairs": "officials"}
    head = {names.get(key, key): value for key, value in front.items() if key != "authors"}
    for key in ("categories", "regions"):
        head[key] = [head[key]]
    return f"{json.dumps(head, ensure_ascii=False)}\n\n{body}\n"
