/* The reader's own list: the button that saves an item, and the page that lists what is saved.

The list is [address, headline, moment, date] of each, newest first, in the browser's storage; the service worker keeps
the pages. */
(function () {
  "use strict";
  var KEY = "da-luu", MOST = 200;
  var button = document.querySelector("[data-save]"), place = document.querySelector("[data-saved-items]");
  if (!button && !place) return;

  function isEntry(entry) {
    return Array.isArray(entry) && entry.length === 4 && /^\/[^/\\]/.test(entry[0]) &&
      entry.every(function (part) { return typeof part === "string"; });
  }

  // Throws where the browser refuses storage; what somebody else has spoilt counts as nothing.
  function read() {
    var text = localStorage.getItem(KEY);
    try {
      return JSON.parse(text).filter(isEntry);
    } catch (error) {
      return [];
    }
  }

  function write(entries) {
    localStorage.setItem(KEY, JSON.stringify(entries.slice(0, MOST)));
  }

  function without(address) {
    return read().filter(function (entry) { return entry[0] !== address; });
  }

  function tell(deed, address) {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.ready
      .then(function (registration) { registration.active.postMessage([deed, address]); })
      .catch(function () { /* The list stands without it; its items then need the network. */ });
  }

  function offer() {
    var facts = button.dataset, link = document.querySelector("[data-saved-link]");
    var status = document.querySelector("[data-tools-status]"), words = button.textContent;

    function show() {
      var isSaved = read().length > without(facts.address).length;
      button.textContent = isSaved ? facts.remove : words;
      link.hidden = !isSaved;
      return isSaved;
    }

    function turn() {
      var rest = without(facts.address), isSaved = read().length > rest.length;
      write(isSaved ? rest : [[facts.address, facts.title, facts.moment, facts.date]].concat(rest));
      tell(isSaved ? "forget" : "save", facts.address);
      status.textContent = show() ? facts.saved : facts.removed;
    }

    button.addEventListener("click", function () {
      try {
        turn();
      } catch (error) {
        status.textContent = facts.refused;
      }
    });
    try {
      show();
      addEventListener("pageshow", show);
    } catch (error) {
      /* Said when the reader tries to save. */
    }
  }

  function fill() {
    var texts = place.dataset, entries = read(), list = place.querySelector("[data-saved-list]");
    list.replaceChildren.apply(list, entries.map(function (entry) {
      var row = document.createElement("li"), link = document.createElement("a");
      var time = document.createElement("time"), remove = document.createElement("button");
      link.href = entry[0];
      link.textContent = entry[1];
      time.dateTime = entry[2];
      time.textContent = entry[3];
      remove.type = "button";
      remove.textContent = texts.remove;
      remove.setAttribute("aria-label", texts.remove + ": " + entry[1]);
      remove.addEventListener("click", function () {
        var position = Array.from(list.children).indexOf(row);
        write(without(entry[0]));
        tell("forget", entry[0]);
        fill();
        place.querySelector("[data-saved-status]").textContent = texts.removed + " " + entry[1];
        // The focus goes to what came into its place.
        var next = list.children[Math.min(position, list.children.length - 1)];
        (next ? next.querySelector("button") : document.querySelector("main")).focus();
      });
      row.append(time, link, remove);
      return row;
    }));
    place.querySelector("[data-saved-empty]").hidden = entries.length > 0;
  }

  function open() {
    try {
      fill();
    } catch (error) {
      place.querySelector("[data-saved-refused]").hidden = false;
    }
  }

  if (button) offer();
  if (place) {
    open();
    addEventListener("storage", open); // another tab has saved or removed
  }
})();
