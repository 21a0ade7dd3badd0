// Numbers, times and ids as a person reads them. Everything is pure: the current time is an argument.

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const compactNumber = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

export const none = "–";

export const count = (n: number | null | undefined): string => (n == null ? none : grouped.format(n));

export const compact = (n: number | null | undefined): string => (n == null ? none : n < 10_000 ? grouped.format(n) : compactNumber.format(n).replace("K", "k"));

export const plural = (n: number, one: string, many = `${one}s`): string => `${grouped.format(n)} ${n === 1 ? one : many}`;

export function dollars(n: number | null | undefined): string {
  if (n == null) return none;
  if (n === 0) return "$0";
  return n < 0.01 ? "< $0.01" : `$${n.toFixed(2)}`;
}

/** A span in milliseconds: 340 ms, 4.2 s, 3 min 20 s, 2 h 5 min. */
export function duration(ms: number | null | undefined): string {
  if (ms == null || !Number.isFinite(ms) || ms < 0) return none;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function between(from: string | null | undefined, to: string | null | undefined): number | null {
  if (from == null || to == null) return null;
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** "3 min ago", "in 12 days", "just now"; beyond thirty days the date. */
export function relative(iso: string, now: number): string {
  const at = Date.parse(iso);
  if (!Number.isFinite(at)) return none;
  const ahead = at > now;
  const seconds = Math.abs(at - now) / 1000;
  if (seconds < 10) return "just now";
  const text =
    seconds < 60 ? `${Math.floor(seconds)} s`
    : seconds < 3600 ? `${Math.floor(seconds / 60)} min`
    : seconds < 86_400 ? `${Math.floor(seconds / 3600)} h`
    : seconds < 30 * 86_400 ? plural(Math.floor(seconds / 86_400), "day")
    : null;
  if (text === null) return new Date(at).toISOString().slice(0, 10);
  return ahead ? `in ${text}` : `${text} ago`;
}

export function exact(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? none : at.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}

export const percent = (part: number, whole: number): number => (whole > 0 ? Math.min(100, Math.max(0, (part / whole) * 100)) : 0);

/** The end of an id: UUIDv7 begins with the time, so that the beginnings of neighbours are alike. */
export const shortId = (id: string): string => (id.length > 12 ? id.slice(-8) : id);

export const shortHash = (hash: string): string => hash.slice(0, 10);

/** snake_case as words: infra_error → infra error. */
export const words = (name: string): string => name.replaceAll("_", " ");

export const sentence = (name: string): string => {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export const oneLine = (text: string, max = 240): string => {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length > max ? `${flat.slice(0, max - 1)}…` : flat;
};

/** Throughput and time left of a job, from when it started; null until both can be said. */
export function pace(done: number, total: number | null | undefined, startedAt: string | null | undefined, now: number): { perSecond: number; leftMs: number | null } | null {
  if (startedAt == null || done <= 0) return null;
  const elapsed = now - Date.parse(startedAt);
  if (!(elapsed > 0)) return null;
  const perSecond = done / (elapsed / 1000);
  return { perSecond, leftMs: total != null && total >= done ? ((total - done) / perSecond) * 1000 : null };
}

export const rate = (perSecond: number): string => (perSecond >= 10 ? grouped.format(perSecond) : perSecond.toFixed(1));

/** Base name of a path or URI. */
export const baseName = (path: string): string => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
