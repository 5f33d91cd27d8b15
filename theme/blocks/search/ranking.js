/* Ranks the items that have what a query asks for.

In: a plan (query.js) and the postings (shards.js). Out: entries, best first. */

const IMPACTS = Array.from({ length: 8 }, (_, level) => 5 ** (level / 7));
const ACCENTS = 0.4; // what the exact accents add, of 1
const ALL = 2; // what having every slot adds
const HEADLINE = 0.3; // what having every slot in the headline adds
const ROW = 0.5; // what three words in a row add
const NAME = 0.1; // of it, what capitals at all three add
const BESIDE = 0.5; // what a single word counts where its pair is missing

function visit(shards, key, see) {
  const { lists, frequency, among } = shards.postingsOf(key);
  const weight = Math.log(1 + among / (frequency + 0.5));
  for (const { items, levels, marks } of lists) {
    items.forEach((item, i) => see(item, weight * IMPACTS[levels[i]], levels[i], marks ? marks[i] : -1));
  }
}

// Entries { item, score, hits: slots it has, half one more for a single word, options: for each slot the one it has }.
export function rank(plan, shards, passes) {
  const found = new Map();
  const entryOf = (item) => {
    let entry = found.get(item);
    if (!entry) found.set(item, (entry = { item, score: 0, hits: 0, single: 0, headline: 0, rows: 0, options: [] }));
    return entry;
  };
  plan.slots.forEach((slot, s) => {
    const best = new Map();
    for (const option of slot.options) {
      visit(shards, option.key, (item, impact, level, mark) => {
        if (!passes(item)) return;
        const isExact = option.mark >= 0 && mark === option.mark;
        const isOther = option.mark >= 0 && mark >= 0 && !isExact;
        const value = isExact ? impact * (1 + ACCENTS) : impact;
        const isHeadline = level === IMPACTS.length - 1 && !isOther;
        if (!best.has(item) || value > best.get(item).value) best.set(item, { value, isHeadline, option });
      });
    }
    for (const [item, { value, isHeadline, option }] of best) {
      const entry = entryOf(item);
      entry.score += value;
      entry.hits += 1;
      if (isHeadline) entry.headline += 1;
      entry.options[s] = option;
    }
  });
  for (const { keys, slots } of plan.rows) {
    const places = slots.map((slot) => plan.slots.indexOf(slot));
    const seen = new Set();
    keys.forEach((key) => visit(shards, key, (item, _impact, level) => {
      if (found.has(item) && !shards.isRecent(item) && !seen.has(item)) found.get(item).rows += 1 + NAME * level;
      seen.add(item);
    }));
    // The delta has no keys of three words.
    for (const entry of found.values()) {
      if (shards.isRecent(entry.item) && places.every((place) => entry.options[place])) entry.rows += 1;
    }
  }
  for (const { key } of plan.beside) {
    visit(shards, key, (item, impact) => {
      if (!passes(item)) return;
      const entry = entryOf(item);
      entry.score += BESIDE * impact;
      entry.single = 0.5;
    });
  }
  const count = plan.slots.length;
  for (const entry of found.values()) {
    entry.score *= (1 + ALL * (entry.hits / count) ** 2) * (1 + HEADLINE * (entry.headline / count) ** 2) *
      (1 + ROW * entry.rows / Math.max(1, count - 1));
    entry.hits += entry.single;
  }
  return [...found.values()].sort((a, b) => b.score - a.score || b.item - a.item);
}

// Without the items that have no more than half of what the best have.
export function keepGood(entries) {
  const least = Math.max(0, ...entries.slice(0, 20).map(({ hits }) => hits)) / 2;
  return entries.filter(({ hits }) => hits > least);
}
