// [data-sheet="id"] opens what has that id in a sheet from below (filters on a phone); [data-close] closes it.
// The element itself is moved there and back, so its form, its choices and htmx stay the same.

const wide = matchMedia("(min-width: 64rem)");
let sheet;

function make() {
  sheet = document.createElement("dialog");
  sheet.className = "sheet";
  document.body.append(sheet);
  sheet.addEventListener("close", () => sheet.home?.append(...sheet.childNodes));
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet || event.target.closest("[data-close]")) sheet.close();
  });
  wide.addEventListener("change", () => sheet.open && sheet.close());
  return sheet;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-sheet]");
  const home = button && document.getElementById(button.dataset.sheet);
  if (!home) return;
  sheet ??= make();
  sheet.home = home;
  sheet.setAttribute("aria-label", button.textContent.trim());
  sheet.append(...home.childNodes);
  sheet.showModal();
});
