/* What to ask the index for, given a query.

In: a query as typed, and the bits that choose a shard. Out: a plan: slots with the keys that can fill them, rows of
three tokens, and the tokens. */

import { analyse } from "./analysis.js";
import { accentMark, pairKey, singleKey, tripleKeys } from "./keys.js";
import { farForms, isMisspelt, nearForms, rankOf } from "./spelling.js";

const QUERY_LENGTH = 200; // characters
const MOST_TOKENS = 24;
const NO_SYLLABLE = 1e5; // a rank beyond those of syllables

// Slots are what a query asks for; each has options, of which an item's best counts. Of a long query only the `most`
// selective are asked for.
export function planQuery(query, bits, most) {
  const isOpen = !/\s$/.test(query);
  const plan = { slots: [], rows: [], tokens: [], beside: [] };
  const known = new Map(); // words of a slot -> the slot, however often they are typed
  const slotOf = (places, words, options = []) => {
    const name = words.join(" ");
    if (!known.has(name)) known.set(name, { places, options });
    return known.get(name);
  };
  let room = MOST_TOKENS;
  for (const { tokens, wholes } of analyse(Array.from(query).slice(0, QUERY_LENGTH).join(""))) {
    const [kept, first] = [tokens.slice(0, room), plan.tokens.length];
    room -= kept.length;
    plan.tokens.push(...kept);
    const isInside = (i) => wholes.some(([, place, size]) => i >= place && i + 1 < place + size);
    for (const [folded, place, size] of wholes) {
      if (place + size > kept.length) continue;
      slotOf([], [folded], [{ key: singleKey(folded) }]);
    }
    const pairs = new Map(); // place -> slot
    for (let i = 0; i + 1 < kept.length; i += 1) {
      const words = kept.slice(i, i + 2).map((token) => token.folded);
      if (!isInside(i)) pairs.set(i, slotOf([first + i, first + i + 1], words));
    }
    if (kept.length === 1) slotOf([first], [kept[0].folded]);
    for (const [i, slot] of pairs) {
      if (!pairs.has(i + 1)) continue;
      const [one, two, three] = kept.slice(i, i + 3).map((token) => token.folded);
      plan.rows.push({ keys: tripleKeys(one, two, three, bits), slots: [slot, pairs.get(i + 1)] });
    }
  }
  const last = plan.tokens[plan.tokens.length - 1];
  plan.tokens.forEach((token) => {
    token.isOpen = isOpen && token === last && /^[a-z]+$/.test(token.folded);
    const isWrong = isMisspelt(token.folded);
    token.near = isWrong && token.folded.length > 3 ? nearForms(token.folded) : [];
    token.isBegun = isWrong && token.isOpen && token.folded.length <= 3;
  });
  plan.slots = mostSelective([...known.values()], plan.tokens, most);
  for (const slot of plan.slots) if (slot.places.length) slot.options = optionsOf(plan, slot, (token) => token.near);
  return plan;
}

function mostSelective(slots, tokens, most) {
  const rareness = ({ near, folded }) => Math.min(rankOf(near[0] || folded), NO_SYLLABLE);
  const selectivity = ({ places }) =>
    (places.length ? places.reduce((sum, place) => sum + rareness(tokens[place]), 0) : 2 * NO_SYLLABLE);
  const kept = new Set([...slots].sort((a, b) => selectivity(b) - selectivity(a)).slice(0, most));
  return slots.filter((slot) => kept.has(slot));
}

// The keys of a slot with some of its tokens in other forms; `formsOf` gives them, none for the token as it is.
function optionsOf(plan, { places }, formsOf) {
  const choices = places.map((place) => {
    const token = plan.tokens[place];
    const forms = formsOf(token);
    if (forms.length) return forms.map((folded) => ({ place, folded }));
    const whole = { place, folded: token.folded, token };
    return token.isBegun ? [whole, { place, folded: `${token.folded}*`, isBegun: true }] : [whole];
  });
  const [one, two] = choices;
  if (!two) return one.map((form) => ({ key: singleKey(form.folded), forms: [form] }));
  return one.flatMap((left) => two.map((right) => {
    const [a, b] = [left.token, right.token];
    const isSpelt = a && b && (a.spelt !== a.folded || b.spelt !== b.folded);
    return {
      key: pairKey(left.folded, right.folded),
      mark: isSpelt ? accentMark(a.spelt, b.spelt) : -1,
      forms: [left, right],
    };
  }));
}

// What else to ask for, where the best item lacks a slot: single words, beginnings, other spellings.
export function widenPlan(plan, missing) {
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

export const keysOf = (plan) => [...plan.slots.flatMap((slot) => slot.options), ...plan.beside].map(({ key }) => key);

// The query as it was meant, when the best item has words in other forms; null otherwise.
export function suggest({ tokens }, options) {
  const changes = new Map();
  for (const option of options) {
    for (const { place, folded, token, isBegun } of (option && option.forms) || []) {
      if (!token && !isBegun) changes.set(place, folded);
    }
  }
  return changes.size ? tokens.map((token, i) => changes.get(i) || token.text).join(" ") : null;
}
