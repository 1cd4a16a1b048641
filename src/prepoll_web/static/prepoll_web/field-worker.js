// Keeps a reporter's form and what it needs at hand, so that it opens without a network. It answers only
// where the network does not, or not within some seconds: in a valley a phone often has a network that says
// nothing. It answers only for pages under /field/ and our own static files.
"use strict";
const SHELF = "prepoll-field-1";
const PATIENCE = 4000;
const ours = (url) => url.origin === location.origin && (url.pathname.startsWith("/field/") || url.pathname.startsWith("/static/"));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("prepoll-field-") && name !== SHELF) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("message", (event) => event.waitUntil(
  Promise.allSettled(event.data.filter((each) => ours(new URL(each))).map((each) => keep(new Request(each)))),
));

const keep = async (request) => {
  const response = await fetch(request);
  const shelf = await caches.open(SHELF);
  if (response.ok) await shelf.put(request, response.clone());
  else if (response.status === 404) await shelf.delete(request); // a revoked link is forgotten here too
  return response;
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !ours(url)) return;
  const asked = keep(event.request);
  event.waitUntil(asked.catch(() => {})); // an answer that comes late is kept all the same
  event.respondWith(answer(event.request, asked));
});

const answer = async (request, asked) => {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const soon = await Promise.race([asked.catch(() => undefined), late]);
  return soon || (await shelved(request)) || asked.catch(() => Response.error());
};

const shelved = async (request) => {
  const shelf = await caches.open(SHELF);
  return shelf.match(request.url, { ignoreSearch: true, ignoreVary: true });
};
