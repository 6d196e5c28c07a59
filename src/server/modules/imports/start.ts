import { dayOf, startOfDay } from '../../../core/calendar.ts'
import type { Mapping } from '../../../core/import/mapping.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, forbidden, invalid } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'
import { type Batch, changeBatch, getBatch } from './batches.ts'
import { mayImport } from './targets.ts'

/**
 * Makes a batch ready to run. A cancelled or failed one goes on where it stopped, unless its mapping was
 * changed: then it begins again, which is harmless because what is in already is found again.
 */
export async function queueBatch(ctx: WriteCtx, id: string, mapping: Mapping): Promise<Batch> {
  const batch = await getBatch(ctx, id, true)
  if (batch.status === 'queued' || batch.status === 'running') throw conflict('import_running')
  if (batch.status === 'undone') throw conflict('import_undone')
  if (batch.status === 'done') throw conflict('import_done')
  if (!mayImport(ctx.actor.roles, mapping.target)) throw forbidden('import.run')
  const goesOn = batch.rows_done > 0 && canonical(batch.mapping) === canonical(mapping)
  const isHistory = batch.rows_done > 0 ? batch.is_history : await isFirstLoad(ctx, id, mapping)
  await changeBatch(ctx, id, {
    status: 'queued',
    mapping,
    is_history: isHistory,
    rows_done: goesOn ? batch.rows_done : 0,
    error: null,
    finishedAt: null,
    actor: ctx.actor.userId,
  })
  await recordEvent(ctx, {
    kind: 'import.queued',
    subject: { kind: 'import', id },
    summary: { fileName: batch.file_name, target: mapping.target, history: isHistory },
  })
  if (isHistory) await settleGoLive(ctx)
  await settleUnknownPeople(ctx, mapping)
  return getBatch(ctx, id)
}

/**
 * Decision 0004: the first load of each kind of data is history, and so is what follows on the same day
 * (three years in three files); later ones only when the mapping says so.
 */
async function isFirstLoad(ctx: WriteCtx, id: string, mapping: Mapping): Promise<boolean> {
  const history = mapping.knowledge?.history ?? 'first-load'
  if (history !== 'first-load') return history === 'always'
  const earlier = await ctx.db
    .selectFrom('import_batch')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('target', '=', mapping.target)
    .where('id', '!=', id)
    .where('status', 'in', ['queued', 'running', 'done', 'failed', 'cancelled'])
    .where('created_at', '<', at(startOfDay(dayOf(ctx.now))))
    .executeTakeFirst()
  return earlier === undefined
}

/**
 * The day of the first history is the go-live day: what was wrong before it goes into the check-up, not
 * into alerts.
 */
async function settleGoLive(ctx: WriteCtx): Promise<void> {
  if ((await loadSetting(ctx, 'goLiveOn')) === null) await saveSetting(ctx, 'goLiveOn', dayOf(ctx.now))
}

/**
 * Alerts of salespeople who are not users yet need somebody from the first minute: who is named, else a
 * boss.
 */
async function settleUnknownPeople(ctx: WriteCtx, mapping: Mapping): Promise<void> {
  const wish = mapping.unknownPeopleTo
  if (wish === undefined && (await loadSetting(ctx, 'unknownResponsibleId')) !== null) return
  const person = await ctx.db
    .selectFrom('app_user as u')
    .innerJoin('user_role as r', (join) =>
      join.onRef('r.org_id', '=', 'u.org_id').onRef('r.user_id', '=', 'u.id'),
    )
    .select('u.id')
    .where('u.org_id', '=', ctx.orgId)
    .where('u.status', '=', 'active')
    .where((eb) =>
      wish === undefined
        ? eb('r.role', '=', 'boss')
        : eb.or([eb('u.login', '=', wish), eb('u.name', '=', wish)]),
    )
    .orderBy('u.id')
    .executeTakeFirst()
  if (person) await saveSetting(ctx, 'unknownResponsibleId', person.id)
  else if (wish !== undefined) throw invalid('person_unknown', { text: wish })
}

/** jsonb does not keep the order of keys, so two mappings are compared in a fixed one. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
