/** Keys that people type: what lists and the search compare with, and who completes them. No knowledge of slices. */
export { KeyKeeper } from './key-keeper.ts';
export { pinyinKeys } from './pinyin-keys.ts';
export {
  type EntryKind,
  entryMatches,
  entryRank,
  keysMatch,
  keysMatchAny,
  regionKeysMatch,
  SearchKeysStore,
} from './search-keys.store.ts';
export { type Term, termsOf } from './terms.ts';
