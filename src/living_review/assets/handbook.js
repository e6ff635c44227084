/* Search without a server: the index is loaded once somebody searches, and nothing is asked of anybody. */
(function () {
  "use strict";
  var SHOWN = 40;

  /* As `words` of handbook/search.py. */
  function words(text) {
    var spelled = text.toLowerCase().replace(/τ/g, "tau").replace(/χ/g, "chi").replace(/μ/g, "mu");
    return spelled.normalize("NFKD").replace(/\p{M}/gu, "").match(/[a-z0-9]+/g) || [];
  }
  function numbers(steps) {
    var at = 0;
    return steps.split(" ").map(function (step) { at += parseInt(step, 36); return at; });
  }
  /* The sections in which a word stands, or, of the last one that is typed, one that begins so. */
  function standing(table, word, open) {
    var found = new Set();
    Object.keys(table.words).forEach(function (known) {
      if (known === word || (open && known.startsWith(word))) {
        numbers(table.words[known]).forEach(function (number) { found.add(number); });
      }
    });
    return found;
  }
  function weight(table, number, asked) {
    var section = table.sections[number];
    var page = table.pages[section[0]];
    var heading = words(section[2] || page[0]).join(" ");
    var title = words(page[0]).join(" ");
    return asked.reduce(function (sum, word) {
      return sum + (heading.includes(word) ? 4 : 0) + (title.includes(word) ? 2 : 0);
    }, section[1] ? 0 : 1);
  }
  function search(table, text) {
    var asked = words(text);
    var every = asked.map(function (word, at) { return standing(table, word, at === asked.length - 1); });
    if (!every.length) { return []; }
    return Array.from(every[0])
      .filter(function (number) { return every.every(function (each) { return each.has(number); }); })
      .map(function (number) { return [weight(table, number, asked), number]; })
      .sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; })
      .map(function (each) { return each[1]; });
  }
  function item(table, number) {
    var section = table.sections[number];
    var page = table.pages[section[0]];
    var entry = document.createElement("li");
    var link = document.createElement("a");
    link.href = page[1] + (section[1] ? "#" + section[1] : "");
    link.textContent = section[2] ? page[0] + " › " + section[2] : page[0];
    var part = document.createElement("span");
    part.textContent = page[2];
    entry.append(link, " ", part);
    if (section[3]) {
      var text = document.createElement("p");
      text.textContent = section[3];
      entry.append(text);
    }
    return entry;
  }

  document.addEventListener("DOMContentLoaded", function () {
    var table = null;
    var field = document.getElementById("search-words");
    var list = document.getElementById("search-results");
    var count = document.getElementById("search-count");
    var everything = document.getElementById("every-page");
    /* The index is data in a stylesheet: it comes from disk, too, and nothing in it can run. */
    function load() {
      var link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = list.dataset.index;
      link.onload = function () {
        table = JSON.parse(getComputedStyle(list).getPropertyValue("--index").trim().slice(1, -1).replace(/\\(.)/g, "$1"));
        show();
      };
      document.head.append(link);
    }
    function show() {
      if (!table) { return; }
      var found = search(table, field.value);
      list.replaceChildren.apply(list, found.slice(0, SHOWN).map(function (number) { return item(table, number); }));
      everything.hidden = field.value.trim() !== "";
      count.textContent = !everything.hidden ? "" : found.length === 1 ? "One place" : found.length > SHOWN
        ? found.length + " places; these are the first " + SHOWN : (found.length || "No") + " places";
    }
    field.value = new URLSearchParams(location.search).get("q") || "";
    field.addEventListener("input", show);
    if (field.value) { load(); } else { field.addEventListener("focus", load, { once: true }); }
  });
})();
