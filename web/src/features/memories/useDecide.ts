import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { expire, promote, reject } from "@/api/memories";
import { done, undoOf, type Act, type Standing } from "@/features/memories/decide";
import { oneLine, plural } from "@/ui/format";

export type Decidable = { id: string; text: string; standing: Standing };
type Last = { text: string; undo?: () => void; undoLabel?: string };

const send = (id: string, act: Act): Promise<unknown> =>
  act === "promote" ? promote(id, false) : act === "pin" ? promote(id, true) : act === "reject" ? reject(id) : expire(id);

/** Carries out decisions, keeps the last one for its undo, and refetches what changed. */
export function useDecide() {
  const client = useQueryClient();
  const [last, setLast] = useState<Last | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ items, act }: { items: Decidable[]; act: Act; quiet?: boolean }) => {
      for (const item of items) await send(item.id, act);
    },
    onSuccess: (_, { items, act, quiet }) => {
      const first = items[0]!;
      const words = items.length === 1 ? `“${oneLine(first.text, 60)}”` : plural(items.length, "memory", "memories");
      const back = undoOf(act, first.standing);
      const sameStart = items.every((item) => item.standing === first.standing);
      setLast(
        quiet || !back || !sameStart
          ? { text: quiet ? `Taken back: ${words} ${done[act].toLowerCase()}` : `${done[act]} ${words}` }
          : { text: `${done[act]} ${words}`, undoLabel: back.label, undo: () => mutation.mutate({ items, act: back.act, quiet: true }) },
      );
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["memories"] }),
  });
  return {
    decide: (items: Decidable[], act: Act) => mutation.mutate({ items, act }),
    decideAll: (items: Decidable[], act: Act) => mutation.mutateAsync({ items, act }),
    busy: mutation.isPending,
    error: mutation.error,
    clearError: mutation.reset,
    last,
    dismiss: () => setLast(null),
  };
}

export type Decide = ReturnType<typeof useDecide>;
