// Makes Data/assignment-weights.json: a logistic model over the features that the assignment detector counts.
//   ./dev bench redaction --data DIR --dump OUT && node train-assignments.mjs OUT/redaction-candidates.jsonl DIR/…/lines.jsonl [--check]
// It sees features and labels, never the text of a value. What it prints is measured by leaving each repository out of training in turn (five groups of
// repositories), because lines of one repository resemble each other. --check prints only.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [candidatesFile, linesFile] = process.argv.slice(2);
const read = file => readFileSync(file, "utf8").split("\n").filter(Boolean).map(line => JSON.parse(line));
const [{ names }, ...dumped] = read(candidatesFile);
const lines = new Map(read(linesFile).map(line => [line.id, line]));

// Labels judge places in lines; one line may be labelled several times.
const secretsOf = new Map(), judged = new Map();
for (const line of lines.values()) {
  const key = `${line.repo} ${line.text}`;
  if (line.label === "T") secretsOf.set(key, [...(secretsOf.get(key) ?? []), [line.value_start < 0 ? 0 : line.value_start, line.value_end < 0 ? 1e9 : line.value_end]]);
  else judged.set(key, true);
}
const overlaps = (a, b) => a[0] < b[1] && b[0] < a[1];
const rows = dumped.map(row => {
  const line = lines.get(row.id), key = `${line.repo} ${line.text}`;
  const secrets = secretsOf.get(key) ?? [];
  return {
    repo: line.repo, secret: line.label === "T", value: [line.value_start < 0 ? 0 : line.value_start, line.value_end < 0 ? 1e9 : line.value_end], others: row.others,
    // A value beside a labelled secret that nobody judged teaches nothing.
    candidates: row.candidates.map(c => ({ place: [c.start, c.end], x: c.features, y: secrets.some(s => overlaps(s, [c.start, c.end])) ? 1 : secrets.length && !judged.has(key) ? null : 0 })),
  };
});

function train(rows, rounds = 1500, ridge = 0.002) {
  const samples = [];
  // Many lines of one repository with the same features count less than their number: they are one observation.
  const seen = new Map();
  for (const row of rows) for (const c of row.candidates) if (c.y !== null) {
    const key = `${row.repo} ${c.y} ${c.x.join()}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    samples.push([c, key]);
  }
  const weightOf = samples.map(([, key]) => 1 / Math.sqrt(seen.get(key)));
  const total = weightOf.reduce((a, b) => a + b, 0);
  const w = new Float64Array(names.length), g = new Float64Array(names.length), m = new Float64Array(names.length), v = new Float64Array(names.length);
  let bias = 0, mb = 0, vb = 0;
  for (let round = 1; round <= rounds; round++) {
    g.fill(0);
    let gb = 0;
    samples.forEach(([{ x, y }], i) => {
      let z = bias;
      for (let k = 0; k < x.length; k++) z += w[k] * x[k];
      const error = (1 / (1 + Math.exp(-z)) - y) * weightOf[i] / total;
      gb += error;
      for (let k = 0; k < x.length; k++) g[k] += error * x[k];
    });
    const rate = 0.05; // Adam
    const step = (grad, mean, variance) => rate * (mean / (1 - 0.9 ** round)) / (Math.sqrt(variance / (1 - 0.999 ** round)) + 1e-8);
    for (let k = 0; k < w.length; k++) {
      const grad = g[k] + ridge * w[k];
      m[k] = 0.9 * m[k] + 0.1 * grad; v[k] = 0.999 * v[k] + 0.001 * grad * grad;
      w[k] -= step(grad, m[k], v[k]);
    }
    mb = 0.9 * mb + 0.1 * gb; vb = 0.999 * vb + 0.001 * gb * gb;
    bias -= step(gb, mb, vb);
  }
  return { bias, w };
}

const score = (model, x) => { let z = model.bias; for (let k = 0; k < x.length; k++) z += model.w[k] * x[k]; return z; };
function measure(scored, threshold) {
  let found = 0, missed = 0, wrong = 0;
  for (const { row, scores } of scored) {
    const hits = [...row.others, ...row.candidates.filter((_, i) => scores[i] >= threshold).map(c => c.place)];
    if (!row.secret) wrong += hits.length > 0;
    else if (hits.some(hit => overlaps(hit, row.value))) found++; else missed++;
  }
  const p = found / Math.max(1, found + wrong), r = found / Math.max(1, found + missed);
  return { p, r, f: 2 * p * r / Math.max(1e-9, p + r), wrong };
}
const show = ({ p, r, f, wrong }) => `P ${(100 * p).toFixed(1)} R ${(100 * r).toFixed(1)} F1 ${(100 * f).toFixed(1)} (${wrong} false)`;

const repos = [...new Set(rows.map(row => row.repo))].sort();
const group = new Map(repos.map((repo, i) => [repo, i % 5]));
const held = [];
for (let fold = 0; fold < 5; fold++) {
  const model = train(rows.filter(row => group.get(row.repo) !== fold));
  for (const row of rows) if (group.get(row.repo) === fold) held.push({ row, scores: row.candidates.map(c => score(model, c.x)) });
}
for (const t of [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1]) console.log(`held-out, threshold ${t}: ${show(measure(held, t))}`);
const model = train(rows);
const all = rows.map(row => ({ row, scores: row.candidates.map(c => score(model, c.x)) }));
for (const t of [-2, -1, 0, 1]) console.log(`all, threshold ${t}: ${show(measure(all, t))}`);
console.log("others alone", show(measure(all, 1e9)), "all candidates", show(measure(all, -1e9)));
for (const repo of repos) console.log(repo.padEnd(45), "held-out at 0:", show(measure(held.filter(h => h.row.repo === repo), 0)), " of", rows.filter(r => r.repo === repo && r.secret).length);
const file = join(dirname(fileURLToPath(import.meta.url)), "Data/assignment-weights.json");
const kept = JSON.parse(readFileSync(file, "utf8"));
const weights = Object.fromEntries(names.map((name, k) => [name, Math.round(model.w[k] * 1000) / 1000]));
if (!process.argv.includes("--check")) writeFileSync(file, JSON.stringify({ bias: Math.round(model.bias * 1000) / 1000, block: kept.block, scrub: kept.scrub, weights }, null, 1) + "\n");
console.log(Object.entries(weights).map(([n, v]) => `${n} ${v}`).join("  "));
