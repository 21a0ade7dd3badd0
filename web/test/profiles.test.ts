import { describe, expect, it } from "vitest";
import { groupsOf, shown, typedValue } from "@/features/profiles/fields";

describe("a profile's fields", () => {
  const fields = { schemaVersion: 1, "lanes.policy.share": 0.1, floor: 0.05, "halfLifeDays.memory": 30, "weights.lexical": 0.5, "weights.recency": 0.2 };
  it("stand in groups, weights first, and each in one of them", () => {
    const groups = groupsOf(fields);
    expect(groups.map((group) => group.name)).toEqual(["weights", "other", "halfLifeDays", "lanes.policy"]);
    expect(groups.flatMap((group) => group.fields.map((field) => field.path)).sort()).toEqual(Object.keys(fields).filter((path) => path !== "schemaVersion").sort());
  });
  it("are named by what they end in", () => expect(groupsOf(fields)[0]!.fields.map((field) => field.name)).toEqual(["lexical", "recency"]));
});

describe("what is typed into a field", () => {
  it("is a number where a number stood", () => expect(typedValue("0.4", 0.5)).toBe(0.4));
  it("is no change when it says the same", () => {
    expect(typedValue("0.50", 0.5)).toBeUndefined();
    expect(typedValue("rank", "rank")).toBeUndefined();
  });
  it("stays text where text stood, also when it looks like a number", () => expect(typedValue("12", "rank")).toBe("12"));
  it("is sent as it is when it is no number, so that the service can say what is wrong with it", () => expect(typedValue("a lot", 0.5)).toBe("a lot"));
});

describe("a value", () => {
  it("is shown as it is written", () => expect([shown(0.5), shown("rank"), shown(null), shown([1, 2])]).toEqual(["0.5", "rank", "–", "[1,2]"]));
});
