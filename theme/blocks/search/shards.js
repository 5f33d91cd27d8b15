/* The shards, their tails and the delta of one index, fetched when a query needs them and kept.

In: the manifest, keys. Out: the postings of a key. */

import { readDelta, readLists } from "./decoding.js";
import { isMissing, readBytes } from "./files.js";
import { nameBits } from "./keys.js";

const DELTA_KEY_BITS = 17;
const SHARDS_PER_TAIL = 16;

export function openShards({ base, total, bits, shards: digest, delta: newest }, get) {
  const [held, tails] = [new Map(), new Map()]; // number of a shard -> name of a key -> postings
  const names = nameBits(bits);
  let delta = base < total ? null : [];

  const shardOf = (key) => (bits ? key >>> (32 - bits) : 0);
  const find = (lists, key) =>
    (lists.get(shardOf(key)) || new Map()).get((key >>> (32 - bits - names)) & (2 ** names - 1));

  // Fetches what the keys need until `asked` names so many files; none that it names already. Resolves with whether all
  // came; rejects only when one is gone.
  async function fetchShards(keys, asked, most, signal) {
    const work = [];
    const fetchOnce = (name, read, keep) => {
      if (asked.has(name) || asked.size >= most) return;
      asked.add(name);
      work.push(get(name, readBytes(read), signal).then(keep));
    };
    if (!delta) fetchOnce(`delta.${newest}.bin`, readDelta, (read) => { delta = read; });
    const numbers = base ? new Set(keys.map(shardOf)) : [];
    for (const number of numbers) {
      if (held.has(number)) continue;
      const name = `shards/${number.toString(16)}.${digest}.bin`;
      fetchOnce(name, (reader) => readLists(reader, base), (lists) => held.set(number, lists));
    }
    const failures = (await Promise.allSettled(work)).filter(({ status }) => status === "rejected");
    if (signal) signal.throwIfAborted();
    const gone = failures.find(({ reason }) => isMissing(reason));
    if (gone) throw gone.reason;
    return !failures.length;
  }

  const isLeftOut = (key) => (find(held, key) || {}).left && !tails.has(shardOf(key));

  // The postings that shards leave out, for questions that need all of them.
  async function fetchTails(keys, signal) {
    const wanted = keys.filter(isLeftOut);
    const numbers = [...new Set(wanted.map((key) => Math.floor(shardOf(key) / SHARDS_PER_TAIL)))];
    await Promise.all(numbers.map(async (number) => {
      const first = number * SHARDS_PER_TAIL;
      const all = await get(`tails/${number.toString(16)}.${digest}.bin`, readBytes((reader) => {
        const size = Math.min(SHARDS_PER_TAIL, 2 ** bits - first);
        return Array.from({ length: size }, () => readLists(reader, base));
      }), signal);
      all.forEach((lists, i) => tails.set(first + i, lists));
    }));
  }

  // { lists: those at hand with the key, frequency: items that have it, of `among` }.
  function postingsOf(key) {
    const [list, tail] = [find(held, key), find(tails, key)];
    const name = key >>> (32 - DELTA_KEY_BITS);
    const recent = { items: [], levels: [], marks: null };
    (delta || []).forEach((levels, i) => {
      if (!levels.has(name)) return;
      recent.items.push(base + i);
      recent.levels.push(levels.get(name));
    });
    return {
      lists: [list, tail, recent].filter(Boolean),
      frequency: list ? list.items.length + list.left : recent.items.length,
      among: base || total,
    };
  }

  return { fetchShards, fetchTails, isCut: (keys) => keys.some(isLeftOut), postingsOf, isRecent: (item) => item >= base };
}
