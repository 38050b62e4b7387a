// Keys for everyone who would rather not reach for the mouse. Single letters rest while somebody types.
import { open } from "./dialogs.js";
import { $, $$, isTyping, isVisible, keep, say } from "./page.js";

const PAUSE = 1200;
let waitingForGo = 0;

const singleKeysAreOn = () => keep.get("single-keys") !== false;

function press(element) {
  if (!element) return false;
  if (element.matches("input, textarea")) element.focus();
  else element.click();
  return true;
}

function byKey(key) {
  return $$(`[data-key~="${CSS.escape(key)}"]`).find(isVisible);
}

function go(key) {
  const link = $(`[data-go="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
  return Boolean(link);
}

function step(by) {
  const rows = $$("[data-step]").filter(isVisible);
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row === document.activeElement || row.hasAttribute("aria-current"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next.focus();
  if (next.dataset.step === "follow") next.click();
  return true;
}

const ALWAYS = {
  k: () => open("palette"),
  Enter: (event) => {
    const form = event.target.closest?.("form");
    return press(form ? $("[data-send]", form) ?? $(`[data-send][form="${form.id}"]`) : $("[data-send]"));
  },
  s: () => press($("[data-save]")),
};

function withControl(event) {
  const act = ALWAYS[event.key];
  if (act && act(event)) event.preventDefault();
}

function withAlt(event) {
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (digit && press($$("[data-fix]").filter(isVisible)[digit - 1])) event.preventDefault();
}

const LETTERS = {
  "?": () => open("keys"),
  j: () => step(1),
  k: () => step(-1),
  u: () => press($$("[data-undo]").at(-1)),
  g: () => { waitingForGo = Date.now(); return true; },
};

function single(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const goes = Date.now() - waitingForGo < PAUSE;
  waitingForGo = 0;
  const done = goes ? go(key) : (press(byKey(key)) || LETTERS[key]?.());
  if (done) event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) return withControl(event);
  if (event.altKey) return withAlt(event);
  if (isTyping(event.target) || $("dialog[open]") || !singleKeysAreOn()) return;
  single(event);
});

const toggle = document.getElementById("single-keys");
if (toggle) {
  toggle.checked = singleKeysAreOn();
  toggle.addEventListener("change", () => {
    keep.set("single-keys", toggle.checked);
    say(toggle.checked ? "Single-letter keys are on." : "Single-letter keys are off.");
  });
}

// Macs say ⌘ where others say Ctrl.
if (/Mac|iP(hone|ad)/.test(navigator.platform)) for (const key of $$("kbd[data-mac]")) key.textContent = key.dataset.mac;
