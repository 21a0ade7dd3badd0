// Writes src/api/generated/*.ts from the services' committed OpenAPI documents. `npm run types` after one of them changed; a test holds them equal.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

export const services = ["Recorder", "Memory", "Context", "Gateway"];

export const target = (service) => fileURLToPath(new URL(`../src/api/generated/${service.toLowerCase()}.ts`, import.meta.url));

export async function generate(service) {
  const source = new URL(`../../services/${service}/openapi.json`, import.meta.url);
  const document = JSON.parse(await readFile(source, "utf8"));
  return `// Generated from services/${service}/openapi.json by npm run types; not edited by hand.\n${astToString(await openapiTS(document))}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const service of services) await writeFile(target(service), await generate(service));
}
