/** Instants in `<input type="datetime-local">`, which knows the browser's zone only, to the minute. */

/** `2026-11-23T09:15`; empty for none. */
export function toLocalInput(at: string | null | undefined): string {
  if (at == null) return '';
  const date = new Date(at);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Null for what is empty or no date. */
export function fromLocalInput(text: string | null | undefined): string | null {
  if (!text) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
