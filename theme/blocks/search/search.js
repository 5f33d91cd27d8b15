/* The search page: finds items in one JSON file, in the reader's browser.

In: the address (q, category, region, official, from, to, sort), the form and `[data-search]` with its texts; the file
at its data-index, written by plugins/search/index.py. Out: links below `[data-search-results]`, or the notice
`[data-search-empty]`. Accents are optional: words are compared folded, and exact accents only rank higher. */
(() => {
  "use strict";

  const NAMES = ["q", "category", "region", "official", "from", "to", "sort"];
  const QUERY_LENGTH = 200; // characters
  const STEP = 10; // results shown at once
  const PAUSE = 150; // milliseconds without a key before a search
  const WEIGHTS = { title: 8, names: 4, lead: 2 };
  const EXACT = 2; // what the same words in their exact accents are worth beside that

  const root = document.querySelector("[data-search]");
  const list = root && root.querySelector("[data-search-results]");
  if (!list || !root.dataset.index) return;
  const form = root.querySelector("form");
  const empty = root.querySelector("[data-search-empty]");
  const template = root.querySelector("template[data-search-result]");
  const status = root.querySelector("[data-search-status]") || document.createElement("p");
  if (!status.isConnected) list.before(status);
  const text = (name, otherwise) => root.dataset["text" + name] || otherwise;

  // Words

  const split = (folded) => folded.replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").trim();
  // The same letters as fold() in plugins/model/text.py.
  const fold = (words) => words.normalize("NFD").replace(/\p{M}+/gu, "").replace(/[đĐðÐ]/g, "d").toLowerCase();
  // Accents kept, the tone moved to the end of its syllable: hòa and hoà become one.
  const spell = (words) =>
    words.toLowerCase().replace(/ð/g, "đ").normalize("NFD")
      .replace(/([\u0300\u0301\u0303\u0309\u0323])([\p{L}\u0302\u0306\u031b]+)/gu, "$2$1");
  const padded = (words) => ` ${split(words)} `;

  function analyse(query) {
    const terms = split(fold(query)).split(" ").filter(Boolean);
    const spelt = split(spell(query)).split(" ").filter(Boolean);
    const accented = spelt.length === terms.length && spelt.join(" ") !== terms.join(" ");
    return { terms, spelt: accented ? spelt : [] };
  }

  // Index

  let index = null;
  let loading = null;

  function load() {
    loading ||= fetch(root.dataset.index)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
      .then((data) => {
        index = prepare(data);
        writeForm((field) => field.options);
      })
      .catch(() => { loading = null; }); // the next call tries again
    return loading;
  }

  function prepare(data) {
    const { items } = data;
    const tags = data.tags.map((name) => [name]);
    const regions = data.regions.map(([, label, , others]) => [label, ...others]);
    const officials = data.officials.map(([, name, others]) => [name, ...others]);
    // Padding leaves two spaces between names, so that the end of one and the start of the next are no phrase.
    const joined = (shape) => {
      const tables = [officials, regions, tags].map((rows) => rows.map((names) => names.map(shape).join("")));
      return (i) => [items.officials, items.regions, items.tags]
        .flatMap((column, k) => column[i].map((number) => tables[k][number])).join("");
    };
    const foldedNames = joined((name) => padded(fold(name)));
    const speltNames = joined((name) => padded(spell(name)));
    return {
      ...data,
      size: items.title.length,
      folded: items.title.map((title, i) => (
        { title: padded(fold(title)), names: foldedNames(i), lead: padded(fold(items.lead[i])) }
      )),
      spelt: (i) => (
        { title: padded(spell(items.title[i])), names: speltNames(i), lead: padded(spell(items.lead[i])) }
      ),
    };
  }

  function addressOf(i) {
    const { title, slug, day } = index.items;
    return `/tin/${day[i].slice(0, 4)}/${day[i].slice(5, 7)}/${slug[i] || slugify(title[i])}/`;
  }

  // The same slug as slugify() in plugins/model/text.py.
  function slugify(title) {
    const slug = fold(title).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    if (slug.length <= 80) return slug;
    const cut = slug.slice(0, 81).lastIndexOf("-");
    return slug.slice(0, cut > 0 ? cut : 80);
  }

  // Searching

  function filterOf(state) {
    const { items, categories, regions, officials } = index;
    const rows = (table, holds) => new Set(table.flatMap((row, number) => (holds(row) ? [number] : [])));
    const category = state.category && rows(categories, ([id]) => id === state.category);
    const region = state.region && rows(regions, ([, , shownIn]) => shownIn.includes(state.region));
    const official = state.official && rows(officials, ([id]) => id === state.official);
    return (i) =>
      (!category || category.has(items.category[i])) &&
      (!region || items.regions[i].some((number) => region.has(number))) &&
      (!official || items.officials[i].some((number) => official.has(number))) &&
      (!state.from || items.day[i] >= state.from) &&
      (!state.to || items.day[i] <= state.to);
  }

  // What the words are worth in one item; a word missing makes it 0, unless `every` is false. The last may be the
  // beginning of a word.
  function scoreOf(fields, terms, every) {
    let total = 0;
    for (const [k, term] of terms.entries()) {
      const isLast = k === terms.length - 1;
      let found = 0;
      for (const name in WEIGHTS) {
        if (fields[name].includes(` ${term} `)) found += WEIGHTS[name];
        else if (isLast && fields[name].includes(` ${term}`)) found += WEIGHTS[name] / 2;
        else continue;
        if (k > 0 && fields[name].includes(` ${terms[k - 1]} ${term}`)) found += WEIGHTS[name];
      }
      if (!found && every) return 0;
      total += found;
    }
    return total;
  }

  // Numbers of the items found, best first; items are numbered from the newest.
  function search(state) {
    const { terms, spelt } = analyse(state.q);
    if (!terms.length) return [];
    const passes = filterOf(state);
    const found = [];
    for (let i = 0; i < index.size; i += 1) {
      const score = passes(i) && scoreOf(index.folded[i], terms, true);
      if (score) found.push({ i, score });
    }
    if (state.sort !== "date") {
      if (spelt.length) for (const hit of found) hit.score += EXACT * scoreOf(index.spelt(hit.i), spelt, false);
      found.sort((a, b) => b.score - a.score || a.i - b.i);
    }
    return found.map((hit) => hit.i);
  }

  // Showing

  const retry = button("retry", text("Retry", "Thử lại"), status, async () => {
    await update();
    if (!retry.hidden) retry.focus();
  });
  const more = button("more", text("More", "Xem thêm"), list, () => {
    const first = shown;
    shown += STEP;
    remember({ ...history.state, shown });
    show();
    const link = list.children[first] && list.children[first].querySelector("a");
    if (link) link.focus();
  });

  function button(name, label, place, press) {
    let made = root.querySelector(`[data-search-${name}]`);
    if (!made) {
      made = document.createElement("button");
      made.type = "button";
      made.className = `search__${name}`;
      made.setAttribute(`data-search-${name}`, "");
      made.textContent = label;
      place.after(made);
    }
    made.hidden = true;
    made.addEventListener("click", press);
    return made;
  }

  // Text with the words looked for in <mark>; built from nodes, so that nothing in it is ever read as markup.
  function fillMarked(node, words, terms) {
    const last = terms[terms.length - 1];
    let end = 0;
    node.replaceChildren();
    for (const match of words.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
      const word = fold(match[0]);
      if (!terms.includes(word) && !word.startsWith(last)) continue;
      const mark = document.createElement("mark");
      mark.textContent = match[0];
      node.append(words.slice(end, match.index), mark);
      end = match.index + match[0].length;
    }
    node.append(words.slice(end));
  }

  function entryOf(i, terms) {
    const entry = template ? template.content.cloneNode(true) : document.createElement("li");
    const part = (name, tag, parent) => {
      const found = entry.querySelector(`[data-part=${name}]`);
      return found || (template ? null : parent.appendChild(document.createElement(tag)));
    };
    const title = part("title", "a", entry);
    const link = title && (title.closest("a") || title.querySelector("a"));
    if (link) link.href = addressOf(i);
    if (title) fillMarked(title.querySelector("a") || title, index.items.title[i], terms);
    const meta = part("meta", "p", entry);
    if (meta) {
      const day = index.items.day[i];
      const time = document.createElement("time");
      time.dateTime = day;
      time.textContent = day.split("-").reverse().join("/");
      const places = index.items.regions[i].map((number) => index.regions[number][1]);
      const names = [...places, index.categories[index.items.category[i]][1]];
      meta.replaceChildren(time, ...names.map((name) => ` · ${name}`));
    }
    const summary = part("summary", "p", entry);
    if (summary) {
      summary.hidden = !index.items.lead[i];
      fillMarked(summary, index.items.lead[i], terms);
    }
    return entry;
  }

  let state = {};
  let results = [];
  let shown = STEP; // how many results the reader has asked for

  function show() {
    const { terms } = analyse(state.q);
    const from = list.children.length;
    list.append(...results.slice(from, shown).map((i) => entryOf(i, terms)));
    more.hidden = results.length <= shown;
  }

  function clear(message) {
    list.replaceChildren();
    status.textContent = message;
    for (const part of [more, retry, empty]) if (part) part.hidden = true;
  }

  async function update() {
    const asked = state;
    if (!state.q.trim()) {
      clear(text("Prompt", ""));
      return;
    }
    if (!index) {
      clear(text("Loading", ""));
      await load();
      if (asked !== state) return; // the reader went on meanwhile
    }
    if (!index) {
      clear(text("Failed", "Không tải được dữ liệu tìm kiếm."));
      retry.hidden = false;
      return;
    }
    results = search(state);
    const count = new Intl.NumberFormat(document.documentElement.lang || "vi").format(results.length);
    const words = { count, query: state.q.trim() };
    clear(text("Count", "{count}").replace(/\{(count|query)\}/g, (_, name) => words[name]));
    if (empty) empty.hidden = results.length > 0;
    show();
  }

  // Address and form

  const cut = (query) => Array.from(query.normalize("NFC")).slice(0, QUERY_LENGTH).join("");
  const fieldOf = (name) => form && form.elements.namedItem(name);

  function tidy(values) {
    const isDay = /^\d{4}-\d{2}-\d{2}$/;
    const day = (value) => (isDay.test(value) ? value : "");
    return { ...values, q: cut(values.q), from: day(values.from), to: day(values.to) };
  }

  function readAddress() {
    const given = new URLSearchParams(location.search);
    return tidy(Object.fromEntries(NAMES.map((name) => [name, given.get(name) || ""])));
  }

  // A filter that the form has no field for stays as the address has it.
  function readForm() {
    const values = NAMES.map((name) => {
      const field = fieldOf(name);
      if (!field) return [name, state[name]];
      return [name, field.type === "checkbox" && !field.checked ? "" : field.value];
    });
    return tidy(Object.fromEntries(values));
  }

  function writeForm(isMeant = () => true) {
    for (const name of NAMES) {
      const field = fieldOf(name);
      if (!field || !isMeant(field)) continue;
      if (field.type === "checkbox") {
        field.checked = field.value === state[name];
        continue;
      }
      if (field.options) completeOptions(name, field);
      field.value = state[name];
    }
  }

  // Those who chaired are known from the index only; and a filter in the address is never left invisible.
  function completeOptions(name, field) {
    const has = (value) => Array.from(field.options).some((option) => option.value === value);
    const add = (value, label) => field.add(new Option(label, value));
    if (index && name === "official" && !field.dataset.complete) {
      field.dataset.complete = "";
      const order = new Intl.Collator("vi");
      const rows = index.officials.filter(([id]) => !has(id)).sort((a, b) => order.compare(a[1], b[1]));
      for (const [id, label] of rows) add(id, label);
    }
    if (state[name] && !has(state[name]) && (index || name !== "official")) add(state[name], state[name]);
  }

  function remember(entry, address = location.href, push = false) {
    try {
      history[push ? "pushState" : "replaceState"](entry, "", address);
    } catch {
      // Browsers limit how often the address may change; the results matter more.
    }
  }

  function queryString(values) {
    const given = new URLSearchParams(NAMES.filter((name) => values[name]).map((name) => [name, values[name]]));
    return `${given}` && `?${given}`;
  }

  // A query sent is a step of the reader's history; the edits on the way to it share one entry.
  function record(isSent) {
    const isEdit = Boolean(history.state && history.state.edit);
    const isNew = queryString(state) !== queryString(readAddress());
    if (isNew || (isSent && isEdit)) {
      remember({ edit: !isSent }, location.pathname + queryString(state), isNew && !isEdit);
    }
  }

  let timer = 0;

  function ask(isSent) {
    clearTimeout(timer);
    state = readForm();
    shown = STEP;
    record(isSent);
    update();
  }

  function follow() {
    clearTimeout(timer);
    state = readAddress();
    shown = (history.state && history.state.shown) || STEP;
    writeForm();
    update();
  }

  if (form) {
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE, false);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(true);
    });
    form.addEventListener("focusin", load);
  }
  window.addEventListener("popstate", follow);
  follow();
})();
