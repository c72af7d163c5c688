// The review room by keyboard: every key presses a control that is there and works without this file.
const room = document.querySelector("[data-page=review]");
const say = document.getElementById("say");
const reason = document.getElementById("why");
const form = document.getElementById("decision");
const STORE = "trucewatch-single-keys";
let before = "", at = 0, pending = null;

const on = () => { try { return localStorage.getItem(STORE) !== "off"; } catch { return true; } };
const control = (key) => [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && !one.disabled && !("none" in one.dataset));
const typing = (node) => node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

function tell(words) { if (say) say.textContent = words; }

function press(one) {
  if (one.tagName === "SUMMARY") {
    const fold = one.parentElement;
    fold.open = !fold.open || one.dataset.key === "/";
    (fold.open ? fold.querySelector("input:not([type=hidden]), select, a") ?? one : one).focus();
    return;
  }
  if ("reason" in one.dataset && reason && !reason.value.trim()) { ask(one); return; }
  one.click();
}

function ask(one) {
  pending = one;
  reason.closest(".reason").classList.add("is-asked");
  reason.focus();
  tell(`${one.querySelector("span").textContent}: ${"write a reason, then press Ctrl and Enter."}`);
}

document.addEventListener("keydown", (event) => {
  const node = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form && form.contains(node)) {
    event.preventDefault();
    const chosen = pending ?? (node.closest(".editor") ? control("e") : null);
    if (chosen) press(chosen); else tell("Leave the field with Escape and press the key of a decision.");
    return;
  }
  if (event.key === "Escape" && typing(node)) { node.blur(); document.getElementById("question")?.focus(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || typing(node) || !on()) return;
  const now = Date.now();
  const key = before && now - at < 1500 && control(`${before} ${event.key}`) ? `${before} ${event.key}` : event.key;
  before = event.key; at = now;
  const one = control(key);
  if (one) { event.preventDefault(); press(one); }
});

// A decision that asks for a reason says so instead of leaving the page; without this file the server says it.
form?.addEventListener("submit", (event) => {
  const one = event.submitter;
  if (one && "reason" in one.dataset && reason && !reason.value.trim()) { event.preventDefault(); ask(one); }
});
form?.addEventListener("submit", () => { for (const fold of form.querySelectorAll("details:not([open])")) fold.dataset.folded = ""; });

// Enter in a field of a correction must not accept.
form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target.matches("input")) event.preventDefault();
});

// Parties and places are found by the beginning of a name.
for (const field of document.querySelectorAll("[data-search]")) {
  const list = document.getElementById(field.getAttribute("list"));
  const shown = field.parentElement.querySelector("output");
  let asked = 0;
  field.addEventListener("input", async () => {
    const turn = ++asked;
    await new Promise((done) => setTimeout(done, 150));
    if (turn !== asked || field.value.length < 2) return;
    const answer = await fetch(`/review/choices?${new URLSearchParams({ field: field.dataset.search, q: field.value })}`);
    if (!answer.ok || turn !== asked) return;
    const rows = await answer.json();
    list.replaceChildren(...rows.map(({ value, label }) => new Option(label, value)));
    const exact = rows.find(({ value }) => value === field.value);
    shown.textContent = exact ? exact.label : rows.slice(0, 4).map(({ value, label }) => `${label}: ${value}`).join("; ");
  });
}

// Who else looks at it: a sign every twenty seconds, words when somebody comes or goes.
async function presence() {
  const held = document.getElementById("held"), token = document.querySelector("input[name=_csrf]");
  if (!room?.dataset.subject || !held || !token) return;
  const body = new URLSearchParams({ subject: room.dataset.subject, _csrf: token.value });
  try {
    const answer = await fetch("/presence", { method: "POST", body, headers: { "X-CSRF-Token": token.value } });
    if (!answer.ok) return;
    const others = (await answer.json())[room.dataset.subject] ?? [];
    const words = others.length ? `${others.map((one) => one.full_name || one.name).join(", ")} looks at this too` : "Held by you alone";
    if (held.textContent.trim() !== words) held.textContent = words;
  } catch { /* offline: the page stays as it was */ }
}
setInterval(presence, 20000);

// Single keys can be switched off (WCAG 2.1.4); the choice is kept in this browser.
const box = document.getElementById("keys-on");
function keys() { document.documentElement.classList.toggle("keys-off", !on()); }
if (box) {
  box.closest(".switch").hidden = false;
  box.checked = on();
  box.addEventListener("change", () => { try { localStorage.setItem(STORE, box.checked ? "on" : "off"); } catch { /* private mode */ } keys(); });
}
keys();

if (document.getElementById("why-again")) reason?.focus();
else if (location.hash === "#question") document.getElementById("question")?.focus({ preventScroll: true });
document.documentElement.dataset.keys = "ready";
