/** The one error type slices throw. `code` is the wire contract; the mapper in http/problem.ts words the answer. */
export interface FieldFault {
  /** Path into the request: `body.profiles[0].url`. */
  readonly field: string;
  /** The value's fault and what is accepted. */
  readonly message: string;
}

export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly faults: readonly FieldFault[];
  /** What of it a program can use; never a secret. */
  readonly context: Readonly<Record<string, string>> | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    options: {
      faults?: readonly FieldFault[];
      context?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.status = status;
    this.code = code;
    this.faults = options.faults ?? [];
    this.context = options.context;
  }
}

export const invalid = (faults: readonly FieldFault[]) =>
  new AppError(400, 'invalid_request', faults.map((f) => `${f.field}: ${f.message}`).join('; '), { faults });
export const unauthenticated = () => new AppError(401, 'unauthenticated', 'Sign in first.');
export const forbidden = (permission: string) =>
  new AppError(403, 'forbidden', `This needs the permission ${permission}.`);
/** Also the answer for what exists outside the asker's scope, so that ids reveal nothing. */
export const notFound = (what: string) => new AppError(404, 'not_found', `There is no such ${what}.`);
export const conflict = (code: string, message: string, faults: readonly FieldFault[] = []) =>
  new AppError(409, code, message, { faults });
export const tooMany = (message: string) => new AppError(429, 'too_many_requests', message);
export const unavailable = (code: string, message: string) => new AppError(503, code, message);
