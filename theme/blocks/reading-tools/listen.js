/* Reads headline, standfirst and text aloud with a voice of their language; without one, nothing is offered.

Pausing ends the sentence and remembers its place: the browsers' own pause is broken on phones. */
(function () {
  "use strict";
  var place = document.querySelector("[data-listen]"), speech = window.speechSynthesis;
  if (!place || !speech || !window.SpeechSynthesisUtterance) return;
  var turn = place.querySelector("[data-listen-turn]"), stop = place.querySelector("[data-listen-stop]");
  var texts = { idle: turn.textContent, speaking: place.dataset.pause, paused: place.dataset.resume };
  var language = document.querySelector("[data-spoken]").closest("[lang]").lang;
  var BLOCKS = "p, li, h2, h3, h4, dt, dd";
  // Some voices fall silent after a quarter of a minute: a long paragraph is read sentence by sentence.
  var SENTENCE = /[^]+?(?:[.!?…]["”’)]*(?=\s)|$)/g;
  var voice = null, pieces = null, at = 0, spoken = null;

  function findVoice() {
    var voices = speech.getVoices().filter(function (one) { return one.lang.toLowerCase().split(/[-_]/)[0] === language; });
    // One on the device comes first: it needs no network and tells nobody what is read.
    voice = voices.filter(function (one) { return one.localService; })[0] || voices[0] || null;
    place.toggleAttribute("data-voice", Boolean(voice));
  }

  function collect() {
    var found = [];
    document.querySelectorAll("[data-spoken]").forEach(function (part) {
      var inner = Array.from(part.querySelectorAll(BLOCKS)).filter(function (node) { return !node.querySelector(BLOCKS); });
      (inner.length ? inner : [part]).forEach(function (node) {
        var text = node.textContent.replace(/\s+/g, " ").trim();
        if (text) found.push.apply(found, text.length > 250 ? text.match(SENTENCE) : [text]);
      });
    });
    return found;
  }

  function show(state) {
    turn.textContent = texts[state];
    stop.hidden = state === "idle";
  }

  function silence() {
    spoken = null;
    speech.cancel();
  }

  function end() {
    var hadFocus = document.activeElement === stop;
    silence();
    at = 0;
    show("idle");
    if (hadFocus) turn.focus();
  }

  function speak() {
    if (at >= pieces.length) {
      end();
      return;
    }
    var utterance = spoken = new SpeechSynthesisUtterance(pieces[at].trim());
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.onend = function () {
      if (utterance !== spoken) return;
      at += 1;
      speak();
    };
    utterance.onerror = function () { if (utterance === spoken) end(); };
    speech.speak(utterance);
  }

  turn.addEventListener("click", function () {
    if (spoken) {
      silence();
      show("paused");
      return;
    }
    pieces = pieces || collect();
    speech.cancel(); // what another page may have left
    show("speaking");
    speak();
  });
  stop.addEventListener("click", end);
  addEventListener("pagehide", end);

  findVoice();
  if (speech.addEventListener) speech.addEventListener("voiceschanged", findVoice);
})();
