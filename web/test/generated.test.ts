// @vitest-environment node
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { generate, services, target } from "../scripts/types.mjs";

describe("the client's types", () => {
  it.each(services)("of %s are those of its OpenAPI document (else: npm run types)", async (service) => {
    expect(await readFile(target(service), "utf8")).toBe(await generate(service));
  });
});
