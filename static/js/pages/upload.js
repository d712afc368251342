// [data-upload]: chosen photos are scaled, kept on the device, sent one by one with a bar each, and kept until the server
// has them. What waits is sent from every page with a [data-sending], which says how it goes; only the owner's own.
// The form's other fields travel along. The answer is the saved [data-shot]. [data-arrived=action] is shown when one is.

import { newKey, scaled, send, verdict } from "../photos.js";
import { drop, keep, keys, read } from "../store.js";

const KIND = "photo";
const LONGEST_WAIT_MS = 60_000;
const status = document.querySelector("[data-sending]");
const owner = status?.dataset.owner;
const tiles = new Map();
const unsafe = new Set();
let storing = Promise.resolve();
let isSending = false;
let failures = 0;
let timer;

const boxOf = (action) =>
  [...document.querySelectorAll("[data-upload]")].find((box) => new URL(box.querySelector("form").action).pathname === action);

function addTile(box) {
  const tile = box.querySelector("template").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-shots]").append(tile);
  return tile;
}

function show(tile, photo) {
  if (photo.preview) tile.querySelector("img").src = photo.preview;
  tiles.set(photo.key, tile);
}

function refused(tile, words) {
  tile.querySelector("progress").hidden = true;
  const box = tile.querySelector(".shot-fault");
  box.hidden = false;
  box.querySelector("p").textContent = words;
}

function saved(tile, shot) {
  // Because what was just seen must not vanish until the server has something better.
  const waiting = shot.querySelector(".no-photo");
  const preview = tile.querySelector("img");
  if (waiting && preview.hasAttribute("src")) waiting.replaceWith(preview);
  tile.replaceWith(document.adoptNode(shot));
  window.htmx?.process(shot);
}

// Whether the photo is done with, taken or refused; else it waits.
async function deliver(photo) {
  const tile = tiles.get(photo.key);
  const bar = tile?.querySelector("progress");
  const request = await send(photo, (percent) => bar && (bar.value = percent));
  const { shot, isFinal, words } = verdict(request);
  if (bar) bar.value = 0;
  if (!shot && !isFinal) return false;
  await drop(photo.key);
  unsafe.delete(photo.key);
  tiles.delete(photo.key);
  if (shot) {
    if (tile) saved(tile, shot);
    for (const one of document.querySelectorAll("[data-arrived]")) one.hidden &&= one.dataset.arrived !== photo.action;
  } else {
    const said = words ?? status.dataset.textUnreadable;
    if (tile) refused(tile, said);
    else status.querySelector("[data-refused]").textContent = said;
  }
  return true;
}

async function tell() {
  const count = (await keys(owner, KIND)).length;
  const name = failures || !navigator.onLine ? "Waiting" : "Sending";
  const words = status.dataset[`text${name}${count === 1 ? "One" : ""}`].replace("{n}", count);
  status.classList.toggle("is-on", count > 0);
  status.classList.toggle("is-waiting", name === "Waiting");
  status.querySelector("[role=status]").textContent = count ? words : "";
}

async function sendWaiting() {
  for (let key; ([key] = await keys(owner, KIND)), key; ) {
    const photo = await read(key);
    await tell();
    if (photo && !(await deliver(photo))) return false;
    failures = 0;
  }
  return true;
}

async function sendAll() {
  if (isSending || !owner) return;
  clearTimeout(timer);
  isSending = true;
  // Because two tabs of one person would send the same photo, and the other's news come by asking again.
  const alone = (work) =>
    navigator.locks ? navigator.locks.request("photos", { ifAvailable: true }, (lock) => (lock ? work() : false)) : work();
  const isDone = await alone(sendWaiting);
  isSending = false;
  if (!isDone) timer = setTimeout(sendAll, Math.min(LONGEST_WAIT_MS, 1000 * 2 ** ++failures));
  await tell();
}

function sendNow() {
  failures = 0;
  sendAll();
}

async function take(box, tile, file, form, name) {
  const fields = [...new FormData(form)].filter(([key, value]) => key !== "csrf_token" && typeof value === "string");
  const photo = { key: newKey(), owner, kind: KIND, action: new URL(form.action).pathname, fields, name, ...(await scaled(file)) };
  show(tile, photo);
  if (!(await keep(photo))) unsafe.add(photo.key);
  unsafe.delete(tile);
  sendAll();
}

document.addEventListener("change", (event) => {
  const input = event.target;
  const box = input.closest?.("[data-upload]");
  if (!box || input.type !== "file") return;
  const room = Number(box.dataset.most) - box.querySelectorAll("[data-shots] > [data-shot]").length;
  const files = [...input.files];
  status.querySelector("[data-refused]").textContent = files.length > room ? status.dataset.textMany : "";
  for (const file of files.slice(0, Math.max(0, room))) {
    const tile = addTile(box);
    unsafe.add(tile);
    storing = storing.then(() => take(box, tile, file, input.form, input.name));
  }
  input.value = "";
});

// The next screen waits until the last photo is safe on the device, which takes a moment.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || !unsafe.size) return;
  event.preventDefault();
  storing.then(() => location.assign(link.href));
});
addEventListener("beforeunload", (event) => unsafe.size && event.preventDefault());

addEventListener("online", sendNow);
addEventListener("offline", () => owner && tell());
addEventListener("pageshow", sendNow);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendNow());
document.addEventListener("click", (event) => event.target.closest?.("[data-send-now]") && sendNow());

async function showWaiting() {
  for (const key of await keys(owner, KIND)) {
    const photo = await read(key);
    const box = photo && boxOf(photo.action);
    if (box && !tiles.has(key)) show(addTile(box), photo);
  }
  sendAll();
}
if (owner) showWaiting();
