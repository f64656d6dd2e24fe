/** Whose a key press is: a field's, an open dialog's, or the page's. */
/** Fields that take no keys but the space bar; all other kinds of `<input>` take letters, digits or arrows. */
const keyless = ['checkbox', 'button', 'submit', 'reset', 'image', 'file']
  .map((type) => `:not([type="${type}"])`)
  .join('');
const fields = `input${keyless}, textarea, select, [contenteditable="true"]`;

/** Whether a key goes into a field rather than to the page. */
export function typing(event: Pick<KeyboardEvent, 'target'>): boolean {
  const { target } = event;
  return target instanceof Element && target.closest(fields) !== null;
}

/** Whether a dialog is open, which has the keys for itself. */
export function inDialog(): boolean {
  return document.querySelector('dialog[open], [role="dialog"]') !== null;
}
