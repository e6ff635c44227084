/* What every page shows is asked for before its stylesheet is read; to a page from disk a browser refuses that. */
(function (folder) {
  if (location.protocol === "file:") { return; }
  {{ files }}.forEach(function (file) {
    document.head.appendChild(Object.assign(document.createElement("link"), { rel: "preload", as: "font", crossOrigin: "", href: folder + file }));
  });
})(document.currentScript.dataset.fonts);
