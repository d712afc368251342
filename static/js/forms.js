// data-once on a form: it is sent once, its button shows it. data-focus: takes the focus when it comes in (the error summary).

function busy(form, button) {
  form.dataset.sent = "yes";
  if (!button) return;
  const words = button.querySelector("span") ?? button;
  button.classList.add("is-busy");
  button.setAttribute("aria-disabled", "true");
  if (button.dataset.busy) {
    button.dataset.words = words.textContent;
    words.textContent = button.dataset.busy;
  }
}

function ready(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll(".is-busy")) {
    button.classList.remove("is-busy");
    button.removeAttribute("aria-disabled");
    if (button.dataset.words) (button.querySelector("span") ?? button).textContent = button.dataset.words;
  }
}

// In the capture phase, because htmx listens on the form itself and must not see the second click.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else busy(form, event.submitter ?? form.querySelector("button:not([type=button])"));
  },
  true,
);

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[aria-disabled=true]")) event.preventDefault();
});

// A page taken from the back-forward cache still stands as it did when it was sent.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(ready));
document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("form[data-sent]");
  if (form) ready(form);
});

function focusNew() {
  const found = document.querySelector("[data-focus]:not([data-had-focus])");
  if (!found) return;
  found.dataset.hadFocus = "yes";
  found.focus();
}
document.addEventListener("htmx:after:swap", focusNew);
focusNew();
