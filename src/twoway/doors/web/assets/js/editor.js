// The words under the words: a mirror below the textarea carries the marks. A mark that the typing touches goes at once;
// the server puts it back if it still holds.
import { $, $$, on } from "./page.js";

const state = new WeakMap();

// Offsets arrive in code points; the page counts in UTF-16.
function toUtf16(text, offsets) {
  const wanted = [...new Set(offsets)].sort((a, b) => a - b);
  const found = new Map();
  let points = 0, units = 0, next = 0;
  for (const sign of text) {
    while (next < wanted.length && wanted[next] <= points) found.set(wanted[next++], units);
    points += 1;
    units += sign.length;
  }
  while (next < wanted.length) found.set(wanted[next++], units);
  return found;
}

// Marks may lie over each other: the text is cut at every edge, and each piece wears all the marks above it.
function draw(field, marks) {
  const mirror = field.parentElement.querySelector(".mirror");
  const text = field.value;
  const whole = marks.filter((mark) => mark.start < mark.end && mark.end <= text.length);
  const edges = [...new Set(whole.flatMap((mark) => [mark.start, mark.end]))].sort((a, b) => a - b);
  const parts = [];
  let at = 0;
  for (const edge of edges) {
    const over = whole.filter((mark) => mark.start <= at && mark.end >= edge);
    const piece = text.slice(at, edge);
    if (over.length) {
      const bit = document.createElement("mark");
      bit.className = over.map((mark) => `h-${mark.kind}`).join(" ");
      if (text[at - 1] === "\n") bit.classList.add("at-line");
      bit.textContent = piece;
      parts.push(bit);
    } else if (piece) parts.push(document.createTextNode(piece));
    at = edge;
  }
  // The last line break needs something after it, or the mirror is a line short.
  parts.push(document.createTextNode(`${text.slice(at)}\u200b`));
  mirror.replaceChildren(...parts);
}

export function difference(before, now) {
  const most = Math.min(before.length, now.length);
  let head = 0;
  while (head < most && before[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  return { head, tail };
}

function afterTyping(before, text, marks) {
  const { head, tail } = difference(before, text);
  const shift = text.length - before.length;
  const kept = [];
  for (const mark of marks) {
    if (mark.end <= head) kept.push(mark);
    else if (mark.start >= before.length - tail) kept.push({ ...mark, start: mark.start + shift, end: mark.end + shift });
  }
  return kept;
}

function typed(field) {
  const known = state.get(field) ?? { text: "", marks: [] };
  if (known.text === field.value) return;
  const marks = afterTyping(known.text, field.value, known.marks);
  state.set(field, { text: field.value, marks });
  // Without marks the mirror shows nothing, and the text itself gives the room.
  if (marks.length || known.marks.length || !GROWS) draw(field, marks);
}
const GROWS = CSS.supports("field-sizing", "content");

// data-marks="start,end,kind;…" stands on the findings that belong to the field, with the length of the text they are about.
function readMarks(field) {
  const about = document.getElementById(field.dataset.marksFrom);
  const source = about?.dataset.marks ?? "";
  if (about && Number(about.dataset.length) !== [...field.value].length) return null;
  if (!source) return [];
  const rows = source.split(";").filter(Boolean).map((row) => row.split(","));
  const places = toUtf16(field.value, rows.flatMap(([start, end]) => [Number(start), Number(end)]));
  return rows.map(([start, end, kind]) => ({ start: places.get(Number(start)), end: places.get(Number(end)), kind })).sort((a, b) => a.start - b.start);
}

const same = (known, text, marks) => known?.text === text && known.marks.length === marks.length
  && marks.every((mark, at) => mark.start === known.marks[at].start && mark.end === known.marks[at].end && mark.kind === known.marks[at].kind);

function refresh(root = document) {
  for (const field of $$("textarea[data-marks-from]", root)) {
    const marks = readMarks(field);
    if (marks === null) { typed(field); continue; }
    if (same(state.get(field), field.value, marks)) continue;
    state.set(field, { text: field.value, marks });
    draw(field, marks);
  }
}

on("input", "textarea[data-marks-from]", (_event, field) => typed(field));
document.addEventListener("htmx:after:swap", () => refresh());
document.addEventListener("twoway:tab", () => refresh());
refresh();

// The caret in a mark lights up what is said about it; what tailoring did is folded until somebody asks there.
function light(field, asked) {
  const about = document.getElementById(field.dataset.marksFrom);
  if (!about) return;
  const caret = [...field.value.slice(0, field.selectionStart)].length;
  for (const row of $$("[data-place]", about)) {
    const [start, end] = (row.dataset.place || "-1,-1").split(",").map(Number);
    const here = start <= caret && caret <= end && start < end;
    row.classList.toggle("is-here", here);
    const fold = row.closest("details.did");
    if (here && asked && fold) fold.open = true;
  }
}
on("click", "textarea[data-marks-from]", (_event, field) => light(field, true));
on("keyup", "textarea[data-marks-from]", (event, field) => { if (/^(Arrow|Home|End|Page)/.test(event.key)) light(field, false); });

export function insert(field, words, { from = field.selectionStart, spaced = true } = {}) {
  const before = field.value[from - 1] ?? " ";
  field.setRangeText((spaced && !/\s/.test(before) ? " " : "") + words, from, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
on("click", "[data-insert]", (_event, button) => {
  const field = $(button.dataset.into) ?? document.activeElement;
  if (!field?.setRangeText) return;
  const from = Number(field.dataset.at ?? -1);
  delete field.dataset.at;
  insert(field, button.dataset.insert, from >= 0 ? { from, spaced: false } : {});
  button.closest("[popover]")?.hidePopover();
});

// What somebody types is the truth: no answer writes over it, except the one to a fix they asked for.
on("input", ".inkwell textarea", (_event, field) => field.setAttribute("hx-morph-skip", ""));
let rewritten = null;
on("click", "[data-rewrites]", (_event, button) => {
  const field = document.getElementById(button.dataset.rewrites);
  field?.removeAttribute("hx-morph-skip");
  rewritten = { id: button.dataset.rewrites, wasThere: document.activeElement === field };
  if (rewritten.wasThere) field.blur();
});
// Only the answer to the press gives the field back: with the focus in it, it could not be written over.
document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (!rewritten || !detail.ctx?.sourceElement?.matches("[data-rewrites]")) return;
  const field = document.getElementById(rewritten.id);
  rewritten = null;
  field?.focus();
});
