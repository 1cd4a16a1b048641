// Drag a party by its handle onto a bloc: the choice under its "Move" is set and sent. Nothing else moves a party.
(() => {
  const FAR = 6;
  let held = null;

  const laneUnder = (event) => {
    const found = document.elementFromPoint(event.clientX, event.clientY);
    const lane = found && found.closest("[data-join]");
    return lane && lane.closest("[data-board]") === held.board && lane !== held.chip ? lane : null;
  };

  const mark = (lane) => {
    if (held.lane !== lane) {
      if (held.lane) held.lane.classList.remove("over");
      if (lane) lane.classList.add("over");
      held.lane = lane;
    }
  };

  const letGo = () => {
    if (!held) return;
    mark(null);
    if (held.ghost) held.ghost.remove();
    held.chip.classList.remove("held");
    held = null;
  };

  const lift = () => {
    const ghost = document.createElement("div");
    ghost.className = "ghost";
    ghost.textContent = held.chip.querySelector("abbr").textContent;
    document.body.append(ghost);
    held.chip.classList.add("held");
    held.ghost = ghost;
  };

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-drag]");
    if (!grip || event.button !== 0) return;
    const chip = grip.closest(".chip");
    event.preventDefault();
    held = { chip, board: chip.closest("[data-board]"), x: event.clientX, y: event.clientY, ghost: null, lane: null };
  });

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (!held.ghost && Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR) lift();
    if (!held.ghost) return;
    held.ghost.style.left = `${event.clientX + 8}px`;
    held.ghost.style.top = `${event.clientY + 8}px`;
    mark(laneUnder(event));
  });

  document.addEventListener("pointerup", (event) => {
    if (!held) return;
    const lane = held.ghost && laneUnder(event);
    const form = held.chip.querySelector("form");
    const select = form && form.elements.to;
    letGo();
    if (!lane || !select) return;
    if ([...select.options].some((option) => option.value === lane.dataset.join)) {
      select.value = lane.dataset.join;
      form.requestSubmit();
    }
  });

  document.addEventListener("pointercancel", letGo);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") letGo();
  });
})();
