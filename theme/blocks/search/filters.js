/* What results are narrowed by: category, region, official, days and tag.

In: the manifest, the reader's choice. Out: a test for the numbers of items, and the tags there are. The tags have a
file of their own, so that the other filters need not carry them. */

import { readJson } from "./files.js";

const DAY = 864e5; // milliseconds

function addGaps(gaps) {
  let sum = 0;
  return gaps.map((gap) => (sum += gap));
}

export function openFilters(manifest, get) {
  let facets = null;
  let tags = null;

  async function loadFacets(signal) {
    if (!facets) {
      const data = await get(`facets.${manifest.facets}.json`, readJson, signal);
      facets = { ...data, days: addGaps(data.days) };
    }
    return facets;
  }

  // id -> { label, items: numbers in gaps }
  async function loadTags(signal) {
    if (!tags) {
      const rows = await get(`tags.${manifest.tags}.json`, readJson, signal);
      tags = new Map(rows.map(([id, label, items]) => [id, { label, items }]));
    }
    return tags;
  }

  async function testTag(tag, signal) {
    const { items } = (await loadTags(signal)).get(tag) || { items: [] };
    const wanted = new Set(addGaps(items));
    return (item) => wanted.has(item);
  }

  async function testFacets({ category, region, official, from, to }, signal) {
    const data = await loadFacets(signal);
    const dayOf = (text, otherwise) => (text ? Date.parse(text) / DAY : otherwise);
    const [first, last] = [dayOf(from, -Infinity), dayOf(to, Infinity)];
    const holds = (sets, id) => new Set(sets.flatMap((set, i) => (set.includes(id) ? [i] : [])));
    const wanted = category ? data.categories.indexOf(category) : -1;
    const regions = region && holds(data.regionSets, region);
    const officials = official && holds(data.officialSets, official);
    return (item) =>
      (!category || data.category[item] === wanted) && (!regions || regions.has(data.region[item])) &&
      (!officials || officials.has(data.official[item])) && data.days[item] >= first && data.days[item] <= last;
  }

  // The test of an item's number that a choice makes; null when all pass.
  async function testOf(choice, signal) {
    const { category, region, official, from, to, tag } = choice;
    const tests = await Promise.all([
      ...(category || region || official || from || to ? [testFacets(choice, signal)] : []),
      ...(tag ? [testTag(tag, signal)] : []),
    ]);
    return tests.length ? (item) => tests.every((test) => test(item)) : null;
  }

  return { testOf, tags: async () => Array.from(await loadTags(), ([id, { label }]) => [id, label]) };
}
