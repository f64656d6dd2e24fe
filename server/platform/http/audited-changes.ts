/** What of a thing was changed, as the audit trail keeps it. */
import { canonicalJson } from '../canonical-json.ts';

type Fields = Record<string, unknown>;

/**
 * Whatever a subject answers, these never get into the trail: secrets, and who applied. A second fence, for the day
 * somebody answers more than they should.
 */
const NEVER =
  /password|secret|credential|streamkey|recoverycode|applicant(?!zone)|sealed|^(idnumber|idno|cookie|hash)$/i;
/** That there is one may be told: `hasCredentials`. */
const isHidden = (name: string, value: unknown) => NEVER.test(name) && typeof value !== 'boolean';
/** A field longer than this (as JSON) is only said to have changed. */
const FIELD_MOST = 4000;
const NAME_MOST = 200;

/** Only what differs. Nothing at all: there was no subject, or nothing of it changed. */
export function changesOf(before: unknown, after: unknown): { before?: Fields; after?: Fields } {
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].filter(
    (name) => canonicalJson(was?.[name]) !== canonicalJson(is?.[name]),
  );
  if (names.length === 0) return {};
  return {
    ...(was && { before: only(was, names) }),
    ...(is && { after: only(is, names) }),
  };
}

/** What people call it. */
export function nameIn(subject: unknown): string | undefined {
  if (typeof subject !== 'object' || subject === null) return undefined;
  const text = (field: string): string | undefined => {
    const value: unknown = Reflect.get(subject, field);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [name, username, code] = [text('displayName') ?? text('name'), text('username'), text('code')];
  if (name !== undefined && username !== undefined) return `${name} (${username})`.slice(0, NAME_MOST);
  if (name !== undefined && code !== undefined) return `${code} ${name}`.slice(0, NAME_MOST);
  return (name ?? username ?? text('caseNo') ?? code)?.slice(0, NAME_MOST);
}

function fieldsOf(subject: unknown): Fields | undefined {
  if (typeof subject !== 'object' || subject === null) return undefined;
  return (Array.isArray(subject) ? { items: subject } : subject) as Fields;
}

function only(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    names
      .filter((name) => fields[name] !== undefined && !isHidden(name, fields[name]))
      .map((name) => {
        const value = withoutSecrets(fields[name]);
        const { length } = canonicalJson(value);
        return [name, length > FIELD_MOST ? { tooLongToKeep: length } : value];
      }),
  );
}

/** At any depth. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !isHidden(name, inner))
      .map(([name, inner]) => [name, withoutSecrets(inner)]),
  );
}
