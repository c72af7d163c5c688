// Keeps what is typed on this device, and entries typed without a network until they could be sent; each is sent under its own key.
const form = document.getElementById("observe"), state = document.getElementById("state"), box = document.getElementById("queue");
const QUEUE = "trucewatch.observe.queue", DRAFT = `trucewatch.observe.draft.${form.dataset.post}`;
const SOON = 2000, AGAIN = 30000, PATIENCE = 20000;

const read = (name, or) => { try { return JSON.parse(localStorage.getItem(name)) ?? or; } catch { return or; } };
const write = (name, value) => localStorage.setItem(name, JSON.stringify(value));
const key = () => crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, "0")).join("");
const say = (name, n = "", who = "") => { state.textContent = name ? state.dataset[name].replace("{n}", n).replace("{who}", who) : ""; };

function fields() {
  const out = {};
  for (const [name, value] of new FormData(form)) if (!name.startsWith("_")) out[name] = value;
  return out;
}

function fill(values) {
  for (const one of form.elements) {
    if (!one.name || one.name.startsWith("_") || !(one.name in values || one.type === "checkbox")) continue;
    if (one.type === "radio") one.checked = one.value === values[one.name];
    else if (one.type === "checkbox") one.checked = one.value === values[one.name];
    else one.value = values[one.name];
  }
}

function mark(errors) {
  form.querySelectorAll(".wrong").forEach(one => one.remove());
  form.querySelectorAll("[aria-invalid]").forEach(one => one.removeAttribute("aria-invalid"));
  let first = null;
  for (const [name, words] of Object.entries(errors)) {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]`), line = document.createElement("p");
    line.className = "wrong";
    line.id = `${name || "form"}-wrong`;
    line.textContent = words;
    if (field) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-describedby", line.id); }
    (field?.closest(".field, fieldset") ?? form).append(line);
    first ??= field;
  }
  first?.focus();
}

function shown() {
  const queue = read(QUEUE, []), list = box.querySelector("ol");
  box.hidden = queue.length === 0;
  list.replaceChildren(...queue.map(item => {
    const line = document.createElement("li");
    line.textContent = [item.fields.date, item.fields.time, item.post, item.fields.count, item.fields.phenomenon || item.fields.cause || item.fields.outcome || item.fields.kind].filter(Boolean).join(" · ");
    return line;
  }));
  return queue.length;
}

// One try at one entry: "sent", "refused", "signin", "other" (typed by somebody else) or "offline".
async function post(item) {
  try {
    const page = await fetch(item.url, { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (page.headers.get("x-from-device")) return ["offline"];
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("observe");
    if (!fresh) return [page.status >= 500 ? "offline" : "signin"];
    if (fresh.dataset.who !== item.who) return ["other"];
    const body = new URLSearchParams(item.fields);
    for (const one of fresh.querySelectorAll('input[type="hidden"]')) if (one.name.startsWith("_")) body.set(one.name, one.value);
    const answer = await fetch(item.url, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status >= 500) return ["offline"];
    if (!(answer.headers.get("content-type") ?? "").includes("json")) return ["signin"];
    const told = await answer.json();
    return answer.ok ? ["sent", told] : ["refused", told];
  } catch {
    return ["offline"];
  }
}

let wait = SOON, next = 0;

async function send() {
  let sent = 0, stuck = "", who = "";
  for (const item of read(QUEUE, [])) {
    const [outcome, told] = await post(item);
    if (outcome === "sent" || outcome === "refused") write(QUEUE, read(QUEUE, []).filter(one => one.fields.key !== item.fields.key));
    if (outcome === "sent") { sent += 1; continue; }
    if (outcome === "refused") { fill(item.fields); mark(told.errors); remember(); stuck = "refused"; break; }
    stuck = outcome; who = item.who;
    break;
  }
  if (stuck !== "offline") wait = SOON;
  else if (navigator.onLine) {  // the network says that it is back before it is: try again soon, then less and less often
    clearTimeout(next);
    next = setTimeout(() => alone(send), wait);
    wait = Math.min(2 * wait, AGAIN);
  }
  const n = shown();
  document.getElementById("signin").hidden = stuck !== "signin";
  if (stuck === "refused") say("refused");
  else if (n) say(stuck === "signin" ? "signin" : stuck === "other" ? "other" : "waiting", n, who);
  else if (sent) say("sent", sent);
}

const alone = work => navigator.locks ? navigator.locks.request("trucewatch.observe", { ifAvailable: true }, lock => lock && work()) : work();
const remember = () => write(DRAFT, fields());

form.addEventListener("input", remember);
form.addEventListener("submit", event => {
  event.preventDefault();
  const kept = fields();
  try {
    write(QUEUE, [...read(QUEUE, []).filter(one => one.fields.key !== kept.key), { url: form.action, post: form.dataset.post, who: form.dataset.who, fields: kept }]);
  } catch {
    form.submit();  // this browser keeps nothing: send it as a plain form
    return;
  }
  const kind = kept.kind;
  form.reset();
  form.querySelectorAll("input[type=text], textarea").forEach(one => { one.value = ""; });
  form.querySelectorAll("input[type=checkbox]").forEach(one => { one.checked = false; });
  form.querySelectorAll("select").forEach(one => { one.value = ""; });
  form.querySelectorAll(".correcting").forEach(one => one.remove());
  form.querySelectorAll('[name="corrects"]').forEach(one => one.remove());
  fill({ kind, date: kept.date, time: "", end: "", end_date: "", key: key() });
  document.getElementById("wrong")?.remove();
  mark({});
  localStorage.removeItem(DRAFT);
  shown();
  say("waiting", read(QUEUE, []).length);
  alone(send);
});

const draft = read(DRAFT, null);
if (draft && !document.getElementById("wrong") && !form.elements.corrects) { fill(draft); say("restored"); }
else form.elements.key.value = form.elements.key.value || key();
addEventListener("online", () => { wait = SOON; alone(send); });
addEventListener("storage", event => { if (event.key === QUEUE) say(shown() ? "waiting" : "", read(QUEUE, []).length); });
if (shown()) { say("waiting", shown()); alone(send); }
setInterval(() => { if (read(QUEUE, []).length) alone(send); }, AGAIN);
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/posts/observe-worker.js").catch(() => {});
