import { useQuery } from "@tanstack/react-query";
import { ShieldCheck, ShieldQuestion, ShieldX } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { RunView } from "@/api/contract";
import { verifyQuery } from "@/api/runs";
import { Command, Id } from "@/ui/Copy";
import { count, plural } from "@/ui/format";
import { Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";

/** Longer runs are recomputed only when asked: hashing every payload again would be in the way of reading them. */
const atOnce = 5000;

/** Recomputes what a run rests on and says in words whether it holds, and where it does not. */
export function Proof({ run, onStep }: { run: RunView; onStep: (seq: number) => void }) {
  const [asked, setAsked] = useState(false);
  const wanted = asked || run.stepCount <= atOnce;
  const verify = useQuery({ ...verifyQuery(run.id), enabled: run.state === "complete" && wanted });
  if (run.state === "open") return <Tag title="The hash chain is sealed when the run is complete">not sealed yet</Tag>;
  if (!wanted && !verify.data) return <button type="button" className="button small" title={`Sealed; recomputes all ${count(run.stepCount)} steps and their payloads`} onClick={() => setAsked(true)}><ShieldQuestion className="icon small" aria-hidden /> Verify chain</button>;
  if (verify.isPending) return <Tag>checking the chain…</Tag>;
  if (verify.error) return <Tag tone="wait" title={verify.error.message}>chain could not be checked</Tag>;
  const { ok, steps, head, firstBroken } = verify.data;
  return (
    <span className="row" role={ok ? undefined : "alert"}>
      <DialogTrigger>
        <Button className="proof-button status pill" data-tone={ok ? "ok" : "bad"}>
          {ok ? <ShieldCheck className="icon small" aria-hidden /> : <ShieldX className="icon small" aria-hidden />}
          {ok ? "Chain verified" : `Chain broken${firstBroken ? ` at step ${firstBroken.seq}` : ""}`}
        </Button>
        <Popover className="popover proof-popover" placement="bottom start">
          <Dialog className="proof" aria-label="What this run rests on">
            <p className="proof-say">
              {ok
                ? `Every one of the ${plural(steps, "step")} was recomputed just now and follows from the one before: no step, payload or order has changed since it was recorded.`
                : `${firstBroken ? `Step ${firstBroken.seq}: ${firstBroken.reason}.` : "The chain does not close."} What stands before it, ${plural(steps, "step")}, holds.`}
            </p>
            <dl className="facts">
              <dt>Sealed</dt><dd><Ago at={run.completedAt} />{run.revision > 1 ? `, revision ${count(run.revision)}` : ""}</dd>
              {head && (<><dt>Chain head</dt><dd><Id id={head} what="chain head" /></dd></>)}
            </dl>
            <p className="muted">Check it yourself:</p>
            <Command text={`./dev ctx runs verify ${run.id}`} />
          </Dialog>
        </Popover>
      </DialogTrigger>
      {!ok && firstBroken && <button type="button" className="button small" onClick={() => onStep(firstBroken.seq)}>Show step {firstBroken.seq}</button>}
    </span>
  );
}
