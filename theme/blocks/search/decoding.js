/* The index's files as values; plugins/search/FORMAT.md describes the bits.

In: bytes, or the manifest's text. Out: lists of postings, the newest items' keys, the manifest. Damage is an Error. */

export function makeReader(bytes) {
  let [a, b] = [1, 0];
  for (let i = 4; i < bytes.length; i += 1) {
    a = (a + bytes[i]) % 65521;
    b = (b + a) % 65521;
  }
  const sum = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || sum.getUint16(0) !== b || sum.getUint16(2) !== a) throw new Error("damaged");
  let at = 32;
  const end = 8 * bytes.length;
  const bit = () => {
    if (at >= end) throw new Error("too short");
    const value = (bytes[at >> 3] >> (7 - (at & 7))) & 1;
    at += 1;
    return value;
  };
  const plain = (width) => {
    let value = 0;
    for (let i = 0; i < width; i += 1) value = value * 2 + bit();
    return value;
  };
  const until = (stop) => {
    let count = 0;
    while (bit() !== stop) count += 1;
    return count;
  };
  return {
    bit,
    plain,
    gamma: () => {
      const width = until(1);
      return 2 ** width + plain(width);
    },
    rice: (width) => until(0) * 2 ** width + plain(width),
  };
}

const riceWidth = (span, count) => Math.max(0, 31 - Math.clz32(Math.floor(span / Math.max(1, count))));

// Key -> { items, levels, marks or null, left: postings in the tails }, of so many items from `first` on.
export function readLists(reader, items, first = 0) {
  const lists = new Map();
  const count = reader.gamma() - 1;
  const width = reader.plain(5);
  let key = -1;
  for (let i = 0; i < count; i += 1) {
    key += reader.rice(width) + 1;
    const size = reader.gamma();
    const list = { items: [], levels: [], marks: null, left: reader.gamma() - 1 };
    if (reader.bit()) list.marks = [];
    const gap = riceWidth(items, size);
    let item = first - 1;
    for (let j = 0; j < size; j += 1) {
      item += reader.rice(gap) + 1;
      list.items.push(item);
      if (list.marks) list.marks.push(reader.plain(2));
      list.levels.push(reader.plain(3));
    }
    lists.set(key, list);
  }
  return lists;
}

// For each of the newest items: key -> level.
export function readDelta(reader) {
  return Array.from({ length: reader.gamma() - 1 }, () => {
    const [levels, count] = [new Map(), reader.gamma() - 1];
    const [width, usual] = [reader.plain(5), reader.plain(3)];
    let key = -1;
    for (let i = 0; i < count; i += 1) {
      key += reader.rice(width) + 1;
      levels.set(key, reader.bit() ? reader.plain(3) : usual);
    }
    return levels;
  });
}

export function readManifest(text) {
  const [format, total, base, bits, ...digests] = `${text}`.split(".");
  if (format !== "3" || digests.length !== 4 || !(total >= 0 && base >= 0 && bits >= 0)) throw new Error("manifest");
  const [shards, delta, narrowing, tags] = digests;
  return { text, total: +total, base: +base, bits: +bits, shards, delta, narrowing, tags };
}
