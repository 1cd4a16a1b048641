// One key judges the claim that is shown: it presses the button that has the key printed on it.
"use strict";
(() => {
  const box = document.getElementById("keys-on");
  const remembered = "prepoll.keys-off";
  let busy = false;
  box.checked = localStorage.getItem(remembered) === null;
  box.closest("label").hidden = false;
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(remembered);
    else localStorage.setItem(remembered, "yes");
  });
  const typing = (element) => element.closest("input, select, textarea, [contenteditable]");
  const ownKey = (element, key) => key === " " && element.closest("button, a, summary, [tabindex='0']");
  document.addEventListener("keydown", (event) => {
    if (!box.checked || busy || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || ownKey(event.target, event.key)) return;
    const button = document.querySelector(`#queue [data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  document.body.addEventListener("htmx:beforeRequest", () => { busy = true; });
  document.body.addEventListener("htmx:afterRequest", () => { busy = false; });
  document.body.addEventListener("htmx:afterSettle", () => {
    const heading = document.querySelector("#queue h2");
    if (heading) heading.focus();
  });
})();
