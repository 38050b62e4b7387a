// What just happened, in one line, with a way back while there is one. Gone after a while, unless somebody is looking at it.
import { $$, on, say } from "./page.js";

const LIFE = 10000;

function live(toast) {
  if (toast.dataset.lives) return;
  toast.dataset.lives = "yes";
  say(toast.querySelector("[data-words]")?.textContent ?? toast.textContent);
  let timer = setTimeout(() => toast.remove(), Number(toast.dataset.life || LIFE));
  const stay = () => clearTimeout(timer);
  const fade = () => { timer = setTimeout(() => toast.remove(), LIFE); };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", fade);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", fade);
}

export function toast(words, { bad = false } = {}) {
  const line = document.createElement("div");
  line.className = `toast${bad ? " bad" : ""}`;
  const text = document.createElement("span");
  text.dataset.words = "";
  text.textContent = words;
  line.append(text);
  document.getElementById("toasts")?.append(line);
}

const home = document.getElementById("toasts");
if (home) {
  for (const line of $$(".toast", home)) if (!line.hasAttribute("data-stays")) live(line);
  new MutationObserver(() => { for (const line of $$(".toast", home)) if (!line.hasAttribute("data-stays")) live(line); }).observe(home, { childList: true });
}
on("click", "[data-dismiss]", (_event, button) => button.closest(".toast, .note")?.remove());
