export { type GopAnswer, GopAnswers, type GopAnswersOptions, type GopRequest } from './gop-answers.ts';
