// Compose: one text, a version for each account. The server is asked 60 ms after the last key; typing never waits for it.
import "./editor.js";
import "./counting.js";
import "./emoji.js";
import "./mention.js";
import "./naming.js";
import "./presses.js";
import "./steady.js";
import "./uploads.js";
import { $, $$, keep, on } from "./page.js";
import { select } from "./tabs.js";

const form = document.getElementById("composer");

// A version that was touched by hand is its own from then on; the server is told by this field.
on("input", "textarea[data-version]", (_event, field) => {
  const own = document.getElementById(`own-${field.dataset.version}`);
  if (own) own.value = "yes";
});

// Whoever writes needs no beginning any more; gone at once, it moves nothing later.
on("input", "#text-master", () => $(".starters")?.remove());

// Previews as wide as a phone or as a desk.
on("click", "[data-width]", (_event, button) => {
  keep.set("preview-width", button.dataset.width);
  showWidth(button.dataset.width);
});

function showWidth(width) {
  for (const chip of $$("[data-width]")) chip.setAttribute("aria-pressed", String(chip.dataset.width === width));
  form?.classList.toggle("is-desktop", width === "desktop");
}
showWidth(keep.get("preview-width") ?? "phone");

// What a hand folded out stays open, whatever an answer says.
const folded = new Set();
on("click", "details[id] > summary", (_event, summary) => {
  const { id, open } = summary.parentElement;
  if (open) folded.delete(id);
  else folded.add(id);
});
document.addEventListener("htmx:after:swap", () => {
  for (const id of folded) {
    const fold = document.getElementById(id);
    if (fold) fold.open = true;
  }
});

// What is being saved says so.
const said = (words) => { const place = $("#saved .said"); if (place) place.textContent = words; };
document.addEventListener("htmx:error", ({ detail }) => { if (isSave(detail.ctx)) said("Not saved: kept here"); });

// A good time is put into the field.
on("click", "[data-slot]", (event, button) => {
  event.preventDefault();
  const field = document.getElementById("at");
  field.value = button.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

// Ctrl+[ and Ctrl+] walk through the versions.
function walk(by) {
  const tabs = $$("#versions [role=tab]");
  const at = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  const next = tabs[(at + by + tabs.length) % tabs.length];
  next?.click();
  if (next) $("textarea", document.getElementById(next.getAttribute("aria-controls")))?.focus();
  return next;
}

function turnPreviews() {
  const next = $("[data-width][aria-pressed=false]");
  next?.click();
  return next;
}
const KEYS = {
  "[": () => walk(-1),
  "]": () => walk(1),
};
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey)) return;
  const act = event.shiftKey && event.key.toLowerCase() === "p" ? turnPreviews : KEYS[event.key];
  if (act?.()) event.preventDefault();
});

// Which version is open travels with the form, so that an answer holds the same one. The hand decides, never a late answer.
let tab = $("#tab-now")?.value ?? "master";
document.addEventListener("twoway:tab", (event) => {
  tab = event.target.dataset.tab;
  const now = document.getElementById("tab-now");
  if (now) now.value = tab;
  const previews = document.getElementById("previews");
  if (previews) previews.scrollTop = 0;
  for (const preview of $$("#previews .pv")) preview.classList.toggle("is-here", preview.dataset.of === tab);
  form.dispatchEvent(new CustomEvent("look-now"));
});
document.addEventListener("htmx:after:swap", () => {
  const now = document.getElementById("tab-now");
  const button = document.getElementById(`tab-${tab}`) ?? document.getElementById("tab-master");
  if (!button || (now.value === tab && button.getAttribute("aria-selected") === "true")) return;
  now.value = tab = button.dataset.tab;
  select(button, { quiet: true });
});
on("click", "[data-shows]", (_event, button) => document.getElementById(button.dataset.shows)?.click());
on("click", "[data-focuses]", (_event, button) => {
  const undescribed = "undescribed" in button.dataset && $("[name^=alt-]:placeholder-shown", form);
  (undescribed || document.getElementById(button.dataset.focuses))?.focus();
});

// Ctrl+S keeps the draft without leaving the page.
on("click", "[data-save]", (event) => {
  event.preventDefault();
  document.body.dispatchEvent(new CustomEvent("keep-now", { bubbles: true }));
});

// A draft on its way to the server gets its name from the answer: sending before that, or saving after it, would leave
// a twin behind.
const saves = new Set();
let waits = false;
let goes = false;
// A press on a fix keeps the draft as well.
const isSave = (ctx) => /\/(save|fix)\/$/.test(ctx?.sourceElement?.getAttribute("hx-post") ?? "");
document.addEventListener("htmx:before:request", (event) => {
  if (!isSave(event.detail.ctx)) return;
  if (goes) event.preventDefault();
  else saves.add(event.detail.ctx);
  if (!goes) said("Saving…");
});
document.addEventListener("htmx:finally:request", ({ detail }) => {
  saves.delete(detail.ctx);
  if (saves.size || !waits) return;
  waits = false;
  form.requestSubmit($("[data-send]"));
});
form?.addEventListener("submit", (event) => {
  if (!event.submitter?.matches("[data-send]")) return;
  goes = !saves.size;
  if (goes) return setTimeout(() => { goes = false; }, 4000);
  event.preventDefault();
  event.stopPropagation();
  waits = true;
});
addEventListener("pageshow", () => { goes = false; });

// A button that cannot act says why instead of doing nothing.
on("click", "[data-send][aria-disabled=true]", (event) => {
  event.preventDefault();
  // What hides the field with the focus must take the focus along.
  const held = $("[role=tab] .dot.bad", form)?.closest("[role=tab]");
  held?.click();
  held?.focus();
});

// A new draft gets its address once the server has it, so that loading the page again finds it.
document.addEventListener("htmx:after:swap", () => {
  const address = document.getElementById("identity")?.dataset.address;
  if (!address || location.pathname === address) return;
  history.replaceState(history.state, "", address);
  // What is kept in this browser is looked for under the draft's own name from now on.
  const name = $("#identity [name=post]").value;
  for (const field of $$("[data-keep^='compose:new']", form)) {
    keep.drop(`words:${field.dataset.keep}`);
    field.dataset.keep = field.dataset.keep.replace("compose:new", `compose:${name}`);
  }
});

// Saves wait for each other. One that has waited says what stands in the form now, not what stood there when it was asked for:
// it would be taken for a second tab, and take back what was decided meanwhile.
const ofThePress = /^(reason-|csrf)/;
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const { body, submitter } = ctx.request;
  // A look never waits: it says what stands there now.
  if (!form?.contains(ctx.sourceElement) || ctx.sourceElement === form || !body?.set) return;
  const button = submitter ?? (ctx.sourceElement.matches("button[name]") ? ctx.sourceElement : null);
  const fresh = new FormData(form);
  for (const name of new Set(body.keys())) {
    if (name === button?.name || (ofThePress.test(name) && !fresh.has(name))) continue;
    body.delete(name);
  }
  for (const [name, value] of fresh) if (typeof value === "string" && (name !== button?.name)) body.append(name, value);
});

// What somebody wrote beside the text is theirs as well: no late answer writes over it.
on("input", "#composer [data-keep], #shelf input", (_event, field) => field.setAttribute("hx-morph-skip", ""));
