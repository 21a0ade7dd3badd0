import { useMutation } from "@tanstack/react-query";
import { ChevronDown, Download } from "lucide-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { RunView } from "@/api/contract";
import { downloadBundle } from "@/api/runs";
import { plural } from "@/ui/format";

export const useBundle = (runId: string) =>
  useMutation({
    mutationFn: async (children: boolean) => save(await downloadBundle(runId, children)),
  });

/** The run as one signed file, which anybody can check without this platform. A run that started others offers them too. */
export function BundleDownload({ run, bundle }: { run: RunView; bundle: ReturnType<typeof useBundle> }) {
  const word = bundle.isPending ? "Making the bundle…" : "Download bundle";
  const title = "Run, payloads, seals and receipts in one signed file; ctx bundle verify checks it anywhere";
  if (run.childCount === 0) {
    return <button type="button" className="button small quiet" title={title} disabled={bundle.isPending} onClick={() => bundle.mutate(false)}><Download className="icon small" aria-hidden /> {word}</button>;
  }
  return (
    <MenuTrigger>
      <Button className="button small quiet" isDisabled={bundle.isPending}><Download className="icon small" aria-hidden /> {word} <ChevronDown className="icon small" aria-hidden /></Button>
      <Popover className="popover" placement="bottom start">
        <Menu className="menu" aria-label="What goes into the bundle" onAction={(what) => bundle.mutate(what === "tree")}>
          <MenuItem id="run" className="menu-item">This run</MenuItem>
          <MenuItem id="tree" className="menu-item">With the {plural(run.childCount, "run")} below it</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function save({ blob, name }: { blob: Blob; name: string }) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address when the click is over.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
