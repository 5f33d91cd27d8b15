/* The field for a tag: an input with suggestions, after the combobox pattern of the ARIA authoring practices. The page
imports it when a reader opens the filters.

In: the page's section, what takes a choice, a loader of [[id, label], …] for the beginning of a name, the way to fold
text. Out: the id of the tag a reader chooses; text that names no tag is said and handed on as it stands, so that it
finds nothing. */

const MOST = 12; // suggestions at once

export function openTagField(root, choose, load, fold) {
  const [input, list, note] = ["tag", "tag-list", "tag-note"].map((name) => root.querySelector(`[data-search-${name}]`));
  const { textChoicesFailed: failed, textTagUnknown: unknown } = root.dataset;
  let rows = []; // [id, label, folded label]
  let active = -1; // place of the suggestion that Enter takes

  // An id names a tag by its words too. What came for another text than the newest is left alone.
  let asked = "";
  async function ready(text) {
    asked = text;
    const tags = await load(fold(text.trim()).replace(/\s+/g, " ")).catch((error) => {
      say(failed);
      throw error;
    });
    if (asked !== text) throw new Error("late");
    rows = tags.map(([id, label]) => [id, label, fold(label)]);
    if (note.textContent === failed) say("");
  }

  function say(text) {
    note.textContent = text;
    note.hidden = !text;
    input.setAttribute("aria-invalid", Boolean(text));
  }

  // By its name as written, by its id, or without accents where these leave no doubt.
  function find(text) {
    const alike = rows.filter(([, , folded]) => folded === fold(text));
    return rows.find(([, label]) => label === text) || rows.find(([id]) => id === text) ||
      (alike.length === 1 ? alike[0] : null);
  }

  // Those that begin with the text, then those of which a word does.
  function suggest(text) {
    const start = fold(text.trim());
    const begun = rows.filter(([, , folded]) => folded.startsWith(start));
    const within = start ? rows.filter(([, , folded]) => folded.includes(` ${start}`) && !folded.startsWith(start)) : [];
    return [...begun, ...within].slice(0, MOST);
  }

  function close() {
    list.hidden = true;
    active = -1;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show() {
    close();
    list.append(...suggest(input.value).map(([id, label], place) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `${list.id}-${place}`, role: "option", textContent: label });
      option.dataset.tag = id;
      return option;
    }));
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", !list.hidden);
  }

  function mark(place) {
    const options = [...list.children];
    active = (place + options.length) % options.length;
    options.forEach((option, k) => option.setAttribute("aria-selected", k === active));
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function take(id) {
    const row = rows.find(([one]) => one === id);
    input.value = row ? row[1] : id;
    say(row || !id ? "" : unknown.replace("{tag}", () => id));
    close();
  }

  let given = ""; // the text that was last taken or handed on

  async function commit() {
    const text = input.value.trim().normalize("NFC");
    close();
    if (text === given) return;
    given = text;
    if (text) await ready(text);
    if (text !== input.value.trim().normalize("NFC")) return; // the reader went on meanwhile
    const row = text && find(text);
    take(row ? row[0] : text);
    given = input.value;
    choose(row ? row[0] : text);
  }

  const commitQuietly = () => commit().catch(() => { given = ""; });

  input.addEventListener("focus", () => ready(input.value).catch(() => {}));
  input.addEventListener("input", () => ready(input.value).then(show, () => {}));
  input.addEventListener("change", commitQuietly);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.isComposing) return;
    if (key === "Enter") {
      event.preventDefault();
      if (active >= 0) input.value = list.children[active].textContent;
      commitQuietly();
    } else if (key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      ready(input.value).then(() => {
        if (list.hidden) show();
        if (!list.hidden) mark(key === "ArrowDown" ? active + 1 : Math.max(active, 0) - 1);
      }, () => {});
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[data-tag]");
    if (!option) return;
    input.value = option.textContent;
    commitQuietly();
  });

  // What the reader typed before this script was there.
  if (input.value !== input.form.elements.tag.value) {
    if (document.activeElement === input) ready(input.value).then(show, () => {});
    else commitQuietly();
  }

  return {
    // Shows the tag with this id, as the address names it, unless the reader has typed over it.
    async set(id) {
      if (input.value !== id) return;
      given = input.value = id;
      say("");
      close();
      if (!id) return;
      const isKnown = await ready(id.replaceAll("-", " ")).then(() => true, () => false);
      if (isKnown && input.value === id) {
        take(id);
        given = input.value;
      }
    },
  };
}
