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
});
export type EvidenceOptions = z.infer<typeof evidenceOptions>;

export const newEvidence = z.object({
  title: z.string().trim().min(1, 'must not be empty').max(100, 'at most 100 characters'),
  purpose: reason,
  caseId: id.nullable().default(null),
  ranges: z.array(cameraRange).min(1, 'at least one range').max(64),
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
