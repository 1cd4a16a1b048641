// A slider beside the day: sliding names the day, letting go shows it.
"use strict";
(() => {
  const slide = document.getElementById("slide");
  const day = document.getElementById("on");
  const dayOf = (place) => {
    const found = new Date(`${slide.dataset.first}T00:00:00Z`);
    found.setUTCDate(found.getUTCDate() + Number(place));
    return found.toISOString().slice(0, 10);
  };
  slide.hidden = false;
  document.querySelector("label[for=slide]").hidden = false;
  slide.addEventListener("input", () => {
    day.value = dayOf(slide.value);
    slide.setAttribute("aria-valuetext", day.value);
  });
  slide.addEventListener("change", () => day.form.requestSubmit());
  day.addEventListener("change", () => {
    const days = (new Date(`${day.value}T00:00:00Z`) - new Date(`${slide.dataset.first}T00:00:00Z`)) / 86400000;
    if (days >= 0) slide.value = days;
  });
})();
