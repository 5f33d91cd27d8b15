/* What results are narrowed by: category, region, official, tag and days. The page imports it, with `data` after it, when
a reader opens the filters or the address names one.

In: the manifest, the shards, a way to get files; a reader's choice. Out: a window of items, which begins with the newest
that pass and goes further back while there are too few results; suggestions of tags. */

const ITEM_BITS = 24;
const SPAN = 65536; // items that a tail covers, counted from the end of the base
const ID = /^[a-z0-9-]+$/; // of a term: for any other a host may answer anything
const KINDS = ["category", "region", "official", "tag"];

function readItems(reader) {
  const [items, count] = [[], reader.gamma() - 1];
  if (!count) return items;
  let item = reader.plain(ITEM_BITS);
  const width = reader.plain(5);
  items.push(item);
  for (let i = 1; i < count; i += 1) items.push((item += reader.rice(width) + 1));
  return items;
}

// [id, label] of what is offered: an id of which only the beginning is written goes on with the label.
function readChoice([id, label]) {
  if (id && !id.endsWith("-")) return [id, label];
  const letters = label.replace(/[đĐ]/g, "d").normalize("NFD").replace(/[^\0-\x7f]/g, "").toLowerCase();
  return [id + letters.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""), label];
}

const daysOf = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

export function openNarrowing(manifest, shards, get, readBytes, readJson, isMissing) {
  const { base, total } = manifest;
  const held = new Map(); // name of a file -> what it holds
  const gone = new Set();

  async function fetchOnce(name, read, signal) {
    if (!held.has(name)) held.set(name, await get(name, read, signal));
    return held.get(name);
  }

  // Without a file, though the manifest was asked for again: there is no such term.
  const fetchItems = (name, signal) => fetchOnce(name, readBytes(readItems), signal).catch((error) => {
    if (!isMissing(error) || !gone.has(name)) {
      gone.add(name);
      throw error;
    }
    return [];
  });

  const nameOf = ({ kind, id }, chunk) =>
    ["filters", kind, [encodeURIComponent(id), ...(chunk ? [chunk] : []), manifest.shards, "bin"].join(".")].join("/");

  // How many items are of days before this one, and of this day too where it is `through`.
  async function countUpTo(text, isThrough, signal) {
    const [year, month, day] = text.split("-").map(Number);
    let [found, at] = [0, 0];
    for (let i = 0; i < data.months.length; i += 2) {
      at += data.months[i];
      const distance = 12 * year + month - 1 - at;
      const days = isThrough ? day : day - 1;
      if (distance > 0 || (!distance && days >= daysOf(year, month))) found += data.months[i + 1];
      else if (!distance && days) {
        const counts = await fetchOnce(`days/${text.slice(0, 7)}.${manifest.shards}.json`, readJson, signal);
        found += counts.slice(0, days).reduce((sum, count) => sum + count, 0);
      }
    }
    return found + data.newest.filter(([other]) => other < text || (isThrough && other === text)).length;
  }

  // Numbers of items between two days: the first, and the one after the last.
  const boundsOf = ({ from, to }, signal) =>
    Promise.all([from ? countUpTo(from, false, signal) : 0, to ? countUpTo(to, true, signal) : total]);

  // A term with the chunk that has the newest items before `high`.
  async function openTerm(kind, id, high, signal) {
    const term = { kind, id, items: new Set(), starts: [], reach: 0 };
    (data.starts[`${kind}/${id}`] || []).forEach((start, i) => term.starts.push(i ? term.starts[i - 1] - start : start));
    term.starts.push(0);
    const chunk = term.starts.findIndex((start) => start < Math.max(1, high));
    if (base && ID.test(id)) await extend(term, chunk, signal);
    return term;
  }

  async function extend(term, chunk, signal) {
    for (const item of await fetchItems(nameOf(term, chunk), signal)) term.items.add(item);
    term.reach = chunk;
  }

  // The items that a choice lets pass. What is older than `floor` is not known yet.
  async function narrow(choice, signal) {
    const kinds = KINDS.filter((kind) => choice[kind]);
    const [low, high] = await boundsOf(choice, signal);
    const terms = await Promise.all(kinds.map((kind) => openTerm(kind, choice[kind], high, signal)));
    const floorOf = () => Math.max(low, ...terms.map(({ starts, reach }) => starts[reach]));
    let floor = floorOf();

    const has = ({ kind, id, items }, item) =>
      (item < base ? items.has(item) : data.newest[item - base].includes(`${kind}/${id}`));
    const passes = (item) => item >= floor && item < high && terms.every((term) => has(term, item));

    // Spans of the base, newest first, with what passes.
    function spansOf() {
      const spanOf = (item) => Math.floor((base - 1 - item) / SPAN);
      if (!terms.length) {
        const [first, last] = [spanOf(Math.min(high, base) - 1), spanOf(low)];
        return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
      }
      const rarest = terms.reduce((a, b) => (a.items.size < b.items.size ? a : b));
      const spans = new Set([...rarest.items].filter(passes).map(spanOf));
      return [...spans].sort((a, b) => a - b);
    }

    const deepen = async (term) => {
      await extend(term, term.reach + 1, signal);
      floor = floorOf();
    };

    // What fetches more of these keys; `isHeld`: it did so before.
    function next(keys, isByDate) {
      const chunks = floor > low ? terms.filter(({ starts, reach }) => starts[reach] === floor) : [];
      const deeper = chunks.map((term) => Object.assign(() => deepen(term), { isHeld: held.has(nameOf(term, term.reach + 1)) }));
      const tails = deeper.length && !isByDate ? [] : shards.nextTails(keys, signal, spansOf());
      return tails.length ? tails : deeper;
    }

    return { passes, next };
  }

  const choices = {};
  for (const name of ["categories", "regions", "officials"]) choices[name] = data[name].map(readChoice);

  // Those among which are all whose names or words begin with the text, or the first of very many.
  async function tags(text) {
    const isCut = new Set(data.beginnings);
    let length = 0;
    while (isCut.has(text.slice(0, length)) && length < text.length) length += 1;
    if (!length) return fetchOnce(`tags.${manifest.tags}.json`, readJson);
    const name = Array.from(new TextEncoder().encode(text.slice(0, length)), (byte) => byte.toString(16).padStart(2, "0"));
    return fetchOnce(`tags/${name.join("")}.json`, readJson).catch((error) => {
      if (isMissing(error)) return [];
      throw error;
    });
  }

  return { narrow, tags, choices };
}
