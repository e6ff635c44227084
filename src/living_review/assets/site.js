/* Small conveniences; every page reads the same without them. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("laid-out-late");
  /* From disk fonts are there at once, and asking for them ahead is refused: each is shown when it is read. */
  if (location.protocol === "file:" && document.fonts) { document.fonts.forEach(function (face) { face.display = "swap"; }); }
  var order = ["auto", "light", "dark"];
  var words = { auto: "{{ auto }}", light: "{{ light }}", dark: "{{ dark }}" };

  function chosen() {
    try { return localStorage.getItem("scheme") || "auto"; } catch (refused) { return root.dataset.theme || "auto"; }
  }
  function apply(scheme) {
    if (scheme === "auto") { delete root.dataset.theme; } else { root.dataset.theme = scheme; }
    try { localStorage.setItem("scheme", scheme); } catch (refused) { /* private browsing */ }
  }
  apply(order.indexOf(chosen()) < 0 ? "auto" : chosen());

  /* A region is a stop for the Tab key only while it scrolls. */
  function mark(region) {
    /* A window that is not laid out yet is full of what scrolls. */
    if (getComputedStyle(region).contentVisibility === "auto" || region.scrollWidth > region.clientWidth + 1 || region.scrollHeight > region.clientHeight + 1) { region.tabIndex = 0; } else { region.removeAttribute("tabindex"); }
  }

  var roles = { THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };
  function card(table) {
    table.setAttribute("role", "table");
    table.querySelectorAll("thead, tbody, tfoot, tr, td, th").forEach(function (each) {
      each.setAttribute("role", roles[each.tagName] || (each.scope.indexOf("col") ? "rowheader" : "columnheader"));
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.querySelector(".scheme");
    if (button) {
      button.hidden = false;
      button.textContent = words[chosen()];
      button.addEventListener("click", function () {
        var next = order[(order.indexOf(chosen()) + 1) % order.length];
        apply(next);
        button.textContent = words[next];
      });
    }
    /* A page that stays as it was published cannot know that the next search is overdue by now. */
    document.querySelectorAll("[data-due]").forEach(function (due) {
      if (due.dataset.due < new Date().toISOString().slice(0, 10)) {
        due.insertAdjacentHTML("beforeend", " <strong class=\"overdue\">{{ overdue }}</strong>");
      }
    });
    var regions = document.querySelectorAll(".wide, .reports > dl");
    function markAll() { regions.forEach(mark); }
    window.addEventListener("load", markAll);
    window.addEventListener("resize", markAll);
    /* Beside the text, where it takes no room from it, the list of a page's parts stands open. */
    var parts = document.querySelector(".contents > details");
    if (parts && window.matchMedia("(min-width: 70rem)").matches) { parts.open = true; }
    /* On paper nothing is folded, and every figure is there. */
    window.addEventListener("beforeprint", function () {
      document.querySelectorAll("img[loading]").forEach(function (each) { each.loading = "eager"; });
      document.querySelectorAll("details:not([open])").forEach(function (each) { each.open = true; each.dataset.folded = ""; });
    });
    window.addEventListener("afterprint", function () {
      document.querySelectorAll("details[data-folded]").forEach(function (each) { each.open = false; delete each.dataset.folded; });
    });
    /* A row that is drawn as a card stays a row for those who hear it, in every browser. */
    var narrow = window.matchMedia("(max-width: 48rem)");
    function asCards() {
      if (narrow.matches) { document.querySelectorAll("table.stack:not([role])").forEach(card); }
      markAll();
    }
    narrow.addEventListener("change", asCards);
    asCards();
    /* An address that leads into a folded part opens it. */
    function reveal() {
      /* What is chosen in a table stands behind its name. */
      var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1).split("?")[0]));
      var folded = target && target.closest("details");
      if (folded) { folded.open = true; target.scrollIntoView(); }
    }
    window.addEventListener("hashchange", reveal);
    reveal();
  });
})();
