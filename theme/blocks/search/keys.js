/* Keys of the index as 32-bit numbers, the twin of keys.py.

In: folded tokens, and for the accent mark tokens as spelt. Out: numbers. */

export function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

export const then = (key, next) => (Math.imul(key, 0x9e3779b1) + next) >>> 0;
export const pairKey = (first, second) => then(hash(first), hash(second));
export const singleKey = (token) => then(hash(token), 0x5bd1e995);
// How many bits name a key in one of 2 ** bits shards; as many are a triple's own, which shares the shard of its first
// pair or of its last.
export const nameBits = (bits) => Math.min(18, 32 - bits);
export function tripleKeys(one, two, three, bits) {
  const own = 2 ** nameBits(bits) - 1;
  const last = then(pairKey(one, two), hash(three)) & own;
  return [pairKey(one, two), pairKey(two, three)].map((beside) => ((beside & ~own) | last) >>> 0);
}
export const accentMark = (first, second) => ((hash(first) + 3 * hash(second)) / 128) & 3;
