import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

const inBrowser = typeof window !== "undefined";

afterEach(() => {
  cleanup();
  if (inBrowser) localStorage.clear();
});

// jsdom lays nothing out and streams nothing; these stand in for what the browser has.
if (inBrowser) {
  window.matchMedia ??= (query: string) => ({ matches: false, media: query, onchange: null, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {}, dispatchEvent: () => false }) as MediaQueryList;
  globalThis.CSS ??= { escape: (text: string) => text.replace(/["\\]/g, "\\$&") } as unknown as typeof CSS;
  Element.prototype.scrollIntoView ??= () => {};
  Element.prototype.scrollTo ??= (() => {}) as typeof Element.prototype.scrollTo;
  globalThis.EventSource ??= class {
    static readonly CLOSED = 2;
    addEventListener() {}
    close() {}
  } as unknown as typeof EventSource;
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
}
