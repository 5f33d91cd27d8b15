/* The search page: what a reader types and chooses, and the results, which `portalSearch` (engine.js) finds.

In: the address (q, category, region, official, tag, from, to, sort), the form and the texts of `[data-search]`. Out: links
below `[data-search-results]`, or the notice `[data-search-empty]`; built of nodes, so that no text is read as markup. */

const NAMES = ["q", "category", "region", "official", "tag", "from", "to", "sort"];
const LISTS = { category: "categories", region: "regions", official: "officials" };
const FILTERS = [...Object.keys(LISTS), "tag", "from", "to"];
const QUERY_LENGTH = 200; // characters
const STEP = 10; // results a reader gets at once
const FIRST = 5; // of these, at most so many are fetched before they are scrolled to
const MOST_FILES = 9; // of index and cards, before the first results are shown
const MOST_TRIES = 8; // to find more, before the reader is asked again
const PAUSE = 150; // milliseconds without a key before a search
const PATIENCE = 300; // milliseconds before the page says that it is searching

const root = document.querySelector("[data-search]");
const part = (name) => root.querySelector(`[data-search-${name}]`);
const [list, status, empty, partial, suggestion, retry, more, filters, reset, otherwise] = [
  "results", "status", "empty", "partial", "suggestion", "retry", "more", "filters", "reset", "otherwise",
].map(part);
const form = root.querySelector("form");
const { q: field } = form.elements;
const template = part("result");
const { dataset: texts } = root;
const language = document.documentElement.lang || "vi";
const { title } = document;

const make = (tag, className, ...content) => {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...content);
  return node;
};

let engine = portalSearch.open(root.dataset.index);
let state = {};
let answered = ""; // the query string whose results are shown
let failed = false;
let found = []; // numbers of the items, best first
let isCut = false; // whether there are more than these
let shown = STEP; // how many of them the reader has asked for
let height = 0; // where a reader who comes back had scrolled to, in pixels
let running = new AbortController();

// Results. A place keeps its card's room in the list.

const places = new Map(); // list item -> number of the item, while its card has not been asked for
const lost = new Map(); // the same where the card could not be fetched

const watcher = new IntersectionObserver((entries) => {
  fill(entries.filter((entry) => entry.isIntersecting && places.has(entry.target)).map((entry) => entry.target));
}, { rootMargin: "80px" });

function placeOf(id) {
  const place = make("li", "result result--waiting");
  places.set(place, id);
  return place;
}

async function fill(asked, { signal } = running) {
  const ids = asked.map((place) => places.get(place));
  for (const place of asked) {
    places.delete(place);
    watcher.unobserve(place);
  }
  const cards = ids.length ? await engine.cards(ids, signal).catch(() => []) : [];
  if (!signal.aborted) asked.forEach((place, k) => write(place, cards[k], ids[k]));
}

function write(place, card, id) {
  place.classList.remove("result--waiting");
  if (!card) {
    lost.set(place, id);
    const again = make("button", "", texts.textRetry);
    again.type = "button";
    again.addEventListener("click", () => {
      for (const [failure, number] of lost) places.set(failure, number);
      const asked = [...lost.keys()];
      lost.clear();
      fill(asked).then(() => focusOn(place.querySelector("a, button")));
    });
    place.replaceChildren(make("p", "", texts.textItemFailed, " ", again));
    return;
  }
  const content = template.content.cloneNode(true);
  const [meta, headline, standfirst] = content.querySelectorAll(".result__meta, a, .result__standfirst");
  const day = card.date.slice(0, 10);
  const time = make("time", "", dayText(day));
  time.dateTime = card.date;
  meta.append(time, ...[...card.regions, card.category.name].map((name) => ` · ${name}`));
  headline.href = card.address;
  headline.append(...marked(card.title));
  standfirst.append(...marked(card.standfirst));
  standfirst.hidden = !card.standfirst;
  place.replaceChildren(content);
  if (!card.picture) return;
  const picture = make("img", "");
  Object.assign(picture, { alt: "", loading: "lazy", decoding: "async" });
  picture.addEventListener("error", () => { picture.hidden = true; });
  afterPaint(() => { picture.src = card.picture; });
  place.append(make("div", "result__picture", picture));
}

// Words first: on a slow network pictures would keep them waiting.
const afterPaint = (work) => requestAnimationFrame(() => setTimeout(work));

const marked = (text) =>
  engine.mark(text, state.q).map(([piece, isMatch]) => (isMatch ? make("mark", "", piece) : piece));

// As the site's pages write a date.
function dayText(day) {
  if (language === "vi") return day.split("-").reverse().join("/");
  const form = { dateStyle: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, form).format(new Date(day));
}

function focusOn(node) {
  if (node) node.focus();
}

// Off the page until the first cards are there, so that nothing moves when they come.
async function append(from, count, signal) {
  const made = found.slice(from, shown).map(placeOf);
  await fill(made.slice(0, count));
  if (signal.aborted) return;
  const hadFocus = list.contains(document.activeElement);
  if (from) list.append(...made);
  else list.replaceChildren(...made);
  for (const place of made) if (places.has(place)) watcher.observe(place);
  if (hadFocus) focusOn(list.querySelector("a"));
  more.hidden = found.length <= shown && !isCut;
}

function say(message, visible = []) {
  status.textContent = message;
  for (const node of [empty, partial, suggestion, retry, otherwise]) node.hidden = !visible.includes(node);
}

function clear(message, ...visible) {
  say(message, visible);
  found = [];
  isCut = false;
  if (list.contains(document.activeElement)) field.focus();
  list.replaceChildren();
  more.hidden = true;
}

// Searching

async function update() {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const query = state.q.trim();
  document.title = query ? `${query} – ${title}` : title;
  watcher.disconnect();
  places.clear();
  lost.clear();
  failed = false;
  answered = queryString(state);
  list.setAttribute("aria-busy", "true");
  const waiting = setTimeout(() => { status.textContent = texts.textLoading; }, list.children.length ? PATIENCE : 0);
  try {
    if (query) await answer(query, signal);
    else clear(texts.textPrompt, otherwise);
  } catch {
    if (signal.aborted) return;
    failed = true;
    clear(navigator.onLine ? texts.textFailed : texts.textOffline, retry, otherwise);
  } finally {
    clearTimeout(waiting);
    if (!signal.aborted) list.setAttribute("aria-busy", "false");
  }
}

// Intl would take longer to start than a search takes.
const numberText = (number) => `${number}`.replace(/\B(?=(\d{3})+$)/g, language === "vi" ? "." : ",");

function statusText(query) {
  if (!found.length && isCut) return texts.textFurther;
  const words = { count: numberText(found.length), query };
  return (isCut ? texts.textCut : texts.textCount).replace(/\{(count|query)\}/g, (_, name) => words[name]);
}

async function answer(query, signal) {
  const { q, ...choice } = state;
  const result = await engine.search(q, choice, signal);
  if (signal.aborted) return; // the reader went on meanwhile
  if (result.partial && !result.total) throw new Error("no data");
  found = result.ids;
  isCut = result.isCut;
  await append(0, height ? shown : Math.max(1, Math.min(FIRST, MOST_FILES - result.files)), signal);
  if (signal.aborted) return;
  failed = result.partial;
  const notes = result.partial ? [partial, retry] : [];
  if (!result.total && !isCut) notes.push(empty, otherwise);
  if (result.suggestion) {
    const link = suggestion.querySelector("a");
    link.textContent = result.suggestion;
    link.href = location.pathname + queryString({ ...state, q: result.suggestion });
    notes.push(suggestion);
  }
  say(statusText(query), notes);
  if (height) scrollTo({ top: height, behavior: "instant" });
  height = 0;
  keepForOffline();
}

// Behind those at hand, so that nothing that the reader has seen moves.
async function findRest(signal) {
  const { q, ...choice } = state;
  for (let tries = 0; tries < MOST_TRIES && isCut && found.length < shown; tries += 1) {
    const rest = await engine.search(q, { ...choice, wanted: shown }, signal).catch(() => null);
    if (!rest || signal.aborted) return;
    found = [...new Set([...found, ...rest.ids])];
    isCut = rest.isCut;
  }
  status.textContent = statusText(q.trim());
  if (!found.length && !isCut) empty.hidden = otherwise.hidden = false;
}

more.addEventListener("click", async () => {
  const from = shown;
  if (list.children.length < from) return; // the last ten are still on their way
  shown += STEP;
  remember({ ...history.state, shown });
  const { signal } = running;
  if (isCut && shown > found.length) await findRest(signal);
  if (signal.aborted) return;
  await append(from, FIRST, running.signal);
  focusOn(list.children[from] && list.children[from].querySelector("a"));
});

// A newer release may have replaced the data: they are opened anew, then the page itself is.
let tries = 0;
retry.addEventListener("click", async () => {
  if (tries > 0 && navigator.onLine) {
    location.reload();
    return;
  }
  tries += 1;
  engine = portalSearch.open(root.dataset.index);
  choices = null;
  showTag(state.tag);
  await update();
  if (!failed) tries = 0;
  focusOn(failed ? retry : list.querySelector("a") || field);
});
window.addEventListener("online", () => { if (failed) update(); });

// Filters. Their choices are fetched when a reader opens them, or when the address names one.

let choices = null;

function loadChoices() {
  choices ||= engine.choices().then(
    (lists) => { for (const name in LISTS) writeChoices(name, lists[LISTS[name]]); },
    () => {
      choices = null; // the next look tries again
      for (const name in LISTS) writeChoices(name, [], texts.textChoicesFailed);
    },
  );
}

function writeChoices(name, rows, fault) {
  const select = form.elements[name];
  const options = rows.map(([id, label]) => new Option(label, id));
  if (fault) options.push(Object.assign(new Option(fault), { disabled: true }));
  select.replaceChildren(select.options[0], ...options);
  choose(select, state[name]);
}

// A filter in the address is never left invisible.
function choose(input, value) {
  input.value = value;
  if (input.options && input.value !== value) {
    input.add(new Option(value, value));
    input.value = value;
  }
}

function openFilters() {
  if (!filters.open) return;
  loadChoices();
  loadTagField().catch(() => {});
}

filters.addEventListener("toggle", openFilters);
filters.addEventListener("focusin", openFilters);
reset.addEventListener("click", () => {
  for (const name of FILTERS) form.elements[name].value = "";
  showTag("");
  ask(true);
  filters.querySelector("summary").focus();
});

// Tags may be thousands: they are fetched when the reader comes to their field, or when the address names one.
const [tagInput, tagNote] = [part("tag"), part("tag-note")];
let tagField = null;

function loadTagField() {
  const choose = (id) => {
    form.elements.tag.value = id;
    ask(true);
  };
  tagField ||= engine.openTagField(root, choose).then((opened) => {
    tagNote.hidden = true;
    return opened;
  }, (error) => {
    tagField = null;
    tagNote.textContent = texts.textChoicesFailed;
    tagNote.hidden = false;
    throw error;
  });
  return tagField;
}

function showTag(id) {
  tagInput.value = id;
  if (id || tagField) loadTagField().then((shown) => shown.set(state.tag), () => {});
}

// Address and form

const cut = (query) => Array.from(query.normalize("NFC")).slice(0, QUERY_LENGTH).join("");
const isFiltered = () => FILTERS.some((name) => state[name]);

function tidy(values) {
  const day = (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? value : "");
  const sort = values.sort === "date" ? "date" : "";
  return { ...values, q: cut(values.q), from: day(values.from), to: day(values.to), sort };
}

function readAddress() {
  const given = new URLSearchParams(location.search);
  return tidy(Object.fromEntries(NAMES.map((name) => [name, given.get(name) || ""])));
}

const readForm = () => tidy(Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value])));

function queryString(values) {
  const given = new URLSearchParams(NAMES.filter((name) => values[name]).map((name) => [name, values[name]]));
  return `${given}` && `?${given}`;
}

function remember(entry, address = location.href, push = false) {
  try {
    history[push ? "pushState" : "replaceState"](entry, "", address);
  } catch {
    // Browsers limit how often the address may change.
  }
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
  reset.hidden = !isFiltered();
  record(isSent);
  if (!failed && queryString(state) === answered) return;
  shown = STEP;
  height = 0;
  update();
}

function follow() {
  clearTimeout(timer);
  state = readAddress();
  ({ shown = STEP, height = 0 } = history.state || {});
  for (const name of NAMES) choose(form.elements[name], state[name]);
  showTag(state.tag);
  reset.hidden = !isFiltered();
  if (isFiltered()) {
    filters.open = true;
    openFilters();
  }
  update();
}

root.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE, false);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(true);
  if (matchMedia("(pointer: coarse)").matches) field.blur(); // puts a phone's keyboard away
});
window.addEventListener("popstate", follow);

// Keys: down from the field into the results, up and down among them, Escape back.
root.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const stops = [field, ...list.querySelectorAll("a"), more];
  const at = stops.indexOf(target);
  if (at < 0) return;
  const step = { ArrowDown: 1, ArrowUp: -1, Escape: -at }[key];
  const next = step && stops[at + step];
  if (!next || next.hidden) return;
  event.preventDefault();
  next.focus();
});
list.addEventListener("focusin", () => fill([...places.keys()]));
list.addEventListener("click", () => remember({ ...history.state, shown, height: scrollY }));

// Offline: the worker keeps the page and the data a reader has loaded.

let isKept = false;

// Of all addresses only that of a worker of this site may become a script's.
function ownWorker(text) {
  if (!/^\/(?:[a-z-]+\/)*worker\.js$/.test(text)) throw new TypeError(text);
  return text;
}

async function keepForOffline() {
  const { worker } = root.dataset;
  if (isKept || !worker) return;
  isKept = true;
  try {
    const { trustedTypes } = window;
    const address = trustedTypes
      ? trustedTypes.createPolicy("portal-search", { createScriptURL: ownWorker }).createScriptURL(worker)
      : ownWorker(worker);
    await navigator.serviceWorker.register(address);
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage([location.pathname, ...performance.getEntriesByType("resource").map((entry) => entry.name)]);
  } catch {
    // Without workers or storage the search works online.
  }
}

follow();
