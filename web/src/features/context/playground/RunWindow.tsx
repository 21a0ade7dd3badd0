import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useId, useState } from "react";
import type { RunWindowView } from "@/api/contract";
import { runWindowQuery } from "@/api/compiles";
import { count, shortId } from "@/ui/format";
import { ProblemNotice } from "@/ui/Notice";

/** Takes the window that a recorded run had before a step into the playground; the address names both, so that it can be passed on. */
export function RunWindow({ run, seq, onAsk, onLoaded }: { run: string | undefined; seq: number | undefined; onAsk: (run: string | undefined, seq: number | undefined) => void; onLoaded: (window: RunWindowView) => void }) {
  const id = useId();
  const [typedRun, setTypedRun] = useState(run ?? "");
  const [typedSeq, setTypedSeq] = useState(seq === undefined ? "" : String(seq));
  const window = useQuery({ ...runWindowQuery(run ?? "", seq ?? 0), enabled: run !== undefined && seq !== undefined });
  useEffect(() => {
    if (window.data) onLoaded(window.data);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each window that arrives
  }, [window.data]);
  return (
    <details className="play-window" open={run !== undefined || undefined}>
      <summary>The window of a recorded run</summary>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          onAsk(typedRun.trim() || undefined, typedSeq === "" ? undefined : Number(typedSeq));
        }}
      >
        <div className="field grow">
          <label htmlFor={`${id}-run`}>Run</label>
          <input id={`${id}-run`} className="input mono" required placeholder="id of a run" value={typedRun} onChange={(event) => setTypedRun(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor={`${id}-seq`}>Before step</label>
          <input id={`${id}-seq`} className="input play-number" type="number" min={1} required value={typedSeq} onChange={(event) => setTypedSeq(event.target.value)} />
        </div>
        <button type="submit" className="button" disabled={window.isFetching}>{window.isFetching ? "Reading…" : "Take it"}</button>
      </form>
      {window.error && <ProblemNotice error={window.error} doing="The window could not be read" />}
      {window.data && run && (
        <p className="muted">
          Before <Link to="/runs/$id" params={{ id: run }} search={{ step: seq }}>step {seq} of run {shortId(run)}</Link> the window had {count(window.data.tokens)} tokens in {count(window.data.items.length)} items.
        </p>
      )}
    </details>
  );
}
