import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { expire, promote, quarantine, reject, undoDecision } from "@/api/memories";
import { done, type Act, type Standing } from "@/features/memories/decide";
import { oneLine, plural } from "@/ui/format";

export type Decidable = { id: string; text: string; standing: Standing };

const send: Record<Act, (id: string) => Promise<unknown>> = {
  promote: (id) => promote(id, false),
  pin: (id) => promote(id, true),
  reject,
  expire,
  quarantine,
};

const named = (items: Decidable[]) => (items.length === 1 ? `“${oneLine(items[0]!.text, 60)}”` : plural(items.length, "memory", "memories"));

/** Carries out decisions, keeps the last one for its undo, and refetches what changed. */
export function useDecide() {
  const client = useQueryClient();
  const [last, setLast] = useState<{ text: string; items: Decidable[] | null } | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ items, act }: { items: Decidable[]; act: Act | "undo" }) => {
      for (const item of items) await (act === "undo" ? undoDecision(item.id) : send[act](item.id));
    },
    onSuccess: (_, { items, act }) => setLast(act === "undo" ? { text: `Taken back: ${named(items)} stands as before`, items: null } : { text: `${done[act]} ${named(items)}`, items }),
    onSettled: () => client.invalidateQueries({ queryKey: ["memories"] }),
  });
  const undo = last?.items ? () => mutation.mutate({ items: last.items!, act: "undo" }) : undefined;
  return {
    decide: (items: Decidable[], act: Act) => mutation.mutate({ items, act }),
    decideAll: (items: Decidable[], act: Act) => mutation.mutateAsync({ items, act }),
    busy: mutation.isPending,
    error: mutation.error,
    said: last?.text,
    undo,
    dismiss: () => setLast(null),
  };
}

export type Decide = ReturnType<typeof useDecide>;
