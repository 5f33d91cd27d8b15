/* Under `serve` only: reloads the page after a build, or shows the faults that stopped it. */
(function () {
  "use strict";
  var panel;

  function show(faults) {
    panel = panel || document.body.appendChild(document.createElement("pre"));
    panel.setAttribute("role", "alert");
    panel.style.cssText =
      "position:fixed;inset:auto 0 0 0;max-height:50vh;overflow:auto;margin:0;padding:1rem;z-index:99;" +
      "background:#7a1010;color:#fff;font:14px/1.6 monospace;white-space:pre-wrap";
    panel.textContent = faults.join("\n");
  }

  var source = new EventSource("/-/events?seen=" + document.currentScript.dataset.build);
  source.onmessage = function (event) {
    var faults = JSON.parse(event.data).faults;
    if (faults.length) show(faults);
    else location.reload();
  };
})();
