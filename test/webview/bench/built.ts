// What is measured outside the browser: the built extension, and the bench's own child programs beside it.

export interface Built {
  /** The repository's own folder. */
  root: string;
  /** The built extension. */
  dist: string;
  /** The bundled programs that are started as processes of their own. */
  children: string;
  /** A folder for profiles of those programs; null where none are wanted. */
  profiles: string | null;
}
