import "./trust.js";
import "./dialogs.js";
import "./toasts.js";
import "./theme.js";
import "./keys.js";
import "./palette.js";
import "./offline.js";
import "./tabs.js";
import { $$, on } from "./page.js";

// A form that asks before it acts, and one that must not be sent twice by an impatient finger.
on("submit", "form[data-once]", (event, form) => {
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
on("change", "[data-submits]", (_event, field) => field.form.requestSubmit());

for (const time of $$("time[data-local]")) time.title = new Date(time.dateTime).toLocaleString();
for (const field of $$("input[data-zone]")) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

// Pages that ask again by themselves do so only while somebody looks, and never under a selection being made.
document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  if (!source?.hasAttribute("data-polls")) return;
  const busy = document.hidden || source.contains(document.activeElement?.closest("input, textarea, select, details[open]")) || !getSelection().isCollapsed;
  if (busy) event.preventDefault();
});
