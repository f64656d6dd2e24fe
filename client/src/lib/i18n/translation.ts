/** Every language has exactly the keys of `zh`, each a text. */
import type { zh } from './zh.ts';

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
export type Translation = Texts<typeof zh>;
