// Calendar: posts are dragged, or moved with M and the arrows; arrows walk, N writes here. All of it works by forms, too.
import { open } from "./dialogs.js";
import { $, $$, isTyping, keep, say } from "./page.js";
import { toast } from "./toasts.js";

const cal = document.getElementById("cal");
const mover = document.getElementById("mover");
const bar = document.getElementById("moving");
const box = document.getElementById("plan");
const MINUTE = 60000;
const DAY = 24 * 60 * MINUTE;
const HALF_AN_HOUR = 30 * MINUTE;

// Times by the workspace's clocks, as the server wrote them: no zone, so that no browser's zone comes in between.
const read = (words) => Date.parse(`${words}:00Z`);
const write = (at) => new Date(at).toISOString().slice(0, 16);
const dayOf = (at) => write(at).slice(0, 10);
const part = (options) => new Intl.DateTimeFormat(document.documentElement.lang, { ...options, timeZone: "UTC" });
const weekday = part({ weekday: "short" });
const month = part({ month: "short" });
const shown = (at) => `${weekday.format(at)} ${new Date(at).getUTCDate()} ${month.format(at)}, ${write(at).slice(11)}`;
const wordsOf = (post) => $(".voice", post)?.textContent.trim() ?? "";
const view = () => cal.dataset.view;

// -- walking

const days = () => $$(".cell[data-day], .day[data-day]", cal);
const stops = (day) => $$(".dayno, [data-chip]", day).filter((stop) => stop.getClientRects().length);

function focusOn(day, last = false) {
  const inDay = stops(day);
  const stop = last ? inDay.at(-1) : inDay[1] ?? inDay[0];
  stop?.focus();
  stop?.scrollIntoView({ block: "nearest" });
  return Boolean(stop);
}

function sideways(by) {
  const all = days().filter((day) => stops(day).length);
  const at = all.findIndex((day) => day.contains(document.activeElement));
  const next = at < 0 ? all.find((day) => day.classList.contains("today")) ?? all[0] : all[at + by];
  return Boolean(next) && focusOn(next);
}

function upDown(by) {
  const day = document.activeElement?.closest?.("#cal [data-day]");
  const here = day?.closest(".cell, .day");
  if (!here) return false;
  const inDay = stops(here);
  const next = inDay[inDay.indexOf(document.activeElement) + by];
  if (next) { next.focus(); return true; }
  const all = days();
  const other = all[all.indexOf(here) + by * (view() === "month" ? 7 : 1)];
  return Boolean(other) && focusOn(other, by < 0);
}

// -- one post on its way to another time

let moving = null;

function target(at) {
  const day = dayOf(at);
  const hour = new Date(at).getUTCHours();
  return $(`.hour[data-day="${day}"][data-hour="${hour}"]`, cal) ?? $(`.cell[data-day="${day}"]:not(:has(.hour))`, cal);
}

function mark(place) {
  for (const other of $$(".is-target", cal)) other.classList.remove("is-target");
  place?.classList.add("is-target");
}

function begin(post) {
  moving = { post, from: read(post.dataset.at), at: read(post.dataset.at) };
  post.classList.add("is-moving");
  cal.classList.add("has-moving");
}

function end() {
  moving?.post.classList.remove("is-moving");
  moving?.ghost?.remove();
  cal.classList.remove("has-moving", "is-dragging");
  mark(null);
  if (bar) bar.hidden = true;
  moving = null;
}

function lookAgain() {
  document.getElementById("look-again")?.dispatchEvent(new CustomEvent("look-again"));
}

// Shown at its new place at once; what the server says comes a moment later.
function send() {
  const { post, from, at } = moving;
  const place = target(at);
  end();
  if (at === from) return;
  mover.elements.post.value = post.dataset.post;
  mover.elements.at.value = write(at);
  mover.elements.deliveries.value = post.dataset.deliveries;
  const held = post.contains(document.activeElement) ? document.activeElement : null;
  if (place && !place.contains(post)) {
    let list = $(".chips", place);
    if (!list) {
      list = document.createElement("ul");
      list.className = "chips";
      place.append(list);
    }
    list.append(post);
    held?.focus();
  }
  mover.requestSubmit();
}

document.addEventListener("htmx:finally:request", ({ detail }) => {
  if (detail.ctx.sourceElement === mover && !detail.ctx.response?.raw?.ok) lookAgain();
});
document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx?.target?.id !== "plan-body" || !detail.ctx.target.childElementCount) return;
  open("plan");
  $("[autofocus]", box)?.focus();
});
// A move that was put back cannot be put back once more.
document.addEventListener("htmx:finally:request", ({ detail }) => {
  const line = detail.ctx.sourceElement?.closest?.("#toasts .toast");
  if (line && detail.ctx.response?.raw?.ok) line.remove();
});
document.addEventListener("calendar-moved", () => box?.close());
// Nothing is swapped under a hand that is moving something.
document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  if (moving && source?.closest?.("#cal") && !source.hasAttribute("data-chip")) event.preventDefault();
});

// -- by keyboard

function tell() {
  const when = shown(moving.at);
  $("[data-words]", bar).textContent = `“${wordsOf(moving.post)}” to ${when}`;
  bar.hidden = false;
  say(when);
  const place = target(moving.at);
  mark(place);
  place?.scrollIntoView({ block: "nearest" });
}

function pickUp() {
  const post = document.activeElement?.closest?.("#cal .post");
  if (!post) return false;
  if (!("movable" in post.dataset)) {
    toast("Nothing of it waits, so it cannot be moved.");
    return true;
  }
  begin(post);
  tell();
  say(`Moving “${wordsOf(post)}”. Arrow keys choose the time, Enter moves it, Escape leaves it.`);
  return true;
}

function stepBy(key, shift) {
  const upright = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (!upright) return { ArrowLeft: -DAY, ArrowRight: DAY }[key];
  return upright * (shift || view() === "week" ? HALF_AN_HOUR : view() === "month" ? 7 * DAY : DAY);
}

function whileMoving(event) {
  const by = stepBy(event.key, event.shiftKey);
  if (by) { moving.at += by; tell(); }
  else if (event.key === "Enter") send();
  else if (event.key === "Escape" || event.key === "Tab") { end(); say("It stays where it was."); }
  else if (event.key === "Shift") return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function newHere() {
  const day = document.activeElement?.closest?.("#cal [data-day]")?.closest(".cell, .day") ?? $(".cell.today", cal);
  const link = (day && $("[data-new]", day)) ?? $("[data-new]", cal);
  location.assign(link?.href ?? cal.dataset.compose);
  return true;
}

const KEYS = {
  ArrowLeft: () => sideways(-1),
  ArrowRight: () => sideways(1),
  ArrowUp: () => upDown(-1),
  ArrowDown: () => upDown(1),
};
const LETTERS = { m: pickUp, n: newHere };

document.addEventListener("keydown", (event) => {
  if (moving && !moving.ghost) return whileMoving(event);
  if (moving && event.key === "Escape") { moving.dropped = true; end(); return; }
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || $("dialog[open]")) return;
  const act = KEYS[event.key] ?? (keep.get("single-keys") !== false && LETTERS[event.key.toLowerCase()]);
  if (act && act()) event.preventDefault();
}, true);

// -- by hand: with a mouse or a pen. A finger scrolls; it moves posts by the box that a tap opens.

const FAR_ENOUGH = 6;
const EDGE = 56;
let press = null;

document.addEventListener("pointerdown", (event) => {
  const post = event.button === 0 && event.pointerType !== "touch" && event.target.closest?.("#cal .post[data-movable]");
  if (!post || view() === "list" || view() === "day" || event.target.closest(".verb")) return;
  press = { post, x: event.clientX, y: event.clientY };
});

function lift() {
  const place = press.post.getBoundingClientRect();
  begin(press.post);
  const ghost = press.post.cloneNode(true);
  for (const named of [ghost, ...$$("[id]", ghost)]) named.removeAttribute("id");
  ghost.classList.replace("is-moving", "ghost");
  ghost.setAttribute("aria-hidden", "true");
  ghost.style.inlineSize = `${place.width}px`;
  document.body.append(ghost);
  Object.assign(moving, { ghost, dx: press.x - place.left, dy: press.y - place.top });
  cal.classList.add("is-dragging");
  getSelection()?.removeAllRanges();
}

function over(event) {
  const place = document.elementFromPoint(event.clientX, event.clientY)?.closest("#cal [data-drop]");
  mark(place);
  if (!place) { moving.at = moving.from; return; }
  const clock = write(moving.from).slice(11);
  const hour = place.dataset.hour?.padStart(2, "0") ?? clock.slice(0, 2);
  moving.at = read(`${place.dataset.day}T${hour}:${clock.slice(3)}`);
}

document.addEventListener("pointermove", (event) => {
  if (!press) return;
  if (!moving) {
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < FAR_ENOUGH) return;
    lift();
  }
  if (!moving.ghost) return;
  moving.ghost.style.translate = `${event.clientX - moving.dx}px ${event.clientY - moving.dy}px`;
  if (event.clientY < EDGE) scrollBy(0, -16);
  if (event.clientY > innerHeight - EDGE) scrollBy(0, 16);
  over(event);
});

// The press that ends a drag is no click on the chip.
function swallowClick() {
  const stop = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
  document.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", stop, { capture: true }), 50);
}

document.addEventListener("pointerup", () => {
  const lifted = moving?.ghost;
  press = null;
  if (!lifted) return;
  swallowClick();
  send();
});
document.addEventListener("pointercancel", () => { press = null; if (moving?.ghost) end(); });
