export type {
  LegacyReader,
  LegacyReason,
  LegacyResult,
  LegacySession,
  RawCookies,
} from '../legacy-reader.js';
export type { LegacyReaderOptions } from './define-reader.js';
