// The list of beads: its rows, the one that is current, the cursor's sentence, and the filter.
// Rows stand in chunks; chunks far from the screen are neither laid out nor painted (CSS
// content-visibility), and the first rows are shown before the others are made.

import { certainty, fold, passes } from "./filter.js";
import { label, make, row } from "./rows.js";

const CHUNK = 25;
const AT_ONCE = 50;
const BATCH = 250;
const MANY = 250;  // beads that change at once, from which on all rows are made anew
const TALL = 96;  // pixels of a row, as far as is known before it is laid out

export class List {
  /** `root` gets the rows; `changed` is called when what is shown changes. */
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.page = null;
    this.beads = [];
    this.rows = new Map();
    this.built = 0;
    this.keys = new Map();
    this.filter = { search: "", limit: 1, type: "all", moved: false, open: false };
    this.hidden = new Set();
    this.current = null;
    this.cursor = { side: "source", index: 0 };
    this.linking = null;
  }

  /** Show a document: the first rows now, the others when there is time. */
  show(page) {
    this.page = page;
    this.beads = page.beads;
    this.rows.clear();
    this.keys.clear();
    this.root.replaceChildren();
    this.built = 0;
    this.apply(this.filter);
    const kept = this.bead(this.current) ? this.current : this.visible()[0]?.id ?? null;
    this.build(AT_ONCE);
    if (kept !== null) this.select(kept, { focus: false });
    const more = () => {
      if (this.page !== page || this.built >= this.beads.length) return;
      this.build(this.built + BATCH);
      setTimeout(more);
    };
    setTimeout(more);
  }

  /** Make the rows of the first `count` beads; `built` says how many there are. */
  build(count) {
    while (this.built < Math.min(count, this.beads.length)) {
      const rows = this.beads.slice(this.built, this.built + CHUNK).map((bead) => this.make(bead));
      const chunk = make("div", "chunk", "", ...rows);
      chunk.setAttribute("role", "none");
      this.fit(chunk);
      this.root.append(chunk);
      this.built += rows.length;
    }
  }

  /** Say how tall a chunk is about, for when it is not laid out. */
  fit(chunk) {
    const shown = [...chunk.children].filter((element) => !element.hidden).length;
    const all = shown === chunk.children.length;  // else what is remembered is of another filter
    chunk.hidden = !shown;
    chunk.style.containIntrinsicSize = `auto 0px ${all ? "auto " : ""}${shown * TALL}px`;
  }

  make(bead) {
    const element = row(bead, this.page);
    element.hidden = this.hidden.has(bead.id);
    element.classList.toggle("linking", bead.id === this.linking);
    this.rows.set(bead.id, element);
    return element;
  }

  /** Put `said.new` in the place of `said.old` beads from `said.at` on. */
  splice(said) {
    if (said.new.length > MANY) {
      this.beads.splice(said.at, said.old, ...said.new);
      this.show({ ...this.page, beads: this.beads });
      return;
    }
    this.build(said.at + said.old);
    const gone = this.beads.splice(said.at, said.old, ...said.new);
    for (const bead of [...gone, ...said.new]) this.keys.delete(bead.id);
    const follower = this.beads[said.at + said.new.length];
    const before = (follower && this.rows.get(follower.id)) ?? null;
    const chunk = before?.parentNode ?? this.root.lastElementChild;
    this.built += said.new.length - said.old;
    const left = new Set(gone.map((bead) => this.rows.get(bead.id).parentNode)).add(chunk);
    for (const bead of gone) {
      this.rows.get(bead.id).remove();
      this.rows.delete(bead.id);
    }
    const test = passes(this.filter, (bead) => this.key(bead));
    for (const bead of said.new) {
      if (test(bead)) this.hidden.delete(bead.id);
      else this.hidden.add(bead.id);
      chunk.insertBefore(this.make(bead), before);
    }
    for (const one of left) {
      if (one.children.length) this.fit(one);
      else one.remove();
    }
    if (!this.bead(this.current)) {
      this.current = null;
      const near = said.new[0] ?? this.beads[Math.min(said.at, this.beads.length - 1)];
      if (near) this.select(near.id);
    } else if (said.new.some((bead) => bead.id === this.current)) {
      this.select(this.current);
    }
    this.changed();
  }

  bead(id) {
    return this.beads.find((bead) => bead.id === id);
  }

  key(bead) {
    let key = this.keys.get(bead.id);
    if (key === undefined) {
      const texts = [bead.source_text ?? "", bead.target_text ?? ""];
      for (const [span, all] of [[bead.source, this.page.source], [bead.target, this.page.target]]) {
        for (let at = span[0] ?? 0; at < (span[1] ?? 0); at += 1) texts.push(all[at]);
      }
      key = fold(texts.join(" "));
      this.keys.set(bead.id, key);
    }
    return key;
  }

  visible() {
    return this.beads.filter((bead) => !this.hidden.has(bead.id));
  }

  /** Show only what a filter lets pass. */
  apply(filter) {
    this.filter = filter;
    const test = passes(filter, (bead) => this.key(bead));
    for (const bead of this.beads) {
      const hide = !test(bead);
      if (hide !== this.hidden.has(bead.id)) {
        if (hide) this.hidden.add(bead.id);
        else this.hidden.delete(bead.id);
      }
      const element = this.rows.get(bead.id);
      if (element && element.hidden !== hide) element.hidden = hide;
    }
    for (const chunk of this.root.children) this.fit(chunk);
    this.changed();
  }

  /** Make a bead the current one; `cursor` is a side and a sentence, by default the first there. */
  select(id, { focus = true, centre = false, cursor } = {}) {
    const bead = this.bead(id);
    if (!bead) return;
    const old = this.rows.get(this.current);
    old?.classList.remove("current");
    old?.removeAttribute("aria-current");
    if (old) old.tabIndex = -1;
    this.build(this.beads.indexOf(bead) + 1);
    this.current = id;
    const element = this.rows.get(id);
    if (element.hidden) {
      element.hidden = false;
      this.fit(element.parentNode);
    }
    element.classList.add("current");
    element.setAttribute("aria-current", "true");
    element.tabIndex = 0;
    this.point(cursor ?? this.cursor);
    if (focus) element.focus({ preventScroll: true });
    if (focus || centre) element.scrollIntoView({ block: centre ? "center" : "nearest" });
  }

  /** Put the cursor on a sentence of the current bead, on the other side where there is none. */
  point({ side, index }) {
    const bead = this.bead(this.current);
    const own = bead[side].length ? side : side === "source" ? "target" : "source";
    const [start, stop] = bead[own];
    this.cursor = { side: own, index: Math.min(Math.max(index, start), stop - 1) };
    this.root.querySelector(".cursor")?.classList.remove("cursor");
    const element = this.rows.get(this.current);
    const sentences = element.querySelectorAll(`.side.${own} .sentence`);
    sentences[this.cursor.index - start]?.classList.add("cursor");
    const where = `${own === "source" ? "English" : "Arabic"} sentence ${this.cursor.index + 1}`;
    element.setAttribute("aria-label", `${label(bead)}; cursor on ${where}`);
  }

  /** Go `step` beads on among those that are shown, or to the first or last (±Infinity). */
  go(step) {
    const shown = this.visible();
    if (!shown.length) return;
    let at = shown.findIndex((bead) => bead.id === this.current);
    if (at < 0) {
      const place = this.beads.findIndex((bead) => bead.id === this.current);
      const after = new Set(this.beads.slice(place + 1).map((bead) => bead.id));
      at = shown.findIndex((bead) => after.has(bead.id));
      at = at < 0 ? shown.length - 1 : Math.max(0, at - (step > 0 ? 1 : 0));
    }
    const goal = shown[Math.min(Math.max(at + step, 0), shown.length - 1)];
    this.select(goal.id, { cursor: { side: this.cursor.side, index: 0 } });
  }

  /** Go to the least certain bead without a verdict; from there on to the next less certain. */
  goToLeastCertain() {
    const rank = (bead, at) => [certainty(bead), at, bead];
    const all = this.beads.map(rank).filter(([, , bead]) => !bead.verdict && !this.hidden.has(bead.id));
    all.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    const at = all.findIndex(([, , bead]) => bead.id === this.current);
    const goal = all[(at + 1) % Math.max(all.length, 1)];
    if (goal) this.select(goal[2].id, { centre: true });
    return Boolean(goal);
  }

  /** Mark a bead that is to be joined with another, or none. */
  mark(id) {
    this.rows.get(this.linking)?.classList.remove("linking");
    this.linking = id;
    this.rows.get(id)?.classList.add("linking");
  }
}
