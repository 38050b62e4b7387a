// An answer that comes late takes nobody's place away: the focus stays on what it was on, or close by, and what somebody looks at
// does not move. A button that is gone hands the focus to the piece it stood in, never to another button: that one does something else.
const isShown = (element) => element.isConnected && element.getClientRects().length > 0;

let before = null;

function homes(element) {
  const found = [];
  for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) if (up.id) found.push(up);
  return found;
}

document.addEventListener("htmx:before:swap", () => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return;
  before = { focused, id: focused.id, top: focused.getBoundingClientRect().top, homes: homes(focused) };
});

function heir({ focused, id, homes: pieces }) {
  if (isShown(focused)) return focused;
  const again = id && document.getElementById(id);
  if (again && isShown(again)) return again;
  return pieces.map((piece) => (piece.isConnected ? piece : document.getElementById(piece.id))).find((piece) => piece && isShown(piece));
}

document.addEventListener("htmx:after:swap", () => {
  const known = before;
  before = null;
  if (!known) return;
  const now = document.activeElement;
  // Somebody went on meanwhile, or the answer itself put the focus where it belongs.
  if (now && now !== document.body && now !== known.focused) return;
  const next = heir(known);
  if (!next) return;
  if (next.tabIndex < 0 && !next.hasAttribute("tabindex")) next.tabIndex = -1;
  if (now !== next) next.focus({ preventScroll: true });
  const by = next === known.focused ? next.getBoundingClientRect().top - known.top : 0;
  if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: "instant" });
});
