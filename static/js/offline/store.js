// What waits to be sent, kept in the browser: fields, photos, whose it is, and what the server said when it said no.
// A deed: { id, key, person, url, fields: [[name, text or blob, file name]], words, thing, at, state, said }

const NAME = "omlob-deeds";
const STORE = "deeds";
let opened;

function open() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opened;
}

async function within(mode, work) {
  const store = (await open()).transaction(STORE, mode).objectStore(STORE);
  return new Promise((done, failed) => {
    const request = work(store);
    store.transaction.oncomplete = () => done(request.result);
    store.transaction.onerror = store.transaction.onabort = () => failed(store.transaction.error);
  });
}

export const add = (deed) => within("readwrite", (store) => store.add(deed));
export const all = () => within("readonly", (store) => store.getAll());
export const remove = (id) => within("readwrite", (store) => store.delete(id));

export async function change(id, facts) {
  const deed = (await all()).find((each) => each.id === id);
  if (deed) await within("readwrite", (store) => store.put({ ...deed, ...facts }));
}
