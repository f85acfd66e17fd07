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
  if (!drawer.hidden) show();
})();
