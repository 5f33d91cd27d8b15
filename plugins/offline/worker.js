/* The portal's service worker: keeps pages for when there is no network.

A page comes from the network while that answers in time, so that nothing stale is read; else it comes from what is kept,
and else the offline page stands in for it. A page is kept together with the style sheet and the script that it names, so
that pages of an older and a newer release can be kept side by side and each looks as it should. Nothing here depends on
a release: this script changes only when its code does.

The search page has a worker of its own, whose folder is narrower and so comes first there. */
(() => {
  "use strict";

  const FORM = 1; // raise it when what is kept has to be read otherwise: the caches of other numbers are then removed
  const [PAGES, FILES, PICTURES] = ["pages", "files", "pictures"].map((name) => `portal-${FORM}-${name}`);
  const SAVED = "portal-saved"; // what a reader has saved outlives every form
  const NUMBERED = /^portal-\d+-/;

  const OFFLINE = "/ngoai-tuyen/", SAVED_PAGE = "/da-luu/", LIST = "/ngoai-tuyen/tin.json", SEARCH = "/tim-kiem/";
  const RECORD = `${LIST}?kept`; // which of the list are kept, and when that was seen to
  const PATIENCE = 3000; // milliseconds for the network before a kept page is shown
  const PAUSE = 10 * 60 * 1000; // milliseconds between two looks at the list
  const MOST_PAGES = 50, MOST_PICTURES = 80; // the newest, beside what the list and the reader name
  const ASSET = /(?:href|src)="(\/theme\/[^"]+\.[0-9a-f]{8}\.(?:css|js))"/g;
  const IMMUTABLE = /^\/(theme|images)\/(.*[./])?[0-9a-f]{8,}[-.][^/]*$/;

  const pathOf = (address) => new URL(address, location.origin).pathname;
  const assetsOf = (html) => Array.from(html.matchAll(ASSET), (match) => match[1]);

  // Whatever a browser refuses to store, pages still come from the network.
  async function recall(key, ...names) {
    try {
      for (const name of names) {
        const kept = await (await caches.open(name)).match(key);
        if (kept) return kept;
      }
    } catch {
      // As if nothing were kept.
    }
    return undefined;
  }

  const recallPage = (key) => recall(key, SAVED, PAGES);

  // One change of the caches after another, so that none sweeps away what another is about to need.
  let last = Promise.resolve();
  const inTurn = (change) => (last = last.then(change, change));

  async function fetchAsset(cache, address) {
    if (await cache.match(address)) return false;
    const answer = await fetch(address);
    if (answer.status !== 200) throw new Error(`${address}: ${answer.status}`);
    await cache.put(address, answer);
    return true;
  }

  // With all that it needs to look as it should, or not at all.
  async function keep(name, key, answer) {
    const files = await caches.open(FILES);
    const needed = assetsOf(await answer.clone().text());
    const news = await Promise.all(needed.map((address) => fetchAsset(files, address)));
    const cache = await caches.open(name);
    await cache.put(key, answer);
    if (name === PAGES) await trim(cache, MOST_PAGES, await readList());
    if (news.includes(true)) await sweepFiles(files);
  }

  async function trim(cache, most, spared = []) {
    const keys = (await cache.keys()).filter(({ url }) => pathOf(url) !== LIST && !spared.includes(pathOf(url)));
    await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
  }

  async function sweepFiles(files) {
    const needed = new Set();
    for (const name of [PAGES, SAVED]) {
      for (const page of await (await caches.open(name)).matchAll()) assetsOf(await page.text()).forEach((one) => needed.add(one));
    }
    for (const { url } of await files.keys()) if (!needed.has(pathOf(url))) await files.delete(url);
  }

  // A page as the network has it now: kept, or no longer kept where it is gone.
  async function take(key, answer, name = "") {
    const isSaved = await recall(key, SAVED);
    if (answer.status === 404 || answer.status === 410) {
      for (const one of [PAGES, SAVED]) await (await caches.open(one)).delete(key);
    }
    const isPage = /^text\/html\b/.test(answer.headers.get("content-type"));
    if (answer.status !== 200 || answer.redirected || !isPage || key.startsWith(SEARCH)) return false;
    await keep(name || (isSaved ? SAVED : PAGES), key, answer);
    return true;
  }

  const fetchPage = async (key, name, cache = "no-cache") => take(key, await fetch(key, { cache }), name);

  // The newest items

  async function readRecord() {
    const record = await recall(RECORD, PAGES);
    return record ? record.json() : { time: 0, kept: [] };
  }

  const readList = async () => (await readRecord()).kept.map(pathOf);

  async function refresh() {
    const before = await readRecord();
    if (Math.abs(Date.now() - before.time) < PAUSE) return;
    const answer = await fetch(LIST, { cache: "no-cache" });
    if (answer.status !== 200) return;
    const kept = [];
    for (const marked of await answer.json()) {
      const key = pathOf(marked);
      const isFresh = before.kept.includes(marked) && (await recallPage(key));
      if (isFresh || (await fetchPage(key).catch(() => false))) kept.push(marked);
    }
    const cache = await caches.open(PAGES);
    await cache.put(RECORD, new Response(JSON.stringify({ time: Date.now(), kept })));
    await trim(cache, MOST_PAGES, kept.map(pathOf));
    await sweepFiles(await caches.open(FILES));
  }

  // What pages ask for

  const deeds = {
    refresh,
    // The first page of a visit was loaded before there was a worker.
    visit: async (key) => key.startsWith(SEARCH) || (await recallPage(key)) || fetchPage(key, PAGES, "force-cache"),
    save: async (key) => {
      const kept = await recallPage(key);
      await (kept ? keep(SAVED, key, kept) : fetchPage(key, SAVED));
    },
    forget: async (key) => (await caches.open(SAVED)).delete(key),
  };

  async function openPage(key, fresh) {
    const kept = await recallPage(key);
    if (!kept) return fresh.catch(async () => (await recall(OFFLINE, PAGES)) || Response.error());
    const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
    return Promise.race([fresh.then((answer) => (answer.status < 500 ? answer : kept), () => kept), late]);
  }

  async function openFile(event, key) {
    const name = key.startsWith("/images/") ? PICTURES : FILES;
    const kept = await recall(key, name);
    if (kept) return kept;
    const answer = await fetch(event.request);
    if (name === PICTURES && answer.status === 200) {
      const copy = answer.clone();
      event.waitUntil(inTurn(async () => {
        const cache = await caches.open(PICTURES);
        await cache.put(key, copy);
        await trim(cache, MOST_PICTURES);
      }));
    }
    return answer;
  }

  async function start() {
    for (const name of await caches.keys()) {
      if (NUMBERED.test(name) && ![PAGES, FILES, PICTURES].includes(name)) await caches.delete(name);
    }
    if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
    await self.clients.claim();
  }

  self.addEventListener("install", (event) => {
    self.skipWaiting(); // safe at any time: no page relies on which worker answers it
    event.waitUntil(inTurn(async () => {
      for (const page of [OFFLINE, SAVED_PAGE]) if (!(await fetchPage(page))) throw new Error(page);
    }));
  });

  self.addEventListener("activate", (event) => event.waitUntil(start()));

  self.addEventListener("message", (event) => {
    const [deed, address = "/"] = event.data;
    if (Object.hasOwn(deeds, deed)) event.waitUntil(inTurn(() => deeds[deed](pathOf(address))).catch(() => {}));
  });

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== location.origin) return;
    if (request.mode === "navigate") {
      const fresh = Promise.resolve(event.preloadResponse).then((answer) => answer || fetch(request));
      // Copied before the browser reads it, and kept even when the reader was given what was kept before.
      event.waitUntil(fresh.then((answer) => {
        const copy = answer.clone();
        return inTurn(() => take(pathname, copy));
      }).catch(() => {}));
      event.respondWith(openPage(pathname, fresh));
    } else if (IMMUTABLE.test(pathname)) {
      event.respondWith(openFile(event, pathname));
    }
  });
})();
