// [data-stepper] > [data-step="-1|1"] and an input with data-least, data-most. data-submit on the input sends its form.
// An element with data-count-for="id of the input" and data-label="Add {n} to basket" says the number.

const whole = (input) => Number.parseInt(input.value, 10) || 0;
const bounds = ({ dataset }) => [Number(dataset.least ?? 1), Number(dataset.most ?? 9999)];

function show(input) {
  const [least, most] = bounds(input);
  const n = whole(input);
  for (const button of input.closest("[data-stepper]").querySelectorAll("[data-step]")) {
    const out = Number(button.dataset.step) < 0 ? n <= least : n >= most;
    button.setAttribute("aria-disabled", String(out));
  }
  for (const label of document.querySelectorAll("[data-count-for]")) {
    if (label.dataset.countFor === input.id) label.textContent = label.dataset.label.replace("{n}", Math.max(n, least));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-step]");
  if (!button) return;
  const input = button.closest("[data-stepper]").querySelector("input");
  const [least, most] = bounds(input);
  const next = Math.min(most, Math.max(least, whole(input) + Number(button.dataset.step)));
  if (next === whole(input)) return;
  input.value = next;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("input", (event) => {
  if (event.target.closest?.("[data-stepper]")) show(event.target);
});

let waiting;
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-stepper] input[data-submit]")) return;
  // Because three quick taps are one change.
  clearTimeout(waiting);
  waiting = setTimeout(() => input.form?.requestSubmit(), 350);
});

const showAll = () => document.querySelectorAll("[data-stepper] input").forEach(show);
document.addEventListener("htmx:after:swap", showAll);
showAll();
