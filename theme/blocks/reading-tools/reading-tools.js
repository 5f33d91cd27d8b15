/* Size of text (remembered), printing, copying the page's address or its citation, the device's own way to share. */
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
  if (!tools) return;
  tools.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    var step = Number(button.dataset.step);
    size = step ? Math.min(LARGEST, Math.max(SMALLEST, size + step)) : 0;
    remember(size);
    show();
  });

  document.querySelector("[data-print]").addEventListener("click", function () { window.print(); });

  var texts = document.querySelector("[data-copied]").dataset;
  var status = document.querySelector("[data-tools-status]"), field = document.querySelector("[data-copy-text]");

  function copyByHand(text) {
    status.textContent = texts.byHand;
    field.value = text;
    field.hidden = false;
    field.focus();
    field.select();
  }

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.addEventListener("click", function () {
      var text = button.dataset.copy || location.href.split("#")[0];
      field.hidden = true;
      status.textContent = "";
      try {
        navigator.clipboard.writeText(text).then(
          function () { status.textContent = texts.copied; },
          function () { copyByHand(text); }
        );
      } catch (error) {
        copyByHand(text);
      }
    });
  });

  // Where the device has a way to share of its own, that stands for the list of ours.
  var list = document.querySelector("[data-share]");
  if (!navigator.share) return;
  var button = document.createElement("button");
  button.type = "button";
  button.textContent = list.querySelector("summary").textContent;
  button.addEventListener("click", function () {
    var link = document.querySelector("link[rel=canonical]");
    navigator.share({ title: list.dataset.share, url: link ? link.href : location.href }).catch(function (error) {
      if (error.name === "AbortError") return; // the reader changed their mind
      button.replaceWith(list);
      list.open = true;
      list.querySelector("summary").focus();
    });
  });
  list.replaceWith(button);
})();
