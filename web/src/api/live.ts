import type { QueryClient, QueryKey } from "@tanstack/react-query";

export type LiveState = "connecting" | "live" | "lost";
export type LiveTopic = "run" | "memory" | "candidate" | "compile" | "job" | "decision" | "key";
export type LiveEvent = { topic: LiveTopic; id: string; service: string };

export const topics: LiveTopic[] = ["run", "memory", "candidate", "compile", "job", "decision", "key"];

/** Which cached answers an event makes stale. */
export function staleKeys(event: LiveEvent): QueryKey[] {
  switch (event.topic) {
    case "run":
      return [["runs", "list"], ["runs", "latest"], ["runs", "one", event.id]];
    case "memory":
    case "candidate":
      return [["memories"]];
    case "compile":
      return [["compiles", "list"], ["compiles", "latest"], ["memories", "one"]];
    case "job":
      return [["jobs", "list", event.service], ["jobs", "one", event.service, event.id], ["jobs", "dead-letters", event.service]];
    case "key":
      return [["keys"]];
    case "decision":
      return [];
  }
}

/** Events come in bursts (an import of thousands of runs); what they make stale is refetched at most this often. */
const flushEveryMs = 700;

/** Listens to the platform's merged event stream for as long as the page is open and marks cached answers as stale. Returns the way to stop. */
export function listen(client: QueryClient, onState: (state: LiveState) => void): () => void {
  const waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasLost = false;

  const flush = () => {
    timer = undefined;
    const keys = [...waiting.values()];
    waiting.clear();
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  };
  const receive = (message: MessageEvent<string>) => {
    let event: LiveEvent;
    try {
      event = JSON.parse(message.data) as LiveEvent;
    } catch {
      return;
    }
    for (const key of staleKeys(event)) waiting.set(JSON.stringify(key), key);
    timer ??= setTimeout(flush, flushEveryMs);
  };

  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    source = new EventSource("/v2/events", { withCredentials: true });
    source.onopen = () => {
      onState("live");
      // What happened while the line was down was never announced.
      if (wasLost) void client.invalidateQueries();
      wasLost = false;
    };
    source.onerror = () => {
      wasLost = true;
      onState("lost");
      // The browser tries again by itself after a broken line, but gives up after an error status.
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(connect, 3000);
    };
    for (const topic of topics) source.addEventListener(topic, receive);
  };
  onState("connecting");
  connect();

  return () => {
    source?.close();
    clearTimeout(timer);
    clearTimeout(again);
  };
}
