/* Finds words on this site. What is looked through is loaded once somebody is about to look. */
(function () {
  "use strict";
  var said = {{ said }};
  var SHOWN = 20;
  /* Marks of direction, and others that nobody sees or types, are no end of a word. */
  var UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
  var WORD = /[\p{L}\p{M}\p{N}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+(?:[.,](?=\p{N})\p{N}+)*/gu;

  /* Small, without accents, Greek letters by their names, 1,573 as 1573. */
  function fold(text) {
    return text.toLowerCase().replace(UNSEEN, "").replace(/ß/g, "ss").replace(/τ/g, "tau").replace(/χ/g, "chi").replace(/μ|µ/g, "mu")
      .normalize("NFKD").replace(/\p{M}/gu, "").replace(/[.,](?=\p{N})/gu, "");
  }
  function words(text) { return (text.match(WORD) || []).map(fold).filter(Boolean); }
  function spread(text) { return " " + words(text).join(" "); }
  /* A word is found where one begins so; where words have no blanks between them, anywhere. */
  function wanted(word) { return /^[\p{Script=Latin}\p{N}]/u.test(word) ? " " + word : word; }

  /* The index is data in a stylesheet: it comes from disk, too, and nothing in it can run. */
  function read(box) {
    var text = getComputedStyle(box).getPropertyValue("--index").trim().slice(1, -1);
    return JSON.parse(text.replace(/\\(.)/g, "$1"));
  }
  function placesOf(table, root) {
    var places = [];
    table.pages.forEach(function (page) {
      var key = page[0].replace(/\.html$/, "").split("-").slice(1).join("-");
      page[2].forEach(function (section) {
        var head = table.heads[section[0]];
        places.push({
          address: root + page[0] + (head[0] ? "#" + encodeURIComponent(head[0].replace(" ", function () { return key; })) : ""),
          title: page[1], heading: head[1], sentences: section.slice(1),
          folded: [spread(page[1]), spread(head[1])].concat(section.slice(1).map(spread))
        });
      });
    });
    return places;
  }

  /* How well a place answers: every word must stand in it; a heading counts more than a sentence. */
  function weight(place, asked) {
    var sum = 0;
    var all = asked.every(function (word) {
      var at = place.folded.map(function (text) { return text.includes(word); });
      if (at[1]) { sum += 4; }
      if (at[0]) { sum += place.heading ? 1 : 5; }
      if (at.indexOf(true, 2) > 0) { sum += 2; }
      return at.includes(true);
    });
    /* Words of the title alone find the page, and not each of its sections. */
    return all && (sum > asked.length || !place.heading) ? sum : 0;
  }
  function best(place, asked) {
    var most = 0, chosen = "";
    place.sentences.forEach(function (sentence, at) {
      var count = asked.reduce(function (sum, word) {
        if (!place.folded[at + 2].includes(word)) { return sum; }
        /* What the title or the heading shows already is less worth showing. */
        return sum + (place.folded[0].includes(word) || place.folded[1].includes(word) ? 1 : 2);
      }, 0);
      if (count > most) { most = count; chosen = sentence; }
    });
    return chosen;
  }
  function element(name, kind, text) {
    var made = document.createElement(name);
    if (kind) { made.className = kind; }
    return marked(made, text, []);
  }
  /* Text only: whatever a sentence holds is never markup. */
  function marked(into, text, asked) {
    var at = 0;
    Array.from(text.matchAll(WORD)).forEach(function (found) {
      var word = " " + fold(found[0]);
      if (!asked.some(function (each) { return each[0] === " " ? word.startsWith(each) : word.includes(each); })) { return; }
      var mark = document.createElement("mark");
      mark.textContent = found[0];
      into.append(text.slice(at, found.index), mark);
      at = found.index + found[0].length;
    });
    into.append(text.slice(at));
    return into;
  }
  function item(place, asked) {
    var entry = document.createElement("li");
    var link = document.createElement("a");
    link.href = place.address;
    marked(link.appendChild(document.createElement("b")), place.heading || place.title, asked);
    if (place.heading) { link.append(" ", element("span", "", place.title)); }
    var sentence = best(place, asked);
    if (sentence) { link.append(" ", marked(element("span", "sentence", ""), sentence, asked)); }
    entry.append(link);
    return entry;
  }

  document.addEventListener("DOMContentLoaded", function () {
    var box = document.querySelector(".find");
    if (!box) { return; }
    var field = box.querySelector("input");
    var status = box.querySelector("[role=status]");
    var list = box.querySelector("ol");
    var places = [];

    function load() {
      var link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = box.dataset.index;
      link.onload = function () { places = placesOf(read(box), box.dataset.index.replace(/assets\/find\.css$/, "")); show(); };
      document.head.append(link);
    }
    function tell(part, number) { status.textContent = part && said[part].replace("{number}", number); }
    function show() {
      var asked = places.length ? words(field.value).map(wanted) : [];
      var found = places.map(function (place, at) { return [weight(place, asked), at]; })
        .filter(function (each) { return asked.length && each[0]; })
        .sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; });
      list.replaceChildren.apply(list, found.slice(0, SHOWN).map(function (each) { return item(places[each[1]], asked); }));
      tell(!asked.length ? "" : !found.length ? "none" : found.length > SHOWN ? "first" : "all", Math.min(found.length, SHOWN));
      box.classList.toggle("open", asked.length > 0);
    }
    function close() { list.replaceChildren(); tell(""); box.classList.remove("open"); }

    field.addEventListener("focus", load, { once: true });
    field.addEventListener("focus", show);
    field.addEventListener("input", show);
    box.addEventListener("keydown", function (event) {
      var links = Array.from(list.querySelectorAll("a"));
      var at = links.indexOf(document.activeElement);
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") {
        field.focus();
        close();
      } else if (event.key === "Enter" && at < 0 && links.length) {
        links[0].click();
      } else if (step && links.length) {
        (at + step < 0 ? field : links[Math.min(at + step, links.length - 1)]).focus();
      } else { return; }
      event.preventDefault();
    });
    list.addEventListener("click", close);
    box.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !box.contains(event.relatedTarget)) { close(); }
    });
    document.addEventListener("click", function (event) { if (!box.contains(event.target)) { close(); } });
    document.addEventListener("keydown", function (event) {
      /* With a key that is held: one letter alone is pressed by mistake, or by a voice. */
      if (event.key !== "/" || event.altKey || !(event.ctrlKey || event.metaKey)) { return; }
      event.preventDefault();
      field.focus();
    });
    box.hidden = false;
  });
})();
