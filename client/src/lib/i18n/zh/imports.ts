/** Uploads: template, preview, progress, undo. */
export const imports = {
  imports: {
    title: '批量导入',
  },
};
