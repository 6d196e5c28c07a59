import { parseSmtpUrl } from '../../platform/channels/smtp-url.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { sealSecrets, splitSettings, unsealSecrets } from './channel-secrets.ts'
import { loadChannels } from './channels.ts'
import { createChannel } from './save-channel.ts'

/** Written into the channel's settings, so that what a person changed on the page is told apart. */
const ORIGIN = 'SMTP_URL'

/**
 * The mail channel of the installation: with SMTP_URL set, every organisation can send mail from its first
 * minute. It follows the variable until somebody edits it on the page; a channel made by hand is left alone,
 * and the demo writes to nobody, because its people do not exist.
 */
export async function ensureHouseMail(ctx: WriteCtx, key: Buffer, smtpUrl: string): Promise<void> {
  const org = await ctx.db
    .selectFrom('org')
    .select('is_demo')
    .where('id', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  if (org.is_demo) return
  const { user, password, fromName, ...rest } = parseSmtpUrl(smtpUrl)
  const settings = {
    ...rest,
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    fromName: fromName ?? '风向标',
  }
  const existing = (await loadChannels(ctx)).find((channel) => channel.kind === 'mail')
  if (!existing) {
    const audience = { departmentId: null, minSeverity: 3, brief: true } as const
    const { id } = await createChannel(ctx, key, { name: '邮件', enabled: true, settings, audience })
    return mark(ctx, id, splitSettings(settings, {}).config)
  }
  if (existing.config.settings['origin'] !== ORIGIN) return
  const place = { orgId: ctx.orgId, channelId: existing.id }
  const { config, secrets } = splitSettings(settings, {})
  const stored = unsealSecrets(key, place, existing.secret)
  const known = { ...existing.config.settings, origin: undefined }
  if (same(known, config.settings) && same(stored, secrets)) return
  await mark(ctx, existing.id, config)
  await ctx.db
    .updateTable('channel')
    .set({ secret: sealSecrets(key, place, secrets), status: 'on', failures: 0, last_error: null })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', existing.id)
    .execute()
}

async function mark(
  ctx: WriteCtx,
  id: string,
  config: ReturnType<typeof splitSettings>['config'],
): Promise<void> {
  const marked = { ...config, settings: { ...config.settings, origin: ORIGIN } }
  await ctx.db
    .updateTable('channel')
    .set((eb) => ({ config: json(marked), version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

function same(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const entries = (value: Record<string, unknown>) =>
    JSON.stringify(
      Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .sort(),
    )
  return entries(a) === entries(b)
}
