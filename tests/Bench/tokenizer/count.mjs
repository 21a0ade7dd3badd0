// Counts the tokens of texts (a JSON string a line) as plain text: what looks like a special token is counted as the text it is.
//   node count.mjs TEXTS PASSES
// npm tiktoken is OpenAI's own tokenizer, compiled to WebAssembly: it says what is right. npm gpt-tokenizer is the fast one, rewritten in JavaScript.
// Writes {tiktoken: {version, o200k, cl100k}, gptTokenizer: {version, o200k, cl100k}}, each {seconds, counts}; seconds is the best pass over all texts, on one thread.
import { readFileSync, writeSync } from "node:fs";
import { get_encoding } from "tiktoken";

const [file, passes] = process.argv.slice(2);
const texts = readFileSync(file, "utf8").split("\n").filter(line => line !== "").map(line => JSON.parse(line));
const options = { disallowedSpecial: new Set() };

function measure(count, times) {
  let seconds = Infinity;
  let counts = [];
  for (let pass = 0; pass < times; pass++) {
    const start = process.hrtime.bigint();
    counts = texts.map(count);
    seconds = Math.min(seconds, Number(process.hrtime.bigint() - start) / 1e9);
  }
  return { seconds, counts };
}

async function rewritten(vocabulary) {
  const { countTokens } = await import(`gpt-tokenizer/encoding/${vocabulary}`);
  return measure(text => countTokens(text, options), Number(passes));
}

function original(vocabulary) {
  const encoding = get_encoding(vocabulary);
  const measured = measure(text => encoding.encode_ordinary(text).length, 1);
  encoding.free();
  return measured;
}

const version = name => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
const answer = JSON.stringify({
  tiktoken: { version: version("tiktoken"), o200k: original("o200k_base"), cl100k: original("cl100k_base") },
  gptTokenizer: { version: version("gpt-tokenizer"), o200k: await rewritten("o200k_base"), cl100k: await rewritten("cl100k_base") },
});
for (let at = 0; at < answer.length;) at += writeSync(1, answer.slice(at, at + 65536));
