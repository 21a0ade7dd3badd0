import type { Picked } from "@/features/imports/tar";

const maxFiles = 50_000;

/** Every file of what was dropped, folders walked through. */
export async function filesOf(items: DataTransferItemList): Promise<Picked[]> {
  // The list is emptied as soon as the event has ended, so the entries are taken first.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const picked: Picked[] = [];
  for (const entry of entries) await walk(entry, entry.name, picked);
  return picked;
}

async function walk(entry: FileSystemEntry, path: string, picked: Picked[]): Promise<void> {
  if (picked.length >= maxFiles) return;
  if (entry.isFile) {
    picked.push({ path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader hands out its entries in batches until an empty one.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const each of batch) await walk(each, `${path}/${each.name}`, picked);
  }
}

/** What the file picker gave; a folder's files carry their path. */
export const filesOfInput = (files: FileList): Picked[] => [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
