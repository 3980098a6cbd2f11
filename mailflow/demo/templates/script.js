"use strict";
// A letter gets the height of its content when it is opened; it can run nothing of its own.
function fit(frame) {
  const page = frame.contentDocument;
  if (!page || !page.body) return;
  frame.style.height = "0";
  frame.style.height = page.documentElement.scrollHeight + "px";
}
document.querySelectorAll("details.letter").forEach(function (letter) {
  const frame = letter.querySelector("iframe");
  frame.addEventListener("load", function () { fit(frame); });
  letter.addEventListener("toggle", function () { if (letter.open) fit(frame); });
});
addEventListener("resize", function () {
  document.querySelectorAll("details.letter[open] iframe").forEach(fit);
});
