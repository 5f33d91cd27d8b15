/* The search of the whole site in the reader's browser, over the files that plugins/search/FORMAT.md describes.

In: the address of the manifest, which may hold the manifest itself after `#`; queries as typed. Out: the one global
`portalSearch`. */

import { analyse, bare, clean } from "./analysis.js";
import { readManifest } from "./decoding.js";
import { isMissing, openFolder, readJson } from "./files.js";
import { openFilters } from "./filters.js";
import { hash } from "./keys.js";
import { mark } from "./marking.js";
import { keysOf, planQuery, suggest, widenPlan } from "./query.js";
import { keepGood, rank } from "./ranking.js";
import { openShards } from "./shards.js";
import { isSyllable } from "./spelling.js";

const GROUP = 4; // cards in a file
const MOST_FILES = 6; // of the index that a query may fetch, so that with page and cards it stays below 15 requests
// What a query finds; `isCut`: there is more, which the choice `all` asks for; `files` of the index were asked for.
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
    return { manifest, shards: openShards(manifest, get), filters: openFilters(manifest, get), groups: new Map() };
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

  async function answer({ manifest, shards, filters }, query, choice, signal) {
    const plan = planQuery(query, manifest.bits);
    if (!plan.slots.length) return NOTHING;
    const asked = new Set();
    let isWhole = true;
    const fetchForPlan = async () => {
      isWhole = await shards.fetchShards(keysOf(plan), asked, MOST_FILES, signal) && isWhole;
    };
    const filtering = filters.testOf(choice, signal).catch((error) => {
      if ((signal && signal.aborted) || isMissing(error)) throw error;
      return undefined; // what cannot be filtered is not shown
    });
    filtering.catch(() => {});
    await fetchForPlan();
    const filter = await filtering;
    if (filter === undefined) return { ...NOTHING, partial: true };
    const rankAll = async () => {
      if (filter || choice.all || choice.sort === "date") {
        await shards.fetchTails(keysOf(plan), signal).catch((error) => {
          if ((signal && signal.aborted) || isMissing(error)) throw error;
          isWhole = false;
        });
      }
      return rank(plan, shards, filter || (() => true));
    };
    let found = await rankAll();
    const missing = plan.slots.filter((_, s) => !found.length || !found[0].options[s]);
    if (missing.length) {
      widenPlan(plan, missing);
      await fetchForPlan();
      found = await rankAll();
    }
    const kept = keepGood(found);
    const suggestion = kept.length ? suggest(plan, kept[0].options) : null;
    if (choice.sort === "date") kept.sort((a, b) => b.item - a.item);
    const isCut = shards.isCut(keysOf(plan));
    const ids = kept.map(({ item }) => item);
    return { ids, total: ids.length, isCut, partial: !isWhole, suggestion, files: asked.size };
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

  const choices = () => withData(({ manifest }) => get(`choices.${manifest.choices}.json`, readJson), undefined, fail);
  const tags = () => withData(({ filters }) => filters.tags(), undefined, fail);

  return { search, cards, choices, tags, mark, fold: (text) => bare(clean(text)) };
}

globalThis.portalSearch = { open, analyse, isSyllable, hash };
