// What was done and waits to be sent: rows of kind "deed" in the store, each of one person.
// A deed: { key, owner, at, url, fields: [[name, text or {bytes, type, file}]], words, thing, state: waiting or refused, said }
import { drop, keep, keys, read } from "../store.js";

const KIND = "deed";

export const add = (deed) => keep({ ...deed, kind: KIND, state: "waiting", said: "" });

export const deedsOf = async (owner) => (await Promise.all((await keys(owner, KIND)).map(read))).filter(Boolean);

export async function change(key, facts) {
  const deed = await read(key);
  if (deed) await keep({ ...deed, ...facts });
}

export const remove = drop;

export const blobOf = ({ bytes, type }) => new Blob([bytes], { type });
