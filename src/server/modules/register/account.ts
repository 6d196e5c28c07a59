import type { Buffer } from 'node:buffer'
import type { RegisterSettings } from '../../../api/register.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { seal, unseal } from '../../platform/crypto.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, invalid, stale } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { CALLS_EACH, type CompanyRegister, type RegisterWays } from '../../platform/register/provider.ts'
import { qichacha } from '../../platform/register/qichacha.ts'
import { tianyancha } from '../../platform/register/tianyancha.ts'
import { usedCalls, watchedCustomers } from './budget.ts'

export type Kind = RegisterSettings['kind']
type Config = { kind: Kind; key?: string; mask: string }
export type Words = { code: string; message: string }
export type Account = Awaited<ReturnType<typeof findAccount>> & object

/** The company's account, secret still sealed; null = none. */
export async function findAccount(ctx: ReadCtx) {
  const row = await ctx.db
    .selectFrom('register_account')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .executeTakeFirst()
  return (
    row && {
      ...row,
      kind: row.kind as Kind,
      config: row.config as Config,
      trouble: row.trouble as (Words & { at: number }) | null,
    }
  )
}

/** What the settings page shows: the secret as four last characters, the provider's words as they came. */
export async function readAccount(ctx: ReadCtx) {
  const [row, used, watched] = await Promise.all([findAccount(ctx), usedCalls(ctx), watchedCustomers(ctx)])
  const beside = { usedCalls: used, callsEach: { ...CALLS_EACH }, watched }
  if (!row) return { account: null, ...beside }
  const { mask, ...settings } = row.config
  type Tested = Words & { at: number; isGood: boolean }
  return {
    account: {
      ...{ version: row.version, enabled: row.status === 'on' },
      settings: { ...settings, secret: mask } as Record<string, string>,
      ...{ monthlyCap: row.monthly_cap, refreshDays: row.refresh_days },
      tested: row.tested as Tested | null,
      isTesting: row.test_asked_at !== null,
      trouble: row.trouble,
    },
    ...beside,
  }
}

type Form = {
  version: number
  enabled: boolean
  settings: RegisterSettings
  monthlyCap: number
  refreshDays: number
}

/** One account a company; what stood in the way is tried anew. A secret goes on to no other provider. */
export async function saveAccount(ctx: WriteCtx, key: Buffer, form: Form): Promise<{ version: number }> {
  const row = await findAccount(ctx)
  if ((row?.version ?? 0) !== form.version) throw stale(row?.version ?? 0)
  const { secret: typed, ...settings } = form.settings
  const id = row?.id ?? newId(ctx.now)
  const place = placeOf({ orgId: ctx.orgId, id })
  const kept = row?.kind === settings.kind && row.secret ? unseal(key, place, row.secret) : null
  const secret = typed ?? kept
  if (secret === null) throw invalid('channel_secret_missing', { field: 'secret' })
  const mask = secret.length >= 12 ? `••••${secret.slice(-4)}` : '••••'
  const values = {
    kind: settings.kind,
    config: json({ ...settings, mask }),
    secret: seal(key, place, secret),
    ...{ monthly_cap: form.monthlyCap, refresh_days: form.refreshDays },
    status: form.enabled ? 'on' : 'off',
    // A trial costs money: nobody asks for one by saving.
    ...{ tested: null, test_asked_at: null, trouble: null },
    version: form.version + 1,
  }
  if (row)
    await ctx.db
      .updateTable('register_account')
      .set(values)
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
  else
    await ctx.db
      .insertInto('register_account')
      .values({ org_id: ctx.orgId, id, ...values })
      .execute()
  await recordEvent(ctx, {
    kind: 'register.changed',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { provider: settings.kind, enabled: form.enabled, cap: form.monthlyCap },
  })
  return { version: values.version }
}

export async function askTest(ctx: WriteCtx): Promise<{ ok: true }> {
  const row = await findAccount(ctx)
  if (!row) throw conflict('register_off')
  if (row.monthly_cap <= (await usedCalls(ctx))) throw conflict('register_cap', { cap: row.monthly_cap })
  await ctx.db
    .updateTable('register_account')
    .set({ test_asked_at: at(ctx.now), tested: null })
    .where('org_id', '=', ctx.orgId)
    .execute()
  return { ok: true }
}

/** The provider with its secret in clear, for the length of a look-up. Each is asked at its own host only. */
export function registerOf(key: Buffer, account: Account, ways: RegisterWays): CompanyRegister {
  const secret = unseal(key, placeOf({ orgId: account.org_id, id: account.id }), account.secret!)
  return account.kind === 'qichacha'
    ? qichacha({ key: account.config.key ?? '', secret }, ways)
    : tianyancha({ secret }, ways)
}

function placeOf({ orgId, id }: { orgId: string; id: string }): string {
  return `${orgId}|register_account|secret|${id}`
}
