// Builds static/build from static/ and node_modules: bundled, named by content, precompressed.
// The same input gives the same bytes; manifest.json is written last, so a reader never meets half a build.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STATIC = join(ROOT, "static");
const OUT = join(STATIC, "build");
const MODULES = join(ROOT, "node_modules");
const ICONS = join(MODULES, "@tabler", "icons", "icons", "outline");
const BROWSERS = ["chrome111", "edge111", "firefox113", "safari16.4"];
const BINARY = [".woff2", ".png", ".webp", ".avif", ".jpg", ".svg"];
const TEXT = new Set([".css", ".js", ".svg", ".json", ".txt", ".ico", ".webmanifest"]);

class Refused extends Error {}

// Eight letters in the alphabet esbuild uses, so one pattern recognises every hashed name.
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const fingerprint = (bytes) =>
  [...createHash("sha256").update(bytes).digest().subarray(0, 8)].map((byte) => ALPHABET[byte % 32]).join("");

function hashed(name, bytes) {
  const { name: stem, ext } = parse(name);
  return `${stem}-${fingerprint(bytes)}${ext}`;
}

// app.* is on every page; tools.css and each of static/js/pages is asked for by the pages that need it.
async function entries() {
  const scripts = (await readdir(join(STATIC, "js", "pages"))).filter((name) => name.endsWith(".js")).sort();
  return ["static/css/app.css", "static/css/tools.css", "static/js/app.js", ...scripts.map((name) => `static/js/pages/${name}`)];
}

async function bundle() {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: await entries(),
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: OUT,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    format: "iife",
    target: BROWSERS,
    charset: "utf8",
    legalComments: "none",
    loader: Object.fromEntries(BINARY.map((ext) => [ext, "file"])),
    logLevel: "warning",
  });
  // A style sheet a browser would read differently than its author is a fault, not a remark.
  if (result.warnings.length) throw new Refused("static/build is as it was: see the warnings above.");
  const bytes = new Map(result.outputFiles.map((file) => [basename(file.path), file.contents]));
  return Object.entries(result.metafile.outputs).map(([path, made]) => {
    const from = made.entryPoint ?? Object.keys(made.inputs)[0];
    return { key: basename(from), name: basename(path), bytes: bytes.get(basename(path)) };
  });
}

async function sprite() {
  const list = await readFile(join(STATIC, "icons.txt"), "utf8");
  const names = [...new Set(list.split("\n").map((line) => line.trim()).filter((line) => line && line[0] !== "#"))];
  const symbols = await Promise.all(names.sort().map(symbol));
  const credit = "<!-- Tabler Icons, MIT licence, copyright (c) Paweł Kuna -->";
  const bytes = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${credit}${symbols.join("")}</svg>\n`);
  return { key: "icons.svg", name: hashed("icons.svg", bytes), bytes };
}

async function symbol(name) {
  const source = await readFile(join(ICONS, `${name}.svg`), "utf8").catch(() => {
    throw new Refused(`static/icons.txt names "${name}", which is not an outline icon of @tabler/icons.`);
  });
  const body = source
    .slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"))
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
  const look = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${look}>${body}</symbol>`;
}

async function htmx() {
  const bytes = await readFile(join(MODULES, "htmx.org", "dist", "htmx.min.js"));
  return { key: "htmx.js", name: hashed("htmx.js", bytes), bytes };
}

async function images() {
  const entries = await readdir(join(STATIC, "img"), { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && entry.name[0] !== ".").map((entry) => entry.name);
  return Promise.all(
    files.map(async (name) => {
      const bytes = await readFile(join(STATIC, "img", name));
      return { key: `img/${name}`, name: hashed(name, bytes), bytes };
    }),
  );
}

const smallest = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gz: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

async function write(file) {
  await writeFile(join(OUT, file.name), file.bytes);
  if (!TEXT.has(extname(file.name))) return [file.name];
  const packed = Object.entries(smallest).map(async ([ending, compress]) => {
    await writeFile(join(OUT, `${file.name}.${ending}`), await compress(file.bytes));
    return `${file.name}.${ending}`;
  });
  return [file.name, ...(await Promise.all(packed))];
}

async function main() {
  const started = performance.now();
  const files = (await Promise.all([bundle(), sprite(), htmx(), images()])).flat();
  await mkdir(OUT, { recursive: true });
  const kept = new Set((await Promise.all(files.map(write))).flat().concat("manifest.json"));
  const manifest = Object.fromEntries(files.map((file) => [file.key, file.name]).sort());
  const stale = (await readdir(OUT)).filter((name) => !kept.has(name));
  await Promise.all(stale.map((name) => rm(join(OUT, name), { recursive: true })));
  await writeFile(join(OUT, "manifest.new"), `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(join(OUT, "manifest.new"), join(OUT, "manifest.json"));
  console.log(`static/build: ${files.length} assets in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

try {
  await main();
} catch (problem) {
  // esbuild has already printed its own errors, with file and line.
  if (!problem.errors) console.error(problem instanceof Refused || problem.code ? problem.message : problem);
  process.exitCode = 1;
}
