// The overview's scripts: everything here only adds to a page that reads well without them.
/** Once the element is near the screen and the page is at rest. */
function whenSeen(element, act, how = { rootMargin: "100px" }) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    const rest = window.requestIdleCallback ?? ((later) => setTimeout(later, 1));
    rest(() => act(), { timeout: 1500 });
  }, how);
  seen.observe(element);
}

function begin() {
  const map = document.getElementById("map");
  const days = document.getElementById("days");
  if (map?.dataset.script) whenSeen(map, async () => (await import(map.dataset.script)).draw(map));
  if (days?.dataset.script) whenSeen(days, async () => (await import(days.dataset.script)).draw(days), { threshold: 0.4 });
}

/** A line that says how much was recorded since, and nothing that moves by itself. */
async function lookForNewer() {
  const line = document.getElementById("newer");
  if (!line || page.dataset.past || document.hidden) return;
  try {
    const answer = await fetch("/head", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const more = (await answer.json()).seq - Number(page.dataset.seq);
    if (more <= 0 || !line.hidden && line.dataset.more === String(more)) return;
    const since = new Date(page.dataset.known);
    const at = Number.isNaN(since.getTime()) ? "" : ` since ${since.toISOString().slice(11, 16)} UTC`;
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "Show them";
    line.replaceChildren(`${more} new ${more === 1 ? "entry" : "entries"}${at}. `, link);
    line.dataset.more = String(more);
    line.hidden = false;
  } catch {
    // not reachable: what is shown stays, and says of when it is
  }
}

/** What is not asked for does not stand in the address. */
document.addEventListener("submit", (event) => {
  if (event.target.id !== "ask") return;
  const empty = [...event.target.elements].filter((field) => field.name && !field.value && !field.disabled);
  for (const field of empty) field.disabled = true;
  setTimeout(() => { for (const field of empty) field.disabled = false; }, 0);
}, true);

const page = document.getElementById("page");
begin();
new MutationObserver((changes) => {
  if (changes.some((change) => [...change.addedNodes].some((node) => node.id === "results"))) begin();
}).observe(page, { childList: true });
setInterval(lookForNewer, 60_000);
window.addEventListener("popstate", () => setTimeout(() => location.reload(), 0));
