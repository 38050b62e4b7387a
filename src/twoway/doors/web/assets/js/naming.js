// People whom the networks know: asked for after a pause, shown below our own, written down when one is chosen.
import { $, on, say } from "./page.js";

const PAUSE = 400;
let timer = 0;

document.addEventListener("htmx:after:swap", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    for (const place of document.querySelectorAll("[data-elsewhere]:empty")) {
      if (place.dataset.asked) continue;
      place.dataset.asked = "yes";
      place.dispatchEvent(new CustomEvent("ask-elsewhere"));
    }
  }, PAUSE);
});

on("click", "[data-mark]", async (event, button) => {
  event.preventDefault();
  if (button.disabled) return;
  button.disabled = true;
  const form = document.getElementById("composer");
  const body = new URLSearchParams({ mark: button.dataset.mark, csrfmiddlewaretoken: $("[name=csrfmiddlewaretoken]", form).value });
  try {
    const answer = await fetch(button.closest("[data-elsewhere]").dataset.keeps, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.why);
    delete button.dataset.mark;
    button.dataset.insert = `@[${told.name}] `;
    button.disabled = false;
    button.click();
    say(`${told.name} is in People now.`);
  } catch (error) {
    button.disabled = false;
    say(error instanceof TypeError || error instanceof SyntaxError ? "That did not get through. Choose again." : error.message);
  }
});
