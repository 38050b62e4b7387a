// The count goes on while somebody types: the server's exact number, and what the change since then adds or takes away.
import { $, $$, on } from "./page.js";
import { difference } from "./editor.js";

const split = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const bytes = new TextEncoder();
const LINK = /https?:\/\/\S+/g;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const light = (point) => point <= 4351 || (point >= 8192 && point <= 8205) || (point >= 8208 && point <= 8223) || (point >= 8242 && point <= 8247);

const signs = (text) => [...split.segment(text)].map(({ segment }) => segment);
const UNITS = {
  graphemes: (text) => signs(text).length,
  code_points: (text) => [...text].length,
  utf16: (text) => text.length,
  bytes: (text) => bytes.encode(text).length,
  emoji_as_bytes: (text) => signs(text).reduce((sum, sign) => sum + (PICTURE.test(sign) ? bytes.encode(sign).length : [...sign].length), 0),
  x_weighted: (text) => signs(text).reduce((sum, sign) => sum + (PICTURE.test(sign) ? 2 : [...sign].reduce((more, one) => more + (light(one.codePointAt(0)) ? 1 : 2), 0)), 0),
  fediverse: (text) => signs(text.replace(/(@[\w.-]+)@[\w.-]+\.\w+/g, "$1")).length,
};

function weigh(text, { unit, link }) {
  if (!link) return UNITS[unit](text);
  let priced = 0;
  const rest = text.replace(LINK, () => { priced += Number(link); return ""; });
  return UNITS[unit](rest) + priced;
}

// Only the words around the change are counted; a link is counted whole.
function change(before, now, how) {
  const { head, tail } = difference(before, now);
  let start = head;
  while (start > 0 && !/\s/.test(before[start - 1])) start -= 1;
  let rest = tail;
  while (rest > 0 && !/\s/.test(before[before.length - rest])) rest -= 1;
  return weigh(now.slice(start, now.length - rest), how) - weigh(before.slice(start, before.length - rest), how);
}

const exact = new WeakMap();

function show(field) {
  const tally = $(`.tally[data-of="${field.id}"]`);
  if (!tally?.dataset.unit || !UNITS[tally.dataset.unit]) return;
  const base = exact.get(field) ?? field.defaultValue;
  const value = Number(tally.dataset.count) + change(base, field.value, tally.dataset);
  const limit = Number(tally.dataset.limit);
  const over = value > limit;
  $("[data-shown]", tally).textContent = over ? `${value - limit} too many` : `${value} of ${limit}`;
  tally.parentElement.classList.toggle("over", over);
  tally.parentElement.classList.toggle("muted", !over);
  const percent = limit ? Math.min(100, Math.round((100 * value) / limit)) : 100;
  const fill = $("[data-fill]", tally.closest(".edbar"));
  fill?.setAttribute("stroke-dasharray", `${percent} 100`);
  fill?.setAttribute("class", over ? "k-brick" : percent >= 90 ? "k-brass" : "k-green");
}

on("input", ".inkwell textarea", (_event, field) => show(field));

// What an answer counted is the text that was sent for it, not the one that stands there when it comes.
const sent = new WeakMap();
const fields = () => $$(".inkwell textarea[data-marks-from]");
document.addEventListener("htmx:before:request", ({ detail }) => {
  sent.set(detail.ctx, new Map(fields().map((field) => [field.id, field.value])));
});
document.addEventListener("htmx:after:swap", ({ detail }) => {
  const then = sent.get(detail.ctx);
  for (const field of fields()) {
    const typing = field.hasAttribute("hx-morph-skip");
    exact.set(field, typing ? then?.get(field.id) ?? field.value : field.value);
    if (typing) show(field);
  }
});
for (const field of fields()) exact.set(field, field.value);
