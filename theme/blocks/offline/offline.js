/* Registers the service worker, tells it which page is open, and lists the kept pages on the offline page. */
(function () {
  "use strict";
  var script = document.currentScript, workers = navigator.serviceWorker;
  var address = script && script.dataset.worker;
  var connection = navigator.connection || {};

  function isSite(registration) {
    return registration && registration.scope === location.origin + "/";
  }

  // Of all addresses only that of a worker of this site may become a script's.
  function own(text) {
    if (!/^\/(?:[a-z-]+\/)*worker\.js$/.test(text)) throw new TypeError(text);
    return text;
  }

  function trusted(text) {
    return window.trustedTypes
      ? trustedTypes.createPolicy("portal-offline", { createScriptURL: own }).createScriptURL(text)
      : own(text);
  }

  // Not `ready`, which on the search page is another's.
  function activate(registration) {
    return new Promise(function (resolve) {
      var worker = registration.active || registration.waiting || registration.installing;
      function look() { if (worker.state === "activated") resolve(worker); }
      worker.addEventListener("statechange", look);
      look();
    });
  }

  function start() {
    var registered = address
      ? workers.register(trusted(address)).then(activate).then(function (worker) {
          worker.postMessage(["visit", location.pathname]);
          if (!connection.saveData) worker.postMessage(["refresh"]);
        })
      // A preview at the address of a site that has been looked at shall show no page of that.
      : workers.getRegistration("/").then(function (found) { return isSite(found) && found.unregister(); });
    registered.catch(function () { /* Without a worker, or where storing is refused, the site needs the network. */ });
  }

  // After all that the reader waits for.
  if (workers && window.isSecureContext) {
    addEventListener("load", function () {
      try {
        start();
      } catch (error) {
        /* As above. */
      }
    });
  }

  var place = document.querySelector("[data-kept]");
  if (!place) return;
  var list = place.querySelector("[data-kept-list]"), empty = place.querySelector("[data-kept-empty]");
  var CACHES = /^portal-(\d+-pages|saved)$/, ITEM = /^\/tin\//;
  var MARKS = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'" };

  function plain(html) {
    return html.replace(/&(amp|lt|gt|#34|#39);/g, function (mark) { return MARKS[mark]; }).trim();
  }

  // The page is our own: its headline and its date stand in known places.
  function describe(path, html) {
    var headline = /<h1\b[^>]*>([^<]*)</.exec(html), time = /<time datetime="([^"]*)">([^<]*)</.exec(html);
    return headline && { path: path, title: plain(headline[1]), moment: time ? time[1] : "", date: time ? plain(time[2]) : "" };
  }

  function readCache(name) {
    return caches.open(name).then(function (cache) {
      return cache.keys().then(function (keys) {
        return Promise.all(keys.map(function (key) {
          var path = new URL(key.url).pathname;
          return ITEM.test(path) && cache.match(key)
            .then(function (page) { return page.text(); })
            .then(function (html) { return describe(path, html); });
        }));
      });
    });
  }

  function row(item) {
    var entry = document.createElement("li"), link = document.createElement("a"), time = document.createElement("time");
    link.href = item.path;
    link.textContent = item.title;
    time.dateTime = item.moment;
    time.textContent = item.date;
    entry.append(time, link);
    return entry;
  }

  function fill() {
    return caches.keys()
      .then(function (names) { return Promise.all(names.filter(CACHES.test, CACHES).map(readCache)); })
      .then(function (found) {
        var items = {};
        [].concat.apply([], found).forEach(function (item) { if (item) items[item.path] = item; });
        items = Object.values(items).sort(function (one, other) { return one.moment < other.moment ? 1 : -1; });
        list.replaceChildren.apply(list, items.map(row));
        empty.hidden = items.length > 0;
      });
  }

  place.querySelector("[data-kept-retry]").addEventListener("click", function () { location.reload(); });
  try {
    fill().catch(function () { /* The notice that nothing is kept stays. */ });
  } catch (error) {
    /* As above. */
  }
})();
