/** The check character of a USCC is judged the same here and on the server. */
export { usccLooksWrong } from '../../../server/contract/uscc.ts';
