// What the actions do: most are one edit, asked of the server in the order they were made.

import { post, show } from "./requests.js";
import { size } from "./filter.js";
import { make } from "./rows.js";

const labels = ["", "wrong", "partial", "omission", "addition", "moved"];

/** Return where a bead is to be cut: before the cursor's sentence, elsewhere in proportion. */
export function cut(bead, cursor, page) {
  let { side, index } = cursor;
  if (size(bead[side]) < 2) {
    side = side === "source" ? "target" : "source";
    [index] = bead[side];
  }
  if (size(bead[side]) < 2) return { bead: bead.id, source_at: -1, target_at: -1 };
  const other = side === "source" ? "target" : "source";
  const at = Math.max(index, bead[side][0] + 1);
  const length = (name, start, stop) => page[name].slice(start, stop).reduce((sum, text) => sum + text.length, 0);
  const [start, stop] = bead[side];
  const share = length(side, start, at) / Math.max(length(side, start, stop), 1);
  let best = 0;
  if (size(bead[other])) {
    const [from, to] = bead[other];
    const whole = Math.max(length(other, from, to), 1);
    const inner = to - from > 1 ? [from + 1, to - 1] : [from, to];
    let least = Infinity;
    for (let place = inner[0]; place <= inner[1]; place += 1) {
      const distance = Math.abs(length(other, from, place) / whole - share);
      if (distance <= least) [least, best] = [distance, place];
    }
  }
  return { bead: bead.id, [`${side}_at`]: at, [`${other}_at`]: best };
}

/** Return the actions by name. `ui` tells and shows: say, waiting, reload, refresh, list, … */
export function actions(list, ui) {
  let queue = Promise.resolve();

  const edit = (name, args) => {
    queue = queue.then(async () => {
      const given = typeof args === "function" ? args() : args;
      if (!given) return;
      const started = performance.now();
      try {
        const said = await post("api/edit", { edit: name, arguments: given }, ui.waiting);
        show(said);
        list.splice(said);
        if (["undo", "redo"].includes(name) && said.new.length) list.select(said.new[0].id);
        if (name === "realign") ui.say("Aligned anew what was not locked.");
        ui.state(said);
        performance.measure(`action ${name}`, { start: started });
      } catch (refusal) {
        if (refusal.status === 409) await ui.reload(refusal.message);
        else ui.say(refusal.message, true);
      }
    });
    return queue;
  };
  const here = () => list.bead(list.current);
  const on = (name, more) => () => here() && edit(name, () => here() && more(here()));
  const verdict = (name) => () => {
    const id = list.current;
    if (id === null) return;
    const done = edit(name, { beads: [id] });
    list.go(1);
    return done;
  };
  const sentence = (name, more = {}) => () => here() && edit(name, () => ({
    side: list.cursor.side, sentence: list.cursor.index, ...more,
  }));
  const merge = (step, onSide) => on("merge", (bead) => ({
    bead: bead.id, step, side: onSide ? list.cursor.side : null,
  }));

  function editText() {
    const bead = here();
    const element = list.rows.get(list.current);
    const { side } = list.cursor;
    const cell = element?.querySelector(`.side.${side}`);
    if (!cell || cell.querySelector("textarea")) return;
    const printed = list.page[side].slice(...bead[side]).join(" ");
    const box = make("textarea");
    box.value = bead[`${side}_text`] ?? printed;
    box.lang = cell.lang;
    box.dir = cell.dir;
    box.setAttribute("aria-label", `${side === "source" ? "English" : "Arabic"} text of the unit`);
    const keep = make("button", "first", "Keep");
    const leave = make("button", "", "Leave");
    const tools = make("div", "editing", "", keep, leave, make("span", "", "The original stays beside it."));
    tools.dir = "ltr";
    tools.lang = "en";
    cell.append(box, tools);
    cell.classList.add("writing");
    box.focus();
    const close = () => { box.remove(); tools.remove(); cell.classList.remove("writing"); list.select(bead.id); };
    const take = async () => {
      box.readOnly = true;
      const text = box.value;
      await edit("text", { bead: bead.id, side, text });
      if (box.isConnected) close();
    };
    keep.addEventListener("click", take);
    leave.addEventListener("click", close);
    box.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") close();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); take(); }
    });
  }

  function link() {
    const marked = list.linking;
    if (marked === null || marked === list.current || !list.bead(marked)) {
      list.mark(marked === list.current ? null : list.current);
      ui.say(list.linking === null ? "No bead is marked." : "Marked: go to another bead and press B to join the two.");
      return null;
    }
    const done = edit("join", { bead: marked, other: list.current });
    list.mark(null);
    list.select(marked);
    return done;
  }

  async function save() {
    await queue;
    ui.say("Saving …");
    try {
      const said = await post("api/save", {}, ui.waiting);
      ui.say(["Saved.", ...said.wrote].join("\n"), false, true);
      ui.saved();
    } catch (refusal) {
      if (refusal.status === 409) await ui.reload(refusal.message);
      else ui.say(`Not saved: ${refusal.message}`, true);
    }
  }

  return {
    accept: verdict("accept"),
    reject: verdict("reject"),
    reopen: on("reopen", (bead) => ({ beads: [bead.id] })),
    acceptAll: () => {
      const beads = list.visible().filter((bead) => !bead.verdict).map((bead) => bead.id);
      if (beads.length) {
        return edit("accept", { beads }).then(() => ui.say(`Accepted ${beads.length} beads; Z takes it back.`));
      }
      ui.say("All beads that are shown have a verdict.");
      return null;
    },
    mergeNext: merge(1, false),
    mergePrevious: merge(-1, false),
    takeNext: merge(1, true),
    takePrevious: merge(-1, true),
    split: on("split", (bead) => cut(bead, list.cursor, list.page)),
    sentenceDown: sentence("shift", { step: 1 }),
    sentenceUp: sentence("shift", { step: -1 }),
    apart: sentence("apart"),
    link,
    alternative: on("alternative", (bead) => ({ bead: bead.id })),
    moved: on("moved", (bead) => ({ bead: bead.id })),
    lock: on("lock", (bead) => ({ bead: bead.id })),
    text: editText,
    ...Object.fromEntries(labels.map((label, at) => [`label${at}`, on("label", (bead) => ({ bead: bead.id, label }))])),
    realign: () => { ui.say("Aligning …"); return edit("realign", {}); },
    undo: () => edit("undo", {}),
    redo: () => edit("redo", {}),
    save,
  };
}
