// A scanner that types like a keyboard is heard also where no field has the focus: many keys quickly, then Enter.
// Half a second between two keys is no scanner, but a tablet that is busy; any other key in between begins anew.
const QUICK_MS = 500;
const SHORTEST = 3;
let keys = "";
let lastAt = 0;

const isField = (element) => element.matches?.("input, textarea, select, [contenteditable]");

document.addEventListener(
  "keydown",
  (event) => {
    const form = document.querySelector("[data-scan]");
    if (!form || isField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const isQuick = event.timeStamp - lastAt < QUICK_MS;
    lastAt = event.timeStamp;
    if (event.key === "Enter" && isQuick && keys.length >= SHORTEST) {
      // Because the button that happens to have the focus was not meant.
      event.preventDefault();
      event.stopPropagation();
      form.dispatchEvent(new CustomEvent("scan:typed", { detail: keys, bubbles: true }));
      keys = "";
    } else if (event.key.length === 1) keys = isQuick ? keys + event.key : event.key;
    else if (event.key !== "Shift") keys = "";
  },
  true,
);
