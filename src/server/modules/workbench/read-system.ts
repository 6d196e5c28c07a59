import { sql } from 'kysely'
import { DAY_MS } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { readBackupStatus } from '../../platform/backup/status.ts'
import type { Config } from '../../platform/config.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

/** The health of the organisation's machinery, for the administrator: silence here is a fault (C107 C208). */
export async function readSystem(ctx: ReadCtx, config: Config) {
  const { rows } = await sql<{
    active: number
    imported: number
    failed: number
    evaluated_at: number | null
    on: number
    trial: number
    waiting: number
  }>`
    select
      (select count(*)::int from app_user where org_id = ${ctx.orgId} and status = 'active') as active,
      (select count(*)::int from app_user where org_id = ${ctx.orgId} and status = 'imported') as imported,
      (select count(*)::int from delivery where org_id = ${ctx.orgId} and state = 'failed' and created_at > ${at(ctx.now - 7 * DAY_MS)}) as failed,
      (select evaluated_to from watch_cursor where org_id = ${ctx.orgId}) as evaluated_at,
      (select count(*)::int from rule where org_id = ${ctx.orgId} and mode = 'on') as on,
      (select count(*)::int from rule where org_id = ${ctx.orgId} and mode = 'trial') as trial,
      (select count(*)::int from watch_dirty where org_id = ${ctx.orgId}) as waiting`.execute(ctx.db)
  const row = rows[0]!
  const channels = await ctx.db
    .selectFrom('channel')
    .select(['id', 'name', 'kind', 'status'])
    .where('org_id', '=', ctx.orgId)
    .where('secret_tail', '!=', 'removed')
    .where('kind', '!=', 'sandbox')
    .orderBy('name')
    .execute()
  // The name of a file says much: only whose import may be opened is named.
  const importers = may(ctx.actor.roles, 'import.run') ? visibleUsers(ctx, 'import.run') : []
  const last = await ctx.db
    .selectFrom('import_batch')
    .select(['id', 'file_name', 'created_at', 'counts'])
    .where('org_id', '=', ctx.orgId)
    .where('status', 'in', ['done', 'failed', 'undone'])
    .$if(importers !== null, (query) => query.where('actor', 'in', [...importers!]))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const states = { on: 'ok', off: 'off', broken: 'broken' } as const
  return {
    activePeople: row.active,
    importedPeople: row.imported,
    channels: channels.map((channel) => ({
      id: channel.id,
      name: channel.name,
      kind: channel.kind as 'wecom',
      state: states[channel.status as keyof typeof states] ?? ('untested' as const),
    })),
    failedDeliveries7d: row.failed,
    lastImport: last
      ? {
          id: last.id,
          fileName: last.file_name,
          at: last.created_at,
          bad: Number((last.counts as { bad?: number }).bad ?? 0),
        }
      : null,
    evaluatedAt: row.evaluated_at,
    rulesOn: row.on,
    rulesOnTrial: row.trial,
    waitingJobs: row.waiting,
    backup: backupState(config),
  }
}

function backupState({ backup, databaseUrl }: Config) {
  const { lastGoodAt, failure, verified } = readBackupStatus(backup.directory)
  const broken = verified !== null && !verified.ok
  const state = databaseUrl
    ? ('external' as const)
    : failure || broken
      ? ('failed' as const)
      : lastGoodAt !== null
        ? ('ok' as const)
        : backup.schedule
          ? ('none' as const)
          : ('off' as const)
  const problem = failure?.message ?? (broken ? (verified.problems[0] ?? null) : null)
  return { state, lastGoodAt, verified: verified?.ok ?? false, problem }
}
