/** Saves what was fetched, as if it had been a link with `download`. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** A title as a file's name on every system. */
export function fileName(title: string, ending: string): string {
  const safe = title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '');
  return `${safe.slice(0, 80) || 'meeting'}.${ending}`;
}
