/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The platform the development server talks to; `./dev up` prints its address.
const platform = process.env.CTX_URL ?? "http://127.0.0.1:8080";
const forwarded = Object.fromEntries(["/v2", "/sign-in", "/sign-out", "/openapi.json", "/reference"].map((path) => [path, { target: platform, changeOrigin: false }]));

export default defineConfig({
  plugins: [
    tanstackRouter({ target: "react", autoCodeSplitting: true, routesDirectory: "src/routes", generatedRouteTree: "src/routeTree.gen.ts", quoteStyle: "double", semicolons: true }),
    react(),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { host: "127.0.0.1", port: 5173, proxy: forwarded },
  preview: { host: "127.0.0.1", proxy: forwarded },
  build: {
    target: "es2023",
    sourcemap: false,
    // The gateway's Content-Security-Policy allows no data: URLs for scripts and styles.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 500,
  },
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    restoreMocks: true,
  },
});
