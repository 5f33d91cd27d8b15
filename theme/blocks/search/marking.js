/* The words of a text that a query asks for.

In: a text and a query as typed. Out: pieces of the text, matching or not. */

import { analyse, clean, foldToken, spellToken } from "./analysis.js";
import { isMisspelt, nearForms } from "./spelling.js";

// Which of the words (tokens of a text) each token of the query means: those with the same accents, without them where
// there are none, and what begins like the last one where it is not there whole.
function findMatches(words, query) {
  const tokens = analyse(query).flatMap((run) => run.tokens);
  const last = /\s$/.test(query) ? null : tokens[tokens.length - 1];
  const matches = new Set();
  for (const token of tokens) {
    const forms = [token.folded, ...(isMisspelt(token.folded) ? nearForms(token.folded) : [])];
    const tests = [
      (word) => token.spelt !== token.folded && word.spelt === token.spelt,
      (word) => forms.includes(word.folded),
      (word) => token === last && word.folded.startsWith(token.folded),
    ];
    const found = tests.map((test) => words.filter(test)).find(({ length }) => length) || [];
    found.forEach((word) => matches.add(word));
  }
  return matches;
}

// The text in pieces, those that match the query marked; words next to each other make one piece.
export function mark(text, query) {
  const words = Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+/gu), ({ index, 0: word }) => {
    const cleaned = clean(word);
    return { index, word, folded: foldToken(cleaned), spelt: spellToken(cleaned) };
  });
  const matches = findMatches(words, query);
  const pieces = [];
  const add = (piece, isMatch) => {
    const before = pieces[pieces.length - 1];
    if (piece && before && before[1] === isMatch) before[0] += piece;
    else if (piece) pieces.push([piece, isMatch]);
  };
  let end = 0;
  for (const found of words) {
    const isMatch = matches.has(found);
    const gap = text.slice(end, found.index);
    add(gap, Boolean(isMatch && gap === " " && pieces.length && pieces[pieces.length - 1][1]));
    add(found.word, isMatch);
    end = found.index + found.word.length;
  }
  add(text.slice(end), false);
  return pieces;
}
