import { type DestinationStream, type Logger, pino } from 'pino'
import { withoutSecrets } from './log-redaction.ts'

export type { Logger }

/** Structured logs; ids, never names, phones or amounts: each line goes through the redaction whole. */
export function createLog(
  level = process.env['BELLWETHER_LOG'] ?? 'info',
  destination?: DestinationStream,
): Logger {
  const options = {
    level,
    base: null,
    formatters: { log: (line: Record<string, unknown>) => withoutSecrets(line) as Record<string, unknown> },
  }
  return destination ? pino(options, destination) : pino(options)
}
