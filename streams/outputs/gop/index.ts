export { type GopAnswer, GopAnswers, type GopAnswersOptions, type GopRequest } from './gop-answers.ts';
export { KeyframeAnswers } from './keyframe-answers.ts';
