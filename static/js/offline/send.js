// Sends what waits, one after the other, in the order it was done. Each has a key, so that the server does it once.
import { blobOf, change, deedsOf, remove } from "./deeds.js";

const LOCK = "omlob-deeds";
const ASK_MS = 5_000;
const SEND_MS = 60_000;
// Because a plain http intranet has no locks, one page at least never sends twice at a time.
let under_way = Promise.resolve();

function alone(work) {
  if (navigator.locks) return navigator.locks.request(LOCK, work);
  under_way = under_way.then(work, work);
  return under_way;
}

// Who is signed in, and the token their forms carry now; nothing where there is no connection.
async function signedIn() {
  try {
    const answer = await fetch("/signed-in", { cache: "no-store", signal: AbortSignal.timeout(ASK_MS) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function post(deed, token, how) {
  const body = new FormData();
  body.append("csrf_token", token);
  for (const [name, value] of deed.fields) {
    if (value.bytes) body.append(name, blobOf(value), value.file);
    else body.append(name, value);
  }
  const headers = { "Idempotency-Key": deed.key, "X-Deed": how };
  return fetch(deed.url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(SEND_MS) });
}

const sentence = async (answer) =>
  new DOMParser()
    .parseFromString(await answer.text(), "text/html")
    .querySelector("#error_text, #error_summary li, [role=alert] p")
    ?.textContent.trim() ?? "";

// Because some pass by themselves (signed out, an old token, too often), and a proxy on the way may say 404 as well.
const isRefusal = ({ status, headers }) =>
  headers.has("X-Request-Id") && status >= 400 && status < 500 && ![401, 403, 408, 425, 429].includes(status);

// What became of it: "sent" (with the address it led to), "refused", "sign-in", or "later".
async function deliver(deed, token, how) {
  let answer;
  try {
    answer = await post(deed, token, how);
  } catch {
    return { outcome: "later" };
  }
  if (answer.ok || answer.type === "opaqueredirect") {
    await remove(deed.key);
    return { outcome: "sent", location: answer.headers.get("Location") };
  }
  if (answer.status === 401) return { outcome: "sign-in" };
  if (!isRefusal(answer)) return { outcome: "later" };
  const said = { state: "refused", said: await sentence(answer) };
  await change(deed.key, said);
  return { outcome: "refused", ...said };
}

// Everything the one who is signed in has waiting. The answer says how it ended, and what became of each.
// `first` is the deed somebody stands and waits for: its notice is shown at once.
export const sendAll = (person, first) =>
  alone(async () => {
    const became = new Map();
    const mine = await deedsOf(person);
    if (!mine.some((deed) => deed.state === "waiting")) return { end: "done", became };
    const who = await signedIn();
    if (!who) return { end: "later", became };
    if (who.person !== person) return { end: "sign-in", became };
    const stuck = new Set(mine.filter((deed) => deed.state === "refused").map((deed) => deed.thing));
    for (const deed of mine) {
      // Because what builds on something refused could end somewhere nobody meant.
      if (deed.state === "refused" || (deed.thing && stuck.has(deed.thing))) continue;
      const result = await deliver(deed, who.token, deed.key === first ? "now" : "later");
      became.set(deed.key, result);
      if (result.outcome === "refused") stuck.add(deed.thing);
      else if (result.outcome !== "sent") return { end: result.outcome, became };
    }
    return { end: "done", became };
  });
