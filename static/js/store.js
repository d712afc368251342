// What must outlive a reload, a flat battery or a tunnel: rows of the form {key, owner, kind, …}, each of one person.
// keep(row) is true once the row is on the device; where the browser keeps nothing it is held in memory, and false.
// keys(owner, kind): what is kept, in the order it came. read(key), drop(key), countOfOthers(owner).

const STORE = "waiting";
const memory = new Map();
let opening;
let last = 0;

function open() {
  opening ??= new Promise((done, failed) => {
    const asked = indexedDB.open("omlob", 1);
    asked.onupgradeneeded = () =>
      asked.result.createObjectStore(STORE, { keyPath: "key" }).createIndex("in_order", ["owner", "kind", "at"]);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opening;
}

async function within(mode, work) {
  const db = await open();
  return new Promise((done, failed) => {
    // Because a battery may go flat a moment later, it is written before it counts as kept.
    const transaction = db.transaction(STORE, mode, { durability: "strict" });
    const asked = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

export async function keep(row) {
  last = Math.max(Date.now(), last + 1);
  const made = { at: last, ...row };
  try {
    await within("readwrite", (rows) => rows.put(made));
    return true;
  } catch {
    memory.set(row.key, made);
    return false;
  }
}

export async function keys(owner, kind) {
  const ours = IDBKeyRange.bound([owner, kind], [owner, kind, []]);
  const held = [...memory.values()].filter((row) => row.owner === owner && row.kind === kind).map((row) => row.key);
  const found = await within("readonly", (rows) => rows.index("in_order").getAllKeys(ours)).catch(() => []);
  return [...found, ...held];
}

export async function read(key) {
  return memory.get(key) ?? within("readonly", (rows) => rows.get(key)).catch(() => undefined);
}

export async function drop(key) {
  if (!memory.delete(key)) await within("readwrite", (rows) => rows.delete(key)).catch(() => {});
}

// How many rows other people have here.
export async function countOfOthers(owner) {
  const ours = IDBKeyRange.bound([owner], [owner, []]);
  const count = (range) => within("readonly", (rows) => rows.index("in_order").count(range)).catch(() => 0);
  return (await count()) - (await count(ours));
}
