/* A page's pictures in a row, one at a time and large: arrow keys turn, Escape closes (the browser's own). */
(function () {
  "use strict";
  var template = document.querySelector("[data-gallery-viewer]");
  var links = Array.from(document.querySelectorAll("[data-gallery]"));
  if (!template || !links.length || !window.HTMLDialogElement) return;
  var viewer = template.content.firstElementChild.cloneNode(true);
  var shown = 0;

  function fill(name, content) {
    viewer.querySelector(".viewer__" + name).replaceChildren(content);
  }

  function show(number) {
    shown = (number + links.length) % links.length;
    var link = links[shown];
    var picture = link.querySelector("picture").cloneNode(true);
    Array.from(picture.children).forEach(function (source) {
      source.removeAttribute("class");
      source.removeAttribute("loading");
      source.sizes = "100vw";
    });
    var figure = link.closest("figure"), words = figure && figure.querySelector("figcaption");
    fill("stage", picture);
    fill("words", words ? words.textContent : "");
    fill("count", shown + 1 + " / " + links.length);
  }

  function back() { show(shown - 1); }
  function on() { show(shown + 1); }
  function close() { viewer.close(); }
  var buttons = { back: back, on: on, close: close }, keys = { ArrowLeft: back, ArrowRight: on };

  viewer.addEventListener("click", function (event) {
    var deed = buttons[event.target.dataset.viewer];
    if (deed) deed();
  });
  viewer.addEventListener("keydown", function (event) {
    if (keys[event.key]) keys[event.key]();
  });
  viewer.addEventListener("close", function () { links[shown].focus(); });
  document.body.append(viewer);
  links.forEach(function (link, number) {
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(number);
      viewer.showModal();
    });
  });
})();
