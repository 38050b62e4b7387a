// The emoji picker. Its list is fetched when it is opened for the first time.
import { insert } from "./editor.js";
import { $, $$, isVisible, keep, on } from "./page.js";

const box = document.getElementById("emoji");
const words = document.getElementById("emoji-words");
const place = document.getElementById("emoji-found");
const naming = document.getElementById("emoji-name");
const MOST = 90;
const RECENT = 24;
const TONES = ["", "🏻", "🏼", "🏽", "🏾", "🏿"];
let groups = null;
let into = null;
let chosen = 0;

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function toned([sign, , , takesTone]) {
  const tone = TONES[keep.get("emoji-tone") ?? 0];
  if (!tone || !takesTone) return sign;
  const [first, ...rest] = sign;
  return first + tone + rest.join("").replace(/^\ufe0f/u, "");
}

function option(one, at) {
  const made = document.createElement("button");
  made.type = "button";
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", String(at === 0));
  made.setAttribute("aria-label", one[1]);
  made.tabIndex = at === 0 ? 0 : -1;
  made.textContent = toned(one);
  return made;
}

function list(found) {
  place.replaceChildren(...found.map(option));
  naming.textContent = found.length ? "" : "No emoji is called that.";
}

function search() {
  const asked = plain(words.value).split(/\s+/).filter(Boolean);
  const all = groups.flatMap(([, signs]) => signs);
  if (asked.length) {
    const found = all.filter(([, name, more]) => asked.every((word) => plain(`${name} ${more}`).includes(word)));
    const rank = ([, name]) => (name === asked.join(" ") ? 0 : name.startsWith(asked[0]) ? 1 : plain(name).includes(asked[0]) ? 2 : 3);
    return list(found.sort((one, other) => rank(one) - rank(other)).slice(0, MOST));
  }
  if (chosen > 0) return list(groups[chosen - 1][1]);
  const recent = keep.get("emoji") ?? [];
  const known = recent.map((sign) => all.find((one) => one[0] === sign)).filter(Boolean);
  list([...known, ...groups[0][1].filter((one) => !known.includes(one))].slice(0, MOST));
}

function chip(label, sign, at) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "chip";
  made.textContent = sign;
  made.setAttribute("aria-label", label);
  made.setAttribute("aria-pressed", String(at === chosen));
  made.addEventListener("click", () => {
    chosen = at;
    words.value = "";
    for (const other of $$(".egroups .chip", box)) other.setAttribute("aria-pressed", String(other === made));
    search();
  });
  return made;
}

function chips() {
  const row = document.createElement("div");
  row.className = "egroups";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Kinds of emoji");
  row.append(chip("Used lately", "🕘", 0), ...groups.map(([name, signs], at) => chip(name, signs[0][0], at + 1)));
  const tone = document.createElement("select");
  tone.className = "input";
  tone.setAttribute("aria-label", "Skin tone");
  for (const [at, sign] of TONES.entries()) tone.append(new Option(`✋${sign}`, at, false, at === (keep.get("emoji-tone") ?? 0)));
  tone.addEventListener("change", () => { keep.set("emoji-tone", Number(tone.value)); search(); });
  row.append(tone);
  words.after(row);
}

async function ready() {
  if (groups) return search();
  naming.textContent = "Fetching the emoji…";
  try {
    groups = await (await fetch(box.dataset.from)).json();
  } catch {
    naming.textContent = "The list could not be fetched. Close this and try again.";
    return;
  }
  chips();
  search();
}

function pick(sign, one) {
  const recent = [one, ...(keep.get("emoji") ?? []).filter((other) => other !== one)];
  keep.set("emoji", recent.slice(0, RECENT));
  box.hidePopover();
  const field = document.getElementById(into);
  if (field) insert(field, sign, { spaced: false });
}

on("click", "#emoji-found [role=option]", (_event, row) => {
  const all = groups.flatMap(([, signs]) => signs);
  pick(row.textContent, all.find((one) => one[1] === row.getAttribute("aria-label"))[0]);
});

function move(from, by) {
  const rows = $$("[role=option]", place);
  const next = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(from) + by))];
  if (!next) return;
  for (const row of rows) {
    row.tabIndex = row === next ? 0 : -1;
    row.setAttribute("aria-selected", String(row === next));
  }
  next.focus();
}

const columns = () => getComputedStyle(place).gridTemplateColumns.split(" ").length;
const turns = () => (getComputedStyle(place).direction === "rtl" ? -1 : 1);
on("keydown", "#emoji-found [role=option]", (event, row) => {
  const by = { ArrowRight: turns(), ArrowLeft: -turns(), ArrowDown: columns(), ArrowUp: -columns(), Home: -9999, End: 9999 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  if (by === -columns() && $$("[role=option]", place).indexOf(row) < columns()) return words.focus();
  move(row, by);
});
for (const type of ["focusin", "pointerover"]) {
  on(type, "#emoji-found [role=option]", (_event, row) => { naming.textContent = row.getAttribute("aria-label"); });
}
words?.addEventListener("input", () => { if (groups) search(); });
words?.addEventListener("keydown", (event) => {
  const first = $("[role=option]", place);
  if (!first || !["ArrowDown", "Enter"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "Enter") first.click();
  else first.focus();
});

on("click", "[data-emoji]", (_event, button) => { into = button.dataset.emoji; });
box?.addEventListener("toggle", (event) => {
  if (event.newState === "open") { words.value = ""; ready(); words.focus(); }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "." || !(event.ctrlKey || event.metaKey)) return;
  const button = $$("[data-emoji]").find(isVisible);
  if (!button) return;
  event.preventDefault();
  button.click();
});
