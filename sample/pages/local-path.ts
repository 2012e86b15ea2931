const HERE = 'http://here.invalid';

/** The path and query of `target` when it stays on this site, else the front page. */
export function localPath(target: string | undefined): string {
  if (!target || !URL.canParse(target, HERE)) {
    return '/';
  }
  const { origin, pathname, search } = new URL(target, HERE);
  return origin === HERE && !pathname.startsWith('//') ? pathname + search : '/';
}
