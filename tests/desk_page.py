"""A page of the desk in the browser, without a browser: what the tests of its protocol speak through."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import yaml

from plugins.build import Options, open_portal
from plugins.desk.browser.local import LocalDesk
from plugins.model.serving import Request

PROJECT = Path(__file__).parents[1]
HOST = "127.0.0.1:8000"
HEADERS = {"Host": HOST, "Origin": f"http://{HOST}", "Content-Type": "application/json; charset=utf-8"}
PNG = next((PROJECT / "content/images").glob("*.png")).read_bytes()
ITEM = """---
title: "Tin a"
# Giờ do người viết nhớ lại.
date: 2022-07-01T08:00:00+07:00
category: Dân vận
---

Nội dung.
"""


class Browser:
    """A page of the desk, without a browser."""

    def __init__(self, desk, said):
        self.desk = desk
        self.said = said
        self.key = yaml.safe_load(self.get("config.yml").content)["backend"]["proxy_url"].partition("=")[2]

    def get(self, name):
        return self.desk.answer(Request("GET", f"/bien-tap/{name}", "", HEADERS.get, lambda _: b""))

    def post(self, body, key=None, method="POST", name="api", **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        header = partial(dict.get, HEADERS | {key.replace("_", "-"): value for key, value in headers.items()})
        key = self.key if key is None else key

        def read(most):
            return body if len(body) <= most else None

        request = Request(method, f"/bien-tap/{name}", f"phien={key}", lambda name: header(name) or "", read)
        return self.desk.answer(request)

    def call(self, action, **params):
        answer = self.post({"action": action, "params": {"branch": "local", **params}})
        return int(answer.status), json.loads(answer.content)

    def open(self, path):
        return self.call("getEntry", path=path)[1]["data"]

    def save(self, path, text, assets=()):
        options = {"commitMessage": "x", "useWorkflow": False, "status": "draft"}
        files = [{"slug": "a", "path": path, "raw": text}]
        return self.call("persistEntry", dataFiles=files, assets=list(assets), options=options)


def open_page(site):
    """A page of a desk for the site's content; `said` holds the lines that the server would print."""
    said = []
    options = Options(content=site.content, output=site.output, drafts=True)
    return Browser(LocalDesk(partial(open_portal, options), said.append), said)
