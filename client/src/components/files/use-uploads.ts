/** Files on their way to what somebody answers: each with its progress, its fault, and a way to try again. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ALERT_FILE_MOST_BYTES,
  ALERT_FILES_MOST,
  type AlertFile,
  alertFileTypes,
} from '../../../../server/contract/alerts.ts';
import { bytesText } from '../../lib/bytes.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { upload } from './upload.ts';

export interface Upload {
  readonly key: number;
  readonly file: File;
  readonly state: 'sending' | 'there' | 'failed';
  /** 0 … 1. */
  readonly share: number;
  readonly kept: AlertFile | undefined;
  readonly fault: string | undefined;
}

const TYPES: ReadonlySet<string> = new Set([...alertFileTypes, 'jpeg']);
export const acceptedTypes = [...TYPES].map((type) => `.${type}`).join();

/** `path`: where they are put, `/alerts/<id>/files`. */
export function useUploads(path: string) {
  const { t } = useTranslation();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [faults, setFaults] = useState<readonly string[]>([]);
  const next = useRef(0);
  const running = useRef(new Map<number, AbortController>());
  useEffect(() => {
    const { current } = running;
    return () => {
      for (const each of current.values()) each.abort();
    };
  }, []);
  const change = (key: number, to: Partial<Upload>) =>
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...to } : each)));

  const send = async (key: number, file: File) => {
    const stop = new AbortController();
    running.current.set(key, stop);
    change(key, { state: 'sending', share: 0, fault: undefined });
    try {
      const kept = await upload(path, file, (share) => change(key, { share }), stop.signal);
      change(key, { state: 'there', share: 1, kept });
    } catch (error) {
      if (stop.signal.aborted) return;
      change(key, {
        state: 'failed',
        fault: t('alerts.files.failed', { name: file.name, reason: problemWords(error, t) }),
      });
    } finally {
      running.current.delete(key);
    }
  };
  /** Why a file is not taken at all; undefined: it is sent. */
  const refusal = (file: File): string | undefined => {
    const { name, size } = file;
    if (size === 0) return t('alerts.files.empty', { name });
    if (size > ALERT_FILE_MOST_BYTES)
      return t('alerts.files.tooLarge', {
        ...{ name, size: bytesText(size), most: bytesText(ALERT_FILE_MOST_BYTES) },
      });
    if (!TYPES.has(name.split('.').at(-1)?.toLowerCase() ?? '')) return t('alerts.files.type', { name });
    return undefined;
  };
  return {
    uploads,
    faults,
    isSending: uploads.some(({ state }) => state === 'sending'),
    ids: uploads.flatMap(({ kept }) => (kept === undefined ? [] : [kept.id])),
    add: (files: readonly File[]) => {
      const refused: string[] = [];
      const added: Upload[] = [];
      for (const file of files) {
        const why =
          uploads.length + added.length >= ALERT_FILES_MOST
            ? t('alerts.files.tooMany', { n: ALERT_FILES_MOST, name: file.name })
            : refusal(file);
        if (why !== undefined) refused.push(why);
        else {
          next.current += 1;
          added.push({
            ...{ key: next.current, file, state: 'sending', share: 0 },
            ...{ kept: undefined, fault: undefined },
          });
        }
      }
      setFaults(refused);
      setUploads((all) => [...all, ...added]);
      for (const { key, file } of added) void send(key, file);
    },
    retry: ({ key, file }: Upload) => void send(key, file),
    remove: ({ key }: Upload) => {
      running.current.get(key)?.abort();
      setUploads((all) => all.filter((each) => each.key !== key));
    },
  };
}
