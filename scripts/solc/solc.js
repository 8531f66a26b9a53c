#!/usr/bin/env node
// The pinned compiler from npm, speaking the command line of the native one, for every tool that
// starts `solc`: Forge, Ape, py-solc-x, Slither. Understood: --version, --standard-json [FILE],
// --base-path, --include-path, --allow-paths (reads stay below the base, include and allowed
// paths); --combined-json and the rest are refused, with status 1.
//
// The answer to an input is kept under .toolchain/solc-cache, named by the hash of everything it
// was made from; files read through the import callback are checked by hash on every use.
"use strict";

const crypto = require("crypto");
const fs = require("fs");
const path = require("path");
const zlib = require("zlib");

const ROOT = path.resolve(__dirname, "..", "..");
const CACHE = path.join(ROOT, ".toolchain", "solc-cache");
const KEPT = 80; // answers kept; the oldest go first
const PACKAGE = path.join(ROOT, "node_modules", "solc");

function writeAll(fd, bytes) {
  // A pipe takes 64 KiB at a time, and process.exit drops what is still queued.
  for (let done = 0; done < bytes.length; ) {
    try {
      done += fs.writeSync(fd, bytes, done);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

function fail(message) {
  writeAll(2, Buffer.from(`solc: ${message}\n`));
  process.exit(1);
}

function readArguments(argv) {
  const options = { version: false, standardJson: false, file: null, base: null, roots: [] };
  for (let i = 0; i < argv.length; i++) {
    const [name, inline] = argv[i].split(/=(.*)/s);
    const value = () => (inline !== undefined ? inline : argv[++i]);
    if (name === "--version") options.version = true;
    else if (name === "--standard-json") options.standardJson = true;
    else if (name === "--base-path") options.base = value();
    else if (name === "--include-path") options.roots.push(value());
    else if (name === "--allow-paths") value(); // base and include paths are all that is read
    else if (!argv[i].startsWith("-") && options.standardJson && !options.file) options.file = argv[i];
    else if (argv[i] !== "-") fail(`this wrapper does not know ${argv[i]}`);
  }
  return options;
}

const digest = (bytes) => crypto.createHash("sha256").update(bytes).digest("hex");

function resolveImport(name, options) {
  const roots = [options.base || process.cwd(), ...options.roots];
  for (const root of roots) {
    const file = path.resolve(root, name);
    const inside = roots.some((allowed) => file.startsWith(path.resolve(allowed) + path.sep));
    if (inside && fs.existsSync(file) && fs.statSync(file).isFile()) return file;
  }
  return null;
}

function recall(entry, options) {
  let kept;
  try {
    kept = JSON.parse(zlib.gunzipSync(fs.readFileSync(entry)));
  } catch {
    return null; // none yet, or half of one
  }
  for (const [name, hash] of Object.entries(kept.reads)) {
    const file = resolveImport(name, options);
    if ((file ? digest(fs.readFileSync(file)) : null) !== hash) return null;
  }
  return kept.output;
}

function remember(entry, kept) {
  try {
    fs.mkdirSync(CACHE, { recursive: true });
    const temporary = `${entry}.${process.pid}`;
    fs.writeFileSync(temporary, zlib.gzipSync(JSON.stringify(kept), { level: 1 }));
    fs.renameSync(temporary, entry);
    const byAge = fs.readdirSync(CACHE).map((name) => path.join(CACHE, name));
    byAge.sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
    for (const old of byAge.slice(KEPT)) fs.rmSync(old, { force: true });
  } catch {
    // Another run may be tidying the same folder; the answer itself is not touched by that.
  }
}

function compile(input, options) {
  const reads = {};
  const readFile = (name) => {
    const file = resolveImport(name, options);
    reads[name] = file ? digest(fs.readFileSync(file)) : null;
    return file ? { contents: fs.readFileSync(file, "utf8") } : { error: "File not found" };
  };
  const soljson = require(path.join(PACKAGE, "wrapper"))(require(path.join(PACKAGE, "soljson.js")));
  return { reads, output: soljson.compile(input, { import: readFile }) };
}

function main() {
  const options = readArguments(process.argv.slice(2));
  const version = require(path.join(PACKAGE, "package.json")).version;
  if (options.version) {
    const soljson = require(path.join(PACKAGE, "wrapper"))(require(path.join(PACKAGE, "soljson.js")));
    const text = `solc, the solidity compiler commandline interface\nVersion: ${soljson.version()}\n`;
    return writeAll(1, Buffer.from(text));
  }
  if (!options.standardJson) fail("only --version and --standard-json are understood");

  const input = fs.readFileSync(options.file || 0, "utf8");
  const key = digest(JSON.stringify([digest(fs.readFileSync(__filename)), version, input]));
  const entry = path.join(CACHE, `${key}.json.gz`);
  let output = recall(entry, options);
  if (output === null) {
    const made = compile(input, options);
    output = made.output;
    remember(entry, made);
  }
  writeAll(1, Buffer.from(output + "\n"));
}

main();
process.exit(0);
