import type pg from 'pg'
import { getConstructionPlans, PgBoss } from 'pg-boss'

export const JOB_SCHEMA = 'pgboss'

/** Every queue of the product; created at migration, because the runtime role may not change the schema. */
export const QUEUES = [
  'watch.evaluate',
  'watch.clock',
  'notify.deliver',
  'notify.brief',
  'import.run',
  'checkup.make',
  'misses.make',
  'platform.sweep',
] as const
export type QueueName = (typeof QUEUES)[number]

export async function installJobs(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query(`select 1 from pg_namespace where nspname = $1`, [JOB_SCHEMA])
  if (!rows[0]) await client.query(getConstructionPlans(JOB_SCHEMA))
  const executeSql = async (text: string, values?: unknown[]) => client.query(text, values as unknown[])
  const boss = new PgBoss({
    db: { executeSql },
    schema: JOB_SCHEMA,
    migrate: true,
    supervise: false,
    schedule: false,
  })
  boss.on('error', () => {})
  await boss.start()
  const known = new Set((await boss.getQueues()).map((queue) => queue.name))
  for (const name of QUEUES) {
    if (!known.has(name)) {
      await boss.createQueue(name, { retryLimit: 5, retryDelay: 5, retryBackoff: true, expireInSeconds: 900 })
    }
  }
  await boss.stop({ graceful: false })
  await client.query(`
    grant usage on schema ${JOB_SCHEMA} to bellwether_app;
    grant select, insert, update, delete on all tables in schema ${JOB_SCHEMA} to bellwether_app;
    grant usage, select on all sequences in schema ${JOB_SCHEMA} to bellwether_app;
    grant execute on all functions in schema ${JOB_SCHEMA} to bellwether_app;`)
}
