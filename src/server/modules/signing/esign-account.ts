import type { Buffer } from 'node:buffer'
import type { EsignSettings } from '../../../api/esign.ts'
import { sentenceOf } from '../../../text/errors.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { keyedHash, seal, unseal } from '../../platform/crypto.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, invalid, stale } from '../../platform/errors.ts'
import { fadada } from '../../platform/esign/fadada.ts'
import type { EsignProvider, Progress, Ways } from '../../platform/esign/provider.ts'
import { qiyuesuo } from '../../platform/esign/qiyuesuo.ts'
import { recordEvent } from '../../platform/events.ts'

type Without<T> = T extends unknown ? Omit<T, 'secret'> : never
type Config = Without<EsignSettings> & { mask: string }
export type Account = Awaited<ReturnType<typeof findAccount>> & object

/** The company's account, secret still sealed; null = none. */
export async function findAccount(ctx: ReadCtx) {
  const row = await ctx.db
    .selectFrom('esign_account')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .executeTakeFirst()
  return row ? { ...row, config: row.config as Config } : null
}

/** What the settings page shows: the secret as four last characters, the provider's words as they came. */
export async function readEsign(ctx: ReadCtx, { key, publicUrl }: { key: Buffer; publicUrl: string | null }) {
  const row = await findAccount(ctx)
  const callbackUrl = `${publicUrl ?? ''}/api/esign/callback/${ctx.orgId}/${callbackToken(key, ctx.orgId)}`
  if (!row) return { account: null, callbackUrl }
  const { mask, ...settings } = row.config
  type Tested = { at: number; isGood: boolean; code: string; message: string }
  return {
    account: {
      version: row.version,
      enabled: row.status === 'on',
      settings: { ...settings, secret: mask },
      tested: row.tested as Tested | null,
      isTesting: row.test_asked_at !== null,
    },
    callbackUrl,
  }
}

/** The documented hosts of the clouds: contracts go, and a signing is believed, nowhere else. */
const HOSTS: Partial<Record<EsignSettings['kind'], string[]>> = {
  fadada: ['api.fadada.com', 'uat-api.fadada.com'],
  qiyuesuo: ['openapi.qiyuesuo.com', 'openapi.qiyuesuo.cn'],
}

function isDocumented({ kind, baseUrl }: { kind: EsignSettings['kind']; baseUrl: string }): boolean {
  const { protocol, host } = new URL(baseUrl)
  const hosts = HOSTS[kind]
  return !hosts || (protocol === 'https:' && hosts.includes(host))
}

const PLACE = ['baseUrl', 'appId', 'openCorpId', 'token'] as const

/** One account a company; running sendings go on with what is written here from now on. */
export async function saveEsign(
  ctx: WriteCtx,
  key: Buffer,
  input: { version: number; enabled: boolean; settings: EsignSettings },
): Promise<{ version: number }> {
  const row = await findAccount(ctx)
  if ((row?.version ?? 0) !== input.version) throw stale(row?.version ?? 0)
  const { secret: typed, ...settings } = input.settings
  // Whoever only switches it off is not kept from it: what is stored is not called (`providerOf`).
  if (input.enabled && !isDocumented(settings)) throw invalid('esign_host', { field: 'baseUrl' })
  if (row && (await isHeld(ctx, row.config, settings))) throw conflict('esign_running')
  const id = row?.id ?? newId(ctx.now)
  const place = { orgId: ctx.orgId, id }
  // Another service, another secret: the old one would be sent to strangers.
  const kept = row?.kind === settings.kind && row.config.baseUrl === settings.baseUrl ? row : null
  const secret = typed ?? (kept?.secret ? unseal(key, placeOf(place), kept.secret) : null)
  if (secret === null) throw invalid('channel_secret_missing', { field: 'secret' })
  const values = {
    kind: settings.kind,
    config: json({ ...settings, mask: secret.length >= 12 ? `••••${secret.slice(-4)}` : '••••' }),
    secret: seal(key, placeOf(place), secret),
    status: input.enabled ? 'on' : 'off',
    tested: null,
    test_asked_at: at(ctx.now),
    version: input.version + 1,
  }
  if (row) {
    await ctx.db
      .updateTable('esign_account')
      .set(values)
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
  } else
    await ctx.db
      .insertInto('esign_account')
      .values({ org_id: ctx.orgId, id, ...values })
      .execute()
  // What waited for somebody to mend the settings goes on at once.
  await ctx.db
    .updateTable('esign_envelope')
    .set({ failures: 0, next_at: at(ctx.now) })
    .where('org_id', '=', ctx.orgId)
    .where('state', 'in', ['queued', 'sent'])
    .execute()
  await recordEvent(ctx, {
    kind: 'esign.changed',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { provider: settings.kind, host: new URL(settings.baseUrl).host, enabled: input.enabled },
  })
  return { version: values.version }
}

/**
 * A task that is out, or being made, can only be asked about where it was sent. What has not left yet goes
 * with whatever is written here: so a wrong app id is mended. Another service would never take it up.
 */
async function isHeld(ctx: ReadCtx, from: Config, to: Without<EsignSettings>): Promise<boolean> {
  const [before, after] = [from, to] as Partial<Record<(typeof PLACE)[number], string>>[]
  // An address where nothing is asked any more holds nobody: else what is out could never be asked about.
  const place = PLACE.filter((field) => field !== 'baseUrl' || isDocumented(from))
  const isMoved = place.some((field) => before![field] !== after![field])
  if (from.kind === to.kind && !isMoved) return false
  const rows = await ctx.db
    .selectFrom('esign_envelope')
    .select(['progress', 'claimed_until'])
    .where('org_id', '=', ctx.orgId)
    .where('state', 'in', ['queued', 'sent'])
    .execute()
  return rows.some(({ progress, claimed_until }) => {
    const { fileRef, taskRef } = progress as Progress
    return from.kind !== to.kind || claimed_until !== null || (fileRef ?? taskRef) !== null
  })
}

export async function askTest(ctx: WriteCtx): Promise<{ ok: true }> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('esign_account')
    .set({ test_asked_at: at(ctx.now), tested: null })
    .where('org_id', '=', ctx.orgId)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw conflict('esign_off')
  return { ok: true }
}

/** The secret in clear, for the moment of a call or of checking a signature. */
export function secretOf(key: Buffer, account: Account): string {
  return unseal(key, placeOf({ orgId: account.org_id, id: account.id }), account.secret!)
}

/** An address stored before it was asked for is not called; it waits, with words, for an administrator. */
export function providerOf(key: Buffer, account: Account, ways: Ways): EsignProvider {
  const { config } = account
  if (!isDocumented(config)) return nobody('esign_host')
  const secret = secretOf(key, account)
  const baseUrl = config.baseUrl.replace(/\/+$/, '')
  return config.kind === 'fadada'
    ? fadada({ baseUrl, appId: config.appId, openCorpId: config.openCorpId, secret }, ways)
    : qiyuesuo({ baseUrl, token: config.token, secret, isPrivate: config.kind === 'qiyuesuo-private' }, ways)
}

/** Asks nobody anything: every answer is that the settings are to be mended. */
function nobody(code: string): EsignProvider {
  const say = async () => ({ kind: 'settings' as const, code, message: sentenceOf(code), afterMs: 0 })
  return { advance: say, read: say, fetch: say, cancel: say, test: say }
}

/** Only whoever was given the address knows it; it opens nothing but a look at the service. */
export function callbackToken(key: Buffer, orgId: string): string {
  return keyedHash(key, `${orgId}|esign|callback`).toString('hex').slice(0, 32)
}

function placeOf({ orgId, id }: { orgId: string; id: string }): string {
  return `${orgId}|esign_account|secret|${id}`
}
