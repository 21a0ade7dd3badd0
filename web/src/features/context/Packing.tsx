import type { Receipt } from "@/api/contract";
import { packingWords } from "@/features/context/receipt";

/** How well the budget was used: the share of the best possible that was reached for certain, and how much rank order alone would have got. */
export function Packing({ packing }: { packing: NonNullable<Receipt["packing"]> }) {
  const { main, detail } = packingWords(packing);
  return <p className="row wrap"><strong>{main}</strong> <span className="muted">{detail}</span></p>;
}
