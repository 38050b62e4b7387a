// People by name: from the button, or by typing @ and the first letters.
import { $, $$, on, say } from "./page.js";

const into = document.getElementById("mention-into");
const list = document.getElementById("at-list");
const who = document.getElementById("at-who");

on("click", "[data-mention]", (_event, button) => {
  into.value = button.dataset.mention;
  document.getElementById("mention").dispatchEvent(new CustomEvent("twoway:asked"));
});

const TYPED = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N} '.-]{0,30})$/u;

function close(field) {
  if (list?.matches(":popover-open")) list.hidePopover();
  if (field) delete field.dataset.at;
}

on("input", ".inkwell textarea", (_event, field) => {
  const before = field.value.slice(Math.max(0, field.selectionStart - 34), field.selectionStart);
  const typed = TYPED.exec(before);
  if (!typed || typed[1].split(" ").length > 2) return close(field);
  field.dataset.at = field.selectionStart - typed[1].length - 1;
  who.value = typed[1];
  document.getElementById("at-into").value = field.id;
  list.dispatchEvent(new CustomEvent("ask-again"));
});
list?.addEventListener("htmx:after:swap", () => {
  const field = document.getElementById(document.getElementById("at-into").value);
  const found = $$("button", list).length;
  if (!found && $("[data-elsewhere]", list)) {
    // The networks are still asked; the place where the name begins is needed for what they say.
    if (list.matches(":popover-open")) list.hidePopover();
    return;
  }
  if (!found || !field?.dataset.at) return close(field);
  if (!list.matches(":popover-open")) list.showPopover({ source: field });
  say(found === 1 ? "One person is called that. Arrow down to choose." : `${found} people are called that. Arrow down to choose.`);
});
on("keydown", ".inkwell textarea", (event, field) => {
  if (!list?.matches(":popover-open")) return;
  if (event.key === "Escape") { event.preventDefault(); close(field); }
  if (event.key === "ArrowDown") { event.preventDefault(); $("button", list)?.focus(); }
});
on("keydown", "#at-list button, #people-found button", (event, button) => {
  const rows = $$("button", button.closest("#at-list, #people-found"));
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && list.contains(button)) {
    const field = document.getElementById(document.getElementById("at-into").value);
    close(field);
    field?.focus();
  }
  if (!by) return;
  event.preventDefault();
  rows[(rows.indexOf(button) + by + rows.length) % rows.length].focus();
});
