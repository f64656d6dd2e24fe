/** What `npm run doctor` is told by the environment: never by arguments, which everybody on the machine can read. */

/** User and password of a camera that is not registered; empty: the camera is asked without. */
export function cameraCredentials(environment: Readonly<Record<string, string | undefined>> = process.env): {
  readonly username?: string;
  readonly password?: string;
} {
  const { MC_CAMERA_USERNAME: username, MC_CAMERA_PASSWORD: password } = environment;
  return { ...(username && { username }), ...(password && { password }) };
}
