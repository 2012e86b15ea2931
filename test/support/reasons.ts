/** What any client can make of a cookie: the reasons for its rejection. A schema of the application adds its own. */
export const REASONS = [
  'size',
  'encoding',
  'version',
  'unknown-key',
  'forged',
  'contents',
  'expired',
  'chunks',
  'ambiguous',
];
