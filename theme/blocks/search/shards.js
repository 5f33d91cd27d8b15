/* The shards, their tails and the delta of one index, fetched when a query needs them and kept.

In: the manifest, keys. Out: the postings of a key. */

import { readDelta, readLists } from "./decoding.js";
import { isMissing, readBytes } from "./files.js";
import { nameBits } from "./keys.js";

const DELTA_KEY_BITS = 17;
const SHARDS_PER_TAIL = 16;
const SPAN = 65536; // items that a tail covers, counted from the end of the base

export function openShards({ base, total, bits, shards: digest, delta: newest }, get) {
  const held = new Map(); // number of a shard -> name of a key -> postings
  const tails = new Map(); // number of a shard -> span -> name of a key -> postings
  const names = nameBits(bits);
  let delta = base < total ? null : [];

  const shardOf = (key) => (bits ? key >>> (32 - bits) : 0);
  const find = (lists, key) => lists && lists.get((key >>> (32 - bits - names)) & (2 ** names - 1));
  const tailsOfShard = (key) => tails.get(shardOf(key)) || new Map();
  const leftOut = (key) => (find(held.get(shardOf(key)), key) || { left: 0 }).left;

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

  async function fetchTail(number, span, signal) {
    const [first, end] = [number * SHARDS_PER_TAIL, base - span * SPAN];
    const start = Math.max(0, end - SPAN);
    const all = await get(`tails/${number.toString(16)}.${span}.${digest}.bin`, readBytes((reader) => {
      const size = Math.min(SHARDS_PER_TAIL, 2 ** bits - first);
      return Array.from({ length: size }, () => readLists(reader, end - start, start));
    }), signal);
    all.forEach((lists, i) => tails.set(first + i, new Map(tails.get(first + i)).set(span, lists)));
  }

  // What fetches, of the first span with tails still to be fetched, those of the keys; the rarest keys' first.
  function nextTails(keys, signal, spans = Array(Math.ceil(base / SPAN)).keys()) {
    const cut = keys.filter(leftOut).sort((a, b) => leftOut(a) - leftOut(b));
    for (const span of spans) {
      const wanted = cut.filter((key) => !tailsOfShard(key).has(span)).map((key) => Math.floor(shardOf(key) / SHARDS_PER_TAIL));
      if (wanted.length) return [...new Set(wanted)].map((number) => () => fetchTail(number, span, signal));
    }
    return [];
  }

  // { lists: those at hand with the key, frequency: items that have it, of `among` }.
  function postingsOf(key) {
    const list = find(held.get(shardOf(key)), key);
    const rest = Array.from(tailsOfShard(key).values(), (lists) => find(lists, key));
    const name = key >>> (32 - DELTA_KEY_BITS);
    const recent = { items: [], levels: [], marks: null };
    (delta || []).forEach((levels, i) => {
      if (!levels.has(name)) return;
      recent.items.push(base + i);
      recent.levels.push(levels.get(name));
    });
    return {
      lists: [list, ...rest, recent].filter(Boolean),
      frequency: list ? list.items.length + list.left : recent.items.length,
      among: base || total,
    };
  }

  return { fetchShards, nextTails, postingsOf, isRecent: (item) => item >= base };
}
