import { useCallback, useState } from "react";

/** A choice that belongs to the person and not to the page (columns, density, theme); kept in this browser. */
export function usePreference<T>(name: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => read(name, initial));
  const store = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(name, typeof next === "string" ? next : JSON.stringify(next));
      } catch {
        // Storage may be blocked; the choice then lasts as long as the page.
      }
    },
    [name],
  );
  return [value, store];
}

function read<T>(name: string, initial: T): T {
  try {
    const text = localStorage.getItem(name);
    if (text === null) return initial;
    return typeof initial === "string" ? (text as T) : (JSON.parse(text) as T);
  } catch {
    return initial;
  }
}
