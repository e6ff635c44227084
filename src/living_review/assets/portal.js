/* Chooses among many reviews. What is looked through lies in parts, which are loaded one after the other as they are needed. */
(function () {
  "use strict";
  var SHOWN = 50;
  /* Marks of direction, and others that nobody sees or types, are no end of a word. */
  var UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
  var WORD = /[\p{L}\p{M}\p{N}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+(?:[.,](?=\p{N})\p{N}+)*/gu;

  /* As the box that finds words in one review: small, without accents, Greek letters by their names. */
  function fold(text) {
    return text.toLowerCase().replace(UNSEEN, "").replace(/ß/g, "ss").replace(/τ/g, "tau").replace(/χ/g, "chi").replace(/μ|µ/g, "mu")
      .normalize("NFKD").replace(/\p{M}/gu, "").replace(/[.,](?=\p{N})/gu, "");
  }
  function words(text) { return (text.match(WORD) || []).map(fold).filter(Boolean); }
  function wanted(word) { return /^[\p{Script=Latin}\p{N}]/u.test(word) ? " " + word : word; }
  /* Text only: whatever a review says is never markup. */
  function made(name, kind, text, language) {
    var element = document.createElement(name);
    if (kind) { element.className = kind; }
    if (text) { element.textContent = text; }
    if (language) { element.lang = language; }
    return element;
  }

  document.addEventListener("DOMContentLoaded", function () {
    var box = document.querySelector(".choose.reviews");
    if (!box) { return; }
    var said = JSON.parse(box.dataset.said), shards = Number(box.dataset.shards), root = box.dataset.root;
    var listed = document.querySelector(".listed"), chosen = document.querySelector(".chosen");
    var list = chosen.querySelector("ul"), more = chosen.querySelector("button");
    var fields = Array.from(box.querySelectorAll("input, select"));
    var status = box.querySelector("[role=status]"), clear = box.querySelector("button");
    var parts = [], loading = false, most = SHOWN, drawn = 0, matches = [], seen = 0, asked = "";

    /* A part is data in a stylesheet: it comes from disk, too, and nothing in it can run. */
    function load() {
      if (loading || parts.length >= shards) { return; }
      loading = true;
      var link = made("link");
      link.rel = "stylesheet";
      link.href = box.dataset.index + parts.length + ".css";
      link.onload = function () {
        var text = getComputedStyle(box).getPropertyValue("--reviews").trim().slice(1, -1);
        parts.push(JSON.parse(text.replace(/\\(.)/g, "$1")).map(function (each) {
          return { told: each, folded: " " + words([each.t, each.p, each.q, each.g.join(" ")].join(" ")).join(" ") };
        }));
        link.remove();
        loading = false;
        show();
      };
      document.head.append(link);
    }
    function item(told) {
      var entry = made("li", "review"), head = made("h2"), link = made("a", "", told.t, told.l);
      link.href = /^https?:/.test(told.a) ? told.a : root + told.a;
      if (told.a) { head.append(link); } else { head.append(told.t); }
      entry.append(head);
      if (told.m.length) {
        var marks = made("ul", "marks");
        told.m.forEach(function (mark) { marks.append(made("li", mark[0], mark[1])); });
        entry.append(marks);
      }
      if (told.q) {
        var result = made("p", "result");
        result.append(made("span", "", told.q, told.l), " ", made("span", "certainty-" + told.c.replace(" ", "-"), said.levels[told.c]));
        entry.append(result);
      }
      if (told.f) { entry.append(made("p", "beside", told.f)); }
      return entry;
    }
    function value(name) { return fields.find(function (each) { return each.name === name; }).value; }
    function tell(number, all) {
      var part = !all ? "looking" : !number ? "none" : number === 1 ? "one" : "all";
      status.textContent = said[part].replace("{number}", number.toLocaleString(document.documentElement.lang));
    }
    /* Only so many parts are loaded as it takes to fill what is shown. */
    function show() {
      var now = JSON.stringify(fields.map(function (each) { return each.value; })), look = fields.some(function (each) { return each.value.trim(); });
      if (now !== asked) { asked = now; matches = []; seen = drawn = 0; most = SHOWN; list.replaceChildren(); }
      listed.hidden = look;
      chosen.hidden = clear.hidden = !look;
      if (!look) { status.textContent = ""; return; }
      var need = words(value("q")).map(wanted);
      for (; seen < parts.length; seen += 1) {
        matches = matches.concat(parts[seen].filter(function (each) {
          var told = each.told;
          return need.every(function (word) { return each.folded.includes(word); }) && (!value("status") || told.s === value("status")) &&
            (!value("certainty") || told.c === value("certainty")) && (!value("current") || told.u === value("current")) &&
            (!value("topic") || told.g.indexOf(value("topic")) >= 0);
        }));
      }
      list.append.apply(list, matches.slice(drawn, most).map(function (each) { return item(each.told); }));
      drawn = Math.min(matches.length, most);
      var all = seen >= shards;
      tell(matches.length, all);
      more.hidden = all && matches.length <= most;
      if (!all && matches.length <= most) { load(); }
    }
    /* What is chosen stands in the address, so that it can be passed on. */
    function keep() {
      var state = new URLSearchParams();
      fields.forEach(function (each) { if (each.value.trim()) { state.set(each.name, each.value); } });
      try { history.replaceState(history.state, "", state.toString() ? "#" + state : location.pathname + location.search); } catch (refused) { /* as in a frame */ }
    }
    function recall() {
      var state = new URLSearchParams(location.hash.slice(1));
      if (!fields.some(function (each) { return state.has(each.name); })) { return; }
      fields.forEach(function (each) {
        each.value = state.get(each.name) || "";
        if (each.value === null || each.selectedIndex < 0) { each.value = ""; }
      });
      show();
    }
    fields.forEach(function (each) { each.addEventListener("input", function () { show(); keep(); }); });
    clear.addEventListener("click", function () {
      fields.forEach(function (each) { each.value = ""; });
      show();
      keep();
      fields[0].focus();
    });
    more.addEventListener("click", function () {
      var first = drawn;
      most += SHOWN;
      show();
      var next = list.children[first];
      if (next && next.querySelector("a")) { next.querySelector("a").focus(); }
    });
    window.addEventListener("hashchange", recall);
    box.hidden = false;
    recall();
  });
})();
