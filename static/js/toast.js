// [data-toast] stays until [data-dismiss] is pressed, or ten seconds while nobody points at it or has the focus in it.

const STAYS = 10_000;

function wait(toast) {
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), STAYS));
  const stop = () => clearTimeout(timer);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("focusout", start);
  toast.addEventListener("pointerleave", start);
  start();
}

function waitAll() {
  for (const toast of document.querySelectorAll("[data-toast]:not([data-waits])")) {
    toast.dataset.waits = "yes";
    wait(toast);
  }
}

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-dismiss]")?.closest("[data-toast]")?.remove();
});
document.addEventListener("htmx:after:swap", waitAll);
waitAll();

// A form with data-add puts something in the basket; the answer holds the basket's count and a toast.
// A refusal must not be put in the place of that part: its sentence is said, or else the form is sent in the ordinary way.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement;
  if (!form?.matches?.("[data-add]")) return;
  const answer = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
  if (ctx.response.raw.ok && answer.querySelector(ctx.select)) return;
  event.preventDefault();
  const sentence = answer.querySelector("#error_text")?.textContent;
  if (sentence) say(sentence);
  else form.submit();
});

function say(sentence) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  toast.textContent = sentence;
  document.querySelector("#toast").replaceChildren(toast);
  waitAll();
}
