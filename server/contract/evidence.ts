/** 证据包: exported footage with the record, a manifest and a signature. */
import { z } from 'zod';
import { id, instant, listOf, listQuery, reason } from './common.ts';
import { cameraRange } from './playback.ts';

export const evidenceState = z.enum(['waiting', 'building', 'ready', 'failed', 'cancelled', 'removed']);

export const evidenceOptions = z.object({
  /** An MP4 with the record drawn into the picture, beside the footage as it was recorded. */
  overlay: z.boolean().default(true),
  /** Of the MP4 copies only; then the footage as recorded stays out, and the summary says so. */
  blurApplicants: z.boolean().default(false),
  blurFaces: z.boolean().default(false),
  sound: z.boolean().default(false),
  /** The applicant's name in full; needs `cases:unmask`. Otherwise as lists show it. */
  unmask: z.boolean().default(false),
  /** SM3 sums and an SM2 signature beside SHA-256 and Ed25519, where this server's OpenSSL has them. */
  sm: z.boolean().default(false),
});
export type EvidenceOptions = z.infer<typeof evidenceOptions>;

export const MOST_RANGES = 64;
export const MOST_FOOTAGE_MS = 24 * 3_600_000;
/** Packages that wait or are built, of one person. */
export const MOST_UNDER_WAY = 8;

export const newEvidence = z.object({
  title: z.string().trim().min(1, 'must not be empty').max(100, 'at most 100 characters'),
  purpose: reason,
  caseId: id.nullable().default(null),
  ranges: z.array(cameraRange).min(1, 'at least one range').max(MOST_RANGES, `at most ${MOST_RANGES} ranges`),
  options: evidenceOptions,
});
export type NewEvidence = z.infer<typeof newEvidence>;

export const evidencePackage = z.object({
  id,
  title: z.string(),
  purpose: z.string(),
  state: evidenceState,
  caseId: id.nullable(),
  caseNo: z.string().nullable(),
  ranges: z.array(cameraRange),
  options: evidenceOptions,
  askedBy: z.string(),
  askedByName: z.string(),
  askedAt: instant,
  finishedAt: instant.nullable(),
  /** While it is built. */
  progress: z.object({ step: z.string(), percent: z.number() }).nullable(),
  error: z.string().nullable(),
  bytes: z.number().int().nullable(),
  /** SHA-256 of the whole package, hexadecimal. */
  sha256: z.string().nullable(),
});
export type EvidencePackage = z.infer<typeof evidencePackage>;
export const evidenceQuery = listQuery.extend({ caseId: id.optional(), state: evidenceState.optional() });
export const evidencePackages = listOf(evidencePackage);

/** Whoever verifies a package compares the fingerprint of its certificate with this one. */
export const evidenceNode = z.object({
  /** Of this server, in the certificate. */
  name: z.string(),
  /** SHA-256 of the certificate, 64 hexadecimal digits. */
  fingerprint: z.string(),
  certificate: z.string(),
  notAfter: instant,
  /** Whether packages can be signed with SM2, too. */
  sm: z.boolean(),
});
export type EvidenceNode = z.infer<typeof evidenceNode>;
