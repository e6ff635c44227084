/* A trial that is pointed at, tapped or reached by keyboard lights up in every figure and table. */
(function () {
  "use strict";
  var pictures = [], rows = [], now = "";

  /* In thousandths: top, where it is not the bottom of the one before, and bottom, and where it is no row left and right. */
  function told(places, names) {
    var bottom = 0;
    return (places || "").split(" ").filter(Boolean).map(function (each) {
      var ends = each.split(","), top = ends[1] ? ends[1] / 1000 : bottom;
      bottom = ends[2] / 1000;
      return { trial: names[ends[0]], top: top, bottom: bottom, left: (ends[3] || 0) / 1000, right: (ends[4] || 1000) / 1000 };
    });
  }
  function read(image, names) {
    var source = image.parentElement.querySelector("source"), narrow = source && matchMedia(source.media);
    var whole = told(image.dataset.places, names), small = told(image.dataset.placesNarrow, names);
    return { image: image, lit: [], places: function () { return narrow && narrow.matches ? small : whole; } };
  }
  function band(image, place) {
    var made = document.createElement("div"), wide = image.offsetWidth, high = image.offsetHeight;
    made.className = place.right - place.left < 1 ? "lit point" : "lit";
    made.setAttribute("aria-hidden", "true");
    made.style.cssText = "left:" + (image.offsetLeft + place.left * wide) + "px;top:" + (image.offsetTop + place.top * high) + "px;width:" + (place.right - place.left) * wide + "px;height:" + (place.bottom - place.top) * high + "px";
    image.closest(".wide").append(made);
    return made;
  }
  function light(trial) {
    now = trial;
    pictures.forEach(function (each) {
      each.lit.forEach(function (made) { made.remove(); });
      each.lit = each.places().filter(function (place) { return trial && place.trial === trial; }).map(band.bind(null, each.image));
    });
    rows.forEach(function (row) { row.classList.toggle("lit", row.dataset.trial === trial); });
  }
  /* The trial of the row of a table, or of the place in a figure that is nearest. */
  function at(event) {
    var on = event.target, row = on.closest && on.closest("tr[data-trial]"), best = "", least = Infinity;
    var picture = pictures.find(function (each) { return each.image === on; });
    if (row || !picture) { return row ? row.dataset.trial : ""; }
    picture.places().forEach(function (place) {
      var wide = on.offsetWidth, high = on.offsetHeight, x = event.offsetX / wide, y = event.offsetY / high;
      var far = Math.hypot((2 * x - place.left - place.right) * wide, (2 * y - place.top - place.bottom) * high);
      if (x >= place.left && x <= place.right && y >= place.top && y <= place.bottom && far < least) { least = far; best = place.trial; }
    });
    return best;
  }
  function pointed(event) {
    var trial = at(event);
    if (trial !== now && (event.type !== "pointermove" || event.pointerType !== "touch")) { light(trial); }
  }
  /* The keyboard stops at a row's link or name, and goes on by arrows. */
  function stop(row, index) {
    var link = row.cells[0].querySelector("a");
    if (!link) { row.cells[0].tabIndex = index; }
    return link || row.cells[0];
  }
  function pressed(event) {
    var way = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key], row = way && event.target.closest("th") && event.target.closest("tr[data-trial]");
    if (event.key === "Escape" && now) { light(""); }
    if (!row) { return; }
    do { row = row[way]; } while (row && (row.hidden || !row.dataset.trial));
    if (row) { event.preventDefault(); stop(row, row === rows[0] ? 0 : -1).focus(); }
  }

  document.addEventListener("DOMContentLoaded", function () {
    var names = [];
    document.querySelectorAll("img[data-places]").forEach(function (image) {
      /* A figure of the same trials as the one before it does not name them again. */
      names = image.dataset.trials ? image.dataset.trials.split(" ") : names;
      if (image.closest("figure .wide")) { pictures.push(read(image, names)); }
    });
    rows = Array.from(document.querySelectorAll("tr[data-trial]"));
    if (rows.length) { stop(rows[0], 0); }
    /* A finger that is lifted has tapped: one that scrolls is taken away from the page before. */
    ["pointermove", "pointerup", "click", "focusin"].forEach(function (each) { document.addEventListener(each, pointed); });
    document.addEventListener("keydown", pressed);
    window.addEventListener("resize", function () { light(now); });
  });
})();
