// Builds the web door's assets: CSS, scripts and fonts into static/built, with hashed names, a manifest, and ready-compressed twins.
// Running it twice with the same sources gives the same files.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const web = path.join(root, "src/twoway/doors/web");
const target = path.join(web, "static/built");
const fresh = `${target}.new`;

const ENTRIES = { app: "js/app.js", compose: "js/compose.js", inbox: "js/inbox.js", calendar: "js/calendar.js", styles: "css/app.css" };
// Letters the first paint needs; the page preloads them.
const PRELOAD = ["atkinson-hyperlegible-next-latin-wght-normal", "source-serif-4-latin-wght-normal"];

const MOST_WORDS = 8;

// [[group, [[emoji, name, other words, takes a skin tone], …]], …], read by assets/js/emoji.js when somebody opens the picker.
function emoji() {
  const load = createRequire(import.meta.url);
  const words = load("emojilib");
  return load("unicode-emoji-json/data-by-group.json").map((group) => [
    group.name,
    group.emojis.map(({ emoji: sign, name, skin_tone_support: takesTone }) => {
      const known = new Set(name.toLowerCase().split(/[^\p{L}\p{N}]+/u));
      const more = (words[sign] ?? []).map((word) => word.replaceAll("_", " ").toLowerCase()).filter((word) => !known.has(word) && word !== name.toLowerCase());
      return takesTone ? [sign, name, more.slice(0, MOST_WORDS).join(" "), 1] : [sign, name, more.slice(0, MOST_WORDS).join(" ")];
    }),
  ]);
}

async function writeEmoji() {
  const text = JSON.stringify(emoji());
  const name = `emoji-${createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase()}.json`;
  await writeFile(path.join(fresh, name), text);
  return name;
}

async function sources(folder) {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((f) => f.isFile()).map((f) => path.join(f.parentPath ?? f.path, f.name)).sort();
}

async function fingerprint() {
  const hash = createHash("sha256");
  const files = [...(await sources(path.join(web, "assets"))), path.join(root, "package-lock.json"), fileURLToPath(import.meta.url)];
  for (const file of files) hash.update(path.relative(root, file)).update("\0").update(await readFile(file));
  return hash.digest("hex");
}

async function isFresh(mark) {
  const known = await readFile(path.join(target, "sources.sha256"), "utf8").catch(() => "");
  return known === mark;
}

async function compress(file) {
  const bytes = await readFile(file);
  await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  await writeFile(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

function manifestOf(outputs) {
  const names = {};
  for (const [out, about] of Object.entries(outputs)) {
    const file = path.relative(fresh, path.resolve(root, out)).split(path.sep).join("/");
    if (about.entryPoint) {
      const entry = Object.entries(ENTRIES).find(([, source]) => about.entryPoint.endsWith(source));
      if (entry) names[`${entry[0]}${path.extname(file)}`] = file;
    } else if (file.endsWith(".woff2")) {
      names[path.basename(file).replace(/-[A-Z0-9]{8}\.woff2$/, ".woff2")] = file;
    }
  }
  return { files: names, preload: PRELOAD.map((name) => names[`${name}.woff2`]) };
}

async function main() {
  const mark = await fingerprint();
  if (await isFresh(mark)) return console.log("assets: nothing changed");
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, path.join(web, "assets", file)])),
    outdir: fresh,
    bundle: true,
    minify: true,
    metafile: true,
    format: "iife",
    target: ["chrome123", "firefox128", "safari17.5"],
    entryNames: "[name]-[hash]",
    assetNames: "fonts/[name]-[hash]",
    loader: { ".woff2": "file" },
    legalComments: "none",
    logLevel: "warning",
  });
  const manifest = manifestOf(metafile.outputs);
  manifest.files["emoji.json"] = await writeEmoji();
  for (const file of await sources(fresh)) if (/\.(css|js|json)$/.test(file)) await compress(file);
  await writeFile(path.join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  await writeFile(path.join(fresh, "sources.sha256"), mark);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  for (const [name, file] of Object.entries(manifest.files)) {
    const size = (await stat(path.join(target, file))).size;
    const small = await stat(path.join(target, `${file}.gz`)).catch(() => null);
    console.log(`assets: ${name} ${(size / 1024).toFixed(1)} KB${small ? `, ${(small.size / 1024).toFixed(1)} KB compressed` : ""}`);
  }
}

await main();
