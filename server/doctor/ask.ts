import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks at the terminal for what must not be in an argument; a password is not shown. Empty: there is none. */
export async function askCredentials(): Promise<{ username?: string; password?: string }> {
  let isSilent = false;
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!isSilent) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    const username = await lines.question('用户名 · user name: ');
    if (username === '') return {};
    process.stderr.write('密码 · password: ');
    isSilent = true;
    const password = await lines.question('');
    process.stderr.write('\n');
    return { username, password };
  } finally {
    lines.close();
  }
}
