// form[data-snap]: shows the photo that was taken, and leads on to the button that saves it.

const form = document.querySelector("form[data-snap]");
const input = form.querySelector("input[type=file]");
const missing = form.querySelector("[data-snap-missing]");
const button = form.querySelector("button");

// A page from the tablet's memory may stand for another label than the one that was scanned.
form.elements.label.value ||= new URLSearchParams(location.search).get("label") ?? "";

input.addEventListener("change", () => {
  const [file] = input.files;
  const picture = form.querySelector("[data-snap-picture]");
  const words = form.querySelector("[data-snap-words]");
  if (!file) return;
  if (picture.src) URL.revokeObjectURL(picture.src);
  picture.src = URL.createObjectURL(file);
  picture.hidden = false;
  words.textContent = words.dataset.again;
  missing.hidden = true;
  button.focus();
});

// In the capture phase on the window, because nothing may take the form for sent while there is no photo.
addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || input.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    missing.hidden = false;
    input.focus();
  },
  true,
);
