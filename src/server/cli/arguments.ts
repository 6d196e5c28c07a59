import { parseArgs } from 'node:util'

/** A mistake in how the command was called: printed with the usage, exit status 2. */
export class UsageError extends Error {}

export type Arguments = {
  words: string[]
  flag: (name: string) => boolean
  text: (name: string) => string | undefined
  day: (name: string) => string | undefined
}

/** `bw word … --name value --flag`; which names take a value is said by the command. */
export function readArguments(
  argv: readonly string[],
  names: { texts?: readonly string[]; flags?: readonly string[] },
): Arguments {
  const options = {
    ...Object.fromEntries((names.texts ?? []).map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries(
      ['json', ...(names.flags ?? [])].map((name) => [name, { type: 'boolean' as const }]),
    ),
  }
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const values = parsed.values as Record<string, string | boolean | undefined>
  return {
    words: parsed.positionals,
    flag: (name) => values[name] === true,
    text: (name) => values[name] as string | undefined,
    day: (name) => {
      const value = values[name] as string | undefined
      if (value !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(value))
        throw new UsageError(`--${name} must be a day like 2026-06-30, got "${value}"`)
      return value
    },
  }
}
