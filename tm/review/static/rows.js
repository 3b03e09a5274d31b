// One row a bead: English left, what joins them in the middle, Arabic right. All text is set as
// text, never as markup, so that it may come from any page.

import { band, isNull, size, type } from "./filter.js";

const names = { accepted: "✓ accepted", rejected: "✗ rejected" };
const parts = ["English covered", "Arabic covered", "cosine", "length", "numbers", "margin"];

/** Return an element with a class, text and children. */
export function make(tag, name = "", text = "", ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

/** Return two decimals, cut and not rounded: 0.899 is not yet 0.90. */
export const two = (score) => (Math.floor(score * 100 + 1e-9) / 100).toFixed(2);

/** Return sentence numbers as a reader counts them: "4" or "4–6". */
export function numbers(span) {
  if (!span.length) return "none";
  return span[1] - span[0] > 1 ? `${span[0] + 1}–${span[1]}` : `${span[0] + 1}`;
}

/** Return what a bead is, in words. */
export function label(bead) {
  const score = isNull(bead) ? "no counterpart"
    : bead.score === undefined ? (bead.locked ? "made by hand" : "no score") : `score ${two(bead.score)}`;
  return [
    `English ${numbers(bead.source)}, Arabic ${numbers(bead.target)}`, score,
    bead.moved && "moved", bead.verdict, bead.locked && !bead.verdict && "locked",
    (bead.source_text ?? bead.target_text) !== undefined && "edited", bead.label,
  ].filter(Boolean).join(", ");
}

/** Return the row of a bead of `page`, the document as the server gave it. */
export function row(bead, page) {
  const element = make("article", `bead ${band(bead)}`);
  element.id = `b${bead.id}`;
  element.tabIndex = -1;
  element.setAttribute("role", "listitem");
  element.setAttribute("aria-label", label(bead));
  if (bead.verdict) element.classList.add(bead.verdict);
  if (bead.locked) element.classList.add("locked");
  element.append(
    side(bead, page.source, "source", "en", "ltr"), joint(bead),
    side(bead, page.target, "target", "ar", "rtl"),
  );
  return element;
}

function side(bead, sentences, name, language, direction) {
  const cell = make("div", `side ${name}`);
  const span = bead[name];
  if (!span.length) {
    cell.classList.add("empty");
    cell.append(make("span", "", name === "source" ? "no English" : "no Arabic"));
    return cell;
  }
  cell.lang = language;
  cell.dir = direction;
  const wording = bead[`${name}_text`];
  if (wording !== undefined) {
    cell.append(make("p", "wording", "", make("span", "n", "✎"), make("span", "t", wording)));
    cell.classList.add("worded");
  }
  for (let index = span[0]; index < span[1]; index += 1) {
    const sentence = make(
      "p", "sentence", "", make("span", "n", String(index + 1)), make("span", "t", sentences[index]),
    );
    sentence.dataset.index = index;
    cell.append(sentence);
  }
  return cell;
}

function joint(bead) {
  const cell = make("div", "joint");
  const shown = isNull(bead) ? "null" : bead.score === undefined ? (bead.locked ? "by hand" : "no score") : two(bead.score);
  const chip = make("span", "chip", shown);
  if (bead.parts) {
    chip.title = parts.map((name, at) => `${name} ${two(bead.parts[at])}`).join("\n");
  }
  cell.append(chip, make("span", "type", type(bead)));
  if (bead.moved) {
    const place = make("button", "flag", "⇅ moved");
    place.dataset.action = "place";
    place.title = "Go where its Arabic stands";
    cell.append(place);
  }
  if (bead.verdict) cell.append(make("span", "verdict", names[bead.verdict]));
  else if (bead.locked) cell.append(make("span", "verdict", "• locked"));
  if (bead.label) cell.append(make("span", "flag", bead.label));
  if (bead.alternative?.[2] >= 0.05 && !bead.verdict) {
    const [source, target, probability] = bead.alternative;
    const other = make("button", "alternative", `or ${size(source)}-${size(target)} · ${two(probability)}`);
    other.dataset.action = "alternative";
    other.title = `English ${numbers(source)} with Arabic ${numbers(target)}`;
    cell.append(other);
  }
  return cell;
}
