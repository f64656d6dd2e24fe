/** Where the browser gets a package from; the session's cookie goes along. */
export const packageUrl = (id: string): string => `/api/v1/evidence/${id}/package.zip`;
