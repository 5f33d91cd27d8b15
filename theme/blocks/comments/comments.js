/* What readers wrote about an item, and the form to write in. Speaks the JSON of the comment server (Isso's, behind the
   portal's gate). Whatever somebody wrote is set as text and never as markup. The build puts the interface's texts before
   this: `TEXTS`, `FORM` (limits) and `ZONE`. */

const PAGE = 20, REPLIES = 5; // as many comments, and replies of each, come at once
const LATE = 15000; // milliseconds until a server counts as silent
const SPOKEN = 1000; // milliseconds without typing until the counter is read out
const NEAR = 50; // characters left when the counter is read out

const address = location.pathname;
const draftKey = `y-kien:${address}`;
const shortWords = (text, most = 60) => (text.length > most ? `${text.slice(0, most).trimEnd()}…` : text);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const count = (text) => Array.from(text.normalize("NFC").replace(/\r\n?/g, "\n").trim()).length;
const moment = new Intl.DateTimeFormat("vi-VN", {
  timeZone: ZONE, day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
});

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function formatMoment(seconds) {
  const parts = Object.fromEntries(moment.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
  return `${parts.hour}:${parts.minute}, ${parts.day}/${parts.month}/${parts.year}`;
}

class ServerError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

async function ask(server, path, query, sent) {
  const options = sent
    ? { method: "POST", body: JSON.stringify(sent), headers: { "Content-Type": "application/json" } }
    : {};
  let answer, content;
  try {
    const patience = AbortSignal.timeout ? AbortSignal.timeout(LATE) : undefined;
    answer = await fetch(`${server}${path}?${new URLSearchParams(query)}`, {
      ...options, credentials: "omit", cache: "no-store", redirect: "error", signal: patience,
    });
    content = await answer.json().catch(() => null); // what nginx says by itself is no JSON
  } catch {
    throw new ServerError(navigator.onLine === false ? "offline" : "failed");
  }
  if (answer.ok && content) return content;
  if (content && Object.hasOwn(TEXTS, `error_${content.code}`)) throw new ServerError(content.code);
  throw new ServerError(answer.status === 429 ? "often" : "failed");
}

const explain = (error) => TEXTS[`error_${error.code || "failed"}`];

// A draft outlives whatever happens to the page, until it was sent.
function keepDraft(text) {
  try {
    if (text) sessionStorage.setItem(draftKey, text);
    else sessionStorage.removeItem(draftKey);
  } catch { /* storing may be refused */ }
}

function keptDraft() {
  try {
    return sessionStorage.getItem(draftKey) || "";
  } catch {
    return "";
  }
}

class Form {
  constructor(server) {
    this.server = server;
    this.parent = null;
    this.error = make("p", { className: "comments__error", id: "y-kien-loi", hidden: true });
    this.counter = make("p", { className: "comments__counter", id: "y-kien-dem" });
    this.spoken = make("p", { className: "unseen" });
    this.spoken.setAttribute("role", "status");
    this.outcome = make("p", { className: "comments__outcome", tabIndex: -1 });
    this.outcome.setAttribute("role", "status");
    this.text = make("textarea", { id: "y-kien-chu", rows: 5, required: true, value: keptDraft() });
    this.text.setAttribute("aria-describedby", "y-kien-dem y-kien-loi");
    this.name = make("input", { id: "y-kien-nguoi", type: "text", maxLength: FORM.name, autocomplete: "name" });
    this.send = make("button", { type: "submit", textContent: TEXTS.send });
    this.cancel = make("button", { type: "button", textContent: TEXTS.cancel, hidden: true });
    this.heading = make("h3", { id: "y-kien-viet", textContent: TEXTS.write });
    this.element = make("form", { className: "comments__form", noValidate: true },
      this.heading,
      make("div", {}, make("label", { htmlFor: "y-kien-chu", textContent: TEXTS.text }), this.text, this.counter, this.error),
      make("div", {}, make("label", { htmlFor: "y-kien-nguoi", textContent: TEXTS.name }), this.name),
      make("p", { className: "comments__note", textContent: TEXTS.note }),
      make("div", { className: "comments__buttons" }, this.send, this.cancel),
      this.spoken);
    this.element.setAttribute("aria-labelledby", "y-kien-viet");
    this.home = make("div", {}, this.element);
    this.text.addEventListener("input", () => this.changed());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.cancel.addEventListener("click", () => this.leave());
    this.showLeft();
  }

  get left() { return FORM.text - count(this.text.value); }

  showLeft() {
    const { left } = this;
    this.counter.textContent = fill(left < 0 ? TEXTS.over : TEXTS.left, { count: Math.abs(left) });
    this.counter.classList.toggle("comments__counter--over", left < 0);
  }

  changed() {
    keepDraft(this.text.value);
    this.showLeft();
    this.showError("");
    // Read out when the reader pauses and the end is near, not at each key.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.spoken.textContent = this.left <= NEAR ? this.counter.textContent : "";
    }, SPOKEN);
  }

  showError(message) {
    this.error.textContent = message;
    this.error.hidden = !message;
    if (message) this.text.setAttribute("aria-invalid", "true");
    else this.text.removeAttribute("aria-invalid");
  }

  answer(comment, place, opener) {
    this.parent = comment.id;
    this.opener = opener;
    this.heading.textContent = fill(TEXTS.answering, { name: comment.author || TEXTS.nameless });
    this.cancel.hidden = false;
    place.append(this.element);
    this.text.focus();
  }

  leave() {
    this.parent = null;
    this.heading.textContent = TEXTS.write;
    this.cancel.hidden = true;
    this.home.prepend(this.element);
    if (this.opener) this.opener.focus();
    this.opener = null;
  }

  async submit() {
    const length = count(this.text.value);
    if (length < FORM.least || length > FORM.text) {
      this.showError(length > FORM.text ? TEXTS.error_long : TEXTS.error_short);
      this.text.focus();
      return;
    }
    if (this.send.getAttribute("aria-disabled")) return;
    this.send.setAttribute("aria-disabled", "true");
    this.send.textContent = TEXTS.sending;
    this.showError("");
    this.outcome.textContent = "";
    try {
      await ask(this.server, "new", { uri: address },
        { text: this.text.value, author: this.name.value.trim() || null, parent: this.parent });
      this.text.value = "";
      keepDraft("");
      this.showLeft();
      this.opener = null;
      this.leave();
      this.outcome.textContent = TEXTS.received;
      this.outcome.focus();
    } catch (error) {
      this.showError(explain(error));
      this.text.focus();
    } finally {
      this.send.removeAttribute("aria-disabled");
      this.send.textContent = TEXTS.send;
    }
  }
}

class Thread {
  constructor(server, form) {
    this.server = server;
    this.form = form;
    this.seen = new Set();
    this.list = make("ol", { className: "comments__list" });
    this.failure = make("p", { className: "comments__error" });
    this.failure.setAttribute("role", "status");
    this.more = make("button", { type: "button", className: "comments__more", hidden: true });
    this.offset = 0;
    this.more.addEventListener("click", () => this.load());
  }

  async fetch(query) {
    return ask(this.server, "", { uri: address, limit: PAGE, nested_limit: REPLIES, ...query });
  }

  // The first page; a failure is the caller's.
  async open() {
    const found = await this.fetch({});
    this.show(found);
    return found.total;
  }

  show(found) {
    const shown = found.replies.filter(({ id }) => !this.seen.has(id)).map((comment) => this.entry(comment));
    this.list.append(...shown);
    this.offset += found.replies.length;
    this.label(this.more, found.hidden_replies, TEXTS.more);
    return shown[0];
  }

  label(button, left, text) {
    button.hidden = left <= 0;
    button.textContent = fill(text, { count: left });
  }

  async load() {
    await this.busy(this.more, this.failure, async () => this.show(await this.fetch({ offset: this.offset })));
  }

  // The first of what came has the focus then, so that nobody has to look for it.
  async busy(button, failure, work) {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    failure.textContent = "";
    try {
      const first = await work();
      if (first) first.focus();
    } catch (error) {
      failure.textContent = explain(error);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  }

  entry(comment) {
    this.seen.add(comment.id);
    const entry = make("li", { className: "comment", id: `y-kien-${comment.id}`, tabIndex: -1 });
    if (comment.mode === 4) {
      entry.append(make("p", { className: "comment__meta", textContent: TEXTS.removed }));
    } else {
      const name = make("bdi", { className: "comment__author", textContent: comment.author || TEXTS.nameless });
      const time = make("time", { dateTime: new Date(comment.created * 1000).toISOString() }, formatMoment(comment.created));
      const text = make("p", { className: "comment__text", dir: "auto", lang: "vi", textContent: comment.text });
      entry.append(make("p", { className: "comment__meta" }, name, " ", time), text);
    }
    if (comment.parent === null) this.addReplies(entry, comment);
    return entry;
  }

  addReplies(entry, comment) {
    const place = make("div", { className: "comment__form" });
    const answer = make("button", { type: "button", className: "comment__answer", textContent: TEXTS.answer });
    answer.setAttribute("aria-label", fill(TEXTS.answering, { name: `${comment.author || TEXTS.nameless}: ${shortWords(comment.text, 40)}` }));
    answer.addEventListener("click", () => this.form.answer(comment, place, answer));
    if (comment.mode !== 4) entry.append(answer);
    const replies = make("ol", { className: "comment__replies" });
    const more = make("button", { type: "button", className: "comments__more" });
    const failure = make("p", { className: "comments__error" });
    failure.setAttribute("role", "status");
    let offset = 0;
    const show = (found, left) => {
      const shown = found.filter(({ id }) => !this.seen.has(id)).map((reply) => this.entry(reply));
      replies.append(...shown);
      replies.hidden = !replies.childElementCount;
      offset += found.length;
      this.label(more, left, TEXTS.more_replies);
      return shown[0];
    };
    more.addEventListener("click", () => this.busy(more, failure, async () => {
      const found = await this.fetch({ parent: comment.id, offset });
      return show(found.replies, found.hidden_replies);
    }));
    show(comment.replies || [], comment.hidden_replies || 0);
    entry.append(replies, more, failure, place);
  }
}

/* Fills the section; rejects where it could not, with the section as it was. */
export async function open(place) {
  const server = place.dataset.comments;
  const form = new Form(server);
  const thread = new Thread(server, form);
  const total = await thread.open();
  place.querySelector("[data-comments-total]").textContent = `(${new Intl.NumberFormat("vi-VN").format(total)})`;
  place.querySelector("[data-comments-letter]").hidden = true;
  const empty = make("p", { className: "comments__note", textContent: TEXTS.none, hidden: total > 0 });
  place.append(form.outcome, form.home, empty, thread.list, thread.failure, thread.more);
  if (location.hash.startsWith("#y-kien-")) {
    const wanted = document.getElementById(location.hash.slice(1));
    if (wanted) wanted.scrollIntoView();
  }
}
