/* Newer news below an item, from one small file that is asked for when the reader nears the end of the text. Whatever
   goes wrong, the page stays as it is. */
(function () {
  "use strict";
  var place = document.querySelector("[data-fresh]");
  if (!place || !window.IntersectionObserver || !window.fetch) return;
  var MOST = 3, MOST_NEWEST = 5;
  var page = place.closest("main");

  function readable(entry) {
    return entry && typeof entry.title === "string" && entry.title && typeof entry.day === "string" &&
      typeof entry.address === "string" && /^\/[^/\\]/.test(entry.address) && Date.parse(entry.date);
  }

  function line(entry) {
    var item = document.createElement("li"), link = document.createElement("a"), time = document.createElement("time");
    link.href = entry.address;
    link.textContent = entry.title;
    time.dateTime = entry.date;
    time.textContent = entry.day;
    item.append(link, " ", time);
    return item;
  }

  function fill(entries) {
    var since = Date.parse(place.dataset.since), shown = {};
    page.querySelectorAll("a[href]").forEach(function (link) { shown[link.pathname] = true; });
    shown[location.pathname] = true;
    place.querySelectorAll("[data-kind]").forEach(function (group) {
      var kind = group.dataset.kind, ids = group.dataset.ids.split(" ");
      var found = entries.filter(function (entry) {
        if (shown[entry.address]) return false;
        if (!kind) return true;
        return Date.parse(entry.date) > since && Array.isArray(entry[kind]) &&
          entry[kind].some(function (id) { return ids.includes(id); });
      }).slice(0, kind ? MOST : MOST_NEWEST);
      found.forEach(function (entry) { shown[entry.address] = true; });
      group.querySelector("ul").append.apply(group.querySelector("ul"), found.map(line));
      group.hidden = !found.length;
    });
  }

  /* What follows would move: so not while it is in sight. */
  function fillUnseen(entries) {
    if (page.getBoundingClientRect().bottom >= innerHeight) fill(entries);
    else addEventListener("scroll", function () { fillUnseen(entries); }, { once: true, passive: true });
  }

  function load() {
    fetch(place.dataset.fresh)
      .then(function (response) { return response.ok ? response.json() : []; })
      .then(function (entries) { if (Array.isArray(entries)) fillUnseen(entries.filter(readable)); })
      .catch(function () { /* no connection, or a damaged file */ });
  }

  function watch() {
    new IntersectionObserver(function (seen, observer) {
      if (!seen.some(function (entry) { return entry.isIntersecting; })) return;
      observer.disconnect();
      load();
    }, { rootMargin: "0px 0px 200% 0px" }).observe(place);
  }

  function whenIdle() { (window.requestIdleCallback || setTimeout)(watch); }
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle);
})();
