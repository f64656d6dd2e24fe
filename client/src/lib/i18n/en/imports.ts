/** Uploads: template, preview, progress, undo. */
export const imports = {
  imports: {
    title: 'Import',
  },
};
