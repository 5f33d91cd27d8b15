/* Text as tokens, the twin of analysis.py; tests/search_cases.json holds both to the same cases.

In: text as written or typed. Out: runs of tokens, folded and as spelt. */

export const clean = (text) =>
  text.normalize("NFC").replace(/ð/g, "đ").replace(/Ð/g, "Đ").replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "");
export const bare = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]+/g, "").replace(/đ/g, "d");
const freeY = (text) => text.replace(/^([hklmst]|qu)y$/, "$1i");
export const foldToken = (text) => freeY(bare(text));
export const spellToken = (text) => {
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
export function analyse(text) {
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
