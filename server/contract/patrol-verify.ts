/** Whether a day's random looks are what its secret draws: for the page, with whatever hashes it has. Pure. */
import { basisText, type DrawHmac, type DrawnLook, drawLooks } from './patrol-draw.ts';
import type { DrawDayDetail, PatrolDraw } from './patrols.ts';

export interface DrawHashes {
  /** Hexadecimal. */
  sha256(data: Uint8Array): Promise<string> | string;
  hmacUnder(key: Uint8Array): DrawHmac;
}

export interface PlanVerdict {
  readonly planId: string;
  readonly planName: string;
  /** It is of this plan and day, and its SHA-256 is the one on the audit trail. */
  readonly basisRight: boolean;
  /** The secret was committed to before the day of it began. */
  readonly inTime: boolean;
  readonly looks: readonly DrawnLook[];
  /** Drawn, but not made: the plan was switched off, or somebody removed it. */
  readonly missing: readonly DrawnLook[];
  /** Made, but not drawn. */
  readonly others: readonly DrawnLook[];
}

export interface DrawVerdict {
  readonly secretRight: boolean;
  readonly plans: readonly PlanVerdict[];
  /** Everything is. */
  readonly right: boolean;
}

/** Undefined: the day is not over. */
export async function verifyDraws(told: DrawDayDetail, hashes: DrawHashes): Promise<DrawVerdict | undefined> {
  if (told.secret === null) return undefined;
  const secret = bytesOf(told.secret);
  const secretRight = secret.length === 32 && (await hashes.sha256(secret)) === told.commitment;
  const plans: PlanVerdict[] = [];
  for (const plan of told.plans) plans.push(await verdictOf(plan, told, hashes, secret));
  const right = plans.every(
    (one) => one.basisRight && one.inTime && one.missing.length === 0 && one.others.length === 0,
  );
  return { secretRight, plans, right: secretRight && right };
}

async function verdictOf(
  { planId, planName, basis, basisHash, rounds }: PatrolDraw,
  told: DrawDayDetail,
  hashes: DrawHashes,
  secret: Uint8Array,
): Promise<PlanVerdict> {
  if (basis === null)
    return { planId, planName, basisRight: false, inTime: false, looks: [], missing: [], others: rounds };
  const hash = await hashes.sha256(new TextEncoder().encode(basisText(basis)));
  const looks = await drawLooks(basis, hashes.hmacUnder(secret));
  const made = new Set(rounds.map(keyOf));
  const drawn = new Set(looks.map(keyOf));
  return {
    ...{ planId, planName, looks },
    basisRight: hash === basisHash && basis.planId === planId && basis.day === told.day,
    inTime: Date.parse(told.committedAt) < Date.parse(basis.midnight),
    missing: looks.filter((one) => !made.has(keyOf(one))),
    others: rounds.filter((one) => !drawn.has(keyOf(one))),
  };
}

const keyOf = ({ dueAt, windowIds }: DrawnLook): string => `${dueAt} ${windowIds.join(' ')}`;

function bytesOf(hex: string): Uint8Array {
  const pairs = /^([0-9a-f]{2})+$/.test(hex) ? (hex.match(/../g) ?? []) : [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
