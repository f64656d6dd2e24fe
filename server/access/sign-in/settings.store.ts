/** The site's rules for signing in, one row of `setting`. */
import { type SignInSettings, signInSettings } from '../../contract/account.ts';
import type { Db } from '../../platform/db/connect.ts';

const KEY = 'sign-in';

export class SettingsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** What is set; whatever is not, or no longer understood, is left to the defaults. */
  async read(): Promise<Partial<SignInSettings>> {
    const row = await this.#db
      .selectFrom('setting')
      .select('value')
      .where('key', '=', KEY)
      .executeTakeFirst();
    if (!row) return {};
    const read = signInSettings.partial().safeParse(JSON.parse(row.value));
    return read.success ? (read.data as Partial<SignInSettings>) : {};
  }

  async write(settings: SignInSettings): Promise<void> {
    const value = JSON.stringify(settings);
    await this.#db
      .insertInto('setting')
      .values({ key: KEY, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  }
}
