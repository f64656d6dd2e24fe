/** Puts text on the clipboard, also on pages served over plain HTTP, where browsers have no clipboard to offer. */
export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext && navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.cssText = 'position:fixed;opacity:0';
  document.body.append(area);
  area.select();
  // Deprecated, and the only way there is without a secure context.
  document.execCommand('copy');
  area.remove();
}
