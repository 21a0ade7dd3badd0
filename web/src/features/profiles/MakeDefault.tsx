import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { setDefaultProfile } from "@/api/profiles";
import { Confirm } from "@/ui/Confirm";

/** Chooses what compiles get that ask for no profile; says what follows and asks why. */
export function MakeDefault({ name, version, onClose }: { name: string; version: number; onClose: () => void }) {
  const client = useQueryClient();
  const id = useId();
  const [reason, setReason] = useState("");
  return (
    <Confirm
      title={`Make ${name}@${version} the default?`}
      verb="Make it the default"
      danger={false}
      onConfirm={async () => {
        await setDefaultProfile({ name, version, reason: reason.trim() });
        await client.invalidateQueries({ queryKey: ["profiles"] });
      }}
      onClose={onClose}
    >
      <p>Every compile that asks for no profile is made under it from then on. Receipts that exist stay as they are, and the choice can be taken back by choosing another.</p>
      <div className="field">
        <label htmlFor={id}>Why</label>
        <input id={id} className="input" maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Confirm>
  );
}
