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

function draw(field, marks) {
  const mirror = field.parentElement.querySelector(".mirror");
  const text = field.value;
  const parts = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.start < at || mark.end > text.length || mark.start >= mark.end) continue;
    parts.push(document.createTextNode(text.slice(at, mark.start)));
    const bit = document.createElement("mark");
    bit.className = `h-${mark.kind}`;
    bit.textContent = text.slice(mark.start, mark.end);
    parts.push(bit);
    at = mark.end;
  }
  // The last line break needs something after it, or the mirror is a line short.
  parts.push(document.createTextNode(`${text.slice(at)}\u200b`));
  mirror.replaceChildren(...parts);
}

function afterTyping(before, text, marks) {
  const most = Math.min(before.length, text.length);
  let head = 0;
  while (head < most && before[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
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
  const marks = afterTyping(known.text, field.value, known.marks);
  state.set(field, { text: field.value, marks });
  draw(field, marks);
}

// data-marks="start,end,kind;…" stands on the findings that belong to the field, with the length of the text they are about.
function readMarks(field) {
  const about = document.getElementById(field.dataset.marksFrom);
  const source = about?.dataset.marks ?? "";
  if (about && Number(about.dataset.length) !== [...field.value].length) return null;
  const rows = source.split(";").filter(Boolean).map((row) => row.split(","));
  const places = toUtf16(field.value, rows.flatMap(([start, end]) => [Number(start), Number(end)]));
  return rows.map(([start, end, kind]) => ({ start: places.get(Number(start)), end: places.get(Number(end)), kind })).sort((a, b) => a.start - b.start);
}

export function refresh(root = document) {
  for (const field of $$("textarea[data-marks-from]", root)) {
    const marks = readMarks(field);
    if (marks === null) { typed(field); continue; }
    state.set(field, { text: field.value, marks });
    draw(field, marks);
  }
}

on("input", "textarea[data-marks-from]", (_event, field) => typed(field));
document.addEventListener("htmx:after:swap", () => refresh());
document.addEventListener("htmx:after:settle", () => refresh());
refresh();

// Where the browser cannot grow a textarea with its text, the mirror behind it already gives the room.
on("click", "[data-insert]", (_event, button) => {
  const field = $(button.dataset.into) ?? document.activeElement;
  if (!field?.setRangeText) return;
  const before = field.value[field.selectionStart - 1] ?? " ";
  const gap = /\s/.test(before) ? "" : " ";
  field.setRangeText(gap + button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  button.closest("[popover]")?.hidePopover();
  field.focus();
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
document.addEventListener("htmx:after:swap", () => {
  const field = rewritten && document.getElementById(rewritten.id);
  rewritten = null;
  field?.focus();
});
