// Tells the linter where an import by @/ leads; everything else is a package and of no interest to the room walls.
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "src");

exports.interfaceVersion = 2;
exports.resolve = (source) => {
  if (!source.startsWith("@/")) return { found: false };
  const base = path.join(root, source.slice(2));
  const file = ["", ".ts", ".tsx", "/index.ts"].map((end) => base + end).find((name) => fs.existsSync(name) && fs.statSync(name).isFile());
  return file ? { found: true, path: file } : { found: false };
};
