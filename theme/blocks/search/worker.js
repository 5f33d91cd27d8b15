/* The search page's service worker: keeps the page and the search data a reader has loaded, for when there is no network.

It stands in the folder of the search page, so that it serves that page alone. The page, and every file whose name has
no digest, come from the network while there is one: nothing stale is served. */
(() => {
  "use strict";

  const CACHE = "portal-search";
  const MOST = 500; // files kept, the newest
  const KEPT = ["/search/", "/theme/"]; // folders whose files are kept, beside the page itself
  const IMMUTABLE = /[./-][0-9a-f]{8,}\.\w+$/;

  const PAGE = new URL("./", location.href).pathname;

  const isKept = ({ origin, pathname }) =>
    origin === location.origin && (pathname === PAGE || KEPT.some((folder) => pathname.startsWith(folder)));

  // One copy of the page serves every query.
  const keyOf = ({ pathname }) => pathname;

  async function store(key, answer) {
    try {
      const cache = await caches.open(CACHE);
      await cache.put(key, answer);
      const keys = await cache.keys();
      await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((old) => cache.delete(old)));
    } catch {
      // No room or no permission to store: the page works while there is a network.
    }
  }

  async function recall(key) {
    try {
      return await (await caches.open(CACHE)).match(key);
    } catch {
      return undefined;
    }
  }

  async function answer(event, address) {
    const { request } = event;
    const key = keyOf(address);
    if (IMMUTABLE.test(key) && request.cache !== "reload") {
      const kept = await recall(key);
      if (kept) return kept;
    }
    try {
      const fresh = await fetch(request);
      if (fresh.status === 200) event.waitUntil(store(key, fresh.clone()));
      return fresh;
    } catch (error) {
      const kept = await recall(key);
      if (kept) return kept;
      throw error;
    }
  }

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("fetch", (event) => {
    const address = new URL(event.request.url);
    if (event.request.method === "GET" && isKept(address)) event.respondWith(answer(event, address));
  });

  // What the page had loaded before the worker was there, from the browser's own cache.
  self.addEventListener("message", (event) => {
    const addresses = event.data.map((name) => new URL(name, location.href)).filter(isKept);
    event.waitUntil(Promise.all(addresses.map(async (address) => {
      if (await recall(keyOf(address))) return;
      const fresh = await fetch(address, { cache: "force-cache" });
      if (fresh.status === 200) await store(keyOf(address), fresh);
    })));
  });
})();
