import type { Clock } from '../../platform/clock.ts'
import { read } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import type { Logger } from '../../platform/log.ts'
import { beat, claimBacktests, type Stored, settleBacktest } from './backtest-rows.ts'
import { runTogether } from './run-backtest.ts'

export type Runner = { poke: (orgId: string) => void; stop: () => Promise<void> }

/**
 * Runs waiting backtests beside the other work of a worker, those about one kind of subject at a time. A
 * worker that is stopped gives its runs back; one that dies is noticed by its silence.
 */
export function createRunner({ db, clock, log }: { db: Db; clock: Clock; log: Logger }): Runner {
  let stopped = false
  let current: Promise<void> | null = null
  const work = async (orgId: string): Promise<void> => {
    while (!stopped) {
      const claimed = await read(db, { orgId, now: clock.now() }, claimBacktests)
      if (claimed.length === 0) return
      await runClaimed({ db, clock, log, isStopped: () => stopped }, orgId, claimed)
    }
  }
  return {
    poke: (orgId) => {
      if (stopped || current) return
      current = work(orgId)
        .catch((error: unknown) => log.error({ orgId, err: (error as Error).message }, 'backtest failed'))
        .finally(() => {
          current = null
        })
    },
    stop: async () => {
      stopped = true
      await current
    },
  }
}

type Deps = { db: Db; clock: Clock; log: Logger; isStopped: () => boolean }

async function runClaimed(deps: Deps, orgId: string, runs: readonly Stored[]): Promise<void> {
  const { db, clock, log, isStopped } = deps
  const who = () => ({ orgId, now: clock.now() })
  const progress = async (index: number, done: number, total: number): Promise<boolean> =>
    !isStopped() && (await read(db, who(), (ctx) => beat(ctx, runs[index]!.id, done, total)))
  try {
    const reports = await read(db, who(), (ctx) => runTogether(ctx, runs, progress))
    for (const [index, report] of reports.entries()) {
      const { id } = runs[index]!
      if (report) await read(db, who(), (ctx) => settleBacktest(ctx, id, { state: 'done', report }))
      else if (isStopped()) await read(db, who(), (ctx) => settleBacktest(ctx, id, { state: 'queued' }))
    }
  } catch (error) {
    // Which of several is to blame shows when each is told alone.
    if (runs.length > 1) {
      for (const run of runs) await runClaimed(deps, orgId, [run])
      return
    }
    const run = runs[0]!
    const known = error instanceof AppError
    const told = known
      ? { code: error.code, detail: error.detail }
      : { code: 'internal', detail: { reference: run.id } }
    log.warn({ orgId, backtest: run.id, err: (error as Error).message }, 'a backtest ended with an error')
    await read(db, who(), (ctx) => settleBacktest(ctx, run.id, { state: 'failed', error: told }))
  }
}
