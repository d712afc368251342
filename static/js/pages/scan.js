// [data-scan]: a form whose field "scan" is filled by the camera, by a picture, by a scanner that types, or by a person.
// What was scanned is sent at once, one after the other; the answer's [data-heard="good|bad"] is told by a tone.
import { codeIn } from "../scan/reader.js";
import { feel } from "../scan/tone.js";
import "../scan/typing.js";

const SAME_MS = 2500;
const EVERY_MS = 110;
const waiting = [];
let underWay = false;
let camera = null;

const say = (form, words) => (form.querySelector("[data-scan-status]").textContent = words);

function next(form) {
  if (underWay || !waiting.length) return;
  underWay = true;
  form.elements.scan.value = waiting.shift();
  form.requestSubmit();
}

// The text is sent as if it had been typed into the form's field.
function heard(form, text) {
  waiting.push(text);
  next(form);
}
document.addEventListener("scan:typed", (event) => heard(event.target, event.detail));

async function look(form, video) {
  let last = "";
  let lastAt = 0;
  while (camera?.video === video) {
    const code = video.readyState >= 2 ? await codeIn(video, form.dataset.decoder) : "";
    if (code && (code !== last || Date.now() - lastAt > SAME_MS)) {
      [last, lastAt] = [code, Date.now()];
      if (!form.matches("[data-hx-target]")) {
        feel("good");
        stop();
      }
      heard(form, code);
    } else if (code) lastAt = Date.now();
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
}

function stop() {
  if (!camera) return;
  for (const track of camera.video.srcObject.getTracks()) track.stop();
  camera.video.remove();
  camera.view.hidden = true;
  camera.button.hidden = false;
  camera = null;
}

async function start(form, button) {
  const view = form.querySelector("[data-scan-view]");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
    video.setAttribute("aria-hidden", "true");
    view.prepend(video);
    view.hidden = false;
    button.hidden = true;
    camera = { video, view, button };
    await video.play();
    const [track] = stream.getVideoTracks();
    view.querySelector("[data-scan-torch]").hidden = !track.getCapabilities?.().torch;
    say(form, form.dataset.textLook);
    look(form, video);
  } catch {
    // Because a phone that says no, one without a camera, and a page without https all need the same way out.
    stop();
    say(form, form.dataset.textRefused);
    form.querySelector("[data-scan-picture]").focus();
  }
}

async function torch(button) {
  const isOn = button.getAttribute("aria-pressed") !== "true";
  const [track] = camera.video.srcObject.getVideoTracks();
  await track.applyConstraints({ advanced: [{ torch: isOn }] });
  button.setAttribute("aria-pressed", String(isOn));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-scan] button[data-scan-camera], [data-scan-stop], [data-scan-torch]");
  if (!button) return;
  if (button.matches("[data-scan-camera]")) start(button.closest("form"), button);
  else if (button.matches("[data-scan-stop]")) stop();
  else torch(button);
});

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches?.("[data-scan-picture]") || !input.files.length) return;
  const form = input.form;
  say(form, form.dataset.textLook);
  const picture = await createImageBitmap(input.files[0], { imageOrientation: "from-image" }).catch(() => null);
  const code = picture && (await codeIn(picture, form.dataset.decoder));
  input.value = "";
  if (code) {
    say(form, "");
    heard(form, code);
  } else {
    say(form, form.dataset.textUnreadable);
    feel("bad");
  }
});

document.addEventListener("htmx:after:swap", () => {
  const answer = document.querySelector("#scan_said [data-heard]");
  if (answer && !answer.dataset.told) {
    answer.dataset.told = "yes";
    feel(answer.dataset.heard);
  }
});
document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("[data-scan]");
  if (!form) return;
  form.elements.scan.value = "";
  underWay = false;
  next(form);
});
// Without signal the tablet itself has taken it: static/js/offline/pair.js.
document.addEventListener("scan:taken", (event) => {
  feel(event.detail);
  underWay = false;
  next(event.target);
});
addEventListener("pagehide", stop);
addEventListener("pageshow", () => (underWay = false));
