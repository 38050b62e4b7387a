// Small words that every other module uses.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export function on(type, selector, act) {
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) act(event, found);
  });
}

export function isTyping(target) {
  return target instanceof Element && target.matches("input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable]");
}

export function say(words) {
  const region = document.getElementById("say");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = words; });
}

// Storage may be switched off; then nothing is kept and nothing breaks.
export const keep = {
  get(key) { try { return JSON.parse(localStorage.getItem(`twoway:${key}`)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`twoway:${key}`, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  drop(key) { try { localStorage.removeItem(`twoway:${key}`); } catch { /* forbidden */ } },
};

export const isVisible = (element) => Boolean(element && element.getClientRects().length);
