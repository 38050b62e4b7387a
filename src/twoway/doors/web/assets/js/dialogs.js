// Native dialogs: opened by data-opens="id", closed by data-closes or a press outside.
import { $, on } from "./page.js";

export function open(id) {
  const box = document.getElementById(id);
  if (box && !box.open) box.showModal();
  return box;
}

on("click", "[data-opens]", (event, button) => { event.preventDefault(); open(button.dataset.opens); });
on("click", "[data-closes]", (_event, button) => button.closest("dialog")?.close());
on("click", "dialog.box", (event, box) => { if (event.target === box) box.close(); });
document.addEventListener("close", () => $("[data-return-focus]")?.focus(), true);
