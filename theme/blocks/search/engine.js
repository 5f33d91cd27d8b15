/* The search of the whole site in the reader's browser, over the files that plugins/search/FORMAT.md describes.

In: the address of the manifest, which may hold the manifest itself after `#`; queries as typed. Out: the one global
`portalSearch`. Analysis and keys are those of analysis.py and keys.py; tests/search_cases.json holds both to them. */
(() => {
  "use strict";

  const TIMEOUT = 8000; // milliseconds for a file
  const QUERY_LENGTH = 200; // characters
  const MOST_TOKENS = 12;
  const KEY_BITS = 18;
  const DELTA_KEY_BITS = 17;
  const SHARDS_PER_TAIL = 16;
  const GROUP = 8; // cards in a file
  const IMPACTS = Array.from({ length: 8 }, (_, level) => 5 ** (level / 7));
  const ACCENTS = 0.4; // what the exact accents add, of 1
  const ROW = 0.5; // what three words in a row add
  const BESIDE = 0.5; // what a single word counts where its pair is missing
  const SECOND_ROUND = 4; // files fetched to save a query that found little

  // Analysis

  const clean = (text) =>
    text.normalize("NFC").replace(/ð/g, "đ").replace(/Ð/g, "Đ").replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "");
  const bare = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]+/g, "").replace(/đ/g, "d");
  const freeY = (text) => text.replace(/^([hklmst]|qu)y$/, "$1i");
  const foldToken = (text) => freeY(bare(text));
  const spellToken = (text) => {
    const letters = text.toLowerCase().normalize("NFD");
    const tone = /[\u0300\u0301\u0303\u0309\u0323]/.exec(letters);
    return tone ? freeY(letters.slice(0, tone.index) + letters.slice(tone.index + 1)) + tone[0] : freeY(letters);
  };
  const partsOf = (text) => text.match(/[\p{L}\p{N}]+/gu);
  const divides = (gap) => /[^"'“”„‘’«»()[\]{}]/.test(gap);

  function makeWord(text) {
    const parts = partsOf(text);
    return { parts, whole: parts.length > 1 && /\p{Nd}/u.test(text) ? foldToken(text) : "" };
  }

  function splitJoined(text) {
    const words = [];
    let start = 0;
    for (const { index, 0: mark } of text.matchAll(/[.,:]/g)) {
      const left = partsOf(text.slice(start, index)).pop();
      const isNumber = /\p{Nd}$/u.test(text.slice(0, index)) && /^\p{Nd}/u.test(text.slice(index + 1));
      if (isNumber || (mark === "." && left.length <= 2 && /^\p{L}+$/u.test(left))) continue;
      words.push(makeWord(text.slice(start, index)), null);
      start = index + 1;
    }
    return [...words, makeWord(text.slice(start))];
  }

  // Words of a text without spaces, and null where runs are divided.
  function splitChunk(chunk) {
    const words = [];
    let end = 0;
    for (const match of chunk.matchAll(/[\p{L}\p{N}]+(?:[-–/'’_&.,:][\p{L}\p{N}]+)*/gu)) {
      if (divides(chunk.slice(end, match.index))) words.push(null);
      end = match.index + match[0].length;
      words.push(...splitJoined(match[0]));
    }
    if (divides(chunk.slice(end))) words.push(null);
    return words;
  }

  // Runs of { tokens: [{ text, folded, spelt }], wholes: [[folded, place, number of tokens]] }.
  function analyse(text) {
    const runs = [{ tokens: [], wholes: [] }];
    for (const chunk of clean(text).split(/\s+/)) {
      for (const word of splitChunk(chunk)) {
        const run = runs[runs.length - 1];
        if (!word) {
          if (run.tokens.length) runs.push({ tokens: [], wholes: [] });
          continue;
        }
        if (word.whole) run.wholes.push([word.whole, run.tokens.length, word.parts.length]);
        for (const part of word.parts) {
          run.tokens.push({ text: part, folded: foldToken(part), spelt: spellToken(part) });
        }
      }
    }
    return runs.filter((run) => run.tokens.length);
  }

  // Keys

  function hash(text) {
    let value = 0x811c9dc5;
    for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return (value ^ (value >>> 16)) >>> 0;
  }

  const then = (key, next) => (Math.imul(key, 0x9e3779b1) + next) >>> 0;
  const pairKey = (first, second) => then(hash(first), hash(second));
  const singleKey = (token) => then(hash(token), 0x5bd1e995);
  const tripleKey = (pair, third) => ((pair & ~0x3ffff) | (then(pair, hash(third)) & 0x3ffff)) >>> 0;
  const accentMark = (first, second) => ((hash(first) + 3 * hash(second)) / 128) & 3;

  // Spelling. Beginnings and rhymes of Vietnamese syllables without accents, the commonest first.

  const ONSETS = "d c t v th h b tr l ch m  s nh n kh ph ng qu gi x k r g ngh gh p".split(" ");
  const RHYMES = (
    "o a an ong i u oi e ien ai ung ay inh ang am ua ao anh uong at uoc ac uc au en ieu on uoi ap oc ot uyen iet iem " +
    "eo iec oa oan uy ich ach in uan et uu oai om ia iep op em uat ui oang im uon eu oat yen y ep enh ut yet yeu ieng " +
    "up oanh uot it ue oach oac uyet un iu ip uynh oe um uop eng uyt uou oay ech uom ec uya uang yem oong uo oet uay " +
    "uyp uech oam oen uenh uyu oeo uych uao oao ynh yt"
  ).split(" ");

  // How common a syllable is, 0 for the commonest; Infinity for what is no Vietnamese syllable.
  function rankOf(word) {
    let best = Infinity;
    ONSETS.forEach((onset, i) => {
      if (!word.startsWith(onset)) return;
      const rhyme = RHYMES.indexOf(word.slice(onset.length));
      if (rhyme >= 0) best = Math.min(best, (i + 3) * (rhyme + 3));
    });
    return best;
  }

  const isSyllable = (word) => rankOf(word) < Infinity;
  const isMisspelt = (word) => /^[a-z]{2,9}$/.test(word) && !isSyllable(word);
  const pickSyllables = (words) =>
    [...new Set(words)].filter(isSyllable).sort((a, b) => rankOf(a) - rankOf(b));

  // What was meant when letters changed places, or accents were typed in Telex without a keyboard that knows it.
  function nearForms(word) {
    const letters = word.replace(/([aeod])\1/g, "$1").replace(/w/g, "");
    const telex = letters !== word || /[sfrxj]$/.test(word) ? [letters, letters.replace(/[sfrxj](?=[a-z]{0,2}$)/, "")] : [];
    const swapped = [];
    for (let i = 0; i + 1 < word.length; i += 1) swapped.push(word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2));
    const found = pickSyllables(swapped.slice(1, -1));
    return [...new Set([...pickSyllables(telex), ...(found.length ? found : pickSyllables(swapped))])].slice(0, 2);
  }

  // What was meant when a letter is missing, wrong or too much.
  function farForms(word) {
    const words = [];
    for (let i = 0; i <= word.length; i += 1) {
      const [left, right] = [word.slice(0, i), word.slice(i)];
      words.push(left + right.slice(1));
      for (const letter of "aeiouyhncgtmpbdklqrsvx") words.push(left + letter + right, left + letter + right.slice(1));
    }
    return pickSyllables(words).slice(0, 3);
  }

  // Files

  class FileError extends Error {
    constructor(address, isMissing) {
      super(address);
      this.isMissing = isMissing;
    }
  }

  function makeReader(bytes) {
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

  // Key -> { items, levels, marks or null, left: postings in the tail }.
  function readLists(reader, items) {
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
      let item = -1;
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
  function readDelta(reader) {
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

  function readManifest(text) {
    const [format, total, base, bits, ...digests] = `${text}`.split(".");
    if (format !== "1" || digests.length !== 4 || !(total >= 0 && base >= 0 && bits >= 0)) throw new Error("manifest");
    const [shards, delta, facets, choices] = digests;
    return { text, total: +total, base: +base, bits: +bits, shards, delta, facets, choices };
  }

  // Planning a query

  // Slots are what a query asks for; each has options, of which an item's best counts.
  function planQuery(query) {
    const isOpen = !/\s$/.test(query);
    const plan = { slots: [], rows: [], tokens: [] };
    let room = MOST_TOKENS;
    for (const { tokens, wholes } of analyse(Array.from(query).slice(0, QUERY_LENGTH).join(""))) {
      const [kept, first] = [tokens.slice(0, room), plan.tokens.length];
      room -= kept.length;
      plan.tokens.push(...kept);
      const isInside = (i) => wholes.some(([, place, size]) => i >= place && i + 1 < place + size);
      for (const [folded, place, size] of wholes) {
        if (place + size > kept.length) continue;
        plan.slots.push({ places: [], options: [{ key: singleKey(folded) }] });
      }
      const pairs = kept.slice(1).map((_, i) => i).filter((i) => !isInside(i));
      for (const i of pairs) plan.slots.push({ places: [first + i, first + i + 1], options: [] });
      if (kept.length === 1) plan.slots.push({ places: [first], options: [] });
      for (const i of pairs.filter((j) => pairs.includes(j + 1))) {
        const [one, two, three] = kept.slice(i, i + 3).map((token) => token.folded);
        plan.rows.push(tripleKey(pairKey(one, two), three));
      }
    }
    const last = plan.tokens[plan.tokens.length - 1];
    plan.tokens.forEach((token) => {
      token.isOpen = isOpen && token === last && /^[a-z]+$/.test(token.folded);
      const isWrong = isMisspelt(token.folded);
      token.near = isWrong && token.folded.length > 3 ? nearForms(token.folded) : [];
      token.isBegun = isWrong && token.isOpen && token.folded.length <= 3;
    });
    for (const slot of plan.slots) if (slot.places.length) slot.options = optionsOf(plan, slot, (token) => token.near);
    return plan;
  }

  // The keys of a slot with some of its tokens in other forms; `formsOf` gives them, none for the token as it is.
  function optionsOf(plan, { places }, formsOf) {
    const choices = places.map((place) => {
      const token = plan.tokens[place];
      const forms = formsOf(token);
      return forms.length ? forms.map((folded) => ({ place, folded })) : [{ place, folded: token.folded, token }];
    });
    const [one, two] = choices;
    if (!two) {
      return one.map((form) => ({
        key: singleKey(form.token && form.token.isBegun ? `${form.folded}*` : form.folded),
        forms: [form],
      }));
    }
    return one.flatMap((left) => two.map((right) => {
      const [a, b] = [left.token, right.token];
      const isSpelt = a && b && (a.spelt !== a.folded || b.spelt !== b.folded);
      return {
        key: pairKey(left.folded, b && b.isBegun ? `${right.folded}*` : right.folded),
        mark: isSpelt ? accentMark(a.spelt, b.spelt) : -1,
        forms: [left, right],
      };
    }));
  }

  // What else to ask for, where the best item lacks a slot: single words, beginnings, other spellings.
  function widenPlan(plan, missing) {
    const places = new Set();
    for (const slot of missing) {
      slot.places.forEach((place) => places.add(place));
      const others = [];
      const tokens = slot.places.map((place) => plan.tokens[place]);
      const last = tokens[tokens.length - 1];
      if (tokens.some((token) => token.near.length)) others.push(...optionsOf(plan, slot, () => []));
      const wrong = tokens.filter((token) => isMisspelt(token.folded) && !token.near.length && !token.isBegun);
      if (wrong.length === 1) {
        others.push(...optionsOf(plan, slot, (token) =>
          (token !== wrong[0] ? token.near : token.folded.length > 3 ? farForms(token.folded) : nearForms(token.folded))));
      }
      if (last && last.isOpen && !last.isBegun && last.folded.length <= 3 && tokens.length === 2) {
        others.push({ key: pairKey(tokens[0].folded, `${last.folded}*`), forms: [] });
      }
      slot.options.push(...others);
    }
    plan.beside = [...places].filter((place) => plan.tokens[place].folded.length > 1)
      .sort((a, b) => plan.tokens[b].folded.length - plan.tokens[a].folded.length)
      .flatMap((place) => {
        const token = plan.tokens[place];
        return (token.near.length ? token.near : [token.folded]).map((folded) => ({ key: singleKey(folded) }));
      });
  }

  // The engine

  function open(address, { fetch: load = (...request) => fetch(...request) } = {}) {
    const place = new URL(address, location.href);
    const given = decodeURIComponent(place.hash.slice(1));
    place.hash = "";
    const folder = new URL("./", place);
    let manifest = given ? readManifest(given) : null;
    let shards = new Map(); // number -> lists; tails under -1 - number
    let delta = null;
    let facets = null;
    const groups = new Map(); // name of a group of cards -> its cards

    async function get(name, read, signal, cache = "default") {
      const stop = new AbortController();
      const forward = () => stop.abort();
      if (signal) {
        signal.throwIfAborted();
        signal.addEventListener("abort", forward);
      }
      const timer = setTimeout(forward, TIMEOUT);
      try {
        const answer = await load(new URL(name, folder).href, { signal: stop.signal, cache });
        if (!answer.ok) throw new FileError(name, answer.status === 404 || answer.status === 410);
        return await read(answer);
      } catch (error) {
        if (signal && signal.aborted) throw signal.reason;
        throw error instanceof FileError ? error : new FileError(name, false);
      } finally {
        clearTimeout(timer);
        if (signal) signal.removeEventListener("abort", forward);
      }
    }

    const readBytes = (read) => async (answer) => read(makeReader(new Uint8Array(await answer.arrayBuffer())));
    const readJson = (answer) => answer.json();

    // Whether the site has a newer index than the one in hand.
    async function renew(signal) {
      const text = await get(place.href, readJson, signal, "reload");
      if (manifest && manifest.text === text) return false;
      manifest = readManifest(text);
      shards = new Map();
      groups.clear();
      delta = facets = null;
      return true;
    }

    // Runs `work`; once more with the new manifest when a file is gone, as it is after the site was published anew.
    async function withManifest(work, signal) {
      if (!manifest) await renew(signal);
      const first = await work(true);
      if (first !== null) return first;
      await renew(signal).catch((error) => {
        if (signal && signal.aborted) throw error;
      });
      return work(false);
    }

    const shardOf = (key) => (manifest.bits ? key >>> (32 - manifest.bits) : 0);
    const nameIn = (key) => (key >>> (32 - manifest.bits - KEY_BITS)) & (2 ** KEY_BITS - 1);
    const listOf = (key) => (shards.get(shardOf(key)) || new Map()).get(nameIn(key));
    const tailOf = (key) => (shards.get(-1 - shardOf(key)) || new Map()).get(nameIn(key));

    // Fetches what the keys need; whether all came. FileError only for files that are gone.
    async function fetchShards(keys, signal, most = Infinity) {
      const { base, shards: digest, delta: newest } = manifest;
      const into = shards;
      const work = [];
      let isWhole = true;
      if (!delta) work.push(get(`delta.${newest}.bin`, readBytes(readDelta), signal).then((read) => { delta = read; }));
      const numbers = base ? [...new Set(keys.map(shardOf))].filter((number) => !into.has(number)) : [];
      for (const number of numbers.slice(0, most)) {
        work.push(get(`shards/${number.toString(16)}.${digest}.bin`, readBytes((reader) => readLists(reader, base)), signal)
          .then((lists) => into.set(number, lists)));
      }
      for (const result of await Promise.allSettled(work)) {
        if (result.status === "fulfilled") continue;
        if (signal && signal.aborted) throw signal.reason;
        if (result.reason.isMissing) throw result.reason;
        isWhole = false;
      }
      return isWhole;
    }

    // The postings that shards leave out, for questions that need all of them.
    async function fetchTails(keys, signal) {
      const { base, bits, shards: digest } = manifest;
      const into = shards;
      const wanted = keys.filter((key) => (listOf(key) || {}).left && !into.has(-1 - shardOf(key)));
      const numbers = [...new Set(wanted.map((key) => Math.floor(shardOf(key) / SHARDS_PER_TAIL)))];
      await Promise.all(numbers.map(async (number) => {
        const first = number * SHARDS_PER_TAIL;
        const all = await get(`tails/${number.toString(16)}.${digest}.bin`, readBytes((reader) => {
          const size = Math.min(SHARDS_PER_TAIL, 2 ** bits - first);
          return Array.from({ length: size }, () => readLists(reader, base));
        }), signal);
        all.forEach((lists, i) => into.set(-1 - first - i, lists));
      }));
    }

    // Calls visit(item, impact, mark or -1, level) for each item with the key; returns how many there are.
    function visitPostings(key, visit) {
      let frequency = 0;
      const [list, tail] = [listOf(key), tailOf(key)];
      if (list) frequency += list.items.length + list.left;
      const name = key >>> (32 - DELTA_KEY_BITS);
      const newest = [];
      (delta || []).forEach((levels, i) => { if (levels.has(name)) newest.push([manifest.base + i, levels.get(name)]); });
      frequency += list ? 0 : newest.length;
      const weight = Math.log(1 + (manifest.base || manifest.total) / (frequency + 0.5));
      for (const part of [list, tail]) {
        if (part) part.items.forEach((item, i) => visit(item, weight * IMPACTS[part.levels[i]], part.marks ? part.marks[i] : -1, part.levels[i]));
      }
      for (const [item, level] of newest) visit(item, weight * IMPACTS[level], -1, 0);
      return frequency;
    }

    // [[item, score, slots it has], …], best first, and for each slot which option each item has.
    function rank(plan, passes) {
      const found = new Map();
      const entryOf = (item) => {
        let entry = found.get(item);
        if (!entry) found.set(item, (entry = { item, score: 0, hits: 0, rows: 0, options: [] }));
        return entry;
      };
      plan.slots.forEach((slot, s) => {
        const best = new Map();
        for (const option of slot.options) {
          visitPostings(option.key, (item, impact, mark) => {
            if (!passes(item)) return;
            const value = option.mark >= 0 && mark === option.mark ? impact * (1 + ACCENTS) : impact;
            if (value > ((best.get(item) || [0])[0])) best.set(item, [value, option]);
          });
        }
        for (const [item, [value, option]] of best) {
          const entry = entryOf(item);
          entry.score += value;
          entry.hits += 1;
          entry.options[s] = option;
        }
      });
      for (const key of plan.rows) visitPostings(key, (item, _impact, _mark, level) => { if (found.has(item)) found.get(item).rows += 1 + level / 5; });
      for (const { key } of plan.beside || []) {
        visitPostings(key, (item, impact) => {
          if (!passes(item)) return;
          const entry = entryOf(item);
          entry.score += BESIDE * impact;
          entry.single = 0.5;
        });
      }
      const entries = [...found.values()];
      for (const entry of entries) {
        entry.score *= (1 + 2 * (entry.hits / plan.slots.length) ** 2) * (1 + ROW * entry.rows / Math.max(1, plan.slots.length - 1));
      }
      return entries.sort((a, b) => b.score - a.score || b.item - a.item);
    }

    const keysOf = (plan) => plan.slots.flatMap((slot) => slot.options.map((option) => option.key));

    async function loadFacets(signal) {
      if (facets) return facets;
      const data = await get(`facets.${manifest.facets}.json`, readJson, signal);
      let day = 0;
      data.days = data.days.map((gap) => { day += gap; return day; });
      facets = data;
      return data;
    }

    async function filterOf({ category, region, official, from, to }, signal) {
      if (!(category || region || official || from || to)) return null;
      const data = await loadFacets(signal);
      const dayOf = (text, otherwise) => (text ? Date.parse(text) / 864e5 : otherwise);
      const [first, last] = [dayOf(from, -Infinity), dayOf(to, Infinity)];
      const holds = (sets, id) => new Set(sets.flatMap((set, i) => (set.includes(id) ? [i] : [])));
      const wanted = category ? data.categories.indexOf(category) : -1;
      const regions = region && holds(data.regionSets, region);
      const officials = official && holds(data.officialSets, official);
      return (item) =>
        (!category || data.category[item] === wanted) && (!regions || regions.has(data.region[item])) &&
        (!officials || officials.has(data.official[item])) && data.days[item] >= first && data.days[item] <= last;
    }

    function suggest(plan, top) {
      if (!top) return null;
      const changes = new Map();
      for (const option of top.options) {
        for (const form of (option && option.forms) || []) if (!form.token) changes.set(form.place, form.folded);
      }
      if (!changes.size) return null;
      return plan.tokens.map((token, i) => changes.get(i) || token.text).join(" ");
    }

    async function answer(query, choice, signal) {
      const plan = planQuery(query);
      if (!plan.slots.length) return { ids: [], total: 0, partial: false, suggestion: null };
      let isWhole = true;
      const filtering = filterOf(choice, signal).catch((error) => {
        if ((signal && signal.aborted) || error.isMissing) throw error;
        return undefined; // what cannot be filtered is not shown
      });
      filtering.catch(() => {});
      isWhole = await fetchShards(keysOf(plan), signal) && isWhole;
      const filter = await filtering;
      if (filter === undefined) return { ids: [], total: 0, partial: true, suggestion: null };
      const passes = filter || (() => true);
      const needsAll = filter || choice.sort === "date";
      const rankAll = async () => {
        if (needsAll) {
          await fetchTails(keysOf(plan), signal).catch((error) => {
            if ((signal && signal.aborted) || error.isMissing) throw error;
            isWhole = false;
          });
        }
        return rank(plan, passes);
      };
      let found = await rankAll();
      const missing = plan.slots.filter((_, s) => !found.length || !found[0].options[s]);
      if (missing.length) {
        widenPlan(plan, missing);
        const keys = [...keysOf(plan), ...plan.beside.map(({ key }) => key)];
        isWhole = await fetchShards(keys, signal, SECOND_ROUND) && isWhole;
        found = await rankAll();
      }
      const hitsOf = (entry) => entry.hits + (entry.single || 0);
      const least = Math.max(0, ...found.slice(0, 20).map(hitsOf)) / 2;
      const kept = found.filter((entry) => hitsOf(entry) > least);
      const suggestion = suggest(plan, kept[0]);
      if (choice.sort === "date") kept.sort((a, b) => b.item - a.item);
      return { ids: kept.map((entry) => entry.item), total: kept.length, partial: !isWhole, suggestion };
    }

    const isMissing = (error) => error instanceof FileError && error.isMissing;

    async function search(query, choice = {}, signal = undefined) {
      return withManifest(async (mayRenew) => {
        try {
          return await answer(query, choice, signal);
        } catch (error) {
          if (!isMissing(error)) throw error;
          return mayRenew ? null : { ids: [], total: 0, partial: true, suggestion: null };
        }
      }, signal);
    }

    function groupName(id) {
      const number = Math.floor(id / GROUP);
      const size = Math.min(GROUP, manifest.total - number * GROUP);
      return size === GROUP ? `${number}` : `${number}-${size}`;
    }

    async function loadGroup(name, signal) {
      if (!groups.has(name)) groups.set(name, await get(`cards/${name}.json`, readJson, signal));
      return groups.get(name);
    }

    async function cards(ids, signal = undefined) {
      return withManifest(async (mayRenew) => {
        const names = [...new Set(ids.map(groupName))];
        const results = await Promise.allSettled(names.map((name) => loadGroup(name, signal)));
        if (signal) signal.throwIfAborted();
        if (mayRenew && results.some(({ reason }) => isMissing(reason))) return null;
        const loaded = new Map(names.map((name, i) => [name, results[i].value]));
        return ids.map((id) => {
          const row = (loaded.get(groupName(id)) || [])[id % GROUP];
          if (!row) return null;
          const [target, title, standfirst, date, category, name, regions, picture] = row;
          return { address: target, title, standfirst, date, category: { id: category, name }, regions, picture };
        });
      }, signal);
    }

    async function choices() {
      return withManifest(async (mayRenew) => {
        try {
          return await get(`choices.${manifest.choices}.json`, readJson);
        } catch (error) {
          if (mayRenew && isMissing(error)) return null;
          throw error;
        }
      });
    }

    return { search, cards, choices, mark, fold: (text) => bare(clean(text)) };
  }

  // The text in pieces, those that match the query marked; words next to each other make one piece.
  function mark(text, query) {
    const tokens = analyse(query).flatMap((run) => run.tokens.map((token) => token.folded));
    const forms = new Set(tokens.flatMap((token) => [token, ...(isMisspelt(token) ? nearForms(token) : [])]));
    const last = tokens[tokens.length - 1];
    const isMatch = (word) => forms.has(word) || (last && !/\s$/.test(query) && word.startsWith(last));
    const pieces = [];
    const add = (piece, matches) => {
      const before = pieces[pieces.length - 1];
      if (piece && before && before[1] === matches) before[0] += piece;
      else if (piece) pieces.push([piece, matches]);
    };
    let end = 0;
    for (const { index, 0: word } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
      const matches = isMatch(foldToken(clean(word)));
      const gap = text.slice(end, index);
      const isBetween = matches && gap === " " && pieces.length && pieces[pieces.length - 1][1];
      add(gap, Boolean(isBetween));
      add(word, Boolean(matches));
      end = index + word.length;
    }
    add(text.slice(end), false);
    return pieces;
  }

  globalThis.portalSearch = { open, analyse, isSyllable, hash };
})();
