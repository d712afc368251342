// Works without signal: form[data-offline] is kept in the browser first, then sent. What waits is shown in #wait_bar.
// data-offline-next: the page to go on to; data-offline-words: the deed in plain words; data-offline-thing: what it is about.
import { add, deedsOf, remove } from "../offline/deeds.js";
import "../offline/pair.js";
import { sendAll } from "../offline/send.js";
import { newKey, scaled } from "../photos.js";

const bar = document.querySelector("#wait_bar");
const person = bar?.dataset.person;
const PATIENCE_MS = 8_000;
const SAVED = "omlob-saved";
const [SHORTEST_MS, LONGEST_MS] = [5_000, 300_000];
let delay = SHORTEST_MS;
let timer;
let end = "done";

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const say = (words, count) => words.replace("%d", count);

// A unit's or a job's address says what the deed is about.
const thingOf = (path) => path.match(/^\/(?:units|workshop\/jobs|runs)\/[^/]+/)?.[0] ?? "";

// Because "Done: wipe it" says little on a list: a job's deed bears the number of the thing, as its page does.
function named(words, path) {
  const number = path.startsWith("/workshop/jobs/") && document.querySelector("main .nr")?.textContent.trim();
  return number && !words.includes(number) ? `${words} – ${number}` : words;
}

async function fieldsOf(form, submitter) {
  const fields = [];
  for (const [name, value] of new FormData(form, submitter)) {
    if (name === "csrf_token" || name === "deed") continue;
    if (!(value instanceof File)) fields.push([name, value]);
    else if (value.size) {
      const { bytes, type, file } = await scaled(value);
      fields.push([name, { bytes, type, file }]);
    }
  }
  return fields;
}

async function keep(form, submitter) {
  const url = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action"), location.href);
  const { offlineWords, offlineThing } = form.dataset;
  const key = newKey();
  await add({
    key,
    owner: person,
    url: url.pathname + url.search,
    fields: await fieldsOf(form, submitter),
    words: named(offlineWords || submitter?.textContent.trim() || document.title, url.pathname),
    thing: offlineThing || thingOf(url.pathname),
  });
  return key;
}

function go(address) {
  const there = new URL(address, location.href);
  if (there.pathname + there.search === location.pathname + location.search) {
    history.replaceState(null, "", there);
    location.reload();
  } else location.assign(there);
}

async function submitted(form, submitter) {
  const key = await keep(form, submitter);
  const tried = navigator.onLine ? await Promise.race([sendAll(person, key), sleep(PATIENCE_MS)]) : null;
  const result = tried?.became.get(key);
  if (result?.outcome === "sent") return go(result.location ?? form.dataset.offlineNext ?? location.href);
  if (result?.outcome === "refused") {
    // Nothing was changed: sent in the ordinary way, the page itself says what is wrong, beside the field.
    await remove(key);
    if (submitter?.name) form.append(hidden(submitter.name, submitter.value));
    return form.submit();
  }
  sessionStorage.setItem(SAVED, "yes");
  go(form.dataset.offlineNext || location.href);
}

function hidden(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!person || !form.matches("form[data-offline]") || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.keeping) return;
  form.dataset.keeping = "yes";
  submitted(form, event.submitter).catch(() => form.submit());
});

// A deed that is done once and waits cannot be done again meanwhile: its button says so.
function mark(mine) {
  const urls = new Set(mine.filter((deed) => deed.thing && deed.state === "waiting").map((deed) => deed.url));
  for (const form of document.querySelectorAll("form[data-offline][data-once]")) {
    const button = form.querySelector("button");
    const waits = urls.has(form.getAttribute("action"));
    if (!waits && form.dataset.waits && document.body.dataset.kept) return location.reload();
    if (!waits || form.dataset.waits) continue;
    form.dataset.waits = form.dataset.sent = "yes";
    button.setAttribute("aria-disabled", "true");
    (button.querySelector("span") ?? button).textContent = bar.dataset.textKept;
  }
}

async function show() {
  const mine = await deedsOf(person);
  mark(mine);
  const refused = mine.filter((deed) => deed.state === "refused").length;
  const waits = mine.length - refused;
  const words = bar.dataset;
  const said = [];
  if (refused) said.push(say(words.textRefused, refused));
  if (waits) said.push(end === "sign-in" ? words.textSignIn : say(words.textWaits, waits));
  else if (!navigator.onLine) said.push(words.textOffline);
  bar.querySelector("[data-said]").textContent = said.join(" · ");
  bar.classList.toggle("bad", refused > 0);
  bar.hidden = !said.length;
  document.dispatchEvent(new CustomEvent("deeds", { detail: { mine } }));
}

async function flush() {
  clearTimeout(timer);
  const before = (await deedsOf(person)).length;
  ({ end } = await sendAll(person));
  delay = end === "done" || (await deedsOf(person)).length < before ? SHORTEST_MS : Math.min(delay * 2, LONGEST_MS);
  if (end === "later") timer = setTimeout(flush, delay);
  await show();
}

function toast(words) {
  const note = document.createElement("div");
  note.className = "toast";
  note.textContent = words;
  document.querySelector("#toast").replaceChildren(note);
  setTimeout(() => note.remove(), 10_000);
}

async function start() {
  // A page from the tablet's memory must not say again what was said when it was fresh.
  if (document.body.dataset.kept) document.querySelectorAll("[data-toast]").forEach((each) => each.remove());
  if (sessionStorage.getItem(SAVED)) toast(bar.dataset.textSaved);
  sessionStorage.removeItem(SAVED);
  await show();
  await flush();
}

if (person && "indexedDB" in window) {
  start();
  for (const name of ["online", "offline", "deeds-again"]) addEventListener(name, flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  addEventListener("pageshow", (event) => {
    document.querySelectorAll("[data-keeping]").forEach((form) => delete form.dataset.keeping);
    if (event.persisted) show();
  });
}

if (person && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
  const ask = () => navigator.serviceWorker.ready.then((registration) => registration.active.postMessage("keep"));
  ask();
  navigator.serviceWorker.addEventListener("controllerchange", ask);
}
