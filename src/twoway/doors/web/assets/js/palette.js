// The command palette: one list of everything one can do, filtered by typing, driven by arrows.
import { $, $$ } from "./page.js";

const box = document.getElementById("palette");
const input = box && $("input", box);

const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const shown = () => $$("[role=option]", box).filter((row) => !row.hidden);

function choose(row) {
  for (const other of $$("[role=option]", box)) other.setAttribute("aria-selected", String(other === row));
  input.setAttribute("aria-activedescendant", row ? row.id : "");
  row?.scrollIntoView({ block: "nearest" });
}

function filter() {
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  for (const row of $$("[role=option]", box)) {
    const text = plain(row.dataset.words || row.textContent);
    row.hidden = !words.every((word) => text.includes(word));
  }
  const rows = shown();
  $("[data-none]", box).hidden = rows.length > 0;
  choose(rows[0]);
}

function move(by) {
  const rows = shown();
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (rows.length) choose(rows[(at + by + rows.length) % rows.length]);
}

function run(row) {
  if (!row) return;
  box.close();
  if (row.dataset.href) location.assign(row.dataset.href);
  else document.getElementById(row.dataset.presses)?.click();
}

const MOVES = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Enter: () => run(shown().find((row) => row.getAttribute("aria-selected") === "true")),
};

if (box) {
  input.addEventListener("input", filter);
  box.addEventListener("keydown", (event) => {
    const act = MOVES[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  box.addEventListener("click", (event) => run(event.target.closest("[role=option]")));
  new MutationObserver(() => {
    if (!box.open) return;
    input.value = "";
    filter();
    input.focus();
  }).observe(box, { attributeFilter: ["open"] });
}
