// Photos are made smaller in the browser, so that they are quickly sent and take little room.

const LONGEST = 1600;

function draw(picture) {
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export async function smaller(file) {
  try {
    const canvas = draw(await createImageBitmap(file, { imageOrientation: "from-image" }));
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85))) ?? file;
  } catch {
    // Because a browser that cannot read the kind (HEIC) leaves it to the server to say so.
    return file;
  }
}
