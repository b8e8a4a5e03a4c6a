/* What HTML cannot do: leave fast, show nothing from the back-forward cache, move focus, speak. Keeps nothing. */
(() => {
  "use strict";
  const one = (words, from = document) => from.querySelector(words);

  // Leaving: empty the fields, blank the page, take a neutral title, then go; this page is not kept in the history.
  const leave = (address) => {
    document.querySelectorAll("input, textarea, select").forEach((field) => {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else if (field.type !== "hidden") field.value = "";
    });
    document.title = "…";
    document.body.replaceChildren();
    window.location.replace(address);
  };
  const way = one("a[data-leave]");
  if (way) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-leave]");
      if (!link) return;
      event.preventDefault(); // with Shift held, too: a new window would leave this one standing behind it
      leave(link.href);
    });

    // Shift, pressed and let go three times, with no other key between and at most five seconds apart.
    const dots = one("[data-leave-dots]");
    const status = one("[data-leave-status]");
    let pressed = 0, alone = false, timer;
    const show = (words) => {
      if (status) status.textContent = words;
      if (!dots) return;
      dots.hidden = !pressed;
      [...dots.children].forEach((dot, at) => dot.toggleAttribute("data-on", at < pressed));
    };
    const stop = (words) => {
      clearTimeout(timer);
      pressed = 0;
      show(words);
    };
    document.addEventListener("keydown", (event) => {
      if (event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey) { alone = !event.repeat || alone; return; }
      alone = false;
      if (pressed) stop("");
    });
    document.addEventListener("pointerdown", () => { alone = false; if (pressed) stop(""); });
    document.addEventListener("keyup", (event) => {
      if (event.key !== "Shift" || !alone) return;
      alone = false;
      clearTimeout(timer);
      pressed += 1;
      if (pressed === 3) { show(status?.dataset.going ?? ""); leave(way.href); return; }
      show((pressed === 1 ? status?.dataset.two : status?.dataset.one) ?? "");
      timer = setTimeout(() => stop(status?.dataset.out ?? ""), 5000);
    });
    // A page goes into the browser's memory blank, and is asked for again when it comes back from there.
    window.addEventListener("pagehide", (event) => { document.documentElement.hidden = event.persisted; });
    window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
  }

  // Words that are only true with script.
  document.querySelectorAll("[data-needs-script]").forEach((words) => { words.hidden = false; });

  // A code that came as a square stands behind the #, which no server sees: into the field, and out of the address.
  const code = one(".code-field input[name=code]");
  if (code && /^#[0-9a-z]{4}(-[a-z]+){5}$/i.test(window.location.hash)) {
    code.value = window.location.hash.slice(1).replaceAll("-", " ");
    window.history.replaceState(null, "", window.location.pathname);
  }

  // What to look at first: the summary of errors, or the heading of a part that has just come.
  one("[data-focus]")?.focus();

  // Escape closes what was opened in place.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") one("[data-close]", event.target.closest?.("[data-open]") ?? document.createElement("p"))?.click();
  });

  // htmx: busy while loading, focus never lost, one live line that speaks.
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (!part?.querySelector || part.id === "live" || part.closest("[data-quiet]")) return;
    const asked = one("[data-focus]", part);
    if (asked) { asked.focus(); return; }
    if (document.activeElement && document.activeElement !== document.body) return;
    (one('h1[tabindex], h2[tabindex], h3[tabindex], [autofocus]', part) ?? one("#main"))?.focus();
  });
  document.addEventListener("htmx:sendError", () => {
    const live = one("#live"), words = one("[data-offline]")?.dataset.offline;
    if (live && words) live.textContent = words;
  });
})();
