/* The board, beyond links and forms: one tab stop with arrow keys, dragging that only fills in the form, a quiet watch. */
(() => {
  "use strict";
  const one = (words, from = document) => from.querySelector(words);
  const STOPS = "tbody td a";
  const board = () => one("#board-table");
  if (!board()) return;

  // Keys. Bars and free nights share one tab stop; arrows go by room and night, Home to tonight, End to the end.
  const stops = (row) => [...(row ?? board()).querySelectorAll(STOPS)];
  const only = (chosen) => {
    stops().forEach((stop) => { stop.tabIndex = stop === chosen ? 0 : -1; });
  };
  const middle = (stop) => {
    const box = stop.getBoundingClientRect();
    return [box.left, box.right];
  };
  const atTonight = (row) => {
    const head = one("thead [data-tonight]", board())?.getBoundingClientRect();
    const found = head && stops(row).find((stop) => middle(stop)[1] > head.left + 1);
    return found ?? stops(row)[0];
  };
  const beside = (stop, down) => {
    const [from, to] = middle(stop);
    let row = stop.closest("tr");
    while ((row = down ? row.nextElementSibling : row.previousElementSibling)) {
      const near = (other) => {
        const [left, right] = middle(other);
        return Math.max(0, left - to, from - right);
      };
      const found = stops(row).sort((a, b) => near(a) - near(b))[0];
      if (found) return found;
    }
    return null;
  };
  const go = (stop) => {
    if (!stop) return;
    only(stop);
    stop.focus();
  };
  const begin = () => only(atTonight(one("tbody tr", board())) ?? stops()[0]);
  const moving = (stop) => {
    const code = stop.dataset.stay ?? /stays\/([^/]+)\/$/.exec(stop.getAttribute("href"))?.[1];
    return code && stop.matches("[data-state=here], [data-state=expected], [data-state=held]") ? code : null;
  };
  const steps = {
    ArrowRight: (stop, row) => row[row.indexOf(stop) + 1],
    ArrowLeft: (stop, row) => row[row.indexOf(stop) - 1],
    ArrowDown: (stop) => beside(stop, true),
    ArrowUp: (stop) => beside(stop, false),
    Home: (stop) => atTonight(stop.closest("tr")),
    End: (stop, row) => row.at(-1),
  };
  document.addEventListener("keydown", (event) => {
    const stop = event.target.closest?.(STOPS);
    if (!stop || !board().contains(stop) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (steps[event.key]) {
      event.preventDefault();
      go(steps[event.key](stop, stops(stop.closest("tr"))));
    } else if (event.key.toLowerCase() === "m" && moving(stop)) {
      event.preventDefault();
      window.location.assign(`../stays/${moving(stop)}/move/`);
    }
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(STOPS) && board().contains(event.target)) only(event.target);
  });

  // Closing the tray leads back to the bar it came from.
  document.addEventListener("click", (event) => {
    const way = event.target.closest("#tray [data-close]");
    if (!way) return;
    event.preventDefault();
    const bar = document.getElementById(`stay-${one("#tray").dataset.stay}`);
    const empty = document.createElement("div");
    empty.id = "tray";
    one("#tray").replaceWith(empty);
    window.history.pushState(null, "", way.getAttribute("href").replace(/#.*/, ""));
    one("#live")?.replaceChildren();
    if (bar?.getClientRects().length) go(bar); else one("#main").focus();
  });

  // A click anywhere in a free run does what its link does.
  document.addEventListener("click", (event) => {
    let cell = event.target.closest?.("#board-table tbody td");
    if (!cell || event.target.closest("a") || one(".bar", cell)) return;
    while (!one("a", cell) && cell.previousElementSibling?.matches("td:not(:has(.bar))")) cell = cell.previousElementSibling;
    one("a:not(.bar)", cell)?.click();
  });

  // Dragging a bar to another room opens the same form with that room chosen; dragged along its own room, the tray
  // says where nights are changed. Dropping never saves.
  let dragged = null;
  const room = (event) => event.target.closest?.("#board-table tbody tr[data-bed]");
  const unmark = () => document.querySelectorAll("tr[data-drop]").forEach((row) => row.removeAttribute("data-drop"));
  document.addEventListener("dragstart", (event) => {
    const bar = event.target.closest?.("#board-table a.bar");
    dragged = bar && moving(bar) ? { code: moving(bar), bed: bar.closest("tr").dataset.bed } : null;
    if (bar && !dragged) event.preventDefault();
  });
  document.addEventListener("dragover", (event) => {
    const row = room(event);
    if (!dragged || !row) return;
    event.preventDefault();
    unmark();
    if (row.dataset.bed !== dragged.bed) row.setAttribute("data-drop", "");
  });
  document.addEventListener("dragend", () => { dragged = null; unmark(); });
  document.addEventListener("drop", (event) => {
    const row = room(event);
    if (!dragged || !row) return;
    event.preventDefault();
    const asked = new URLSearchParams(one("#board-watch").getAttribute("hx-get").split("?")[1]);
    const way = row.dataset.bed === dragged.bed ? { along: 1 } : { to: `bed-${row.dataset.bed}` };
    const to = new URLSearchParams({ from: asked.get("from"), nights: asked.get("nights"), stay: dragged.code, ...way });
    window.htmx.ajax("GET", `?${to}`, { target: "#tray", swap: "outerHTML" });
    unmark();
  });

  // The watch: silent while nobody looks; focus, and what is said about the last change, stay where they are.
  let kept = null;
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.id === "board-watch" && document.hidden) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const at = document.activeElement;
    if (event.target.id !== "board-watch" || !at?.closest("#board-table, #board-top, #board-cards")) { kept = null; return; }
    const whole = at.closest("#board-table, #board-top, #board-cards");
    const row = at.closest("tr, li");
    kept = { href: at.getAttribute("href"), id: at.id, part: whole.id, bed: row?.dataset.bed };
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.id === "live" && event.detail.target.contains(document.activeElement)) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "board-watch" && event.detail.elt?.id !== "board-watch") return;
    begin();
    if (!kept) return;
    const part = document.getElementById(kept.part);
    const same = (kept.id && document.getElementById(kept.id))
      || (kept.href && [...part.querySelectorAll("a")].find((link) => link.getAttribute("href") === kept.href))
      || (kept.bed && one(STOPS, one(`tr[data-bed="${kept.bed}"]`, part) ?? part))
      || one("a, button", part) || one("#board-box");
    if (kept.part === "board-table") only(same);
    same?.focus({ preventScroll: true });
    kept = null;
  });
  begin();
})();
