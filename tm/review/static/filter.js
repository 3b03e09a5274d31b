// Which beads are shown, and the folding that search compares by: that of corpora/fold.py.

const silent = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad";
const changes = new Map();
const pairs = (from, to) => [...from].forEach((old, at) => changes.set(old, to[at]));
pairs("أإآٱىةؤئیکگۀہھ", "اااايهويىكگههه".replace("ى", "ي"));
pairs("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪", "01234567890123456789.,%");
pairs("“”„«»‘’‚‹›", "\"\"\"\"\"'''''");
const changing = new RegExp(`[${silent}${[...changes.keys()].join("")}]`, "g");
const silence = new RegExp(`[${silent}]`, "g");

/** Return the key of a text: one form for what is written in several. */
export function fold(text) {
  const key = text.normalize("NFKC").replace(changing, (sign) => changes.get(sign) ?? "");
  return key.toLowerCase().normalize("NFKC").replace(silence, "").split(/\s+/).filter(Boolean).join(" ");
}

export const isNull = (bead) => !bead.source.length || !bead.target.length;
export const size = (span) => (span.length ? span[1] - span[0] : 0);
export const type = (bead) => `${size(bead.source)}-${size(bead.target)}`;
export const isByHand = (bead) => bead.score === undefined && !isNull(bead);

/** Return the class of a bead's colour; the edge of a band belongs to the higher one. */
export function band(bead) {
  if (isNull(bead)) return "null";
  if (bead.score === undefined) return "hand";
  return [[0.9, "a"], [0.7, "b"], [0.5, "c"]].find(([least]) => bead.score + 1e-9 >= least)?.[1] ?? "d";
}

/** Return how sure the aligner is of a bead, in [0, 1]: low ones are to be looked at first. */
export function certainty(bead) {
  if (bead.score !== undefined) return bead.score;
  return isNull(bead) ? 1 - Math.max(bead.alternative?.[2] ?? 0, 0.3) : 1;
}

const types = {
  all: () => true,
  pairs: (bead) => !isNull(bead),
  other: (bead) => !isNull(bead) && type(bead) !== "1-1",
  nulls: isNull,
  en: (bead) => !bead.target.length,
  ar: (bead) => !bead.source.length,
  hand: (bead) => bead.locked && !bead.verdict,
  labels: (bead) => Boolean(bead.label),
};

/** Return the test that a filter makes of a bead; `key` gives a bead's folded text. */
export function passes(filter, key) {
  const wanted = fold(filter.search);
  const fits = types[filter.type];
  return (bead) => fits(bead)
    && (bead.score === undefined || filter.limit >= 1 || bead.score <= filter.limit + 1e-9)
    && (!filter.moved || bead.moved)
    && (!filter.open || !bead.verdict)
    && (!wanted || key(bead).includes(wanted));
}
