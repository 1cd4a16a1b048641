// Choose a seat in the map or in the table, and it is chosen in the other too; its details are fetched.
(() => {
  const choose = (code, details) => {
    document.querySelectorAll("[data-seat].chosen").forEach((old) => {
      old.classList.remove("chosen");
      old.removeAttribute("aria-current");
    });
    document.querySelectorAll(`[data-seat="${CSS.escape(code)}"]`).forEach((one) => {
      one.classList.add("chosen");
      one.setAttribute("aria-current", "true");
    });
    const row = document.getElementById(`row-${code}`);
    const more = row && row.querySelector(".more");
    if (details && more && window.htmx) window.htmx.ajax("GET", more.getAttribute("hx-get"), { target: "#seat-details" });
    return row;
  };

  document.addEventListener("click", (event) => {
    const shape = event.target.closest("a.seat");
    const back = event.target.closest("a.to-map");
    const more = event.target.closest("a.more");
    if (shape) {
      event.preventDefault();
      const row = choose(shape.dataset.seat, true);
      const link = row && row.querySelector("a.to-map");
      if (link) link.focus({ preventScroll: true });
      if (row) row.scrollIntoView({ block: "nearest" });
    } else if (back) {
      event.preventDefault();
      const code = back.closest("[data-seat]").dataset.seat;
      choose(code, false);
      const drawn = document.getElementById(`shape-${code}`);
      if (drawn) drawn.focus();
    } else if (more) {
      choose(more.closest("[data-seat]").dataset.seat, false);
    }
  });
})();
