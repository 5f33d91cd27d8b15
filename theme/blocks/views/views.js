/* How often the item was read, from the small file of its month, asked for when the reader comes to the end of the text.
   Whatever goes wrong, the line stays empty. */
(function () {
  "use strict";
  var line = document.querySelector("[data-views]");
  var page = /^(?:\/[a-z]{2})?\/tin\/(\d{4})\/(\d\d)\/[^/]+\//.exec(location.pathname);
  if (!line || !page || !window.IntersectionObserver || !window.fetch) return;

  function show(figures) {
    var language = document.documentElement.lang;
    var count = figures.counts[page[0]], until = figures.until[language];
    if (!(Number.isInteger(count) && count > 0) || typeof until !== "string") return;
    line.querySelector("b").textContent = count.toLocaleString(language);
    line.querySelector("span span").textContent = until;
    line.firstElementChild.hidden = false;
  }

  new IntersectionObserver(function (seen, observer) {
    if (!seen.some(function (entry) { return entry.isIntersecting; })) return;
    observer.disconnect();
    fetch(line.dataset.views + page[1] + "-" + page[2] + ".json")
      .then(function (response) { return response.ok ? response.json().then(show) : null; })
      .catch(function () { /* no connection, or a damaged file */ });
  }, { rootMargin: "0px 0px 100% 0px" }).observe(line);
})();
