// Show what the server answers when somebody else was faster (409): htmx leaves such answers out otherwise.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 409) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
