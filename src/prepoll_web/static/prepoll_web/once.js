// A form is sent once: what is pressed twice by mistake is one decision. Without this the server decides, as ever.
"use strict";

const AGAIN_AFTER = 5000; // milliseconds; an answer that leads nowhere, as a file to keep, leaves the page as it is

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, AGAIN_AFTER);
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent; // come back to by the browser's own button
  }
});
