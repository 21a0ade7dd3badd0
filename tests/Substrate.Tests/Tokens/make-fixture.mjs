// Makes token-counts.json: strings of our own with the counts that npm gpt-tokenizer gives for o200k_base and cl100k_base.
//   npm pack gpt-tokenizer && tar xzf gpt-tokenizer-*.tgz && node make-fixture.mjs package
import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const encoder = async name => (await import(pathToFileURL(resolve(process.argv[2], `esm/encoding/${name}.js`)))).encode;
const encode = await encoder("o200k_base");
const encodeCl100k = await encoder("cl100k_base");
const samples = [
  "", " ", "  ", "\n", "\r\n", "\n\n\n", " \n ", "\t\tx", "a", "Hello, world!", "hello   world", "trailing space ", "trailing\n", "  leading",
  "The quick brown fox jumps over the lazy dog.", "I'll say it's what they've DON'T we'RE I'd", "O'Reilly's 'quoted' ''", "camelCaseIdentifierWithHTTPServer2Parts",
  "snake_case_name __dunder__ SCREAMING_CASE", "1234567890 12 345.678e-9 0xDEADBEEF", "x = y+1;// comment\nreturn (a&&b)||!c;\n", "https://example.org/a/b?c=d&e=%20f#g",
  "def f(x):\n    if x > 0:\n        return x\n    \n\n    return -x\n", "{\"key\": [1, 2, {\"a\": null}], \"b\": \"\\u00e9\"}", "| a | b |\n|---|---|\n| 1 | 2 |\n",
  "Größe, Füße, Straße; naïve café déjà vu", "Ελληνικά κείμενα με ΚΕΦΑΛΑΙΑ", "Русский текст И ЗАГЛАВНЫЕ", "日本語の文章と漢字、カタカナ", "中文字符测试 mixed 混合 text", "한국어 문장입니다",
  "हिन्दी में पाठ", "العربية نص", "ไทยภาษา", "👍🏽 emoji 👨‍👩‍👧‍👦 🇩🇪!", "e\u0301 combining a\u0308\u0301b", "𝒳 math 𝟙𝟚𝟛𝟜 letters", "ǅ titlecase ǈ", "Ⅷ roman ½ fractions ²³",
  "a\u00a0b\u2003c\u3000d", "mixedEnglish中文AndBACK日本X", "ʰmodifier ʷletters", "...!!!???///\n//\n/", "-----BEGIN----- ===== #####", "\\\\\\n\\t\\u0041", "   \n   \n\t\n x", "A", "AB", "Ab", "aB", "ABc", "ABcD",
  "a".repeat(300), "A".repeat(300), " ".repeat(300), "\n".repeat(50), "=".repeat(500), "ab".repeat(400), "0".repeat(100), "中".repeat(200), "👍".repeat(40),
  "TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdA==".repeat(10),
  "$ ./build.sh --gen && ./run-tests.sh\nok 1 - greets\nnot ok 2 - counts # expected 3, got 2\n", "public sealed record Step(int Seq, StepKind Kind, int? Parent = null);",
  "SELECT id, name FROM runs WHERE org_id = $1 ORDER BY created_at DESC LIMIT 50;", "diff --git a/x.py b/x.py\n@@ -1,3 +1,4 @@\n-old\n+new\n", "don’t use ’curly’ quotes", "#!/bin/sh\nset -eu\nprintf '%s\\n' \"$1\"\n",
];
let seed = 20261121;
const next = n => { seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff; return (seed >> 8) % n; };
const pieces = ["a", "B", "Cd", "é", "Ñ", "中", "の", "ʰ", "\u0301", "1", "²", " ", "  ", "\n", "\r\n", "\t", "'", "'s", "'LL", "_", ".", "/", "{", "👍", "𝒳", "ж", "Ж", "ǅ", "\u00a0", "the", " The", "Ⅷ", "—"];
for (let i = 0; i < 240; i++) {
  let text = "";
  for (let n = 1 + next(40); n > 0; n--) text += pieces[next(pieces.length)];
  samples.push(text);
}
const rows = samples.map(text => ({ text, count: encode(text).length, cl100k: encodeCl100k(text).length }));
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), "token-counts.json"), "[\n" + rows.map(row => "  " + JSON.stringify(row)).join(",\n") + "\n]\n");
console.log(`${rows.length} samples`);
