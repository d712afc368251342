// The text of the QR code in a picture or a video's frame: by the browser itself, or by the reader that is fetched for it.
const LONGEST = 900;
let reading = null;

async function native() {
  if (!("BarcodeDetector" in window)) return null;
  const kinds = await window.BarcodeDetector.getSupportedFormats();
  if (!kinds.includes("qr_code")) return null;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  return async (source) => (await detector.detect(source))[0]?.rawValue ?? "";
}

function fetched(url) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => done(decode);
    script.onerror = failed;
    document.head.append(script);
  });
}

function frame(source) {
  const [width, height] = [source.videoWidth ?? source.width, source.videoHeight ?? source.height];
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function decode(source) {
  try {
    return window.readQr(frame(source));
  } catch {
    // Because a frame without a code is an error to the reader, and nothing to us.
    return "";
  }
}

export async function codeIn(source, url) {
  reading ??= native().then((found) => found ?? fetched(url));
  try {
    return (await (await reading)(source)) ?? "";
  } catch {
    reading = null;
    return "";
  }
}
