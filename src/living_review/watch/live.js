/* Added by `living-review watch` to the pages it serves: reloads them, and shows what is wrong. */
(function () {
  "use strict";
  var shown = document.currentScript.dataset.build;
  var source = null;
  var bar = null;

  function say(sentence) {
    if (!sentence) {
      if (bar) { bar.remove(); bar = null; }
      return;
    }
    if (!bar) {
      bar = document.createElement("div");
      bar.id = "living-review-fault";
      bar.setAttribute("role", "alert");
      bar.style.cssText = "position:sticky;top:0;z-index:9999;padding:.75rem 1rem;" +
        "background:#8b1a1a;color:#fff;font:16px/1.4 sans-serif;white-space:pre-wrap;overflow-wrap:anywhere";
      document.body.prepend(bar);
    }
    bar.textContent = sentence;
  }

  function open() {
    source = new EventSource("/-/events");
    source.onmessage = function (event) {
      var now = JSON.parse(event.data);
      if (now.build !== shown) { location.reload(); return; }
      say(now.fault && "The last save could not be built, so this is still the page before it. " + now.fault);
    };
    source.onerror = function () {
      say("No connection to living-review watch: a save may be missing from this page.");
      if (source.readyState === EventSource.CLOSED) { setTimeout(open, 1000); }
    };
  }

  /* A hidden page lets go: a browser gives one address six connections only. */
  document.addEventListener("visibilitychange", function () {
    if (source) { source.close(); source = null; }
    if (document.visibilityState === "visible") { open(); }
  });
  window.addEventListener("pagehide", function () { if (source) { source.close(); } });
  document.addEventListener("DOMContentLoaded", open);
})();
