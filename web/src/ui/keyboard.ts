import { useEffect, useRef } from "react";

type KeyLike = Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "altKey" | "defaultPrevented" | "target">;

/** True when a bare letter key belongs to what has the focus (a field, an open menu or dialog), not to the page. */
export function isTyping(event: KeyLike): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof Element)) return false;
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=menu], [role=dialog][aria-modal=true], [role=alertdialog]") !== null;
}

/** Page-wide single-key shortcuts; the handler answers true when it used the key. */
export function useKeys(handle: (key: string, event: KeyboardEvent) => boolean): void {
  const latest = useRef(handle);
  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      if (latest.current(event.key, event)) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

/** Where the cursor goes among n rows; null when the key does not move it. With no cursor yet, the first move lands on an end. */
export function moveCursor(key: string, at: number, n: number, page = 10): number | null {
  if (n === 0) return null;
  const clamp = (i: number) => Math.min(n - 1, Math.max(0, i));
  switch (key) {
    case "j": case "ArrowDown": return at < 0 ? 0 : clamp(at + 1);
    case "k": case "ArrowUp": return at < 0 ? n - 1 : clamp(at - 1);
    case "Home": return 0;
    case "End": return n - 1;
    case "PageDown": return clamp(Math.max(at, 0) + page);
    case "PageUp": return clamp(Math.max(at, 0) - page);
    default: return null;
  }
}
