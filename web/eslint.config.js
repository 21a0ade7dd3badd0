import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "src/routeTree.gen.ts", "src/api/generated"] },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks, "jsx-a11y": jsxA11y, boundaries },
    languageOptions: { globals: globals.browser },
    settings: {
      "import/resolver": { "./eslint-alias.cjs": {} },
      "boundaries/include": ["src/**/*"],
      "boundaries/elements": [
        { type: "entry", mode: "full", pattern: ["src/main.tsx", "src/router.tsx", "src/routeTree.gen.ts"] },
        { type: "route", mode: "full", pattern: "src/routes/**/*" },
        { type: "feature", pattern: "src/features/*", capture: ["noun"] },
        { type: "api", mode: "full", pattern: "src/api/**/*" },
        { type: "ui", mode: "full", pattern: "src/ui/**/*" },
      ],
    },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...jsxA11y.flatConfigs.recommended.rules,
      // A field in a menu or dialog that a person has just opened takes the focus; React Aria gives it back.
      "jsx-a11y/no-autofocus": ["error", { ignoreNonDOM: true }],
      // The table hook returns functions that React's compiler cannot memoise; nothing here is compiled.
      "react-hooks/incompatible-library": "off",
      // routes → features → api, ui; one way, and no feature sees another.
      "boundaries/element-types": [
        "error",
        {
          default: "disallow",
          rules: [
            { from: "entry", allow: ["entry", "route", "api", "ui"] },
            { from: "route", allow: ["entry", "route", "feature", "api", "ui"] },
            { from: "feature", allow: [["feature", { noun: "${from.noun}" }], "api", "ui"] },
            { from: "api", allow: ["api"] },
            { from: "ui", allow: ["ui"] },
          ],
        },
      ],
      "boundaries/no-unknown-files": "error",
      "no-restricted-imports": ["error", { patterns: [{ group: ["../*"], message: "Import by @/ from the room it lives in." }] }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  // Tests stand outside the rooms and may reach their own scripts.
  { files: ["test/**"], rules: { "no-restricted-imports": "off" } },
  { files: ["*.js", "scripts/**"], languageOptions: { globals: globals.node } },
  { files: ["*.cjs"], languageOptions: { globals: globals.node, sourceType: "commonjs" }, rules: { "@typescript-eslint/no-require-imports": "off" } },
  { files: ["public/**/*.js"], languageOptions: { globals: globals.browser, sourceType: "script" } },
);
