// Pictures: chosen, dropped or pasted. Each goes up by itself with its progress; one that fails stays here and can be tried again.
import { $, $$, on } from "./page.js";

const form = document.getElementById("composer");
const shelf = () => document.getElementById("uploads");
const picker = () => document.getElementById("pictures");

function make(tag, className, words = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = words;
  return made;
}

function button(words, act) {
  const made = make("button", "btn", words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function row(file) {
  const line = make("div", "note");
  const name = make("span", "", file.name || "A pasted picture");
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.setAttribute("aria-label", `How much of ${file.name} is up`);
  line.append(bar, name);
  shelf().append(line);
  return { line, bar, name };
}

function failed(file, shown, why) {
  shown.line.className = "note block";
  shown.name.textContent = `${file.name || "The picture"}: ${why}`;
  shown.name.setAttribute("role", "alert");
  shown.bar.hidden = true;
  const ways = make("span", "row wrap");
  ways.append(
    button("Try again", () => { shown.line.remove(); send(file); }),
    button("Leave it out", () => shown.line.remove()),
  );
  shown.line.append(ways);
}

function arrived(id, shown) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "picture";
  field.value = id;
  shown.line.replaceWith(field);
  document.body.dispatchEvent(new CustomEvent("keep-now", { bubbles: true }));
}

function send(file) {
  const shown = row(file);
  const body = new FormData();
  body.set("picture", file);
  body.set("csrfmiddlewaretoken", $("[name=csrfmiddlewaretoken]", form).value);
  const request = new XMLHttpRequest();
  request.open("POST", form.dataset.picturesTo);
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) shown.bar.value = (100 * event.loaded) / event.total; });
  request.addEventListener("load", () => {
    const answer = request.response;
    if (request.status === 200 && answer?.id) arrived(answer.id, shown);
    else failed(file, shown, answer?.why ?? "the server could not take it.");
  });
  request.addEventListener("error", () => failed(file, shown, "the connection was lost. The file is still here."));
  request.send(body);
}

function add(files) {
  const images = [...files].filter((file) => file.type.startsWith("image/"));
  for (const file of images) send(file);
  return images.length > 0;
}

on("change", "#pictures", (event, field) => {
  event.stopPropagation();
  if (add(field.files)) field.value = "";
});
on("click", "[data-adds-picture]", () => picker()?.click());
on("dragover", "#composer", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  picker()?.closest(".drop").classList.add("over-it");
});
on("dragleave", "#composer", () => picker()?.closest(".drop").classList.remove("over-it"));
on("drop", "#composer", (event) => {
  picker()?.closest(".drop").classList.remove("over-it");
  if (event.dataTransfer?.files.length && add(event.dataTransfer.files)) event.preventDefault();
});
form?.addEventListener("paste", (event) => { if (add(event.clipboardData.files)) event.preventDefault(); });

// Once the server shows a picture on the shelf, the field that stood for it here is no longer needed.
document.addEventListener("htmx:after:swap", () => {
  for (const field of $$("input[name=picture]", shelf())) {
    if ($$("#shelf .pic input[name=picture]").some((known) => known.value === field.value)) field.remove();
  }
});
// A click into a picture says which point of it stays in view.
on("click", "[data-picks]", (event, image) => {
  const box = image.getBoundingClientRect();
  const shares = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  const fold = document.getElementById(`keeps-${image.dataset.picks}`);
  if (fold) fold.open = true;
  for (const [side, share] of Object.entries(shares)) {
    const field = document.getElementById(`focus-${side}-${image.dataset.picks}`);
    field.value = Math.round(100 * Math.min(1, Math.max(0, share)));
    if (side === "y") field.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
on("input", "[name^=alt-]", (_event, field) => {
  const count = $(`[data-alt-of="${field.id}"]`);
  if (count) count.textContent = [...field.value].length;
});
