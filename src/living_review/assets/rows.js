/* A table of trials can be sorted by its headings, and its rows chosen by words. */
(function () {
  "use strict";
  var said = {{ said }}, language = document.documentElement.lang;
  var collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  var point = (new Intl.NumberFormat(language).formatToParts(1.5).find(function (each) { return each.type === "decimal"; }) || { value: "." }).value;

  function made(name, css, text) {
    var each = document.createElement(name);
    each.className = css;
    if (text) { each.textContent = text; }
    return each;
  }
  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  function told(row, place) {
    var lines = row.cells[place] ? row.cells[place].textContent.trim() : "";
    return lines === "–" ? "" : lines;
  }
  function number(text) {
    var first = (text.replace(/\u2212/g, "-").match(/-?\d[\d.,’'\u00a0\u202f]*/) || [""])[0];
    return parseFloat(first.split("").filter(function (each) { return /[-\d]/.test(each) || each === point; }).join("").replace(point, "."));
  }
  function inTurn(rows, place, numeric, way) {
    var keyed = rows.map(function (row) {
      var text = told(row, place);
      return { row: row, text: text, number: numeric ? number(text) : 0 };
    });
    keyed.sort(function (a, b) {
      /* What is not known comes last, whichever way. */
      if (!a.text || !b.text) { return !a.text - !b.text; }
      return way * (a.number - b.number) || way * collator.compare(a.text, b.text);
    });
    return keyed.map(function (each) { return each.row; });
  }

  function sort(table, rows) {
    var headings = Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells);
    headings.forEach(function (heading, place) {
      var button = made("button", "sort", heading.textContent), body = table.tBodies[0];
      button.type = "button";
      heading.replaceChildren(button);
      button.addEventListener("click", function () {
        var way = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        headings.forEach(function (each) { each.removeAttribute("aria-sort"); });
        heading.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
        body.append.apply(body, inTurn(rows, place, heading.classList.contains("number"), way));
      });
    });
  }
  function choose(table, rows) {
    var box = made("div", "choose"), label = made("label", "", said.label + " "), input = made("input", ""), count = made("span", "count");
    var words = rows.map(function (row) { return plain(row.textContent); });
    input.type = "search";
    count.setAttribute("role", "status");
    label.append(input);
    box.append(label, count);
    input.addEventListener("input", function () {
      var asked = plain(input.value).split(/\s+/).filter(Boolean), shown = 0;
      rows.forEach(function (row, place) {
        row.hidden = !asked.every(function (word) { return words[place].indexOf(word) >= 0; });
        shown += !row.hidden;
      });
      count.textContent = asked.length ? said.count.replace("{shown}", shown.toLocaleString(language)).replace("{all}", rows.length.toLocaleString(language)) : "";
    });
    table.before(box);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("table.sortable").forEach(function (table) {
      var rows = Array.from(table.tBodies[0].rows);
      sort(table, rows);
      choose(table, rows);
    });
  });
})();
