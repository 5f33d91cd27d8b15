/* Writes today's date in the nameplate, as it is in Viet Nam, in the form the page gives. */
(function () {
  "use strict";
  var place = document.querySelector("[data-today]");
  if (!place) return;
  // Always seven hours ahead, without summer time; a DateTimeFormat for the zone would take an old phone a tenth of a second.
  var today = new Date(Date.now() + 7 * 3600 * 1000);
  var facts = {
    weekday: place.dataset.weekdays.split("|")[today.getUTCDay()],
    day: today.getUTCDate(),
    month: place.dataset.months.split("|")[today.getUTCMonth()],
    year: today.getUTCFullYear(),
  };
  var text = place.dataset.today.replace(/\{(\w+)\}/g, function (_, name) { return facts[name]; });
  if (/undefined|NaN/.test(text)) return;
  place.textContent = text;
  place.dataset.ready = "";
})();
