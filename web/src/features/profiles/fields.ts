// A profile's fields as a person reads and changes them. Pure.

export type Group = { name: string; title: string; fields: { path: string; name: string }[] };

const titles: Record<string, string> = { weights: "Weights of what stands alone", messageWeights: "Weights of messages", steps: "Steps of recorded runs", halfLifeDays: "Half-life in days", other: "Thresholds" };

/** Fields in groups: weights first, then lanes, thresholds, ages. */
export function groupsOf(fields: Record<string, unknown>): Group[] {
  const groups = new Map<string, Group>();
  for (const path of Object.keys(fields)) {
    if (path === "schemaVersion" || path === "lanes") continue;
    const parts = path.split(".");
    const name = parts[0] === "lanes" ? `lanes.${parts[1]}` : parts.length > 1 ? parts[0]! : "other";
    const title = titles[name] ?? `Lane ${parts[1]}`;
    if (!groups.has(name)) groups.set(name, { name, title, fields: [] });
    groups.get(name)!.fields.push({ path, name: parts.at(-1)! });
  }
  const order = ["weights", "messageWeights", "steps", "other", "halfLifeDays"];
  const rank = (group: Group) => (order.includes(group.name) ? order.indexOf(group.name) : order.length);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

export const shown = (value: unknown): string => (value === undefined || value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value));

/** What was typed, as JSON where it is JSON, else as text; undefined when it is what stood there. */
export function typedValue(typed: string, before: unknown): unknown {
  let value: unknown;
  try {
    value = JSON.parse(typed);
  } catch {
    value = typed;
  }
  if (typeof before === "string" && typeof value !== "string") value = typed;
  return JSON.stringify(value) === JSON.stringify(before) ? undefined : value;
}
