/* Size of text (remembered), printing, copying the page's address. */
(function () {
  "use strict";
  var KEY = "co-chu", SMALLEST = -1, LARGEST = 3;
  var root = document.documentElement;

  function remembered() {
    try {
      return Math.min(LARGEST, Math.max(SMALLEST, parseInt(localStorage.getItem(KEY), 10) || 0));
    } catch (error) {
      return 0;
    }
  }

  function remember(size) {
    try {
      localStorage.setItem(KEY, size);
    } catch (error) {
      /* Storage may be full or forbidden: the size then holds for this page only. */
    }
  }

  var size = remembered();
  var tools = document.querySelector("[data-text-size]");

  function show() {
    root.dataset.text = size;
    if (!tools) return;
    tools.querySelectorAll("button").forEach(function (button) {
      var step = Number(button.dataset.step);
      var spent = (step < 0 && size === SMALLEST) || (step > 0 && size === LARGEST) || (step === 0 && size === 0);
      button.setAttribute("aria-disabled", String(spent));
    });
  }

  show();
  document.querySelectorAll("[data-needs-script]").forEach(function (element) { element.dataset.ready = ""; });
  if (tools) {
    tools.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      var step = Number(button.dataset.step);
      size = step ? Math.min(LARGEST, Math.max(SMALLEST, size + step)) : 0;
      remember(size);
      show();
    });
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
    var copy = event.target.closest("[data-copy]");
    if (!copy) return;
    var words = copy.textContent;
    var status = document.querySelector("[data-tools-status]");
    function say(text) {
      copy.textContent = text;
      if (status) status.textContent = text;
      setTimeout(function () { copy.textContent = words; }, 4000);
    }
    var link = document.querySelector("link[rel=canonical]");
    try {
      navigator.clipboard.writeText(link ? link.href : location.href).then(
        function () { say(copy.dataset.copy); },
        function () { say(copy.dataset.copyFailed); }
      );
    } catch (error) {
      say(copy.dataset.copyFailed);
    }
  });
})();
