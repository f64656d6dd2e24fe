/** Who sees what, and why; rights to see one case. */
export const rights = {
  rights: {
    title: 'Rights',
  },
};
