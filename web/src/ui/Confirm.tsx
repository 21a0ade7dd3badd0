import { useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { ProblemNotice } from "@/ui/Notice";
import "@/ui/confirm.css";

/** Asks before something goes: names what goes, says what follows, and shows a refusal where it happened. */
export function Confirm({ title, children, verb, danger = true, onConfirm, onClose }: {
  title: string;
  children: React.ReactNode;
  verb: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={!busy} onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal">
        <Dialog role="alertdialog" className="confirm">
          <Heading slot="title" level={2}>{title}</Heading>
          <div className="soft stack tight">{children}</div>
          {error !== null && <ProblemNotice error={error} />}
          <div className="confirm-buttons">
            <button type="button" className="button" onClick={onClose} disabled={busy}>Keep</button>
            <button type="button" className={danger ? "button danger" : "button primary"} onClick={() => void go()} disabled={busy}>{busy ? "Working…" : verb}</button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
