import type { z } from 'zod'
import type {
  ChannelSettings,
  changeChannel as changeRoute,
  createChannel as createRoute,
} from '../../../api/notify.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { isWebhookSecret } from '../../platform/channels/webhook.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, invalid, notFound, stale } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { wake } from '../../platform/jobs.ts'
import {
  type ChannelSecrets,
  missingSecret,
  sealSecrets,
  splitSettings,
  unsealSecrets,
} from './channel-secrets.ts'
import { channelOf } from './channels.ts'
import { SANDBOX_HOST } from './ports.ts'
import { insertDeliveries } from './save-notices.ts'
import type { Stored } from './stored.ts'

export async function createChannel(
  ctx: WriteCtx,
  key: Buffer,
  input: z.output<typeof createRoute.body>,
): Promise<{ id: string }> {
  const id = newId(ctx.now)
  const { config, secrets } = await acceptSettings(ctx, input.settings, {})
  await refuseTakenName(ctx, input.name, null)
  await requireDepartment(ctx, input.audience.departmentId)
  await ctx.db
    .insertInto('channel')
    .values({
      org_id: ctx.orgId,
      id,
      kind: input.settings.kind,
      name: input.name,
      config: json(config),
      secret: sealSecrets(key, { orgId: ctx.orgId, channelId: id }, secrets),
      secret_tail: Object.values(config.masks)[0] ?? '',
      audience: json(input.audience),
      status: input.enabled ? 'on' : 'off',
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'channel.created',
    subject: { kind: 'channel', id },
    summary: { channel: input.settings.kind },
  })
  return { id }
}

/** Secrets left out stay; saving clears the recorded failures, so a mended channel starts afresh. */
export async function changeChannel(
  ctx: WriteCtx,
  key: Buffer,
  { id, input }: { id: string; input: z.output<typeof changeRoute.body> },
): Promise<{ id: string; version: number }> {
  const row = await getChannel(ctx, id)
  if (row.version !== input.version) throw stale(row.version)
  if (row.kind !== input.settings.kind) throw invalid('channel_kind_fixed')
  const place = { orgId: ctx.orgId, channelId: id }
  const { config, secrets } = await acceptSettings(ctx, input.settings, unsealSecrets(key, place, row.secret))
  await refuseTakenName(ctx, input.name, id)
  await requireDepartment(ctx, input.audience.departmentId)
  await ctx.db
    .updateTable('channel')
    .set({
      name: input.name,
      config: json(config),
      secret: sealSecrets(key, place, secrets),
      secret_tail: Object.values(config.masks)[0] ?? '',
      audience: json(input.audience),
      status: input.enabled ? 'on' : 'off',
      failures: 0,
      last_error: null,
      version: row.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: 'channel.changed',
    subject: { kind: 'channel', id },
    summary: { enabled: input.enabled },
  })
  await wake(ctx, 'notify.deliver')
  return { id, version: row.version + 1 }
}

/**
 * The delivery history is evidence and stays; a channel that has one is emptied of its secrets and shut, one
 * without goes entirely.
 */
export async function removeChannel(ctx: WriteCtx, id: string): Promise<{ id: string }> {
  await getChannel(ctx, id)
  const used = await ctx.db
    .selectFrom('delivery')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('channel_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (used) {
    await ctx.db
      .updateTable('delivery')
      .set({
        state: 'failed',
        reason: 'channel_off',
        next_at: null,
        claimed_until: null,
        done_at: at(ctx.now),
      })
      .where('org_id', '=', ctx.orgId)
      .where('channel_id', '=', id)
      .where('state', 'in', ['queued', 'retry'])
      .execute()
    await ctx.db
      .updateTable('channel')
      .set((eb) => ({ status: 'off', secret: null, secret_tail: 'removed', version: eb('version', '+', 1) }))
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
  } else {
    await ctx.db.deleteFrom('channel').where('org_id', '=', ctx.orgId).where('id', '=', id).execute()
  }
  await recordEvent(ctx, { kind: 'channel.removed', subject: { kind: 'channel', id } })
  return { id }
}

/** A test goes the way of every message, so that it proves the way; it ignores quiet hours and caps. */
export async function testChannel(
  ctx: WriteCtx,
  id: string,
  to: string | undefined,
): Promise<{ deliveryId: string }> {
  const channel = channelOf(await getChannel(ctx, id))
  if (channel.status === 'off') throw conflict('channel_off')
  const org = await ctx.db
    .selectFrom('org')
    .select('name')
    .where('id', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  const me = await ctx.db
    .selectFrom('app_user')
    .select('email')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', ctx.actor.userId)
    .executeTakeFirst()
  const receiver = to ?? me?.email ?? null
  if (channel.kind === 'mail' && receiver === null) throw invalid('test_needs_address')
  if (channel.status === 'broken') await reopen(ctx, id)
  const stored: Stored = { about: 'test', organisation: org.name, at: formatInstant(ctx.now), to: receiver }
  const noticeId = newId(ctx.now)
  await ctx.db
    .insertInto('notice')
    .values({
      org_id: ctx.orgId,
      id: noticeId,
      cause: `test:${noticeId}`,
      kind: 'system',
      user_id: null,
      alert_id: null,
      severity: 1,
      content: json(stored),
      decision: 'send',
      reason: 'test',
      created_at: at(ctx.tick),
    })
    .execute()
  const [deliveryId] = await insertDeliveries(ctx, [
    { noticeId, channelId: id, dueAt: ctx.now, reason: 'test' },
  ])
  await wake(ctx, 'notify.deliver')
  return { deliveryId: deliveryId! }
}

/**
 * Pressing "test" on a channel that switched itself off is how an administrator finds out whether it is
 * mended.
 */
async function reopen(ctx: WriteCtx, id: string): Promise<void> {
  await ctx.db
    .updateTable('channel')
    .set({ status: 'on', failures: 0, last_error: null })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

async function acceptSettings(ctx: WriteCtx, input: ChannelSettings, stored: ChannelSecrets) {
  const split = splitSettings(input, stored)
  const missing = missingSecret(input.kind, split.secrets)
  if (missing !== null) throw invalid('channel_secret_missing', { field: missing })
  for (const name of ['secret', 'previousSecret']) {
    const value = split.secrets[name]
    if (value !== undefined && !isWebhookSecret(value))
      throw invalid('webhook_secret_malformed', { field: name })
  }
  const address = String(
    split.config.settings.baseUrl ?? split.config.settings.url ?? split.config.settings.host ?? '',
  )
  if (address.includes(SANDBOX_HOST)) await refuseOutsideDemo(ctx)
  return split
}

/** In a real company a message to the stand-in would be a warning that nobody gets. */
async function refuseOutsideDemo(ctx: WriteCtx): Promise<void> {
  const org = await ctx.db
    .selectFrom('org')
    .select('is_demo')
    .where('id', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  if (!org.is_demo) throw invalid('sandbox_only_in_demo')
}

async function getChannel(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('channel')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('secret_tail', '!=', 'removed')
    .executeTakeFirst()
  if (!row) throw notFound('channel')
  return row
}

async function refuseTakenName(ctx: WriteCtx, name: string, exceptId: string | null): Promise<void> {
  const taken = await ctx.db
    .selectFrom('channel')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('name', '=', name)
    .where('secret_tail', '!=', 'removed')
    .$if(exceptId !== null, (query) => query.where('id', '!=', exceptId!))
    .executeTakeFirst()
  if (taken) throw conflict('duplicate_name', { name })
}

async function requireDepartment(ctx: WriteCtx, departmentId: string | null): Promise<void> {
  if (departmentId === null) return
  const row = await ctx.db
    .selectFrom('department')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', departmentId)
    .executeTakeFirst()
  if (!row) throw notFound('department')
}
