/** Lives with the other readers of coded pictures; sources need it, too. */
export * from '../../codec/h264-nal.ts';
