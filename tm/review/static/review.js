// The page: it loads the document, and brings keys, clicks and pictures together.

import { actions } from "./actions.js";
import { actionOf, showKeys } from "./keys.js";
import { List } from "./list.js";
import { beadAt, drawHistogram, drawMatrix, drawStrip, matrixNote } from "./pictures.js";
import { get, show, shown } from "./requests.js";

const by = (id) => document.getElementById(id);
const list = new List(by("beads"), () => later());
let similarity = null;
let telling = 0;
let loading = false;
let saved = 0;
let isAway = false;
let last = Promise.resolve();

const ui = {
  say(text, wrong = false, long = false) {
    const toast = by("toast");
    toast.textContent = text;
    toast.className = wrong ? "wrong shown" : "shown";
    clearTimeout(telling);
    telling = setTimeout(() => { toast.className = ""; }, long || wrong ? 9000 : 3500);
  },
  waiting(away) {
    isAway = away;
    banner("away", away && "The server cannot be reached. What you did last waits here and is sent as soon as it is back; start it again with the same command.");
  },
  async reload(why) {
    await load();
    ui.say(why, true);
  },
  state(said) {
    for (const name of ["undo", "redo"]) {
      const button = document.querySelector(`button[data-action=${name}]`);
      button.disabled = !said[name];
      button.title = said[name] ? `${name}: ${said[name]}` : `nothing to ${name}`;
    }
    banner("tabs", said.others > 0 && `This document is open in ${said.others} more tab${said.others > 1 ? "s" : ""}. What is done in one is shown in the others; close those you do not need.`);
    document.body.dataset.version = shown();
    document.body.dataset.unsaved = shown() > saved;
  },
  saved() {
    saved = shown();
    document.body.dataset.unsaved = false;
  },
};

const banners = new Map();
function banner(name, text) {
  if (text) banners.set(name, text);
  else banners.delete(name);
  by("banner").hidden = !banners.size;
  by("banner").textContent = [...banners.values()].join(" ");
}

async function load() {
  loading = true;
  try {
    const page = await get("api/page");
    show(page);
    by("title").textContent = page.title || "Alignment";
    document.title = `Review: ${page.title || "alignment"}`;
    by("journal").textContent = page.journal;
    list.show(page);
    ui.state(page);
    requestAnimationFrame(() => performance.mark("first bead"));
  } finally {
    loading = false;
  }
}

async function look() {
  if (loading) return;
  try {
    const said = await get("api/state");
    ui.waiting(false);
    if (said.version !== shown() && !document.querySelector("textarea")) {
      await load();
      ui.say("The document was changed elsewhere; this is how it is now.");
    } else ui.state(said);
  } catch (error) {
    if (error instanceof TypeError) ui.waiting(true);
    else throw error;
  }
}

let planned = false;
function later() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    const done = list.beads.filter((bead) => bead.verdict).length;
    by("progress").max = Math.max(list.beads.length, 1);
    by("progress").value = done;
    by("reviewed").textContent = `${done} of ${list.beads.length} reviewed`;
    const seen = list.beads.length - list.hidden.size;
    by("shown").textContent = `${seen} of ${list.beads.length} beads shown`;
    by("none").hidden = seen > 0 || !list.page;
    drawStrip(by("strip"), list.beads, list.hidden);
    drawPictures();
  });
}

function drawPictures() {
  if (by("pictures").hidden || !list.page) return;
  drawHistogram(by("histogram"), list.beads, (limit) => { by("limit").value = limit; filter(); });
  if (similarity) drawMatrix(by("matrix"), similarity, list.page, list.beads, list.current);
}

async function pictures() {
  by("pictures").hidden = !by("pictures").hidden;
  document.querySelector("[data-action=pictures]").setAttribute("aria-expanded", !by("pictures").hidden);
  if (by("pictures").hidden) return;
  by("matrix-note").replaceChildren(matrixNote(list.page));
  drawPictures();
  if (!similarity) {
    try {
      similarity = await get("api/similarity");
    } catch (error) {
      similarity = {};
      by("matrix-note").textContent = error.message;
    }
    drawPictures();
    by("matrix").dataset.drawn = "true";
  }
}

function filter() {
  by("limit-text").textContent = Number(by("limit").value).toFixed(2);
  list.apply({
    search: by("search").value, limit: Number(by("limit").value), type: by("type").value,
    moved: by("moved").checked, open: by("open").checked,
  });
  const seen = list.visible();
  if (seen.length && list.hidden.has(list.current)) list.select(seen[0].id, { focus: false });
}

function clear() {
  by("search").value = "";
  by("limit").value = 1;
  by("type").value = "all";
  by("moved").checked = by("open").checked = false;
  list.mark(null);
  filter();
  list.select(list.current, { centre: true });
}

const point = (step) => list.current !== null
  && list.point({ side: list.cursor.side, index: list.cursor.index + step });
const turn = (side) => list.current !== null && list.point({ side, index: 0 });
const doing = {
  ...actions(list, ui),
  next: () => list.go(1),
  previous: () => list.go(-1),
  first: () => list.go(-Infinity),
  last: () => list.go(Infinity),
  left: () => turn("source"),
  right: () => turn("target"),
  cursorDown: () => point(1),
  cursorUp: () => point(-1),
  leastCertain: () => list.goToLeastCertain() || ui.say("All beads that are shown have a verdict."),
  search: () => by("search").focus(),
  place: () => {
    const bead = list.bead(list.current);
    if (!bead?.moved || !bead.target.length) return;
    const before = Math.max(bead.target[0] - 1, 0);
    const near = list.beads.find(({ target: [start, stop] }) => start <= before && before < stop);
    if (near) list.select(near.id, { centre: true, cursor: { side: "target", index: before } });
  },
  help: () => by("help").showModal(),
  clear,
  pictures,
};

/** Do an action after those before it, so that quick typing means what it would mean slowly. */
function perform(action) {
  if (isAway) doing[action]();  // one can still look around
  else last = last.then(() => doing[action]()).catch((error) => ui.say(error.message, true));
}

document.addEventListener("keydown", (event) => {
  const { target } = event;
  const control = event.ctrlKey || event.metaKey;
  if (by("help").open || target.matches("textarea")) return;
  if (target.matches("input, select") && !control) {
    if (event.key === "Escape" || (event.key === "Enter" && target.id === "search")) {
      event.preventDefault();
      if (event.key === "Escape") clear();
      else list.select(list.current, { centre: true });
    }
    return;
  }
  if (target.closest("button, summary, a, [role=button]") && ["Enter", " "].includes(event.key)) return;
  if (!control && !by("single-keys").checked && event.key.length === 1) return;
  const action = actionOf(event);
  if (!action || (control && target.matches("input") && action !== "save")) return;
  event.preventDefault();
  perform(action);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  const element = event.target.closest(".bead");
  if (element && !event.target.closest("textarea, .editing")) {
    const id = Number(element.id.slice(1));
    const sentence = event.target.closest(".sentence");
    const side = event.target.closest(".side")?.classList.contains("target") ? "target" : "source";
    const cursor = sentence ? { side, index: Number(sentence.dataset.index) } : { side, index: 0 };
    const selecting = String(window.getSelection());
    if (!selecting) list.select(id, { cursor });
  }
  if (button && !button.disabled) {
    perform(button.dataset.action);
    if (!["help", "text", "pictures", "search", "place"].includes(button.dataset.action)) {
      list.rows.get(list.current)?.focus({ preventScroll: true });
    }
  }
});
by("matrix").addEventListener("click", (event) => {
  const bead = beadAt(by("matrix"), event, list.page, list.beads);
  if (bead) list.select(bead.id, { centre: true });
  drawPictures();
});
by("strip").addEventListener("click", (event) => {
  const box = by("strip").getBoundingClientRect();
  const at = Math.floor(((event.clientY - box.top) / box.height) * list.beads.length);
  const bead = list.beads[Math.min(Math.max(at, 0), list.beads.length - 1)];
  if (bead) list.select(bead.id, { centre: true });
});
for (const id of ["search", "limit", "type", "moved", "open"]) by(id).addEventListener("input", filter);
by("single-keys").checked = localStorage.getItem("single-keys") !== "off";
by("single-keys").addEventListener("change", () => localStorage.setItem("single-keys", by("single-keys").checked ? "on" : "off"));
window.addEventListener("resize", () => later());
showKeys(by("actions"), by("help-keys"));
await load();
document.body.dataset.ready = "true";
list.rows.get(list.current)?.focus({ preventScroll: true });
setInterval(look, 4000);
window.review = { list };
