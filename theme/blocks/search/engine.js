/* The search of the whole site in the reader's browser, over the files that plugins/search/FORMAT.md describes.

In: the address of the manifest, which may hold the manifest itself after `#`; queries as typed. Out: the one global
`portalSearch`. */

import { analyse, bare, clean } from "./analysis.js";
import { readManifest } from "./decoding.js";
import { FileError, isMissing, openFolder, readBytes, readJson } from "./files.js";
import { hash } from "./keys.js";
import { mark } from "./marking.js";
import { keysOf, planQuery, suggest, widenPlan } from "./query.js";
import { keepGood, rank } from "./ranking.js";
import { openShards } from "./shards.js";
import { isSyllable } from "./spelling.js";

const GROUP = 4; // cards in a file
const MOST_FILES = 5; // that a query may fetch before its cards, so that with page and cards it stays below 15 requests
const FURTHER = 8; // files for who wants more
const ENOUGH = 10; // results
const DAY = 864e5; // milliseconds
// What a query finds; `isCut`: there may be more, which the choice `wanted`, a number of results, asks for; `files` were
// asked for.
const NOTHING = { ids: [], total: 0, isCut: false, partial: false, suggestion: null, files: 0 };

function open(address, { fetch: load = (...request) => fetch(...request) } = {}) {
  const place = new URL(address, location.href);
  const given = decodeURIComponent(place.hash.slice(1));
  place.hash = "";
  const get = openFolder(new URL("./", place), load);
  let data = given ? openData(given) : null;

  // What is kept of one release of the index.
  function openData(text) {
    const manifest = readManifest(text);
    const shards = openShards(manifest, get);
    let [module, tries] = [null, ""];
    // Some browsers remember that an address failed.
    const more = () => (module ||= import(new URL(`narrowing.${manifest.narrowing}.js${tries}`, place)).then(
      (found) => ({ ...found, ...found.openNarrowing(manifest, shards, get, readBytes, readJson, isMissing) }),
      () => {
        module = null;
        tries += "#";
        throw new FileError("narrowing", true);
      },
    ));
    return { manifest, shards, more, groups: new Map() };
  }

  // Another release than the one in hand, if there is one.
  async function renew(signal) {
    const text = await get(place.href, readJson, signal, "reload");
    if (!data || data.manifest.text !== text) data = openData(text);
  }

  // Does `work` with the data; once more with the newest when a file is gone, as it is after the site was published
  // anew. `otherwise` makes the answer when files are gone still.
  async function withData(work, signal, otherwise) {
    if (!data) await renew(signal);
    try {
      return await work(data);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    await renew(signal).catch((error) => {
      if (signal && signal.aborted) throw error;
    });
    return work(data).catch((error) => {
      if (isMissing(error)) return otherwise(error);
      throw error;
    });
  }

  const fail = (error) => { throw error; };

  async function answer({ manifest, shards, more }, query, choice, signal) {
    const { category, region, official, tag, from, to, wanted } = choice;
    const isByDate = choice.sort === "date";
    // What narrows has a file each, a tag another for its name, a day one unless a month begins or ends with it.
    const isWithin = (date) => new Date(date).getUTCDate() > 1;
    const days = [isWithin(from), isWithin(Date.parse(to) + DAY)];
    let files = [category, region, official, tag, tag, ...days].filter(Boolean).length;
    const isNarrowed = Boolean(files || from || to);
    const most = Math.max(3, MOST_FILES - files - 2 * isByDate);
    const plan = planQuery(query, manifest.bits, most - 1);
    if (!plan.slots.length) return NOTHING;
    const asked = new Set();
    let isCut = false;
    const orElse = (other) => (error) => {
      if ((signal && signal.aborted) || isMissing(error)) throw error;
      return other;
    };
    const narrowing = isNarrowed ? more().then(({ narrow }) => narrow(choice, signal)).catch(orElse(null)) : {
      passes: () => true,
      next: (keys) => shards.nextTails(keys, signal),
    };
    if (isNarrowed) narrowing.catch(() => {});
    let isWhole = await shards.fetchShards(keysOf(plan), asked, most, signal);
    const window = await narrowing;
    if (!window) return { ...NOTHING, partial: true }; // what cannot be narrowed is not shown
    const enough = wanted || (isNarrowed || isByDate ? ENOUGH : 0);
    // Goes on until there are enough results, or too many files.
    async function find() {
      for (let [isFirst, fetched] = [isByDate, 0]; ; isFirst = false) {
        const found = rank(plan, shards, window.passes);
        const next = window.next(keysOf(plan), isByDate);
        isCut = next.length > 0;
        let left = wanted ? FURTHER - fetched : MOST_FILES - files - asked.size;
        const work = isFirst || found.length < enough ? next.filter(({ isHeld }) => isHeld || (left -= 1) >= 0) : [];
        if (!isWhole || !work.length) return found;
        const count = work.filter(({ isHeld }) => !isHeld).length;
        fetched += count;
        files += count;
        await Promise.all(work.map((start) => start())).catch((error) => { isWhole = orElse(false)(error); });
      }
    }
    let found = await find();
    const missing = plan.slots.filter((_, s) => !found.length || !found[0].options[s]);
    if (missing.length) {
      widenPlan(plan, missing);
      const limit = wanted ? most : Math.min(most, MOST_FILES - files);
      isWhole = await shards.fetchShards(keysOf(plan), asked, limit, signal) && isWhole;
      found = await find();
    }
    const kept = keepGood(found);
    const suggestion = kept.length ? suggest(plan, kept[0].options) : null;
    if (isByDate) kept.sort((a, b) => b.item - a.item);
    const ids = kept.map(({ item }) => item);
    return { ids, total: ids.length, isCut, partial: !isWhole, suggestion, files: files + asked.size + isNarrowed };
  }

  const search = (query, choice = {}, signal = undefined) =>
    withData((held) => answer(held, query, choice, signal), signal, () => ({ ...NOTHING, partial: true }));

  function groupName(id, total) {
    const number = Math.floor(id / GROUP);
    const size = Math.min(GROUP, total - number * GROUP);
    return size === GROUP ? `${number}` : `${number}-${size}`;
  }

  const cards = async (ids, signal = undefined) => {
    let rows = new Map(); // name of a group -> its cards
    await withData(async ({ manifest, groups }) => {
      rows = groups;
      const names = [...new Set(ids.map((id) => groupName(id, manifest.total)))].filter((name) => !groups.has(name));
      const results = await Promise.allSettled(names.map(async (name) => {
        groups.set(name, await get(`cards/${name}.json`, readJson, signal));
      }));
      if (signal) signal.throwIfAborted();
      const gone = results.find(({ reason }) => isMissing(reason));
      if (gone) throw gone.reason;
    }, signal, () => {});
    return ids.map((id) => {
      const row = (rows.get(groupName(id, data.manifest.total)) || [])[id % GROUP];
      if (!row) return null;
      const [target, title, standfirst, date, category, name, regions, picture] = row;
      return { address: target, title, standfirst, date, category: { id: category, name }, regions, picture };
    });
  };

  const fold = (text) => bare(clean(text));
  const narrowing = (use) => withData(async ({ more }) => use(await more()), undefined, fail);
  const choices = () => narrowing(({ choices: offered }) => offered);
  const tags = (text) => narrowing((held) => held.tags(text));
  const openTagField = (root, choose) => narrowing((held) => held.openTagField(root, choose, tags, fold));

  return { search, cards, choices, openTagField, mark };
}

globalThis.portalSearch = { open, analyse, isSyllable, hash };
