// A look that was sent before a press was answered knows nothing of it: its answer would put the old words back.
// A form that looks by itself says so with data-looks; every button that htmx sends is a press.
const presses = new Set();
const asked = new WeakMap();
const typed = new WeakMap();
let pressed = 0;

const looks = (ctx) => ctx?.sourceElement?.hasAttribute("data-looks");
const isPress = (ctx) => Boolean(ctx?.sourceElement?.matches("button"));
const again = () => document.querySelector("form[data-looks]")?.dispatchEvent(new CustomEvent("look-now"));

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form) typed.set(form, performance.now());
}, true);

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  asked.set(ctx, performance.now());
  if (!isPress(ctx)) return;
  presses.add(ctx);
  pressed = performance.now();
});
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (!looks(ctx) || (!presses.size && asked.get(ctx) > pressed)) return;
  event.preventDefault();
  if (!presses.size) again();
});
// What was saved or pressed is answered with what was said of the words as they were sent: of newer words it is asked anew.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const form = ctx?.sourceElement?.closest?.("form[data-looks]");
  if (form && !looks(ctx) && typed.get(form) > asked.get(ctx)) again();
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (presses.delete(ctx)) pressed = performance.now();
});

// Enter where a reason is given sets aside; it is no wish to send.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("details.aside input")) return;
  event.preventDefault();
  event.target.closest("details.aside").querySelector("button").click();
});
