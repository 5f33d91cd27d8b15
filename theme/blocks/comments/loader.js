/* Fetches the comments' script and style when the reader nears them. Whatever goes wrong, the page stays as it is. */
(function () {
  "use strict";
  var place = document.querySelector("[data-comments]"), facts = document.currentScript.dataset, tries = 0;
  if (!place || !window.IntersectionObserver || !window.fetch) return;
  var status = place.querySelector("[data-comments-status]"), retry = place.querySelector("[data-comments-retry]");

  function show(failed) {
    status.hidden = retry.hidden = !failed;
    place.removeAttribute("aria-busy");
  }

  function dress() {
    return new Promise(function (resolve, reject) {
      var link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = facts.styles;
      link.onload = resolve;
      link.onerror = function () {
        link.remove();
        reject(new Error(facts.styles));
      };
      document.head.append(link);
    });
  }

  function load() {
    place.setAttribute("aria-busy", "true");
    tries += 1; // a browser remembers the address of a module that failed
    Promise.all([import(facts.program + "#" + tries), dress()])
      .then(function (loaded) { return loaded[0].open(place); })
      .then(function () { show(false); }, function () { show(true); });
  }

  retry.addEventListener("click", load);
  addEventListener("beforeprint", function () { place.hidden = true; });
  addEventListener("afterprint", function () { place.hidden = false; });
  new IntersectionObserver(function (seen, observer) {
    if (!seen.some(function (entry) { return entry.isIntersecting; })) return;
    observer.disconnect();
    load();
  }, { rootMargin: "0px 0px 40% 0px" }).observe(place);
})();
