// Keeps the observation form, and the files it is made of, on this device: from the network while there is one, else as last seen.
const SHELF = "trucewatch-observe-1";
const FORM = /^\/posts\/[^/]+\/observe$/, FILES = /^\/static\//;

self.addEventListener("install", event => { self.skipWaiting(); });
self.addEventListener("activate", event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("trucewatch-observe-") && name !== SHELF) await caches.delete(name);
    await self.clients.claim();
    const shelf = await caches.open(SHELF);
    for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
      const path = new URL(client.url).pathname;
      if (FORM.test(path)) await keep(shelf, path).catch(() => {});
    }
  })());
});

async function keep(shelf, path) {
  const page = await fetch(path, { cache: "no-store" });
  if (!page.ok || page.redirected) return;
  const text = await page.clone().text();
  await shelf.put(path, page);
  const files = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(found => found[1]);
  await Promise.all([...new Set(files)].map(async file => { if (!(await shelf.match(file))) await shelf.add(file).catch(() => {}); }));
}

self.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (FORM.test(url.pathname)) event.respondWith(page(event, url.pathname));
  else if (FILES.test(url.pathname)) event.respondWith(file(event.request));
});

async function page(event, path) {
  const shelf = await caches.open(SHELF);
  try {
    const fresh = await fetch(event.request);
    if (event.request.mode === "navigate" && fresh.ok && !fresh.redirected) event.waitUntil(keep(shelf, path).catch(() => {}));
    return fresh;
  } catch (error) {
    const held = await shelf.match(path, { ignoreVary: true });
    if (!held) throw error;
    const headers = new Headers(held.headers);
    headers.set("x-from-device", "1");
    return new Response(await held.blob(), { status: 200, headers });
  }
}

async function file(request) {
  try {
    const fresh = await fetch(request);
    if (fresh.ok) (await caches.open(SHELF)).put(request, fresh.clone()).catch(() => {});
    return fresh;
  } catch (error) {
    const held = await caches.match(request, { ignoreVary: true });
    if (!held) throw error;
    return held;
  }
}
