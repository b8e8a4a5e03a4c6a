/* The card of a house in somebody else's page: it tells its height, turns to "please call" when its time is over, and
   while somebody looks at it asks again now and then, so that a page left open keeps up with the house. */
(function () {
  "use strict";

  var EVERY = 300000, LONGEST = 3600000, MINUTE = 60000;
  var card = document.getElementById("card");
  var shown = card.outerHTML, told = 0, wait = EVERY, ask = Infinity, ends, after;

  function tell() {
    var frame = card.parentElement, style = getComputedStyle(frame);
    var height = Math.ceil(["paddingTop", "paddingBottom", "borderTopWidth", "borderBottomWidth"].reduce(
      function (sum, name) { return sum + parseFloat(style[name]); }, card.getBoundingClientRect().height
    ));
    if (height === told || window.parent === window) { return; }
    told = height;
    // WordPress waits for "message" and "value" and knows its frame by the secret in the address.
    var secret = /[#?&]secret=([\w-]+)/.exec(window.location.hash);
    window.parent.postMessage(
      { type: "respite-height", message: "height", value: height, secret: secret ? secret[1] : undefined }, "*"
    );
  }

  // The next time is a little random, so that not all pages that stand open ask at once.
  function plan(failed) {
    var spare = 5000 + Math.random() * MINUTE, now = Date.now();
    wait = failed ? Math.min(2 * wait, LONGEST) : EVERY;
    ask = now + wait + spare;
    [ends, Date.parse(card.getAttribute("data-next"))].forEach(function (moment) {
      if (!failed && moment > now) { ask = Math.min(ask, moment + spare); }
    });
  }

  function read() {
    after = document.getElementById("after");
    ends = after ? Date.parse(card.getAttribute("data-ends")) : NaN;
  }

  function put(fresh) {
    if (!fresh) { throw new Error("This is no card."); }
    if (fresh.outerHTML === shown) { return; }
    shown = fresh.outerHTML;
    // Whoever stands on a link stays on it.
    var held = Array.from(card.querySelectorAll("a")).indexOf(document.activeElement);
    card.replaceWith(fresh);
    card = fresh;
    var link = card.querySelectorAll("a")[held];
    if (link) { link.focus({ preventScroll: true }); }
    read();
  }

  function load() {
    var stop = new AbortController(), patience = window.setTimeout(function () { stop.abort(); }, 15000);
    ask = Infinity;
    fetch(window.location.href.split("#")[0], { credentials: "omit", referrerPolicy: "no-referrer", signal: stop.signal })
      .then(function (got) {
        // A house that is shown no more is a 404 with words of its own; of all other trouble nothing is said.
        if (!got.ok && got.status !== 404) { throw new Error(got.status); }
        return got.text();
      })
      .then(function (text) { put(new DOMParser().parseFromString(text, "text/html").getElementById("card")); })
      .then(function () { plan(false); }, function () { plan(true); })
      .then(function () { window.clearTimeout(patience); look(); });
  }

  function look() {
    if (after && !(Date.now() < ends)) {
      document.getElementById("now").replaceChildren(after.content.cloneNode(true));
      after = null;
    }
    tell();
    if (!document.hidden && Date.now() >= ask) { load(); }
  }

  read();
  plan(false);
  look();
  // A sleeping device stops its timers, so look again whenever somebody comes back, and every half minute.
  window.setInterval(look, 30000);
  if (after) { window.setTimeout(look, Math.max(0, ends - Date.now())); }
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", look);
  window.addEventListener("resize", tell);
  window.addEventListener("load", tell);
})();
