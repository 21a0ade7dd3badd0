// Makes Data/gitleaks-rules.json from gitleaks' rule file (MIT, github.com/gitleaks/gitleaks, config/gitleaks.toml).
//   node make-gitleaks-rules.mjs gitleaks.toml LICENSE
// What it changes, and why:
// - RE2's syntax becomes .NET's, ASCII only, with case-insensitivity written out ([Kk], not (?i)k): .NET can then look for a pattern's first letters vectorised.
// - The lazy run of word characters before a rule's name ([\w.-]{0,50}?) goes: it may be empty and lies outside the secret, so it decides nothing and costs most.
// - Quotes around keys and values may be escaped, since much of what we read is JSON inside JSON.
// - Conditions on file paths cannot be met, text has none: allow-lists that need one go, rules that need one are marked "path" and run in scrub only.
// - Rules get our kind where we already had a name for what they find.
import { readFileSync, writeFileSync, copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [source, license] = process.argv.slice(2);
const here = join(dirname(fileURLToPath(import.meta.url)), "Data");

const kinds = [
  [/^aws-access-token$/, "aws-access-key"], [/^github-/, "github-token"], [/^gitlab-/, "gitlab-token"], [/^slack-webhook-url$/, "slack-webhook"], [/^slack-/, "slack-token"],
  [/^anthropic-/, "anthropic-key"], [/^openai-api-key$/, "openai-key"], [/^gcp-api-key$/, "google-key"], [/^stripe-access-token$/, "stripe-key"], [/^npm-access-token$/, "npm-token"],
  [/^pypi-upload-token$/, "pypi-token"], [/^huggingface-/, "huggingface-token"], [/^sendgrid-api-token$/, "sendgrid-key"], [/^digitalocean-/, "digitalocean-token"],
  [/^shopify-/, "shopify-token"], [/^vault-/, "vault-token"], [/^age-secret-key$/, "age-key"], [/^jwt/, "jwt"], [/^curl-auth-/, "auth-header"], [/^generic-api-key$/, "api-key"],
];

// Only the TOML that the file uses: [table], [[table]], key = value with '''…''', "…", numbers and arrays of strings.
function parse(toml) {
  const root = { rules: [] };
  let table = root, at = 0;
  const skip = () => { for (let m; (m = /^(?:[ \t\r\n,]+|#[^\n]*)/.exec(toml.slice(at, at + 4000))); ) at += m[0].length; };
  const value = () => {
    skip();
    if (toml.startsWith("'''", at)) { const end = toml.indexOf("'''", at + 3); const text = toml.slice(at + 3, end); at = end + 3; return text; }
    if (toml[at] === '"') { const m = /^"(?:[^"\\]|\\.)*"/.exec(toml.slice(at, at + 4000)); at += m[0].length; return JSON.parse(m[0]); }
    if (toml[at] === "[") { const list = []; at++; for (skip(); toml[at] !== "]"; skip()) list.push(value()); at++; return list; }
    const m = /^[\w.+-]+/.exec(toml.slice(at, at + 100)); at += m[0].length; return Number(m[0]);
  };
  for (skip(); at < toml.length; skip()) {
    const header = /^\[\[?([\w.]+)\]?\]/.exec(toml.slice(at, at + 100));
    if (header) {
      at += header[0].length;
      if (header[1] === "rules") root.rules.push(table = { allowlists: [] });
      else if (header[1] === "rules.allowlists") root.rules.at(-1).allowlists.push(table = {});
      else if (header[1] === "allowlist") table = root.allowlist = {};
      else throw new Error(`unknown table ${header[1]}`);
      continue;
    }
    const key = /^(\w+)\s*=/.exec(toml.slice(at, at + 100));
    at += key[0].length;
    table[key[1]] = value();
  }
  return root;
}

const classes = { w: "A-Za-z0-9_", d: "0-9", s: "\\t\\n\\f\\r ", S: null };
const bothCases = c => /[a-z]/i.test(c) ? c.toLowerCase() + c.toUpperCase() : c;

/** RE2 to .NET: flags are followed through groups, so that letters and classes can be written out. */
function translate(pattern) {
  pattern = pattern.replace(/\[\\w\.-\]\{0,50\}\?/g, "")
    .replaceAll("[\\s'\"]{0,3}", "[\\s'\"\\\\]{0,6}").replaceAll("[\\x60'\"\\s=]{0,5}", "[\\x60'\"\\s=\\\\]{0,8}")
    .replaceAll("(?:[\\x60'\"\\s;]|\\\\[nr]|$)", "(?:[\\x60'\"\\s;\\\\]|$)");
  let out = "", i = 0, insensitive = false;
  const outer = [];
  while (i < pattern.length) {
    const rest = pattern.slice(i);
    let m;
    if ((m = /^\(\?P<\w+>/.exec(rest))) { outer.push(insensitive); out += "(?:"; i += m[0].length; }
    else if ((m = /^\(\?(-?)([is]+)([:)])/.exec(rest))) {
      if (m[3] === ":") outer.push(insensitive);
      if (m[2].includes("i")) insensitive = m[1] === "";
      out += m[3] === ":" ? (m[2].includes("s") ? "(?s:" : "(?:") : "";
      i += m[0].length;
    } else if ((m = /^\((\?:)?/.exec(rest))) { outer.push(insensitive); out += m[0]; i += m[0].length; }
    else if (rest[0] === ")") { insensitive = outer.pop(); out += ")"; i++; }
    else if (rest[0] === "[") {
      i++;
      let body = "";
      if (pattern[i] === "^") { body += "^"; i++; }
      for (let first = true; first || pattern[i] !== "]"; first = false) {
        const part = pattern.slice(i);
        if ((m = /^\[:alnum:\]/.exec(part))) { body += "A-Za-z0-9"; }
        else if ((m = /^\\([wds])/.exec(part))) { body += classes[m[1]]; }
        else if ((m = /^\\S/.exec(part))) { body += "\\S"; }
        else if ((m = /^([a-zA-Z])-([a-zA-Z])/.exec(part))) { body += insensitive ? `${m[1].toLowerCase()}-${m[2].toLowerCase()}${m[1].toUpperCase()}-${m[2].toUpperCase()}` : m[0]; }
        else if ((m = /^(\\x[0-9a-f]{2}|\\.)/i.exec(part))) { body += m[0]; }
        else { m = [part[0]]; body += insensitive ? bothCases(part[0]) : part[0] === "[" ? "\\[" : part[0]; }
        i += m[0].length;
      }
      out += `[${body}]`; i++;
    } else if ((m = /^\\([wds])/.exec(rest))) { out += `[${classes[m[1]]}]`; i += 2; }
    else if ((m = /^(\\x[0-9a-f]{2}|\\.)/i.exec(rest))) { out += m[0]; i += m[0].length; }
    else { out += insensitive && /[a-z]/i.test(rest[0]) ? `[${bothCases(rest[0])}]` : rest[0]; i++; }
  }
  return out;
}

// Where a rule's matches stand to its keywords. "assigned": keyword, then an operator, then the secret, so only a keyword with an operator behind it is worth
// a look; "starts": the secret starts with the keyword; without either: the match lies somewhere around it.
const operators = "(?:=|>|:{1,3}=|\\|\\||:|=>|\\?=|,)";
const startsWithKeyword = new Set(["authress-service-client-access-key", "aws-access-token", "flyio-access-token", "harness-api-key", "stripe-access-token", "vault-service-token",
  "square-access-token", "jwt", "slack-legacy-token", "slack-legacy-workspace-token", "slack-user-token", "github-app-token"]);
const alternates = regex => {
  let depth = 0;
  for (const [part] of regex.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|[()|]/g)) {
    if (part === "(") depth++;
    else if (part === ")") depth--;
    else if (part === "|" && depth === 0) return true;
  }
  return false;
};
function placeOf({ id, regex, keywords }) {
  if (alternates(regex)) return undefined;
  if (regex.includes(operators) && !regex.startsWith("\\b") && id !== "kubernetes-secret-yaml") return "assigned";
  if (startsWithKeyword.has(id)) return "starts";
  const literal = /^(?:\\b)?(?:\((?:\?:)?)*((?:[A-Za-z0-9_~-]|\\[.-]|\[([a-z])[A-Z]\])+)/.exec(regex)?.[1].replace(/\[(\w)\w\]/g, "$1").replaceAll("\\", "").toLowerCase() ?? "";
  return keywords.every(keyword => literal.startsWith(keyword) || (literal.length > 1 && keyword.startsWith(literal))) ? "starts" : undefined;
}

const allow = list => ({
  ...(list.regexTarget && list.regexTarget !== "secret" ? { target: list.regexTarget } : {}),
  ...(list.regexes ? { regexes: list.regexes.map(translate) } : {}),
  ...(list.stopwords ? { stopwords: list.stopwords.map(word => word.toLowerCase()) } : {}),
});
const usable = list => list.condition !== "AND" && (list.regexes || list.stopwords);

const config = parse(readFileSync(source, "utf8"));
const rules = config.rules.filter(rule => rule.regex).map(rule => ({
  id: rule.id,
  kind: kinds.find(([id]) => id.test(rule.id))?.[1] ?? rule.id,
  regex: translate(rule.regex),
  keywords: (rule.keywords ?? []).map(word => word.toLowerCase()),
  ...(rule.entropy ? { entropy: rule.entropy } : {}),
  ...(rule.secretGroup ? { group: rule.secretGroup } : {}),
  ...(rule.path ? { path: true } : {}),
  ...(rule.allowlists.some(usable) ? { allow: rule.allowlists.filter(usable).map(allow) } : {}),
}));
for (const rule of rules) rule.place = placeOf(rule);
// "ey" is in every third word ("key", "they"); what a JSON web token starts with is {" in base64.
rules.find(rule => rule.id === "jwt").keywords = ["eyj"];
const line = value => JSON.stringify(value);
writeFileSync(join(here, "gitleaks-rules.json"),
  `{"source":"github.com/gitleaks/gitleaks config/gitleaks.toml, MIT","allow":${line(allow(config.allowlist))},\n"rules":[\n${rules.map(line).join(",\n")}\n]}\n`);
copyFileSync(license, join(here, "gitleaks.LICENSE.txt"));
console.log(rules.filter(rule => !rule.place).map(rule => rule.id).join(" "));
console.log(`${config.rules.length} rules read, ${rules.length} with a pattern, ${rules.filter(rule => rule.path).length} of them bound to paths`);
