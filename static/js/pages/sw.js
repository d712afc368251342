// The tablet's memory: the files of the pages, and the workshop's pages of the one who is signed in. Never what is sent.
// The server writes self.OMLOB before this: { assets: [addresses], version }.

const { assets, version } = self.OMLOB;
const FILES = `omlob-files-${version}`;
const PAGES = "omlob-pages-";
const WHO = "omlob-who";
const KEPT = /^\/(workshop(\/(new|drafts|receive|waiting|put-away|jobs\/.+))?|units\/[^/]+|runs\/today)$/;
const PUT_AWAY = /\/workshop\/put-away\?/;
const NOBODY_SIGNED_IN = /^\/sign-(in|out)(\/|$)/;
const FALLBACK = "/workshop/waiting";
const PATIENCE_MS = 4_000;
const FRESH_MS = 600_000;
const PAUSE_MS = 150;
const MOST_PHOTOS = 300;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// How often somebody signed out: what was asked for before that is not kept after it.
let leavings = 0;

async function who() {
  const kept = await caches.match("/", { cacheName: WHO });
  return kept ? kept.text() : "";
}

// Nobody sees on a shared tablet what somebody else was shown.
async function forget(butName) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== butName);
  await Promise.all([...names, ...(butName ? [] : [WHO])].map((name) => caches.delete(name)));
}

// The server says with every answer whose it is.
async function belongsTo(viewer) {
  if (viewer === (await who())) return;
  // First the new one: whoever looks meanwhile must not open the other's memory again.
  await (await caches.open(WHO)).put("/", new Response(viewer));
  await forget(PAGES + viewer);
}

async function keep(url, answer, asked) {
  const viewer = answer.headers.get("X-Viewer");
  const isPage = answer.ok && !answer.redirected && answer.headers.get("Content-Type")?.startsWith("text/html");
  if (!viewer || !isPage || asked !== leavings) return;
  await belongsTo(viewer);
  await (await caches.open(PAGES + viewer)).put(url, answer);
}

const memory = async () => caches.open(PAGES + (await who()));

// Because the page of putting away reads its own address, it is kept once, as it is before anything is scanned.
const addressOf = (url) => url.split(PUT_AWAY.test(url) ? "?" : "#")[0];

// A page from memory says so, and when it was fresh.
async function remembered(url) {
  const pages = await memory();
  const ignoreSearch = new URL(url).pathname === "/workshop/new";
  const found = (await pages.match(url, { ignoreSearch })) ?? (await pages.match(FALLBACK));
  if (!found) return null;
  const html = (await found.text()).replace("<body ", `<body data-kept="${found.headers.get("Date") ?? ""}" `);
  return new Response(html, { headers: found.headers });
}

async function page(event) {
  const { request } = event;
  const url = addressOf(request.url);
  const asked = leavings;
  const network = fetch(request).then((answer) => {
    if (url === request.url.split("#")[0]) event.waitUntil(keep(url, answer.clone(), asked));
    return answer;
  });
  event.waitUntil(network.catch(() => {}));
  const isKept = await (await memory()).match(url);
  const fallback = async () => (await remembered(url)) ?? Response.error();
  const first = isKept ? Promise.race([network, sleep(PATIENCE_MS).then(fallback)]) : network;
  return first.catch(fallback);
}

const file = async (request) => (await caches.match(request, { cacheName: FILES })) ?? fetch(request);

async function photo(request) {
  const found = await (await memory()).match(request.url);
  if (found) return found;
  try {
    const answer = await fetch(request);
    if (answer.ok && (await who())) await keepPhoto(request.url, answer.clone());
    return answer;
  } catch (problem) {
    // Because another width of the same photo is better than none.
    const same = request.url.replace(/[^/]+$/, "");
    const pages = await memory();
    const other = (await pages.keys()).find((each) => each.url.startsWith(same));
    if (!other) throw problem;
    return pages.match(other);
  }
}

async function keepPhoto(url, answer) {
  const pages = await memory();
  await pages.put(url, answer);
  const photos = (await pages.keys()).filter((each) => each.url.includes("/photos/"));
  await Promise.all(photos.slice(0, Math.max(0, photos.length - MOST_PHOTOS)).map((each) => pages.delete(each)));
}

// The pages somebody will need without signal: the server names them. One round at a time, however many pages ask.
let round;
let tidied = Promise.resolve();
function keepAll() {
  round ??= keepThem().catch(() => {}).finally(() => (round = undefined));
  return round;
}

async function keepThem() {
  await tidied;
  const asked = leavings;
  const answer = await fetch("/workshop/keep.json", { cache: "no-store" });
  if (!answer.ok || asked !== leavings) return;
  await belongsTo(answer.headers.get("X-Viewer"));
  for (const path of await answer.json()) {
    if (asked !== leavings) return;
    const url = new URL(path, location.origin).href;
    const kept = await (await memory()).match(url);
    if (kept && Date.now() - Date.parse(kept.headers.get("Date")) < FRESH_MS) continue;
    const fresh = await fetch(url, { cache: "no-store", headers: { "X-Keep": "yes" } });
    const html = await fresh.clone().text();
    await keep(url, fresh, asked);
    await keepPicture(html);
    await sleep(PAUSE_MS);
  }
}

async function keepPicture(html) {
  const [, src] = html.match(/src="(\/photos\/[^"]+)"/) ?? [];
  if (src && !(await (await memory()).match(src))) {
    const answer = await fetch(src);
    if (answer.ok && (await who())) await keepPhoto(new URL(src, location.origin).href, answer);
  }
}

addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((files) => files.addAll(assets)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("omlob-files-") && name !== FILES;
  const tidy = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  // Because the pages from before ask for the files from before.
  tidied = tidy.then(() => forget()).then(() => clients.claim());
  // Every tap waits until this is over, so the pages are kept afterwards: when a page asks.
  event.waitUntil(tidied);
});

addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keepAll());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (NOBODY_SIGNED_IN.test(url.pathname)) {
    leavings += 1;
    event.waitUntil(forget());
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (url.pathname.startsWith("/photos/")) event.respondWith(photo(request));
  else if (request.mode === "navigate" && KEPT.test(url.pathname)) event.respondWith(page(event));
});
