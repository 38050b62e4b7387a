// Calendar: posts are dragged, or moved with M and the arrows; arrows walk, N writes here. All of it works by forms, too.
// Whoever walks or moves something over the edge of the page turns it, and the focus goes along.
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

// -- turning the page

let then = null;

function turn(day, after) {
  const page = new URL(location.href);
  page.hash = "";
  page.searchParams.set("view", view());
  page.searchParams.set("from", day);
  page.searchParams.delete("page");
  const part = new URL(page);
  part.searchParams.set("part", "live");
  part.searchParams.set("turned", "yes");
  then = () => { history.replaceState(history.state, "", page); after(); };
  const turner = document.getElementById("turn");
  turner.setAttribute("hx-get", part.pathname + part.search);
  turner.dispatchEvent(new CustomEvent("turn-now"));
}

document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx?.sourceElement?.id !== "turn") return;
  const after = then;
  then = null;
  after?.();
});

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
  return next ? focusOn(next) : beyond(all[at], by);
}

// The day so far from this one, on the page that has it.
function beyond(from, by) {
  if (!from) return false;
  const day = dayOf(read(`${from.dataset.day}T00:00`) + by * DAY);
  turn(day, () => {
    const all = days().filter((one) => stops(one).length);
    const there = all.find((one) => one.dataset.day === day) ?? (by > 0 ? all[0] : all.at(-1));
    if (there) focusOn(there);
  });
  return true;
}

function upDown(by) {
  const day = document.activeElement?.closest?.("#cal [data-day]");
  const here = day?.closest(".cell, .day");
  if (!here) return false;
  const inDay = stops(here);
  const next = inDay[inDay.indexOf(document.activeElement) + by];
  if (next) { next.focus(); return true; }
  const all = days();
  const far = by * (view() === "month" ? 7 : 1);
  const other = all[all.indexOf(here) + far];
  return other ? focusOn(other, by < 0) : beyond(here, far);
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
  moving = { post, from: read(post.dataset.at), at: read(post.dataset.at), words: wordsOf(post) };
  post.classList.add("is-moving");
  cal.classList.add("has-moving");
}

// What is on its way stands on the page that its day is on.
function takeAlong() {
  if (!moving) return;
  const { post } = moving;
  const drawn = $$(`#cal .post[data-post="${CSS.escape(post.dataset.post)}"]`).find((one) => one.dataset.at === post.dataset.at);
  if (drawn) moving.post = drawn;
  else putInto(target(moving.at), post);
  moving.post.classList.toggle("is-moving", Boolean(drawn));
  cal.classList.add("has-moving");
  if (moving.ghost) return;
  $("[data-chip]", moving.post)?.focus();
  tell();
}

// The days of a list are those with something in them, so what is not drawn may be here all the same.
const isHere = (at) => {
  const all = days();
  const day = dayOf(at);
  return !all.length || (all[0].dataset.day <= day && day <= all.at(-1).dataset.day);
};

function putInto(place, post) {
  if (!place || place.contains(post)) return;
  let list = $(".chips", place);
  if (!list) {
    list = document.createElement("ul");
    list.className = "chips";
    place.append(list);
  }
  list.append(post);
}

function focusPost(number) {
  const post = $(`#cal .post[data-post="${CSS.escape(number)}"] [data-chip]`);
  post?.focus();
  post?.scrollIntoView({ block: "nearest" });
  return Boolean(post);
}

// Left where it was: back to the page that it is on.
function leave() {
  const { post, from } = moving;
  end();
  if (post.isConnected && post.closest("[data-day]")?.dataset.day === dayOf(from)) return;
  turn(dayOf(from), () => focusPost(post.dataset.post));
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
  if (at === from) return leave();
  const place = target(at);
  end();
  wanted = { number: post.dataset.post, at };
  sent = { number: post.dataset.post, from };
  mover.elements.post.value = post.dataset.post;
  mover.elements.at.value = write(at);
  mover.elements.deliveries.value = post.dataset.deliveries;
  const held = post.contains(document.activeElement) ? document.activeElement : null;
  if (place && !place.contains(post)) {
    putInto(place, post);
    held?.focus();
  }
  mover.requestSubmit();
}

// Where a moved post went, until the calendar has drawn it there: the page turns to it, and the focus stays on it.
let wanted = null;
let sent = null;
document.addEventListener("submit", (event) => {
  const { post, at } = event.target.elements ?? {};
  const time = event.submitter?.name === "at" ? event.submitter.value : at?.value;
  if (box?.contains(event.target) && post && time) wanted = { number: post.value, at: read(time.slice(0, 16)) };
});
document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx?.sourceElement?.id !== "look-again" || !wanted || $("dialog[open]")) return;
  const { number, at } = wanted;
  wanted = null;
  const away = document.activeElement;
  const isFree = !away || away === document.body || cal.contains(away);
  const follow = () => { if (isFree) focusPost(number); };
  if (isHere(at)) return follow();
  turn(dayOf(at), follow);
});

document.addEventListener("htmx:finally:request", ({ detail }) => {
  const source = detail.ctx.sourceElement;
  if ((source !== mover && !box?.contains(source)) || detail.ctx.response?.raw?.ok) return;
  wanted = null;
  if (source === mover) lookAgain();
});
// What was refused and left is where it was.
box?.addEventListener("close", () => {
  const was = sent;
  sent = null;
  if (!was || wanted || isHere(was.from)) return;
  turn(dayOf(was.from), () => focusPost(was.number));
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
  $("[data-words]", bar).textContent = `“${moving.words}” to ${when}`;
  bar.hidden = false;
  say(when);
  if (!isHere(moving.at)) return turn(dayOf(moving.at), takeAlong);
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
  say(`Moving “${moving.words}”. Arrow keys choose the time, Enter moves it, Escape leaves it.`);
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
  else if (event.key === "Escape" || event.key === "Tab") { leave(); say("It stays where it was."); }
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
  if (moving && event.key === "Escape") { moving.dropped = true; leave(); return; }
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
  atTheEdge(event);
  if (!place) { moving.at = moving.from; return; }
  const clock = write(moving.from).slice(11);
  const hour = place.dataset.hour?.padStart(2, "0") ?? clock.slice(0, 2);
  moving.at = read(`${place.dataset.day}T${hour}:${clock.slice(3)}`);
}

// Held at the side of the days, or over Earlier and Later, what is dragged turns the page.
const LINGERS = 600;
let edge = null;

function sideOf({ clientX, clientY }) {
  const arrow = document.elementFromPoint(clientX, clientY)?.closest("[data-earlier], [data-later]");
  if (arrow) return "later" in arrow.dataset ? 1 : -1;
  const { left, right } = cal.getBoundingClientRect();
  const towards = getComputedStyle(cal).direction === "rtl" ? -1 : 1;
  return clientX < left + 12 ? -towards : clientX > right - 12 ? towards : 0;
}

function atTheEdge(event) {
  const side = sideOf(event);
  if (side === edge?.side) return;
  clearTimeout(edge?.timer);
  edge = side ? { side, timer: setTimeout(() => { edge = null; turnUnder(side); }, LINGERS) } : null;
}

function turnUnder(side) {
  const way = $(side > 0 ? "[data-later]" : "[data-earlier]", document.getElementById("calbar"));
  if (moving && way) turn(new URL(way.href).searchParams.get("from"), takeAlong);
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
  clearTimeout(edge?.timer);
  edge = null;
  if (!lifted) return;
  swallowClick();
  send();
});
document.addEventListener("pointercancel", () => { press = null; clearTimeout(edge?.timer); edge = null; if (moving?.ghost) leave(); });
