import { sql } from 'kysely'
import type pg from 'pg'
import { fromKysely, type Job, PgBoss } from 'pg-boss'
import type { ReadCtx } from './context.ts'
import { JOB_SCHEMA, type QueueName } from './jobs-install.ts'
import type { Logger } from './log.ts'

export type JobData = { orgId: string } & Record<string, unknown>

let sender: PgBoss | null = null

/** Prepares sending; call once per process with the runtime pool, before the first `enqueue`. */
export async function openJobs(pool: pg.Pool): Promise<() => Promise<void>> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
    schema: JOB_SCHEMA,
    migrate: false,
    supervise: false,
    schedule: false,
  })
  boss.on('error', () => {})
  await boss.start()
  sender = boss
  return async () => {
    if (sender === boss) sender = null
    await boss.stop({ graceful: false })
  }
}

/**
 * Sends a job inside the caller's transaction: it exists exactly if the transaction commits. Delivery is at
 * least once, so handlers re-read state and payloads carry ids only.
 */
export async function enqueue(
  ctx: Pick<ReadCtx, 'db' | 'orgId'>,
  queue: QueueName,
  data: Record<string, unknown> = {},
  options: { startAfterSeconds?: number } = {},
): Promise<void> {
  if (!sender) throw new Error('enqueue before openJobs')
  await sender.send(
    queue,
    { orgId: ctx.orgId, ...data },
    {
      db: fromKysely(ctx.db),
      ...(options.startAfterSeconds ? { startAfter: options.startAfterSeconds } : {}),
    },
  )
}

/** A wake-up without payload: rows in the database say what is to do, the job only says "look now". */
export async function wake(ctx: Pick<ReadCtx, 'db' | 'orgId'>, queue: QueueName): Promise<void> {
  await sql`select pg_notify('bellwether_wake', ${JSON.stringify({ queue, orgId: ctx.orgId })})`.execute(
    ctx.db,
  )
}

export type Handlers = Partial<Record<QueueName, (data: JobData) => Promise<void>>>

/** Starts working the queues with the given pool; returns how to stop. */
export async function startWorker(
  pool: pg.Pool,
  handlers: Handlers,
  log: Logger,
): Promise<{ boss: PgBoss; stop: () => Promise<void> }> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
    schema: JOB_SCHEMA,
    migrate: false,
    supervise: true,
    schedule: true,
  })
  boss.on('error', (error) => log.error({ err: error.message }, 'job queue error'))
  await boss.start()
  for (const [queue, handler] of Object.entries(handlers)) {
    await boss.work(
      queue,
      { pollingIntervalSeconds: 1, batchSize: 5, burstWhenBatchFull: true } as object,
      async (jobs: Job[]) => {
        for (const job of jobs) await handler(job.data as JobData)
      },
    )
  }
  return { boss, stop: () => boss.stop({ graceful: true, timeout: 5000 }) }
}
