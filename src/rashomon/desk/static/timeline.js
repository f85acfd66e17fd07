// Dragging over the bars of the timeline chooses from the first to the last of them.
"use strict";
(() => {
  const line = document.querySelector("[data-timeline]");
  if (!line) return;
  const bars = [...line.querySelectorAll("[data-period]")];
  let from = -1;
  let to = -1;

  const under = (event) => bars.indexOf(
    document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-period]"));
  const show = () => bars.forEach((bar, n) => bar.classList.toggle(
    "chosen", from >= 0 && n >= Math.min(from, to) && n <= Math.max(from, to)));

  line.addEventListener("dragstart", (event) => event.preventDefault());
  line.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType !== "touch") from = to = under(event);
  });
  addEventListener("pointermove", (event) => {
    if (from < 0) return;
    const at = under(event);
    if (at >= 0) to = at;
    if (to !== from) show();
  });
  addEventListener("pointerup", () => {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    from = -1;
    if (first < 0 || first === last) return;
    line.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
    const query = new URLSearchParams(location.search);
    query.delete("page");
    query.set("since", bars[first].dataset.period);
    query.set("until", bars[last].dataset.period);
    location.assign(`/?${query}`);
  });
})();
