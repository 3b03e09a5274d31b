// Pictures: score histogram, the path over the similarity matrix, the overview strip.

import { band, isNull } from "./filter.js";
import { make } from "./rows.js";

const svg = "http://www.w3.org/2000/svg";

function shape(tag, attributes, text = "") {
  const element = document.createElementNS(svg, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Draw ten bars of the scores; `choose` is told the upper edge of a bar that is clicked. */
export function drawHistogram(root, beads, choose) {
  const counts = Array(10).fill(0);
  for (const bead of beads) {
    if (bead.score !== undefined) counts[Math.min(Math.floor(bead.score * 10 + 1e-9), 9)] += 1;
  }
  const top = Math.max(...counts, 1);
  const picture = shape("svg", { viewBox: "-8 0 412 130", role: "group", "aria-label": "Scores" });
  picture.append(shape("line", { x1: 0, x2: 400, y1: 110, y2: 110 }));
  counts.forEach((count, tenth) => {
    const height = (90 * count) / top;
    const x = 5 + 39 * tenth;
    const bar = shape("g", { tabindex: 0, role: "button", "aria-label": `${count} beads from ${(tenth / 10).toFixed(1)}` });
    const colours = band({ score: tenth / 10, source: [0, 1], target: [0, 1] });
    bar.append(
      shape("rect", { class: "room", x: x - 3, y: 0, width: 39, height: 110 }),
      shape("rect", { class: `fill-${colours}`, x, y: 110 - height, width: 33, height, rx: 2 }),
      shape("text", { x: x + 16.5, y: 105 - height }, count ? String(count) : ""),
    );
    const act = () => choose((tenth + 1) / 10);
    bar.addEventListener("click", act);
    bar.addEventListener("keydown", (event) => { if (event.key === "Enter") act(); });
    picture.append(bar, shape("text", { class: "axis", x: x - 3, y: 125 }, (tenth / 10).toFixed(1)));
  });
  picture.append(shape("text", { class: "axis", x: 392, y: 125 }, "1.0"));
  root.replaceChildren(picture);
}

/** Draw a column of the whole document, a line a bead; what is hidden is faint. */
export function drawStrip(canvas, beads, hidden) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth * ratio;
  const height = canvas.clientHeight * ratio;
  if (!width || !height) return;
  canvas.width = width;
  canvas.height = height;
  const draw = canvas.getContext("2d");
  const colours = Object.fromEntries(["a", "b", "c", "d", "null", "hand", "done"].map((name) => [name, colour(name)]));
  const step = height / Math.max(beads.length, 1);
  beads.forEach((bead, at) => {
    draw.globalAlpha = hidden.has(bead.id) ? 0.15 : 1;
    draw.fillStyle = colours[band(bead)];
    draw.fillRect(0, at * step, width * 0.62, Math.max(step - (step > 4 ? ratio : 0), 1));
    if (bead.verdict) {
      draw.fillStyle = colours.done;
      draw.fillRect(width * 0.72, at * step, width * 0.28, Math.max(step - (step > 4 ? ratio : 0), 1));
    }
  });
}

/** Draw how alike the sentences are, and each bead as a frame. English goes right, Arabic down. */
export function drawMatrix(canvas, similarity, page, beads, current) {
  const draw = canvas.getContext("2d");
  const n = page.source.length;
  const m = page.target.length;
  const across = canvas.width / Math.max(n, 1);
  const down = canvas.height / Math.max(m, 1);
  if (similarity.cells) {
    const cells = Uint8Array.from(atob(similarity.cells), (sign) => sign.charCodeAt(0));
    const small = new OffscreenCanvas(similarity.columns, similarity.rows);
    const image = new ImageData(similarity.columns, similarity.rows);
    const ink = colour("matrix").split(" ").map(Number);
    cells.forEach((value, at) => image.data.set([...ink, value], at * 4));
    small.getContext("2d").putImageData(image, 0, 0);
    draw.clearRect(0, 0, canvas.width, canvas.height);
    draw.imageSmoothingEnabled = false;
    draw.drawImage(small, 0, 0, canvas.width, canvas.height);
  } else draw.clearRect(0, 0, canvas.width, canvas.height);
  for (const bead of beads) {
    if (isNull(bead)) continue;
    const kind = band(bead);
    draw.strokeStyle = colour(bead.id === current ? "link" : kind === "a" || kind === "b" ? "path" : kind);
    draw.lineWidth = bead.id === current ? 4 : 2;
    draw.strokeRect(
      bead.source[0] * across, bead.target[0] * down,
      Math.max((bead.source[1] - bead.source[0]) * across, 2),
      Math.max((bead.target[1] - bead.target[0]) * down, 2),
    );
  }
}

/** Return the bead that is nearest to a click on the matrix. */
export function beadAt(canvas, event, page, beads) {
  const box = canvas.getBoundingClientRect();
  const i = ((event.clientX - box.left) / box.width) * page.source.length;
  const j = ((event.clientY - box.top) / box.height) * page.target.length;
  const away = ([start, stop], at) => Math.max(start - at, at - stop, 0);
  let best = null;
  for (const bead of beads) {
    const distance = (bead.source.length ? away(bead.source, i) : 1) + (bead.target.length ? away(bead.target, j) : 1);
    if (!best || distance < best[0]) best = [distance, bead];
  }
  return best?.[1];
}

/** Return a note on the matrix. */
export const matrixNote = (page) => make(
  "span", "", `English sentences go right (${page.source.length}), Arabic ones down (${page.target.length}); frames are beads.`,
);
