import { Readable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';

export interface FiniteJobOptions {
  readonly ffmpegPath: string;
  /** Fed to the job's standard input, in order. */
  readonly input: readonly Buffer[];
  readonly inputFormat: string;
  readonly inputOptions?: readonly string[];
  readonly outputFormat: string;
  readonly outputOptions: readonly string[];
  readonly timeoutMs: number;
  /** More output than this is a mistake. */
  readonly maxBytes: number;
}

/**
 * Runs one ffmpeg job that ends by itself, bytes in and bytes out, through fluent-ffmpeg: the one place
 * that library is used (docs/adr/0003). Nothing secret may be among the options, which `ps` shows.
 * @throws Error with ffmpeg's last words; also when the job outlasts `timeoutMs`
 */
export function runFiniteJob(options: FiniteJobOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const command = ffmpeg(Readable.from(options.input, { objectMode: false }))
      .setFfmpegPath(options.ffmpegPath)
      .inputFormat(options.inputFormat)
      .inputOptions([...(options.inputOptions ?? [])])
      .outputOptions([...options.outputOptions])
      .format(options.outputFormat);
    const timer = setTimeout(
      () => fail(new Error(`ffmpeg took over ${options.timeoutMs} ms`)),
      options.timeoutMs,
    );
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
      command.kill('SIGKILL');
    };
    let hasEnded = false;
    const finish = (): void => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks, length));
    };
    command.on('error', (error: Error) => {
      // It allows the process 20 ms to end after its output did; on a busy machine that takes longer.
      if (hasEnded && error.message === 'Output stream closed') finish();
      else fail(error);
    });
    const output = command.pipe();
    output.on('end', () => {
      hasEnded = true;
    });
    output.on('error', fail);
    output.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > options.maxBytes) fail(new Error('ffmpeg wrote more than expected'));
    });
    command.on('end', finish);
  });
}
