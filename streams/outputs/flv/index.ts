export { FlvOutput, type FlvOutputOptions, type FlvWatch } from './flv-output.ts';
export type { FlvSink } from './flv-viewer.ts';
