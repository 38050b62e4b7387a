// Light, dark, or as the system says. Kept in a cookie, so that the server already draws the right one.
import { $$, on, say } from "./page.js";

const YEAR = 31536000;

function wear(theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  for (const button of $$("[data-theme-choice]")) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
}

on("click", "[data-theme-choice]", (event, button) => {
  event.preventDefault();
  wear(button.dataset.themeChoice);
  say(`Colours: ${button.textContent.trim()}.`);
});
