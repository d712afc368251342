// [data-upload]: each chosen photo is scaled to 1600 px and sent at once, one request each, with a bar and a second try.
// Sent fields: the input's name, key, csrf_token; headers HX-Request and Idempotency-Key. The answer is the saved [data-shot].

const LONGEST = 1600;
const THUMB = 320;

// Because randomUUID is missing on a plain http intranet.
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

function draw(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function scaled(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const preview = draw(picture, THUMB).toDataURL("image/jpeg", 0.7);
    const blob = await new Promise((done) => draw(picture, LONGEST).toBlob(done, "image/jpeg", 0.85));
    return { blob: blob ?? file, preview };
  } catch {
    // Because a browser that cannot read the kind (HEIC) leaves it to the server to say so.
    return { blob: file, preview: "" };
  }
}

function send(photo, progress) {
  return new Promise((done) => {
    const body = new FormData();
    body.append("csrf_token", photo.form.elements.csrf_token.value);
    body.append("key", photo.key);
    body.append(photo.name, photo.blob, photo.blob.type === "image/jpeg" ? "photo.jpg" : photo.fileName);
    const request = new XMLHttpRequest();
    request.open("POST", photo.form.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("Idempotency-Key", photo.key);
    request.timeout = 120_000;
    request.upload.onprogress = (event) => event.lengthComputable && progress((event.loaded / event.total) * 100);
    request.onloadend = () => done(request);
    request.send(body);
  });
}

function fault(tile, words, again) {
  tile.querySelector("progress").hidden = true;
  const box = tile.querySelector(".shot-fault");
  box.hidden = false;
  box.querySelector("p").textContent = words;
  const button = box.querySelector("button");
  button.hidden = !again;
  button.onclick = again;
}

function saved(tile, html) {
  const shot = new DOMParser().parseFromString(html, "text/html").querySelector("[data-shot]");
  if (shot) {
    // Because what was just seen must not vanish until the server has something better.
    const waiting = shot.querySelector(".no-photo");
    const preview = tile.querySelector("img");
    if (waiting && preview.hasAttribute("src")) waiting.replaceWith(preview);
    tile.replaceWith(document.adoptNode(shot));
    window.htmx?.process(shot);
    return;
  }
  tile.querySelector("progress").hidden = true;
  tile.querySelector(".ok").hidden = false;
}

async function deliver(box, tile, photo) {
  const bar = tile.querySelector("progress");
  bar.hidden = false;
  tile.querySelector(".shot-fault").hidden = true;
  const answer = await send(photo, (percent) => (bar.value = percent));
  const status = box.querySelector("[data-upload-status]");
  if (answer.status >= 200 && answer.status < 300) {
    saved(tile, answer.responseText);
    status.textContent = box.dataset.textSaved;
    return;
  }
  const unreadable = [400, 413, 415, 422].includes(answer.status);
  const words = unreadable ? refusal(answer) ?? box.dataset.textUnreadable : box.dataset.textFailed;
  fault(tile, words, unreadable ? null : () => deliver(box, tile, photo));
  status.textContent = words;
}

const refusal = (answer) =>
  new DOMParser().parseFromString(answer.responseText, "text/html").querySelector("#error_text")?.textContent;

async function take(box, input, file) {
  const tile = box.querySelector("template").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-shots]").append(tile);
  const photo = { form: input.form, name: input.name, key: newKey(), fileName: file.name };
  const { blob, preview } = await scaled(file);
  if (preview) tile.querySelector("img").src = preview;
  await deliver(box, tile, { ...photo, blob });
}

let queue = Promise.resolve();
document.addEventListener("change", (event) => {
  const input = event.target;
  const box = input.closest?.("[data-upload]");
  if (!box || input.type !== "file") return;
  const room = Number(box.dataset.most) - box.querySelectorAll("[data-shots] > [data-shot]").length;
  const files = [...input.files];
  if (files.length > room) box.querySelector("[data-upload-status]").textContent = box.dataset.textMany;
  for (const file of files.slice(0, Math.max(0, room))) queue = queue.then(() => take(box, input, file));
  input.value = "";
});

// Leaving while a photo is on its way would lose it.
addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-shot] > progress:not([hidden])")) event.preventDefault();
});
