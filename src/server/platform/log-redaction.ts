/**
 * The last net before the log (R27). Messages of errors quote what was sent: PostgreSQL the row, JSON the
 * text, a driver the address. So of every message only its plain words stay, of a stack only where it went
 * through, and whatever goes by a telling name is not written at any depth.
 */
const SECRET_KEYS =
  /^(?:.*password.*|.*token.*|.*secret.*|.*phone.*|mobile|tel|.*e?mail|cookie|authorization|name|.*Name|login|account.*|.*Account|uscc|idNumber|address|contact.*|remark|text|body|values?|params|query)$/i
const HIDDEN = '[redacted]'
const DEPTH_MAX = 6

/** A line as it may be written; what it is made of stays as it was. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutValues(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEPTH_MAX) return HIDDEN
  if (value instanceof Error) return withoutSecrets(factsOf(value), depth)
  if (value instanceof Date) return value
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key === 'stack' && typeof item === 'string') return [key, framesOf(item)]
      if (SECRET_KEYS.test(key) && !isHarmless(item)) return [key, HIDDEN]
      return [key, withoutSecrets(item, depth + 1)]
    }),
  )
}

function isHarmless(value: unknown): boolean {
  return typeof value === 'boolean' || value === null || value === undefined
}

/** What may be told of an error: its kind, its code, the rule it broke, and the way it took. */
function factsOf(error: Error): Record<string, unknown> {
  const { code, constraint, table, column } = error as Error & Record<string, unknown>
  return {
    kind: error.constructor.name,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(table === undefined ? {} : { table }),
    ...(column === undefined ? {} : { column }),
    message: error.message,
    stack: error.stack ?? '',
  }
}

/** The first lines of a stack repeat the message; only the frames are kept. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}

const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
const QUOTED = /"[^"]*"?|'[^']*'?|“[^”]*”?|`[^`]*`?/g
/** A row as PostgreSQL quotes it: (a, b, c); a key and its value: (login)=(wang). */
const BRACKETS = /\([^()]*\)?/g
const MAIL = /\S+@\S+/g
const LONG_NUMBER = /\d[\d -]{5,}\d/g
/** What is written in other letters is somebody's, and not ours: we log in English. */
const OTHER_SCRIPTS = /[^\p{ASCII}…]+/gu
/** Tokens and keys: long runs in which letters and digits mix. */
const TOKEN = /\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20,}\b/gi

function withoutValues(text: string): string {
  // Ids are what a log is read by; they stand aside while the rest is looked through.
  const ids: string[] = []
  const bare = text.replace(ID, (id) => `<${ids.push(id)}>`)
  const clean = [QUOTED, BRACKETS, MAIL, TOKEN, LONG_NUMBER, OTHER_SCRIPTS].reduce(
    (left, pattern) => left.replace(pattern, '…'),
    bare,
  )
  return clean.replace(/<(\d+)>/g, (mark, at: string) => ids[Number(at) - 1] ?? mark)
}
