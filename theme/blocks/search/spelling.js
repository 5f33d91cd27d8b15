/* Which words can be Vietnamese syllables without accents, and what was meant by those that cannot.

In: folded words. Out: how common a syllable is; forms that may have been meant, the likeliest first. */

// Beginnings and rhymes, the commonest first.
const ONSETS = "d c t v th h b tr l ch m  s nh n kh ph ng qu gi x k r g ngh gh p".split(" ");
const RHYMES = (
  "o a an ong i u oi e ien ai ung ay inh ang am ua ao anh uong at uoc ac uc au en ieu on uoi ap oc ot uyen iet iem " +
  "eo iec oa oan uy ich ach in uan et uu oai om ia iep op em uat ui oang im uon eu oat yen y ep enh ut yet yeu ieng " +
  "up oanh uot it ue oach oac uyet un iu ip uynh oe um uop eng uyt uou oay ech uom ec uya uang yem oong uo oet uay " +
  "uyp uech oam oen uenh uyu oeo uych uao oao ynh yt"
).split(" ");

// How common a syllable is, 0 for the commonest; Infinity for what is no Vietnamese syllable.
export function rankOf(word) {
  let best = Infinity;
  ONSETS.forEach((onset, i) => {
    if (!word.startsWith(onset)) return;
    const rhyme = RHYMES.indexOf(word.slice(onset.length));
    if (rhyme >= 0) best = Math.min(best, (i + 3) * (rhyme + 3));
  });
  return best;
}

export const isSyllable = (word) => rankOf(word) < Infinity;
export const isMisspelt = (word) => /^[a-z]{2,9}$/.test(word) && !isSyllable(word);
const pickSyllables = (words) =>
  [...new Set(words)].filter(isSyllable).sort((a, b) => rankOf(a) - rankOf(b));

// What was meant when letters changed places, or accents were typed in Telex without a keyboard that knows it.
export function nearForms(word) {
  const letters = word.replace(/([aeod])\1/g, "$1").replace(/w/g, "");
  const telex = letters !== word || /[sfrxj]$/.test(word) ? [letters, letters.replace(/[sfrxj](?=[a-z]{0,2}$)/, "")] : [];
  const swapped = [];
  for (let i = 0; i + 1 < word.length; i += 1) swapped.push(word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2));
  const found = pickSyllables(swapped.slice(1, -1));
  return [...new Set([...pickSyllables(telex), ...(found.length ? found : pickSyllables(swapped))])].slice(0, 2);
}

// What was meant when a letter is missing, wrong or too much.
export function farForms(word) {
  const words = [];
  for (let i = 0; i <= word.length; i += 1) {
    const [left, right] = [word.slice(0, i), word.slice(i)];
    words.push(left + right.slice(1));
    for (const letter of "aeiouyhncgtmpbdklqrsvx") words.push(left + letter + right, left + letter + right.slice(1));
  }
  return pickSyllables(words).slice(0, 3);
}
