import { z } from "zod";

// Zod would compile its schemas with eval, which the Content-Security-Policy forbids.
z.config({ jitless: true });

/** Search parameters are plain text in the URL, never JSON, so that a person can read and write them. */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== null && value !== "" && value !== false) params.set(name, String(value));
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** Optional text; anything empty or of another form counts as absent, so that no URL can break a page. */
export const text = () => z.string().min(1).max(500).optional().catch(undefined);
export const natural = () => z.coerce.number().int().nonnegative().optional().catch(undefined);
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values).optional().catch(undefined);
export const flag = () => z.union([z.literal("true"), z.literal(true)]).transform((): true => true).optional().catch(undefined);
