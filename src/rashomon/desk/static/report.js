// Adding a claim: the words selected in the report, as characters of its text.
"use strict";
(() => {
  const text = document.querySelector(".reader .text");
  const place = document.querySelector("[data-adding]");
  const tool = document.querySelector("[data-add]");
  const report = document.querySelector("[data-report]").dataset.report;
  if (!tool) return;

  // JavaScript counts UTF-16 units, the casebook characters.
  const characters = (some) => [...some].length;
  let held = { quote: "", start: "" };

  function selected() {
    const area = document.querySelector("textarea.by-keys");
    if (area && area.selectionEnd > area.selectionStart) {
      const before = area.value.slice(0, area.selectionStart);
      return { quote: area.value.slice(area.selectionStart, area.selectionEnd), start: characters(before) };
    }
    const now = getSelection();
    if (!now.rangeCount || now.isCollapsed) return null;
    const range = now.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const quote = range.toString();
    const lead = quote.length - quote.trimStart().length;
    return { quote: quote.trim(), start: characters(before.toString()) + characters(quote.slice(0, lead)) };
  }

  async function ask(field) {
    const asked = new URLSearchParams({ field, ...held });
    if (await desk.part(`/reports/${report}/adding?${asked}`, place)) {
      place.scrollIntoView({ block: "nearest" });
      desk.first(place)?.focus();
    }
  }

  document.addEventListener("selectionchange", () => {
    const found = selected();
    if (found?.quote) held = found;
    tool.classList.toggle("ready", Boolean(found?.quote));
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-add]")) {
      event.preventDefault();
      held = selected() ?? held;
      ask(place.querySelector("[data-question]")?.value ?? "deaths");
    }
    if (event.target.closest("[data-leave]")) {
      place.replaceChildren();
      tool.focus();
    }
  });
  place.addEventListener("change", (event) => {
    if (!event.target.matches("[data-question]")) return;
    held = { quote: place.querySelector("[name=quote]").value, start: place.querySelector("[name=start]").value };
    ask(event.target.value).then(() => place.querySelector("[data-question]").focus());
  });

  // The text in a field that cannot be changed: there Shift and the arrows select, as everywhere.
  const byKeys = document.querySelector("[data-by-keys]");
  byKeys.hidden = false;
  byKeys.addEventListener("click", () => {
    const shown = document.querySelector("textarea.by-keys");
    if (shown) {
      shown.remove();
      text.hidden = false;
      byKeys.focus();
      return;
    }
    const area = Object.assign(document.createElement("textarea"), {
      className: "by-keys", value: text.textContent, rows: 18, spellcheck: false, inputMode: "none",
    });
    // Not readOnly: in such a field Chromium's arrows select nothing.
    area.addEventListener("beforeinput", (event) => event.preventDefault());
    area.setAttribute("aria-readonly", "true");
    area.setAttribute("aria-label", "The report: select words with Shift and the arrows, then Enter");
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && selected()) {
        event.preventDefault();
        tool.click();
      }
      if (event.key === "Escape") byKeys.click();
    });
    text.hidden = true;
    text.after(area);
    area.focus();
    area.setSelectionRange(0, 0);
  });
})();
