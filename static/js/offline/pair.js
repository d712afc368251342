// Things put on places without signal: what is scanned is paired here, and each pair is kept as a deed of its own.
// #pair, a template, carries the words, the codes of all places, and what stands in #scan_said meanwhile.
import { newKey } from "../photos.js";
import { listed, read } from "../scan/text.js";
import { add } from "./deeds.js";

const HERE = "/workshop/put-away";
const words = document.querySelector("template#pair");
const form = words && document.querySelector("#scan_form");
const owner = document.querySelector("#wait_bar")?.dataset.person;
const places = new Set(words?.dataset.places.split(","));
let [kept, pairing, isNoted, busy, work] = [[], false, false, 0, Promise.resolve()];

function line(tag, text, name = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

function draw(unknown = "") {
  const [units, place] = [listed(form.elements.units.value), form.elements.place.value];
  const { textThing, textPlace, textNext, textUnknown, textNone } = words.dataset;
  const said = words.content.cloneNode(true);
  said.querySelector("[data-pairs]").hidden = !kept.length;
  // The last ones, because the scanner must stay in sight; #wait_bar leads to all.
  said.querySelector("ol").append(...kept.slice(-6).map((each) => line("li", each)));
  said.querySelector("[role=alert]").hidden = !unknown;
  said.querySelector("[role=alert] b").textContent = textUnknown.replace("%s", unknown);
  said.querySelector(".scan-next b").textContent = units.length ? textPlace : place ? textNext.replace("%s", place) : textThing;
  document.querySelector("#scan_said").replaceChildren(said);
  const things = units.length ? units.map((each) => line("p", each, "nr")) : [line("p", textNone, "muted")];
  document.querySelector("[data-pair-things]").replaceChildren(...things);
  document.querySelector("[data-pair-place]").replaceChildren(line("p", place || textNone, place ? "place-code" : "muted"));
  document.querySelector("[data-pair-anew]").hidden = !units.length && !place;
}

// Also in the address, so that a reload loses nothing.
function note(units, place) {
  form.elements.units.value = units.join(",");
  form.elements.place.value = place;
  isNoted = units.length > 0;
  const asked = [units.length && `units=${units}`, place && `place=${encodeURIComponent(place)}`].filter(Boolean).join("&");
  history.replaceState(history.state, "", asked ? `${HERE}?${asked}` : HERE);
  draw();
}

async function put(things, place, key, fields) {
  const said = words.dataset.textPut.replace("%t", things.join(", ")).replace("%p", place);
  await add({ key, owner, url: HERE, fields, words: said, thing: `/units/${things[0]}` });
  kept = [...kept, said];
}

async function take(scan) {
  const [found, units, place] = [read(scan, places), listed(form.elements.units.value), form.elements.place.value];
  if (!found) draw(scan.slice(-40) || "?");
  else if (found.thing && !place) note([...new Set([...units, found.thing])], "");
  else if (found.place && !units.length) note([], found.place);
  else {
    const at = found.place ?? place;
    // Each for itself, so that one that is refused stops no other.
    for (const thing of found.thing ? [found.thing] : units) await put([thing], at, newKey(), [["scan", thing], ["units", ""], ["place", at]]);
    note([], found.place ? "" : place);
  }
  return found;
}

// The page waits for nobody: what is scanned meanwhile comes after it.
function after(deed) {
  [pairing, busy] = [true, busy + 1];
  work = work.then(deed).then((found) => {
    busy -= 1;
    form.dispatchEvent(new CustomEvent("scan:taken", { detail: found ? "good" : "bad", bubbles: true }));
    if (found) dispatchEvent(new Event("deeds-again"));
  });
}

// What was sent and not answered is kept with the key it was sent with, so that it is done once.
async function keepSent({ deed, request }) {
  const fields = [...request.body].filter(([name]) => name !== "csrf_token");
  const { scan, units, place } = Object.fromEntries(fields);
  const found = read(scan, places);
  await put(found.thing ? [found.thing] : listed(units), found.place ?? place, deed, fields);
  note([], found.place ? "" : place);
  return found;
}

if (form && owner) {
  document.addEventListener("submit", (event) => {
    if (event.target !== form || (navigator.onLine && !pairing)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = form.elements.scan.value.trim();
    form.elements.scan.value = "";
    after(() => take(text));
  }, true);
  form.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const [found, { units, place }] = [read(form.elements.scan.value.trim(), places), form.elements];
    if (found?.place ? units.value : found && place.value) ctx.request.headers["Idempotency-Key"] = ctx.deed = newKey();
  });
  form.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx?.request && ctx.text === undefined) after(() => (ctx.deed ? keepSent(ctx) : take(ctx.request.body.get("scan").trim())));
  });
  document.addEventListener("deeds", ({ detail: { mine } }) => {
    if (busy) return;
    const waits = mine.filter((deed) => deed.url === HERE && deed.state === "waiting").map((deed) => deed.words);
    const isOther = waits.join() !== kept.join();
    [kept, pairing] = [waits, waits.length > 0 || isNoted];
    if (isOther) draw();
  });
  const asked = new URLSearchParams(location.search);
  if (document.body.dataset.kept && location.search) note(listed(asked.get("units") ?? ""), asked.get("place") ?? "");
}
