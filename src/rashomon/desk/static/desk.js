// Keys and highlighting. Every page works without it; nothing is fetched.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("[data-row]")];
  const help = document.querySelector("dialog.keys");
  let at = -1;

  const marks = (claim) =>
    [...document.querySelectorAll("mark[data-claims]")].filter((mark) =>
      mark.dataset.claims.split(" ").includes(claim));

  function go(to, scroll = true) {
    if (!rows.length) return;
    rows[at]?.classList.remove("here");
    at = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[at];
    row.classList.add("here");
    if (scroll) row.scrollIntoView({ block: "nearest" });
    document.querySelectorAll("mark.here").forEach((mark) => mark.classList.remove("here"));
    if (row.dataset.claim) {
      const own = marks(row.dataset.claim);
      own.forEach((mark) => mark.classList.add("here"));
      own[0]?.scrollIntoView({ block: "center" });
    }
    row.querySelector("a")?.focus({ preventScroll: true });
  }

  const within = (name) => rows[at]?.querySelector(`[data-${name}]`);

  function unfold(name) {
    const summary = within(name);
    if (!summary) return;
    summary.parentElement.open = true;
    summary.parentElement.querySelector("input:not([type=hidden])")?.focus();
  }

  const keys = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    a: () => within("accept")?.click(),
    r: () => unfold("reject"),
    c: () => unfold("correct"),
    u: () => [...document.querySelectorAll("[data-undo]")].at(-1)?.click(),
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": () => help?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  document.querySelector("[data-help]")?.addEventListener("click", () => help?.showModal());
  rows.forEach((row, number) => row.addEventListener("focusin", () => at !== number && go(number, false)));
  document.querySelectorAll("mark[data-claims]").forEach((mark) =>
    mark.addEventListener("click", () => {
      const claims = mark.dataset.claims.split(" ");
      const next = rows.findIndex((row) => claims.includes(row.dataset.claim));
      if (next >= 0) go(next);
    }));

  document.querySelectorAll("[data-copy]").forEach((button) =>
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "copied";
    }));

  // The quotes of an incident lead to their place in the report.
  document.querySelectorAll("blockquote[id^=q-]").forEach((quote) => {
    const row = document.getElementById(`row-${quote.id.slice(2)}`);
    const open = row?.querySelector("[data-open]");
    if (!open) return;
    const link = document.createElement("a");
    link.href = open.getAttribute("href");
    link.textContent = "in the report";
    quote.querySelector("cite")?.append(" · ", link);
  });

  const wanted = location.hash.match(/^#(?:c|row)-(.+)$/);
  const found = wanted ? rows.findIndex((row) => row.id === `row-${wanted[1]}`) : -1;
  if (found >= 0) go(found);
})();
