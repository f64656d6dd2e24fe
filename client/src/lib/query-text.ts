/** What is asked for, as it stands behind the `?` of an address; what is not asked for is left out. */
export function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const asked = Object.entries(query).filter((each): each is [string, string] => each[1] !== undefined);
  return new URLSearchParams(asked).toString();
}
