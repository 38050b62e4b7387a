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
