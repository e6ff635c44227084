/* The box that finds words goes into the bar, unless the bar has a search of its own. */
document.addEventListener("DOMContentLoaded", function () {
  "use strict";
  var bar = document.querySelector("#quarto-header .navbar-container"), box = document.getElementById("find-box");
  if (bar && box && !document.getElementById("quarto-search")) { bar.append(box.content.cloneNode(true)); }
});
