/**
 * What a password must be, said the same by the server that decides and the page that tells while one types.
 * Guessers begin with words, names, dates and runs of keys, so what is left when those are taken out is what counts.
 */

export const PASSWORD_LEAST = 10;
export const PASSWORD_MOST = 200;
/** What must be left beside words that guessers try first; more where it ends in a run of digits as names do. */
const LEFT_LEAST = 4;
const LEFT_LEAST_BEFORE_RUN = 6;
/** 1234, 4321, 8888, 2026, 520, 1314. */
const RUN =
  /0123|1234|2345|3456|4567|5678|6789|9876|8765|7654|6543|5432|4321|3210|(\d)\1{3}|(19|20)\d\d|520|1314/;

/** `own`: one of the person's last passwords; only the server knows. */
export type PasswordFault = 'short' | 'long' | 'common' | 'username' | 'repeats' | 'own';

/**
 * Words of the lists that go round, of this field and of this country: keyboards, love, cities, the trade's own, and
 * pinyin of what officials' passwords begin with. The longer ones first: each is taken out whole.
 */
const WORDS = [
  ...'qwertyuiop asdfghjkl zxcvbnm qwerty qwert asdfgh asdf zxcvb zxcv qazwsxedc qazwsx 1qaz2wsx3edc 1qaz2wsx'.split(
    ' ',
  ),
  ...'1q2w3e4r5t 1q2w3e4r 1q2w3e q1w2e3r4 zaq12wsx qweasdzxc qweasd qweqwe poiuytrewq lkjhgfdsa'.split(' '),
  ...'password passwort passwd pass administrator admin root superuser super manager guanliyuan guanli'.split(
    ' ',
  ),
  ...'user guest test demo login welcome letmein master hello changeme default system sysadmin server'.split(
    ' ',
  ),
  ...'secret dragon monkey iloveyou loveyou football sunshine princess shadow'.split(' '),
  ...'woaini aini woaiwojia wodemima mima nihao zhongguo china beijing shanghai guangdong guangzhou'.split(
    ' ',
  ),
  ...'shenzhen shantou chaozhou jieyang rongcheng jiedong jiexi huilai puning mingchuang zhengwu dating'.split(
    ' ',
  ),
  ...'jiancha jiankong shenpi jiandu huawei hikvision dahua hik12345 tplink oracle mysql postgres'.split(' '),
  ...'january february monday spring summer autumn winter'.split(' '),
  ...'abcdefghij abcdefg abcdef abcde abcd abc aaa qq wx'.split(' '),
].sort((one, other) => other.length - one.length);

const LOOKALIKES: Readonly<Record<string, string>> = { '@': 'a', '0': 'o', '3': 'e', $: 's', '!': 'i' };

/** What speaks against a password, by code; empty: nothing does. */
export function passwordFaults(password: string, username: string): PasswordFault[] {
  const faults: PasswordFault[] = [];
  if (password.length < PASSWORD_LEAST) faults.push('short');
  if (password.length > PASSWORD_MOST) faults.push('long');
  const plain = password.toLowerCase().normalize('NFKC');
  const name = username.toLowerCase();
  if (new Set(plain).size < 5) faults.push('repeats');
  else if (isMostlyName(plain, name)) faults.push('username');
  else if ([plain, readable(plain)].some((reading) => left(reading).length < leastOf(plain)))
    faults.push('common');
  return faults;
}

/** The name, forwards or backwards, and little else than what is put behind names. */
function isMostlyName(plain: string, name: string): boolean {
  if (name.length < 3) return plain === name;
  const backwards = [...name].reverse().join('');
  return [name, backwards].some(
    (one) => plain.includes(one) && left(plain.replaceAll(one, '')).length < LEFT_LEAST,
  );
}

/** lisi123456: a short name and what everybody puts behind it. */
const leastOf = (plain: string): number => (RUN.test(plain) ? LEFT_LEAST_BEFORE_RUN : LEFT_LEAST);

/** P@ssw0rd is read as password. */
const readable = (plain: string): string => plain.replace(/[@03$!]/g, (sign) => LOOKALIKES[sign] ?? sign);

/** Whatever is left when words, digits (dates, phone numbers, runs of keys) and signs are taken out. */
function left(plain: string): string {
  let rest = plain;
  for (const word of WORDS) rest = rest.replaceAll(word, ' ');
  return rest.replace(/[^\p{L}]+/gu, '').replace(/(.)\1+/gu, '$1');
}

export interface PasswordStrength {
  /** 0 refused, 1 will do, 2 good, 3 very good. */
  readonly level: 0 | 1 | 2 | 3;
  readonly faults: readonly PasswordFault[];
}

/** For the bar under the field: how much is left beside what guessers try first, and of how many kinds. */
export function passwordStrength(password: string, username: string): PasswordStrength {
  const faults = passwordFaults(password, username);
  if (faults.length > 0) return { level: 0, faults };
  const plain = password.toLowerCase();
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u, /\p{Lo}/u].filter((kind) =>
    kind.test(password),
  ).length;
  const worth = left(plain).length * 2 + password.length + kinds * 3;
  return { level: worth >= 54 ? 3 : worth >= 38 ? 2 : 1, faults };
}
