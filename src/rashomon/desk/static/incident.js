// The evidence beside the page: values open their words without leaving it.
"use strict";
(() => {
  const drawer = document.getElementById("evidence");
  const place = drawer.querySelector("[data-drawer]");
  const incident = document.querySelector("[data-incident]").dataset.incident;
  let opener = null;

  function show() {
    drawer.hidden = false;
    document.body.classList.add("with-evidence");
    const wanted = place.querySelector("[data-row].here") ?? place.querySelector("[data-row]");
    place.querySelector("h2")?.focus({ preventScroll: true });
    drawer.scrollTop = 0;
    if (wanted) desk.go(wanted, { focus: false });
  }

  function close() {
    drawer.hidden = true;
    document.body.classList.remove("with-evidence");
    const bare = new URL(location);
    ["claim", "question", "judged"].forEach((each) => bare.searchParams.delete(each));
    history.replaceState(null, "", bare);
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    if (opener?.closest("[data-row]")) desk.go(opener.closest("[data-row]"), { focus: false, scroll: false });
  }

  document.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      close();
      return;
    }
    const link = event.target.closest("a[data-evidence], .figures svg a");
    if (!link) return;
    const to = new URL(link.getAttribute("href"), location);
    if (!to.searchParams.has("claim") && !to.searchParams.has("question")) return;
    event.preventDefault();
    opener = link;
    if (await desk.part(`/incidents/${incident}/evidence${to.search}`, place)) {
      history.replaceState(null, "", to);
      show();
    } else {
      location = to;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !drawer.hidden && !document.querySelector("[popover]:popover-open, dialog[open]")) close();
  });
  // Words instead of an id: incidents with these words are offered.
  const other = document.querySelector("[data-other]");
  const offered = document.getElementById("likely");
  const says = document.querySelector("[data-found]");
  let asked = "";
  other?.addEventListener("input", async () => {
    const words = other.value.trim();
    if (words.length < 3 || words.startsWith("i-") || words === asked) return;
    asked = words;
    const answer = await fetch(`/api/v1/incidents?${new URLSearchParams({ words, limit: 8 })}`);
    if (!answer.ok || asked !== words) return;
    const found = (await answer.json()).incidents.filter((each) => each.id !== incident);
    offered.replaceChildren(...found.map((each) =>
      Object.assign(document.createElement("option"), {
        value: each.id, label: `${each.title}, ${each.date_start ?? "no date"}`,
      })));
    says.textContent = found.length ? found.map((each) => `${each.title}: ${each.id}`).join(" · ") : "No incident has these words.";
  });
  if (!drawer.hidden) show();
})();
