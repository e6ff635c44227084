/* A citation is copied by a button, which is there where a script can do it. */
(function () {
  "use strict";
  var said = {{ said }};
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".cite").forEach(function (cite) {
      var text = cite.textContent.trim().replace(/\s+/g, " ");
      var citation = cite.firstElementChild;
      var button = document.createElement("button");
      var status = document.createElement("span");
      button.type = "button";
      button.textContent = said.copy;
      status.setAttribute("role", "status");
      function copied() { status.textContent = said.copied; }
      /* Where the page may not write to the clipboard by itself, as over plain HTTP. */
      function otherwise() {
        getSelection().selectAllChildren(citation);
        if (document.execCommand("copy")) { copied(); } else { status.textContent = said.by_hand; }
      }
      button.addEventListener("click", function () {
        status.textContent = "";
        if (navigator.clipboard) { navigator.clipboard.writeText(text).then(copied, otherwise); } else { otherwise(); }
      });
      cite.append(button, " ", status);
    });
  });
})();
