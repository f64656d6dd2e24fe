/** What a person chose to be rung for. */
import { type Attention, USUAL_ATTENTION } from '../contract/duty.ts';
import type { Db } from '../platform/db/connect.ts';

const USUAL: Attention = { rules: [...USUAL_ATTENTION], volume: 0.6, quiet: null };

export class AttentionStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async read(userId: string): Promise<Attention> {
    const row = await this.#db
      .selectFrom('attention_choice')
      .selectAll()
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (!row) return USUAL;
    const { rules, volume, quiet_from: from, quiet_to: to } = row;
    return {
      // A kind that came with a later version rings as it usually does.
      rules: USUAL_ATTENTION.map((usual) => rules.find(({ kind }) => kind === usual.kind) ?? usual),
      // Four bytes keep 0.6 as 0.60000002.
      volume: Math.round(volume * 100) / 100,
      quiet: from === null || to === null ? null : { from, to },
    };
  }

  async write(userId: string, { rules, volume, quiet }: Attention): Promise<void> {
    const values = {
      ...{ rules: JSON.stringify(rules), volume },
      ...{ quiet_from: quiet?.from ?? null, quiet_to: quiet?.to ?? null },
    };
    await this.#db
      .insertInto('attention_choice')
      .values({ user_id: userId, ...values })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
      .execute();
  }
}
