(function () {
  "use strict";
  var form = document.getElementById("search"), words = document.getElementById("words");
  var agreed = document.getElementById("agreed"), found = document.getElementById("found");
  var days = Array.prototype.map.call(document.querySelectorAll("section"), function (day) {
    var lines = Array.prototype.map.call(day.querySelectorAll("article, .matter"), function (line) {
      return { at: line, text: plain(line.textContent), matter: line.className.indexOf("matter") === 0 };
    });
    return { at: day, lines: lines };
  });
  function plain(text) {
    text = text.toLowerCase();
    return text.normalize ? text.normalize("NFKC") : text;
  }
  function show() {
    var wanted = plain(words.value).split(/\s+/).filter(Boolean), count = 0, narrowed = wanted.length > 0 || agreed.checked;
    days.forEach(function (day) {
      var any = false;
      day.lines.forEach(function (line) {
        var fits = (!agreed.checked || line.matter) && wanted.every(function (word) { return line.text.indexOf(word) >= 0; });
        line.at.hidden = !fits;
        any = any || fits;
        count += fits ? 1 : 0;
        var more = line.at.querySelector("details");
        if (more && wanted.length > 0) { more.open = fits; }
      });
      day.at.hidden = !any;
    });
    found.textContent = !narrowed ? "" : count > 0 ? String(count) : found.getAttribute("data-none");
  }
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  words.addEventListener("input", show);
  agreed.addEventListener("change", show);
  form.hidden = false;
})();
