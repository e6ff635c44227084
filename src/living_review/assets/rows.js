/* A table of trials is sorted by its headings or by dates, and its rows chosen by words and lists. */
(function () {
  "use strict";
  var language = document.documentElement.lang;
  var collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  var point = (new Intl.NumberFormat(language).formatToParts(1.5).find(function (each) { return each.type === "decimal"; }) || { value: "." }).value;

  /* Without accents, and without marks of direction and others that nobody sees or types. */
  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "").toLowerCase(); }
  function told(row, place) {
    var cell = row.cells[place], marks = cell && cell.querySelector(".symbols");
    var lines = cell ? cell.textContent.replace(marks ? marks.textContent : "", "").trim() : "";
    return lines === "–" ? "" : lines;
  }
  function number(text) {
    var first = (text.replace(/\u2212/g, "-").match(/-?\d[\d.,’'\u00a0\u202f]*/) || [""])[0];
    return parseFloat(first.split("").filter(function (each) { return /[-\d]/.test(each) || each === point; }).join("").replace(point, "."));
  }
  /* Words that have a turn of their own before all others; numbers as numbers; what is alike as it is listed. */
  function inTurn(rows, text, numeric, ranked, way) {
    var keyed = rows.map(function (row) {
      var key = text(row);
      return { row: row, text: key, number: numeric ? number(key) : ranked.indexOf(key) };
    });
    keyed.sort(function (a, b) {
      /* What is not known comes last, whichever way. */
      if (!a.text || !b.text) { return !a.text - !b.text; }
      return way * (a.number - b.number) || way * collator.compare(a.text, b.text);
    });
    return keyed.map(function (each) { return each.row; });
  }

  /* A field below its label, with the room that it had from the beginning. */
  function field(place) {
    var label = document.createElement("label"), values = JSON.parse(place.dataset.values || "[]"), made = document.createElement(values.length ? "select" : "input");
    values.forEach(function (each, at) { made.add(new Option(each, at ? at - 1 : "")); });
    made.name = place.dataset.name;
    if (!values.length) { made.type = "search"; made.autocomplete = "off"; }
    label.append(place.textContent, made);
    place.replaceChildren(label);
    return made;
  }
  function ready(box) {
    var table = document.getElementById(box.dataset.table), body = table.tBodies[0], rows = Array.from(body.rows);
    var ranked = (table.dataset.ranked || "").split("|");
    var headings = Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells);
    var fields = Array.from(box.querySelectorAll("[data-name]"), field), sort = box.querySelector("[name=sort]");
    var lists = fields.filter(function (each) { return each.tagName === "SELECT" && each !== sort; });
    var status = box.querySelector("[role=status]"), all = document.createElement("button");
    var words = rows.map(function (row) { return plain(row.textContent); });
    /* The groups of what a row has of each list: a row is shown where one group has all that is chosen. */
    var among = rows.map(function (row) {
      return (row.dataset.among || "").split(" ").map(function (group) {
        return group.split(".").map(function (places) { return places.split(","); });
      });
    });

    function by(heading, way) {
      headings.forEach(function (each) { each.removeAttribute("aria-sort"); });
      if (heading) { heading.setAttribute("aria-sort", way > 0 ? "ascending" : "descending"); }
    }
    function choose() {
      var asked = plain(fields[0].value).split(/\s+/).filter(Boolean), shown = 0;
      rows.forEach(function (row, at) {
        row.hidden = !asked.every(function (word) { return words[at].indexOf(word) >= 0; }) || !among[at].some(function (group) {
          return lists.every(function (list, place) { return !list.value || (group[place] || []).indexOf(list.value) >= 0; });
        });
        shown += !row.hidden;
      });
      status.textContent = status.dataset.said.replace("{shown}", shown.toLocaleString(language));
      all.hidden = !asked.length && lists.every(function (list) { return !list.value; });
    }
    function turn() {
      var place = sort.value >> 1, listed = !sort.value;
      by(null);
      body.append.apply(body, listed ? rows : inTurn(rows, function (row) { return row.dataset.keys.split(" ")[place]; }, false, [], sort.value % 2 ? 1 : -1));
    }
    /* What is chosen stands in the address, by the words of the page, so that it can be passed on. */
    function keep() {
      var state = new URLSearchParams();
      fields.forEach(function (each) {
        if (each.value) { state.set(each.name, each.options ? each.options[each.selectedIndex].text : each.value); }
      });
      try { history.replaceState(history.state, "", "#" + table.id + (state.size || state.toString() ? "?" + state : "")); } catch (refused) { /* as in a frame */ }
    }
    function recall() {
      var parts = location.hash.slice(1).split("?"), state = new URLSearchParams(parts[1]);
      if (parts[0] !== table.id || parts.length < 2) { return; }
      fields.forEach(function (each) {
        var wanted = state.get(each.name) || "";
        if (!each.options) { each.value = wanted; return; }
        each.selectedIndex = Math.max(0, Array.from(each.options).findIndex(function (option) { return option.text === wanted; }));
      });
      choose();
      if (sort) { turn(); }
      box.scrollIntoView();
    }

    headings.forEach(function (heading, place) {
      var button = document.createElement("button");
      button.className = "sort";
      button.type = "button";
      button.textContent = heading.textContent;
      heading.replaceChildren(button);
      button.addEventListener("click", function () {
        var way = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        by(heading, way);
        if (sort) { sort.selectedIndex = -1; }
        body.append.apply(body, inTurn(rows, function (row) { return told(row, place); }, heading.classList.contains("number"), ranked, way));
      });
    });
    fields.forEach(function (each) {
      each.addEventListener("input", function () { (each === sort ? turn : choose)(); keep(); });
    });
    all.type = "button";
    all.hidden = true;
    all.textContent = status.parentElement.dataset.all;
    status.after(all);
    all.addEventListener("click", function () {
      fields[0].value = "";
      lists.forEach(function (each) { each.value = ""; });
      choose();
      keep();
      fields[0].focus();
    });
    window.addEventListener("hashchange", recall);
    box.hidden = false;
    recall();
  }

  document.addEventListener("DOMContentLoaded", function () { document.querySelectorAll(".choose").forEach(ready); });
})();
