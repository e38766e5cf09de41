/** Hands a file to the browser's downloads. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // it has been taken over when the click returns, but not everywhere at once
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
