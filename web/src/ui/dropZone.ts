import { useState, type DragEvent } from "react";

/** What makes an element take what is dropped on it; <code>data-over</code> stands on it while something is held above. */
export function useDropZone(onDropped: (dropped: DataTransfer) => void) {
  const [over, setOver] = useState(false);
  return {
    "data-over": over || undefined,
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      onDropped(event.dataTransfer);
    },
  };
}
