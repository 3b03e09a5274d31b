// Every action with its key: what the toolbar, the help and the keyboard share.

import { make } from "./rows.js";

/** Group, action, keys, what it does, its short name on the toolbar. */
export const ACTIONS = [
  ["Decide", "accept", ["a", "Enter"], "accept and go on", "Accept"],
  ["Decide", "reject", ["r"], "reject and go on", "Reject"],
  ["Decide", "reopen", ["u"], "take the verdict back", "Reopen"],
  ["Decide", "acceptAll", ["Shift+A"], "accept all beads that are shown", ""],
  ["Join and part", "mergeNext", ["m"], "merge with the next bead", "Merge ↓"],
  ["Join and part", "mergePrevious", ["Shift+M"], "merge with the bead before", "Merge ↑"],
  ["Join and part", "takeNext", ["]"], "take the next bead's sentences on the cursor's side", ""],
  ["Join and part", "takePrevious", ["["], "take those of the bead before", ""],
  ["Join and part", "split", ["s"], "split before the cursor's sentence", "Split"],
  ["Join and part", "sentenceDown", ["Alt+ArrowDown", "."], "move the sentence to the next bead", "Sentence ↓"],
  ["Join and part", "sentenceUp", ["Alt+ArrowUp", ","], "move the sentence to the bead before", "Sentence ↑"],
  ["Join and part", "apart", ["x"], "let the sentence stand alone (null)", "Alone"],
  ["Join and part", "link", ["b"], "mark the bead; on another bead: join the two", "Join with …"],
  ["Join and part", "alternative", ["o"], "take the aligner's other choice", "Other choice"],
  ["Say more", "moved", ["v"], "mark as moved, or not", "Moved"],
  ["Say more", "text", ["t", "F2"], "edit the text (Ctrl+Enter keeps, Esc leaves)", "Edit text"],
  ["Say more", "lock", ["l"], "lock, or unlock", "Lock"],
  ["Say more", "label1", ["1"], "error: wrong; 2 partial, 3 omission, 4 addition, 5 moved, 0 none", ""],
  ...[2, 3, 4, 5, 0].map((digit) => ["Say more", `label${digit}`, [String(digit)], "", ""]),
  ["Go", "next", ["ArrowDown", "j"], "next bead", ""],
  ["Go", "previous", ["ArrowUp", "k"], "bead before", ""],
  ["Go", "first", ["Home"], "first bead", ""],
  ["Go", "last", ["End"], "last bead", ""],
  ["Go", "left", ["ArrowLeft"], "cursor to the English", ""],
  ["Go", "right", ["ArrowRight"], "cursor to the Arabic", ""],
  ["Go", "cursorDown", ["Shift+ArrowDown"], "cursor to the next sentence", ""],
  ["Go", "cursorUp", ["Shift+ArrowUp"], "cursor to the sentence before", ""],
  ["Go", "leastCertain", ["n"], "the least certain bead that is not reviewed", "Least certain"],
  ["Go", "place", ["h"], "of a moved bead: where its Arabic stands", ""],
  ["Go", "search", ["/"], "search", ""],
  ["Go", "clear", ["Escape"], "show all", ""],
  ["Document", "realign", ["g"], "re-align what is not locked", "Re-align"],
  ["Document", "undo", ["z", "Ctrl+z"], "undo", ""],
  ["Document", "redo", ["y", "Ctrl+y", "Ctrl+Shift+Z"], "redo", ""],
  ["Document", "save", ["Ctrl+s"], "save gold, TMX and memory", ""],
  ["Document", "pictures", ["p"], "pictures", ""],
  ["Document", "help", ["?"], "this help", ""],
];

const byKey = new Map(ACTIONS.flatMap(([, action, keys]) => keys.map((key) => [key, action])));
const signs = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
const spoken = (key) => key.split("+").map((part) => signs[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(" ");

/** Return the action of a key press, or undefined. */
export function actionOf(event) {
  const { key } = event;
  let name = key;
  if (event.altKey) name = `Alt+${name}`;
  if (event.shiftKey && (key.length > 1 || /\p{L}/u.test(key))) name = `Shift+${key.length > 1 ? key : key.toUpperCase()}`;
  if (event.ctrlKey || event.metaKey) name = `Ctrl+${event.shiftKey ? "Shift+" : ""}${event.shiftKey ? key.toUpperCase() : key.toLowerCase()}`;
  else if (!event.shiftKey && key.length === 1) name = event.altKey ? name : key.toLowerCase();
  return byKey.get(name);
}

/** Fill the toolbar and the help. */
export function showKeys(toolbar, help) {
  for (const [, action, keys, what, short] of ACTIONS) {
    if (!short) continue;
    const button = make("button", action === "accept" ? "first" : "", "", make("span", "", short), make("kbd", "", spoken(keys[0])));
    button.dataset.action = action;
    button.title = what;
    toolbar.append(button);
  }
  for (const group of new Set(ACTIONS.map(([name]) => name))) {
    const list = make("dl");
    for (const [name, , keys, what] of ACTIONS) {
      if (name !== group || !what) continue;
      const term = make("dt");
      keys.forEach((key, at) => term.append(...(at ? [" or "] : []), make("kbd", "", spoken(key))));
      list.append(term, make("dd", "", what));
    }
    help.append(make("section", "", "", make("h3", "", group), list));
  }
}
