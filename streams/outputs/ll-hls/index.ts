export { type LlHlsOptions, LlHlsOutput, type LlHlsResource, type PlaylistRequest } from './ll-hls-output.ts';
