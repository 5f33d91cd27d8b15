/* Writes today's date in the nameplate, as it is in Viet Nam, in the form the page gives. */
(function () {
  "use strict";
  var place = document.querySelector("[data-today]");
  if (!place) return;
  try {
    var parts = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date()).split("-").map(Number);
    var facts = {
      weekday: place.dataset.weekdays.split("|")[new Date(Date.UTC(parts[0], parts[1] - 1, parts[2])).getUTCDay()],
      day: parts[2],
      month: place.dataset.months.split("|")[parts[1] - 1],
      year: parts[0],
    };
    var text = place.dataset.today.replace(/\{(\w+)\}/g, function (_, name) { return facts[name]; });
    if (/undefined|NaN/.test(text)) return;
    place.textContent = text;
    place.dataset.ready = "";
  } catch (error) {
    /* A browser without time zones shows no date rather than a wrong one. */
  }
})();
