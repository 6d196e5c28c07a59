import { sql } from 'kysely'
import type { Trade } from '../../../core/deal/pipeline-templates.ts'
import type { Letterhead } from '../../../core/document/letterhead.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { saveSetting } from '../../platform/org-settings.ts'

type SettingsForm = {
  unknownResponsibleId?: string | null | undefined
  ageingBounds?: number[] | undefined
  trade?: Trade | undefined
  letterhead?: Letterhead | undefined
}

/** What the settings page shows and changes together. */
const SHOWN = ['goLiveOn', 'unknownResponsibleId', 'ageingBounds', 'trade', 'letterhead']

/** One version of all that is shown together: it rises with each of them, whether new or changed. */
export function settingsVersion(ctx: ReadCtx) {
  return sql<number>`(select coalesce(sum(version), 0)::int from org_setting
    where org_id = ${ctx.orgId} and id = any(${SHOWN}))`
}

async function readVersion(ctx: ReadCtx): Promise<number> {
  const { rows } = await sql<{ version: number }>`select ${settingsVersion(ctx)} as version`.execute(ctx.db)
  return rows[0]!.version
}

export async function saveOrgSettings(ctx: WriteCtx, form: SettingsForm) {
  expectVersion(ctx, await readVersion(ctx))
  if (form.unknownResponsibleId) await requireActive(ctx, form.unknownResponsibleId)
  for (const [id, value] of Object.entries(form)) if (value !== undefined) await saveSetting(ctx, id, value)
  await recordEvent(ctx, {
    kind: 'settings.saved',
    subject: { kind: 'setting', id: newId(ctx.now) },
    summary: { keys: Object.keys(form) },
  })
  return { ok: true as const, version: await readVersion(ctx) }
}

export async function readOrgSettings(ctx: ReadCtx) {
  const org = await ctx.db
    .selectFrom('org')
    .select('name')
    .where('id', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  const rows = await ctx.db
    .selectFrom('org_setting')
    .select(['id', 'value'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const value = <T>(id: string, otherwise: T) =>
    (rows.find((row) => row.id === id)?.value as T | undefined) ?? otherwise
  return {
    name: org.name,
    version: await readVersion(ctx),
    goLiveOn: value<string | null>('goLiveOn', null),
    unknownResponsibleId: value<string | null>('unknownResponsibleId', null),
    ageingBounds: value('ageingBounds', [30, 60, 90]),
    trade: value<Trade | null>('trade', null),
    letterhead: value<Letterhead>('letterhead', {}),
    can: { write: may(ctx.actor.roles, 'setting.write') || ('forbidden' as const) },
  }
}

async function requireActive(ctx: ReadCtx, userId: string): Promise<void> {
  const person = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!person) throw notFound('person')
}
