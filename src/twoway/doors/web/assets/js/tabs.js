// Tabs as the pattern says: arrows move, Home and End jump, one tab is in the tab order.
import { $$, on } from "./page.js";

export function select(tab, { focus = false, quiet = false } = {}) {
  const list = tab.closest("[role=tablist]");
  for (const other of $$("[role=tab]", list)) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls"))?.classList.toggle("is-open", chosen);
  }
  tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (focus) tab.focus();
  if (!quiet) tab.dispatchEvent(new CustomEvent("twoway:tab", { bubbles: true, detail: { panel: tab.getAttribute("aria-controls") } }));
}

const turns = (list) => (getComputedStyle(list).direction === "rtl" ? -1 : 1);

on("click", "[role=tab]", (event, tab) => { event.preventDefault(); select(tab); });
on("keydown", "[role=tab]", (event, tab) => {
  const list = tab.closest("[role=tablist]");
  const all = $$("[role=tab]", list);
  const at = all.indexOf(tab);
  const to = { ArrowRight: at + turns(list), ArrowLeft: at - turns(list), Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  select(all[(to + all.length) % all.length], { focus: true });
});
