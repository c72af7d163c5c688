// Keys for reading: / find, ? all keys, j k step, o open, g and a letter go. Single letters can be switched off (WCAG 2.1.4).
const KEPT = "trucewatch-keys";
let here = -1;
let going = false;

function isOff() {
  try { return localStorage.getItem(KEPT) === "off"; } catch { return false; }
}

function isTyping(target) {
  return target instanceof Element && Boolean(target.closest("input, select, textarea, [contenteditable], dialog, .maplibregl-canvas, summary"));
}

function steps() {
  return [...document.querySelectorAll(".item, .item-row")];
}

function step(by) {
  const items = steps();
  if (!items.length) return;
  items[here]?.classList.remove("is-here");
  here = Math.min(Math.max(here + by, 0), items.length - 1);
  items[here].classList.add("is-here");
  items[here].scrollIntoView({ block: "nearest" });
  items[here].querySelector("a")?.focus({ preventScroll: true });
}

function go(id) {
  const target = document.getElementById(id);
  if (!target) return;
  target.scrollIntoView();
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

const ACTS = {
  "/": () => {
    const field = document.getElementById("f-q");
    if (!field) { location.assign("/incidents#f-q"); return; }
    document.querySelector("details.fold")?.setAttribute("open", "");
    field.focus();
  },
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  o: () => steps()[here]?.querySelector("a")?.click(),
};
const PLACES = { m: "map", d: "days", c: "coverage", f: "feed" };

function listenForKeys() {
  const box = document.getElementById("keys-off");
  document.querySelector(".find [data-keys]")?.addEventListener("click", (event) => { event.preventDefault(); ACTS["?"](); });
  if (box) {
    box.checked = isOff();
    box.addEventListener("change", () => { try { localStorage.setItem(KEPT, box.checked ? "off" : "on"); } catch { /* not kept */ } });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isOff()) return;
    const act = going ? () => PLACES[event.key] && go(PLACES[event.key]) : ACTS[event.key];
    if (event.key === "g" && !going) {
      going = true;
      setTimeout(() => { going = false; }, 1500);
      return;
    }
    going = false;
    if (!act) return;
    event.preventDefault();
    act();
  });
}

listenForKeys();

// On a phone the rooms stand in one line that is pushed sideways: the one open now is brought into view.
const open = document.querySelector(".mast nav [aria-current]");
if (open) {
  const line = open.closest("nav");
  const [there, seen] = [open.getBoundingClientRect(), line.getBoundingClientRect()];
  line.scrollLeft += there.left + there.width / 2 - (seen.left + seen.width / 2);
}
