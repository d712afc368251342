// [data-speak="id"]: reads the element aloud in the page's language; the button is hidden where the device has no such voice.

const language = document.documentElement.lang || "da";
const speech = window.speechSynthesis;

const voice = () => speech.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));

function show() {
  for (const button of document.querySelectorAll("[data-speak]")) button.hidden = !voice();
}

function words(element) {
  const copy = element.cloneNode(true);
  for (const button of copy.querySelectorAll("button")) button.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function read(element) {
  const said = new SpeechSynthesisUtterance(words(element));
  said.voice = voice();
  said.lang = said.voice.lang;
  said.rate = 0.9;
  speech.cancel();
  speech.speak(said);
}

if (speech) {
  // Because many browsers know their voices only a moment later.
  speech.addEventListener?.("voiceschanged", show);
  show();
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-speak]");
    if (button) read(document.getElementById(button.dataset.speak));
  });
  addEventListener("pagehide", () => speech.cancel());
}
