#!/usr/bin/env node
import { UsageError } from './arguments.ts'

/**
 * One line per command: what it does, and where it lives (loaded only when called, so that `bw` starts fast).
 */
const COMMANDS: Record<
  string,
  { summary: string; load: () => Promise<{ run: (argv: string[]) => Promise<number> }> }
> = {
  start: { summary: 'everything: database, pages, worker', load: () => import('./start.ts') },
  serve: { summary: 'pages and API only', load: () => import('./serve.ts') },
  work: { summary: 'the worker only', load: () => import('./work.ts') },
  watchdog: {
    summary: '[--once] [--json]: watches that the worker watches, in a process of its own',
    load: () => import('./watchdog.ts'),
  },
  migrate: { summary: 'bring the database to the newest schema', load: () => import('./migrate.ts') },
  import: { summary: 'FILE --mapping MAPPING.json [--org SLUG] [--json]', load: () => import('./import.ts') },
  ageing: {
    summary: '--as-of DAY [--known] [--top N] [--org SLUG] [--json]; --known: as known then',
    load: () => import('./ageing.ts'),
  },
  funnel: {
    summary: '--as-of DAY [--known] [--org SLUG] [--json]; --known: as known then',
    load: () => import('./funnel.ts'),
  },
  metrics: {
    summary:
      '[METRIC [--subject KIND]] --as-of DAY [--known] [--org SLUG] [--json]: the company, or one metric over all',
    load: () => import('./metrics.ts'),
  },
  evaluate: {
    summary:
      '[--as-of DAY] [--org SLUG] [--json]: all rules now; of a past day what they would have made of it',
    load: () => import('./evaluate.ts'),
  },
  alerts: {
    summary: '--as-of DAY [--trial] [--org SLUG] [--json]: alerts open then; --trial: of rules on trial too',
    load: () => import('./alerts.ts'),
  },
  checkup: { summary: '[--as-of DAY] [--json]: where the money is', load: () => import('./checkup.ts') },
  backtest: {
    summary: '--rule FILE|CODE [--from DAY --to DAY --outcome KIND --mode decisions|episodes] [--json]',
    load: () => import('./backtest.ts'),
  },
  misses: {
    summary: '[--as-of DAY] [--json]: losses of the year that no rule foresaw, and the rules that would have',
    load: () => import('./misses.ts'),
  },
  demo: { summary: 'create the demo company, or --ledgers DIR', load: () => import('./demo.ts') },
  doctor: {
    summary: '[--fix] [--json]: look for what is wrong; --fix rebuilds what is derived',
    load: () => import('./doctor.ts'),
  },
  backup: {
    summary: '[--list] [--no-verify] [--json]: base backup, proven by restoring it',
    load: () => import('./backup.ts'),
  },
  verify: {
    summary: '[BACKUP] [--json]: restore into a scratch database and compare',
    load: () => import('./verify.ts'),
  },
  restore: {
    summary: 'BACKUP [--into DIR]: into an empty data directory',
    load: () => import('./restore.ts'),
  },
  export: {
    summary: 'DIR [--org SLUG] [--json]: all data of an organisation as CSV files',
    load: () => import('./export.ts'),
  },
  user: { summary: 'list | create | reset-password', load: () => import('./user.ts') },
  'db-types': {
    summary: 'regenerate row types from the migrated database',
    load: () => import('./db-types.ts'),
  },
}

async function main(argv: string[]): Promise<number> {
  const [name, ...rest] = argv
  const command = name ? COMMANDS[name] : undefined
  if (!command) {
    const width = Math.max(...Object.keys(COMMANDS).map((key) => key.length))
    const lines = Object.entries(COMMANDS).map(
      ([key, { summary }]) => `  bw ${key.padEnd(width)}  ${summary}`,
    )
    process.stderr.write(`Bellwether 风向标\n\n${lines.join('\n')}\n`)
    return name === undefined || name === 'help' || name === '--help' ? 0 : 2
  }
  try {
    return await (await command.load()).run(rest)
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`bw ${name}: ${error.message}\nbw ${name} ${command.summary}\n`)
      return 2
    }
    process.stderr.write(`bw ${name}: ${await sentenceFor(error as Error)}\n`)
    if (process.env['BELLWETHER_LOG'] === 'debug') process.stderr.write(`${(error as Error).stack}\n`)
    return 1
  }
}

/** A refusal has a sentence that says what to do; its code alone would not help anybody. */
async function sentenceFor(error: Error): Promise<string> {
  const { code, detail } = error as { code?: unknown; detail?: Record<string, unknown> }
  if (typeof code !== 'string' || detail === undefined || error.message !== code) return error.message
  return (await import('../../text/errors.ts')).sentenceOf(code, detail)
}

// Whoever reads only the first lines (`bw … | head`) closes the pipe; that is neither a failure nor a
// reason to stop.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
process.exitCode = await main(process.argv.slice(2))
