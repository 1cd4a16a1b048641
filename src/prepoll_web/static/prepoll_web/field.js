// A report stays in this browser until the server has given a receipt for it.
// Each has a name of its own, so that sending it twice adds nothing.
"use strict";
(() => {
  const PATIENCE = 20000;
  const form = document.querySelector("form[data-field]");
  if (!form) return;
  const words = form.dataset;
  const target = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
  const places = { queue: `prepoll.field.queue.${target}`, receipts: `prepoll.field.receipts.${target}` };
  const panel = document.querySelector("[data-queue]");
  const state = panel.querySelector("[data-state]");
  let sending = false;

  const held = (place) => JSON.parse(localStorage.getItem(places[place]) || "[]");
  const hold = (place, rows) => localStorage.setItem(places[place], JSON.stringify(rows));
  const unsent = () => held("queue");
  const change = (id, changed) => hold("queue", unsent().map((row) => (row.id === id ? { ...row, ...changed } : row)));
  const remove = (id) => hold("queue", unsent().filter((row) => row.id !== id));

  const newName = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const hex = [...crypto.getRandomValues(new Uint8Array(16))];
    hex[6] = (hex[6] & 15) | 64;
    hex[8] = (hex[8] & 63) | 128;
    const text = hex.map((each) => each.toString(16).padStart(2, "0")).join("");
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const line = (text, ...buttons) => {
    const item = document.createElement("li");
    const said = document.createElement("span");
    said.textContent = text;
    said.dir = "auto";
    item.append(said, ...buttons);
    return item;
  };
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "quiet";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const inWords = (row) => [row.fields.day, row.fields.party, row.fields.estimate, row.fields.note].filter(Boolean).join(" · ");

  const show = () => {
    const rows = unsent();
    panel.hidden = false;
    panel.querySelector("[data-waiting-list]").replaceChildren(...rows.map((row) => {
      if (!row.problems) return line(`${inWords(row)} – ${words.waiting}`);
      const edit = button(words.edit, () => { fill(row.fields); remove(row.id); show(); });
      const drop = button(words.drop, () => { remove(row.id); show(); });
      return line(`${inWords(row)} – ${words.refused} ${row.problems.join(" ")}`, edit, drop);
    }));
    const receipts = held("receipts").map((row) => line(`${row.receipt} · ${row.said}`));
    panel.querySelector("[data-receipts]").replaceChildren(...receipts);
    panel.querySelector("[data-send-now]").hidden = rows.length === 0;
    if (rows.length === 0) state.textContent = words.none;
  };

  const fill = (fields) => {
    for (const [name, value] of Object.entries(fields)) if (form.elements[name]) form.elements[name].value = value;
  };

  const send = async (row) => {
    const body = new URLSearchParams(row.fields);
    body.set("client_id", row.id);
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (token) body.set("csrfmiddlewaretoken", token.value);
    const headers = { Accept: "application/json" };
    const signal = AbortSignal.timeout(PATIENCE); // sent twice it counts once, so that giving up early costs nothing
    const response = await fetch(target, { method: "POST", body, headers, redirect: "manual", signal });
    if (response.status === 200) {
      const given = await response.json();
      if (given.client_id !== row.id) throw new Error("another report's receipt");
      hold("receipts", [{ receipt: given.receipt, said: inWords(row) }, ...held("receipts")].slice(0, 20));
      remove(row.id);
      state.textContent = `${words.got} ${given.receipt}`;
      return true;
    }
    if (response.status === 422) {
      change(row.id, { problems: (await response.json()).problems });
      return true;
    }
    state.textContent = [0, 302, 403, 404].includes(response.status) ? words.again : words.offline;
    return false;
  };

  const flush = async () => {
    if (sending) return;
    sending = true;
    try {
      for (const row of unsent().filter((each) => !each.problems)) if (!(await send(row))) break;
    } catch {
      state.textContent = words.offline;
    } finally {
      sending = false;
      show();
    }
  };

  form.addEventListener("submit", (event) => {
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrfmiddlewaretoken;
    delete fields.client_id;
    const row = { id: newName(), fields };
    try {
      hold("queue", [...unsent(), row]);
    } catch {
      return; // nothing can be kept here: the form goes its usual way, under the name the server gave it
    }
    event.preventDefault();
    for (const name of ["estimate", "low", "high", "note", "of"]) form.elements[name].value = "";
    state.textContent = words.kept;
    show();
    flush();
  });
  panel.querySelector("[data-send-now]").addEventListener("click", flush);
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(() => { if (unsent().some((row) => !row.problems)) flush(); }, 5000);
  show();
  flush();

  const worker = document.querySelector("script[data-worker]");
  const equip = async () => {
    await navigator.serviceWorker.register(worker.dataset.worker);
    const loaded = performance.getEntriesByType("resource").map((each) => each.name);
    (await navigator.serviceWorker.ready).active.postMessage([location.href, ...loaded]);
  };
  if (worker && "serviceWorker" in navigator) equip().catch(() => {});
})();
