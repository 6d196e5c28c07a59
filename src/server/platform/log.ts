import { type Logger, pino } from 'pino'

export type { Logger }

/** Structured logs; ids, never names, phones or amounts. Secrets are redacted by path as a last net. */
export function createLog(level = process.env['BELLWETHER_LOG'] ?? 'info'): Logger {
  return pino({
    level,
    base: null,
    redact: {
      paths: [
        '*.password',
        '*.token',
        '*.secret',
        '*.phone',
        '*.email',
        'req.headers.cookie',
        'req.headers.authorization',
      ],
      censor: '[redacted]',
    },
  })
}
