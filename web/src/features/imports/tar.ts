// A folder is sent as one archive, so that what belongs together (sessions and their verdicts) is read together. Plain POSIX tar with pax headers;
// the files themselves are not read here: a Blob of Blobs refers to them until it is sent.

export type Picked = { path: string; file: Blob };

const block = 512;

/** Octal digits that end in NUL, as tar writes numbers. */
const octal = (n: number, width: number) => `${n.toString(8).padStart(width - 1, "0")}\0`;

function header(name: string, size: number, type: "0" | "x"): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(block);
  const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  write(0, name);
  write(100, octal(0o644, 8));
  write(108, octal(0, 8));
  write(116, octal(0, 8));
  write(124, octal(size, 12));
  write(136, octal(0, 12));
  write(148, " ".repeat(8));
  write(156, type);
  write(257, "ustar\0" + "00");
  write(148, `${bytes.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `);
  return bytes;
}

const padding = (size: number) => new Uint8Array((block - (size % block)) % block);

/** "27 path=some/where.jsonl\n": the length counts itself. */
function paxRecord(key: string, value: string): Uint8Array<ArrayBuffer> {
  const rest = new TextEncoder().encode(` ${key}=${value}\n`).length;
  let length = rest + 1;
  while (rest + String(length).length !== length) length = rest + String(length).length;
  return new TextEncoder().encode(`${length} ${key}=${value}\n`);
}

export function packTar(files: readonly Picked[]): Blob {
  const parts: BlobPart[] = [];
  files.forEach(({ path, file }, i) => {
    // A ustar header holds 100 bytes of ASCII.
    const short = path.length <= 100 && /^[\x20-\x7e]*$/.test(path);
    if (!short) {
      const record = paxRecord("path", path);
      parts.push(header(`pax/${i}`, record.length, "x"), record, padding(record.length));
    }
    parts.push(header(short ? path : `file-${i}`, file.size, "0"), file, padding(file.size));
  });
  parts.push(new Uint8Array(2 * block));
  return new Blob(parts, { type: "application/x-tar" });
}

/** Roughly what a file takes inside an archive. */
const packedSize = (file: Blob) => file.size + 4 * block;

export type Parcel = { name: string; body: Blob; files: number; tooLarge: boolean };

/** What was dropped, as few uploads: one file goes as it is, several go as archives of at most <paramref name="most"/> bytes. A file that no upload can hold is named, not sent. */
export function parcels(picked: readonly Picked[], most: number): Parcel[] {
  if (picked.length === 1) return [{ name: picked[0]!.path, body: picked[0]!.file, files: 1, tooLarge: picked[0]!.file.size > most }];
  const large = picked.filter(({ file }) => packedSize(file) + 2 * block > most);
  const groups: Picked[][] = [];
  let room = 0;
  for (const each of picked) {
    if (large.includes(each)) continue;
    const size = packedSize(each.file);
    if (size > room) {
      groups.push([]);
      room = most - 2 * block;
    }
    groups.at(-1)!.push(each);
    room -= size;
  }
  const roots = new Set(picked.map(({ path }) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "")));
  const base = roots.size === 1 && !roots.has("") ? [...roots][0]! : `${picked.length} files`;
  return [
    ...groups.map((group, i) => ({ name: `${base}${groups.length > 1 ? ` (${i + 1} of ${groups.length})` : ""}.tar`, body: packTar(group), files: group.length, tooLarge: false })),
    ...large.map(({ path, file }) => ({ name: path, body: file, files: 1, tooLarge: true })),
  ];
}
