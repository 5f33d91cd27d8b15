/* Under `serve` only: shows the faults of the file that a page was made of beside the places they concern. */
(function () {
  "use strict";
  var BANNER = ":scope > .standing"; // says that readers cannot see the item
  var FIELDS = {
    title: "h1", slug: "h1", summary: ".item-header__standfirst", region: ".item-header__labels",
    category: ".item-header__labels", date: ".item-meta", event_date: ".item-meta", updated: ".item-meta",
    authors: ".item-meta", publish_at: BANNER, unpublish_at: BANNER, status: BANNER, withdrawn: BANNER, chairs: ".chairs", cover: ".item__text > .figure",
    tags: ".tags", source: ".source", corrections: ".corrections"
  };
  var REST = 1500; // milliseconds
  var KEY = "portal-faults-hidden";
  var main = document.querySelector("main");
  var article = main && main.querySelector(":scope > article");
  var body = document.querySelector(".body");
  var panel = null;
  var notes = [];
  if (!article || !body) return;

  var sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "/-/faults.css";
  sheet.addEventListener("load", settle);
  document.head.append(sheet);

  function element(tag, name, text) {
    var made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  }

  function letters(text) {
    return text.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "");
  }

  function holds(text, runs) {
    var from = 0;
    return runs.every(function (run) {
      var place = text.indexOf(run, from);
      from = place + run.length;
      return place >= 0;
    });
  }

  /* The innermost block whose letters are those of the passage, or else the shortest that has them all. */
  function find(place) {
    if (!place) return null;
    if (place.field) return FIELDS[place.field] ? main.querySelector(FIELDS[place.field]) : null;
    var size = place.runs.join("").length;
    var blocks = [];
    body.querySelectorAll("p, li, h2, h3, h4, h5, h6, td, th, blockquote, figcaption, img").forEach(function (block) {
      var text = letters(block.alt || block.textContent);
      if (holds(text, place.runs)) blocks.push({ block: block, size: text.length });
    });
    blocks = blocks.filter(function (outer) {
      return !blocks.some(function (inner) { return inner !== outer && outer.block.contains(inner.block); });
    });
    var same = blocks.filter(function (found) { return found.size === size; });
    blocks.sort(function (one, other) { return one.size - other.size; });
    var chosen = same[place.number] || same[0] || blocks[0];
    return chosen ? chosen.block.closest("figure") || chosen.block : null;
  }

  function describe(fault, number, target) {
    var note = element("li", "faults__note faults__note--" + fault.level);
    var head = element("p", "faults__head");
    var code = element("a", "faults__code", fault.code);
    code.href = fault.explanation;
    code.target = "faults-explained";
    head.append(number + ". ", code, " ");
    if (target) {
      var way = element("a", "faults__line", "dòng " + fault.line);
      way.href = "#" + target.id;
      head.append(way);
    } else head.append(element("span", "faults__line", "dòng " + fault.line));
    note.append(head, element("p", "faults__message", fault.message));
    if (fault.hint) note.append(element("p", "faults__hint", "→ " + fault.hint));
    return note;
  }

  function clear() {
    if (panel) panel.remove();
    panel = null;
    notes = [];
    article.classList.remove("item--annotated");
    document.querySelectorAll("[data-faults]").forEach(function (marked) { marked.removeAttribute("data-faults"); });
  }

  function show(told) {
    clear();
    if (!told.faults.length && !main.querySelector(BANNER)) return;
    panel = element("aside", "faults");
    panel.setAttribute("aria-labelledby", "faults-heading");
    var heading = element("h2", "faults__heading", told.faults.length ? "Cần xem lại: " + told.faults.length + " chỗ" : "Không có lỗi nào");
    heading.id = "faults-heading";
    var top = element("div", "faults__top");
    top.append(heading, element("p", "faults__file", told.file));
    panel.append(top);
    var list = element("ol", "faults__list");
    told.faults.forEach(function (fault, index) {
      var target = find(fault.place);
      if (target) {
        target.id = target.id || "faults-" + (index + 1);
        target.dataset.faults = (target.dataset.faults ? target.dataset.faults + ", " : "") + (index + 1);
      }
      var note = describe(fault, index + 1, target);
      notes.push({ note: note, target: target });
      list.append(note);
    });
    if (told.faults.length) panel.append(list);
    if (told.faults.some(function (fault) { return fault.mendable; }))
      panel.append(element("p", "faults__more", "Tự sửa những chỗ an toàn: python3 tasks.py check --fix " + told.file));
    if (told.compared === false)
      panel.append(element("p", "faults__more", "Chưa đối chiếu với các tin khác; chạy một lần: python3 tasks.py check"));
    if (told.faults.length) {
      var hide = element("button", "faults__hide");
      hide.type = "button";
      hide.addEventListener("click", function () {
        if (sessionStorage.getItem(KEY)) sessionStorage.removeItem(KEY);
        else sessionStorage.setItem(KEY, "1");
        settle();
      });
      top.append(hide);
    }
    if (article.matches(".item")) article.querySelector(".item__text").before(panel);
    else article.before(panel);
    settle();
  }

  /* In the margin each note stands as high as its place, or as near below as those above it leave room for. */
  function settle() {
    if (!panel) return;
    var hidden = Boolean(sessionStorage.getItem(KEY));
    var hide = panel.querySelector(".faults__hide");
    if (hide) {
      hide.textContent = hidden ? "Hiện" : "Ẩn";
      hide.setAttribute("aria-expanded", String(!hidden));
    }
    panel.classList.toggle("faults--hidden", hidden);
    article.classList.toggle("item--annotated", !hidden && notes.length > 0 && article.matches(".item"));
    var list = panel.querySelector(".faults__list");
    var beside = list && getComputedStyle(list).position === "relative";
    var order = notes.map(function (entry, index) {
      entry.note.style.removeProperty("top");
      var top = beside && entry.target && entry.target.closest(".item__text") ? entry.target.getBoundingClientRect().top - list.getBoundingClientRect().top : 0;
      return { note: entry.note, top: Math.max(top, 0), index: index };
    });
    if (!beside) {
      if (list) list.style.removeProperty("min-height");
      return;
    }
    order.sort(function (one, other) { return one.top - other.top || one.index - other.index; });
    var free = 0;
    order.forEach(function (entry) {
      var top = Math.max(entry.top, free);
      entry.note.style.top = top + "px";
      free = top + entry.note.offsetHeight + 12;
    });
    list.style.minHeight = free + "px";
  }

  var waiting = 0;
  new ResizeObserver(function () {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(settle);
  }).observe(body);

  function ask(among) {
    return fetch("/-/faults?page=" + encodeURIComponent(location.pathname) + (among ? "&among" : "")).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(answer.status);
    });
  }

  function compare() {
    ask(true).then(show).catch(function () { /* the server has gone */ });
  }

  ask(false).then(function (told) {
    delete told.compared;
    show(told);
    setTimeout(compare, REST); // after the next save the page is another one, and need not be compared now
  }).catch(function () { /* a page of many items, or a server that has gone */ });
})();
