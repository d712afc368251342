// Shows what this browser keeps for the one who is signed in, and lets them try again what was refused, or drop it.
import { blobOf, change, deedsOf, remove } from "../offline/deeds.js";
import { countOfOthers } from "../store.js";

const person = document.querySelector("#wait_bar")?.dataset.person;
const list = document.querySelector("[data-deeds]");
const template = document.querySelector("#deed");
const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

document.querySelector("#no_signal").hidden = location.pathname === "/workshop/waiting";

function stateOf(deed, stuck) {
  if (deed.state === "refused") return "refused";
  return deed.thing && stuck.has(deed.thing) ? "behind" : "waiting";
}

function drawn(deed, state) {
  const row = template.content.firstElementChild.cloneNode(true);
  const part = (name) => row.querySelector(`[data-${name}]`);
  part("words").textContent = deed.words;
  part("at").textContent = time.format(deed.at);
  part("said").textContent = deed.said;
  part("draft").hidden = deed.url !== "/workshop/new";
  for (const each of row.querySelectorAll("[data-state]")) each.hidden = each.dataset.state !== state;
  const photo = deed.fields.map(([, value]) => value).find((value) => value.bytes);
  if (photo) {
    row.querySelector(".pic").hidden = false;
    row.querySelector("img").src = URL.createObjectURL(blobOf(photo));
  }
  part("again").onclick = () => done(change(deed.key, { state: "waiting", said: "" }));
  if (asked.has(deed.key)) askAgain(part("drop"));
  part("drop").onclick = (event) => dropped(event.currentTarget, deed);
  return row;
}

// Thrown away is gone, so it is asked for twice; the list may be drawn anew in between.
const asked = new Set();
function askAgain(button) {
  button.querySelector("span").textContent = button.dataset.sure;
}

function dropped(button, deed) {
  if (asked.has(deed.key)) return done(remove(deed.key));
  asked.add(deed.key);
  askAgain(button);
}

async function done(work) {
  await work;
  dispatchEvent(new Event("deeds-again"));
}

async function show() {
  const mine = await deedsOf(person);
  const stuck = new Set(mine.filter((deed) => deed.state === "refused").map((deed) => deed.thing));
  for (const picture of list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
  list.replaceChildren(...mine.map((deed) => drawn(deed, stateOf(deed, stuck))));
  document.querySelector("[data-nothing]").hidden = mine.length > 0;
  document.querySelector("[data-others]").hidden = !(await countOfOthers(person));
}

document.addEventListener("deeds", show);
show();
