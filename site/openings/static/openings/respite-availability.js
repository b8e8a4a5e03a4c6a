/* What a house says about room, on any page. These bytes never change: what has to change becomes version 2.
   <respite-availability src="https://…/api/v1/availability/<house>">name, phone, notice and link</respite-availability>
   What stands inside is shown until there is an answer, and whenever there is none. After `valid_until` it says: please
   call. While somebody looks at the page it asks again now and then; it never asks more often than every five minutes
   but for the times at which the house said that its word changes. */
(function () {
  "use strict";
  if (!window.customElements || customElements.get("respite-availability")) { return; }

  var WORDS = {
    en: { call: "Please call to ask", old: "Our last check is too old to repeat.",
      notice: "Not a booking. Call before you travel.", about: "About this house" },
    es: { call: "Llame y pregunte, por favor", old: "Nuestra última revisión ya es vieja.",
      notice: "No es una reserva. Llame antes de viajar.", about: "Sobre esta casa" }
  };
  var PHONE = /^\+[1-9]\d{6,14}$/, EVERY = 300000, LONGEST = 3600000, MINUTE = 60000;
  var HOUSE = "M8 21L24 7l16 14v20H8z";
  var SIGNS = {
    open: [[HOUSE], ["M18.5 41V26h11v15z", "lit"]],
    full: [[HOUSE], ["M18.5 26h.01M29.5 26h.01", "dot"],
      ["M13.5 36c.5-3.5 2.5-5 5-5s4.5 1.5 5 5M24.5 36c.5-3.5 2.5-5 5-5s4.5 1.5 5 5"]],
    paused: [[HOUSE], ["M19.5 25v9.5M28.5 25v9.5"]],
    call: [["M12.5 8l6.2-.8 3.6 8.8-4.3 3.5A24 24 0 0 0 28.5 30l3.5-4.3 8.8 3.6-.8 6.2c-.3 2.4-2.3 4.2-4.7 4" +
      "C19.5 38.3 9.7 28.5 8.5 12.7c-.2-2.4 1.6-4.4 4-4.7z"]]
  };
  SIGNS.waitlist = SIGNS.full;
  var STYLE = ":host{display:block;max-inline-size:30rem}:host([hidden]){display:none}" +
    "div{--surface:#FFFFFF;--line:#D0D6CE;--ink:#2A1E2B;--ink-2:#5D535E;--berry:#623161;--link:#623161;--lamp:#FACC60;" +
    "display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 .75rem;padding:1rem 1.125rem;border:1px solid var(--line);" +
    "border-radius:.75rem;background:var(--surface);color:var(--ink);font:1rem/1.4 system-ui,sans-serif;overflow-wrap:anywhere}" +
    "@supports(color:light-dark(#000,#fff)){div{--surface:light-dark(#FFFFFF,#241F26);--line:light-dark(#D0D6CE,#423C45);" +
    "--ink:light-dark(#2A1E2B,#ECE9E2);--ink-2:light-dark(#5D535E,#B7B0B8);--berry:light-dark(#623161,#D9ADD6);" +
    "--link:light-dark(#623161,#F2D698);--lamp:light-dark(#FACC60,#F4CD76)}}" +
    "p{grid-column:2;margin:0}svg{grid-row:1/4;inline-size:2.5rem;block-size:2.5rem;color:var(--berry);fill:none;" +
    "stroke:currentColor;stroke-width:3;stroke-linecap:round;stroke-linejoin:round}.lit{fill:var(--lamp)}.dot{stroke-width:5.2}" +
    ".small,time,.name{color:var(--ink-2);font-size:.875rem}.words{font-size:1.25rem;font-weight:700;line-height:1.2}" +
    "a{color:var(--link);text-underline-offset:.18em;display:inline-block;padding-block:.25rem}" +
    ".phone a{font-size:1.125rem;font-weight:700;white-space:nowrap}a:focus-visible{outline:3px solid currentColor;outline-offset:2px}" +
    ".foot{grid-column:1/3;margin-block-start:.5rem;padding-block-start:.5rem;border-block-start:1px solid var(--line)}";

  function text(value) { return typeof value === "string" ? value : ""; }

  function put(parent, name, kind, words) {
    var part = document.createElement(name);
    if (kind) { part.className = kind; }
    part.textContent = text(words);
    return parent.appendChild(part);
  }

  function sign(parent, status) {
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 48 48");
    svg.setAttribute("aria-hidden", "true");
    (SIGNS[status] || SIGNS.call).forEach(function (line) {
      var path = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
      path.setAttribute("d", line[0]);
      if (line[1]) { path.setAttribute("class", line[1]); }
    });
    parent.appendChild(svg);
  }

  // A word with an end holds until then; without one, only those hold that promise nothing.
  function holds(answer) {
    if (answer.status === "unknown") { return true; }
    return answer.valid_until === null ? answer.status === "call" : Date.now() < Date.parse(answer.valid_until);
  }

  class RespiteAvailability extends HTMLElement {
    static get observedAttributes() { return ["src"]; }

    constructor() {
      super();
      this.attachShadow({ mode: "open" });
      try {
        var sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        this.shadowRoot.adoptedStyleSheets = [sheet];
      } catch { /* An old browser shows the same words, plain. */ }
      this._look = this._look.bind(this);
    }

    connectedCallback() {
      this._start();
      // A sleeping device stops its timers, so look again whenever somebody comes back, and every half minute.
      this._every = window.setInterval(this._look, 30000);
      document.addEventListener("visibilitychange", this._look);
      window.addEventListener("pageshow", this._look);
    }

    disconnectedCallback() {
      this._asked = null;
      window.clearInterval(this._every);
      this._every = window.clearTimeout(this._end);
      document.removeEventListener("visibilitychange", this._look);
      window.removeEventListener("pageshow", this._look);
    }

    attributeChangedCallback() {
      if (this._every) { this._start(); }
    }

    _start() {
      this._answer = this._told = this._drawn = null;
      this._wait = EVERY;
      this._look();
      this._load();
    }

    _load() {
      var mine = this._asked = {};
      var stop = new AbortController(), patience = window.setTimeout(function () { stop.abort(); }, 15000);
      var done = (lost, after) => {
        window.clearTimeout(patience);
        if (this._asked !== mine) { return; }
        this._plan(lost, after);
        this._look();
      };
      this._due = Infinity;
      fetch(this.getAttribute("src"), { credentials: "omit", referrerPolicy: "no-referrer", signal: stop.signal })
        .then((got) => {
          if (got.ok) { return got.text().then((told) => { if (this._asked === mine) { this._take(told); } done(false); }); }
          // A house that is not there (any more) has no word; of all other trouble nothing is said while the word holds.
          if (this._asked === mine && (got.status === 404 || got.status === 410)) { this._answer = this._told = null; }
          done(true, got.headers.get("Retry-After"));
        })
        .catch(function () { done(true); });
    }

    _take(told) {
      var answer = JSON.parse(told);
      if (!text(answer.status) || !text(answer.label.en) || !PHONE.test(answer.contact.phone)) { throw new Error("No answer."); }
      if (told === this._told) { return; }
      this._told = told;
      this._answer = answer;
      this._drawn = null;
    }

    // The next time is a little random, so that not all pages that stand open ask at once.
    _plan(lost, after) {
      var now = Date.now(), spare = 5000 + Math.random() * MINUTE, answer = this._answer || {};
      this._wait = lost ? Math.min(2 * this._wait, LONGEST) : EVERY;
      this._due = now + Math.max(this._wait, 1000 * (parseInt(after, 10) || 0)) + spare;
      [answer.valid_until, answer.next_update_expected].forEach((moment) => {
        if (!lost && Date.parse(moment) > now) { this._due = Math.min(this._due, Date.parse(moment) + spare); }
      });
    }

    _look() {
      var told = this._answer ? (holds(this._answer) ? "as told" : "unknown") : "nothing";
      if (told !== this._drawn) {
        this._drawn = told;
        if (this._answer) { this._draw(this._answer, told === "as told"); } else { this._show(document.createElement("slot")); }
      }
      window.clearTimeout(this._end);
      var left = told === "as told" ? Date.parse(this._answer.valid_until) - Date.now() : 0;
      if (left > 0) { this._end = window.setTimeout(this._look, Math.min(left, 2147483647)); }
      if (!document.hidden && Date.now() >= this._due) { this._load(); }
    }

    // Whoever stands on a link stays on it.
    _show(part) {
      var links = () => Array.from(this.shadowRoot.querySelectorAll("a"));
      var held = links().indexOf(this.shadowRoot.activeElement);
      this.shadowRoot.replaceChildren(part);
      if (links()[held]) { links()[held].focus({ preventScroll: true }); }
    }

    _draw(answer, told) {
      var near = this.closest("[lang]"), asked = ((near && near.lang) || "en").slice(0, 2).toLowerCase();
      var code = WORDS[asked] && (!told || text(answer.label[asked])) ? asked : "en", words = WORDS[code];
      var card = document.createElement("div"), phone = answer.contact.phone, page, line;
      card.lang = code;
      sign(card, told ? answer.status : "call");
      if (text(answer.name)) { put(card, "p", "name", answer.name); }
      put(card, "p", "words", told ? answer.label[code] : words.call);
      if (!told) {
        put(card, "p", "small", words.old);
      } else if (answer.as_of_label && text(answer.as_of_label[code])) {
        line = put(put(card, "p", "small"), text(answer.as_of) ? "time" : "span", "", answer.as_of_label[code]);
        if (text(answer.as_of)) { line.dateTime = answer.as_of; }
      }
      line = put(card, "p", "phone small");
      put(line, "a", "", phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3")).href = "tel:" + phone;
      line.append(" ", text(answer.contact.hours));
      line = put(card, "p", "foot small", words.notice + " ");
      page = answer.links && text(answer.links.html);
      if (/^https?:\/\//.test(page)) { put(line, "a", "", words.about).href = page; }
      this._show(card);
    }
  }

  customElements.define("respite-availability", RespiteAvailability);
})();
