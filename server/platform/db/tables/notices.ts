// biome-ignore lint/suspicious/noEmptyInterface: filled by the slice
export interface NoticesTables {}
