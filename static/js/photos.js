// A photo made small enough to travel, and its way to the server.

const LONGEST = 1600;
const THUMB = 320;

function draw(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// {bytes, type, file (its name), preview (a data URI or "")}
export async function scaled(file) {
  let blob = file;
  let preview = "";
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    preview = draw(picture, THUMB).toDataURL("image/jpeg", 0.7);
    blob = (await new Promise((done) => draw(picture, LONGEST).toBlob(done, "image/jpeg", 0.85))) ?? file;
    picture.close();
  } catch {
    // Because a browser that cannot read the kind (HEIC) leaves it to the server to say so.
  }
  // As plain bytes, because some browsers lose a Blob they have stored.
  return { bytes: await blob.arrayBuffer(), type: blob.type, file: blob === file ? file.name : "photo.jpg", preview };
}

// Because randomUUID is missing on a plain http intranet.
export const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

// Sends one kept photo; the answer is the request, whatever became of it.
export function send(photo, progress) {
  return new Promise((done) => {
    const body = new FormData();
    body.append("csrf_token", document.querySelector("meta[name=csrf-token]").content);
    body.append("key", photo.key);
    for (const [name, value] of photo.fields) body.append(name, value);
    body.append(photo.name, new Blob([photo.bytes], { type: photo.type }), photo.file);
    const request = new XMLHttpRequest();
    request.open("POST", photo.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("Idempotency-Key", photo.key);
    request.timeout = 120_000;
    request.upload.onprogress = (event) => event.lengthComputable && progress((event.loaded / event.total) * 100);
    request.onloadend = () => done(request);
    request.send(body);
  });
}

// What an answer means: the saved [data-shot]; a refusal in words; or neither, and the photo is sent again later.
export function verdict(request) {
  const page = new DOMParser().parseFromString(request.responseText ?? "", "text/html");
  const isGood = request.status >= 200 && request.status < 300;
  const shot = isGood ? page.querySelector("[data-shot]") : null;
  // Because a proxy on the way says 404 and 413, too, and must not cost anybody a photo.
  const isOurs = request.getResponseHeader("X-Request-Id") !== null;
  const isFinal = isOurs && [400, 404, 409, 413, 415, 422].includes(request.status);
  return { shot, isFinal, words: page.querySelector("#error_text")?.textContent };
}
