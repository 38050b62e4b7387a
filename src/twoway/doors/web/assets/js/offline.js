// Words are kept on this machine until the server has them.
import { $$, keep, on } from "./page.js";
import { toast } from "./toasts.js";

function mark() {
  document.documentElement.classList.toggle("is-offline", !navigator.onLine);
}
addEventListener("online", mark);
addEventListener("offline", mark);
mark();

document.addEventListener("htmx:error", (event) => {
  if (event.detail.error?.name === "AbortError") return;
  document.documentElement.classList.add("is-offline");
});
document.addEventListener("htmx:after:request", () => { if (navigator.onLine) document.documentElement.classList.remove("is-offline"); });

// A whole page came instead of a fragment: the session ran out, or the server could not.
document.addEventListener("twoway:left", (event) => {
  if (event.detail.status >= 500) return toast("The server could not do that. Your words are still here.", { bad: true });
  toast("You were signed out. Your words are kept here; sign in and they come back.", { bad: true });
  whenQuiet(() => { const box = document.getElementById("signed-out"); if (box && !box.open) box.showModal(); });
});

// A box that opens in the middle of a word would swallow the rest of it.
const QUIET = 700;
let typedAt = 0;
document.addEventListener("input", () => { typedAt = Date.now(); }, true);
function whenQuiet(act) {
  const left = typedAt + QUIET - Date.now();
  if (left > 0) setTimeout(() => whenQuiet(act), left);
  else act();
}

const pending = (field) => keep.get(`words:${field.dataset.keep}`);

const remember = (_event, field) => keep.set(`words:${field.dataset.keep}`, { text: field.value, at: Date.now() });
on("input", "[data-keep]", remember);
on("change", "[data-keep]", remember);

const waiting = [];

function offer(field) {
  const kept = pending(field);
  if (!kept || kept.text === field.value || !kept.text.trim()) return;
  const note = document.getElementById("kept-words");
  if (!note) return;
  waiting.push({ field, text: kept.text });
  note.hidden = false;
  note.querySelector("time").textContent = new Date(kept.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
on("click", "[data-put-back]", (_event, button) => {
  for (const { field, text } of waiting) {
    field.value = text;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  button.closest("#kept-words").hidden = true;
  waiting[0]?.field.focus();
  waiting.length = 0;
});
on("click", "[data-throw-away]", (_event, button) => {
  for (const { field } of waiting.splice(0)) forget(field);
  button.closest("#kept-words").hidden = true;
});

function forget(field) {
  keep.drop(`words:${field.dataset.keep}`);
}

// A form that went out takes its words along, once its answer is no trouble.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  keep.set("leaving", $$("[data-keep]", event.target).map((field) => field.dataset.keep));
});
const status = performance.getEntriesByType("navigation")[0]?.responseStatus ?? 200;
if (status < 400) for (const key of keep.get("leaving") ?? []) keep.drop(`words:${key}`);
keep.drop("leaving");

for (const field of $$("[data-keep]")) offer(field);
// The server answers a save with this event: now it has the words.
document.addEventListener("twoway:saved", () => { for (const field of $$("[data-keep]")) forget(field); });
