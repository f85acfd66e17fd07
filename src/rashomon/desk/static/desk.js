// Keys, highlighting, copying. Every page works without it; only the desk itself is asked.
"use strict";
window.desk = (() => {
  const help = document.querySelector("dialog.keys");
  const drawer = document.getElementById("evidence");
  const shown = (each) => each.checkVisibility?.() ?? each.offsetParent !== null;
  const open = () => drawer && !drawer.hidden;
  let row = null;

  // The rows that j and k walk: those of the evidence beside the page while it is open.
  const rows = () =>
    [...(open() ? drawer : document).querySelectorAll("[data-row]")].filter(
      (each) => shown(each) && (open() || !drawer?.contains(each)));

  const marks = (claim) =>
    [...document.querySelectorAll("mark[data-claims]")].filter((mark) =>
      mark.dataset.claims.split(" ").includes(claim));

  function go(to, { scroll = true, focus = true } = {}) {
    if (!to) return;
    document.querySelectorAll("[data-row].here, mark.here").forEach((each) => each.classList.remove("here"));
    row = to;
    row.classList.add("here");
    if (scroll) row.scrollIntoView({ block: "nearest" });
    if (row.dataset.claim) {
      const own = marks(row.dataset.claim);
      own.forEach((mark) => mark.classList.add("here"));
      if (scroll) own[0]?.scrollIntoView({ block: "nearest" });
    }
    if (focus) row.querySelector("a, button, summary")?.focus({ preventScroll: true });
  }

  function step(by) {
    const all = rows();
    const at = all.indexOf(row);
    go(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))]);
  }

  // What a key stands for: in the row at hand, else outside all rows; signing, the first there is.
  function keyed(key) {
    const named = `[data-key="${CSS.escape(key)}"]`;
    const own = row?.isConnected ? row.querySelector(named) : null;
    if (own && shown(own)) return own;
    const all = [...document.querySelectorAll(named)].filter(shown);
    return all.find((each) => !each.closest("[data-row]")) ?? (key === "f" ? all[0] : undefined);
  }

  function press(key) {
    const found = keyed(key);
    if (!found) return false;
    if (found.localName === "summary") {
      found.parentElement.open = true;
      first(found.parentElement)?.focus();
    } else {
      found.click();
    }
    return true;
  }

  const first = (form) =>
    [...form.querySelectorAll("input:not([type=hidden]), select, textarea")].find(shown);

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    u: () => [...document.querySelectorAll(".notice [data-undo], [data-undo]")].find(shown)?.click(),
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": () => help?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, dialog, [popover]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
    if (keys[event.key]) {
      keys[event.key]();
      event.preventDefault();
    } else if (press(event.key)) {
      event.preventDefault();
    }
  });

  document.querySelector("[data-help]")?.addEventListener("click", () => help?.showModal());
  document.addEventListener("focusin", (event) => {
    const within = event.target.closest("[data-row]");
    if (within && within !== row) go(within, { scroll: false, focus: false });
  });
  document.querySelectorAll("[popover]").forEach((each) =>
    each.addEventListener("toggle", (event) => event.newState === "open" && first(each)?.focus()));

  async function copy(button) {
    const words = button.dataset.copy;
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(words);
    } else { // not on 127.0.0.1 and not over https: the old way
      const held = Object.assign(document.createElement("textarea"), { value: words });
      document.body.append(held);
      held.select();
      document.execCommand("copy");
      held.remove();
    }
    button.textContent = "copied";
  }

  // A form that the desk makes when it is asked for: fetched into its place, else its link followed.
  async function part(address, into) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return false;
    into.innerHTML = await answer.text();
    return true;
  }

  document.addEventListener("click", async (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    const button = event.target.closest("[data-copy]");
    if (button) await copy(button);
    const mark = event.target.closest("mark[data-claims]");
    if (mark && String(getSelection()) === "") {
      const claims = mark.dataset.claims.split(" ");
      go(rows().find((each) => claims.includes(each.dataset.claim)));
    }
    const link = event.target.closest("a[data-correct]");
    if (link && plain) {
      const claim = link.closest(".claim");
      const into = claim.querySelector("[data-correcting]");
      const to = new URL(link.href);
      const back = claim.querySelector("input[name=back]").value;
      const asked = new URLSearchParams({ claim: to.searchParams.get("correct"), back });
      event.preventDefault();
      if (await part(`${to.pathname}/correcting?${asked}`, into)) first(into)?.focus();
      else location = link.href;
    }
  });

  const wanted = location.hash.match(/^#(?:c|row)-(.+)$/);
  const here = (wanted && document.getElementById(`row-${wanted[1]}`)) ?? document.querySelector("[data-row].here");
  if (here) go(here);
  return { go, rows, part, first, step };
})();
