/** TLS certificates: the site's own files, or one we make. */
export { readIdentity, type TlsIdentity, type TlsIdentityOptions } from './identity.ts';
export { keepFresh } from './keep-fresh.ts';
