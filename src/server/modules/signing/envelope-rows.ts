import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { decideCallOff, decideSending, isRunning, type SigningState } from '../../../core/contract/signing.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import type { Signer } from '../../platform/esign/provider.ts'
import { getPaperHead, loadVersions } from '../contracts/index.ts'
import { findAccount } from './esign-account.ts'
import { paperKind } from './what-is-signed.ts'

type Step = { kind: string; detail?: Record<string, unknown>; fileId?: string | null }

export async function addEsignStep(ctx: WriteCtx, envelopeId: string, step: Step): Promise<void> {
  await ctx.db
    .insertInto('esign_step')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      envelope_id: envelopeId,
      kind: step.kind,
      detail: json(step.detail ?? {}),
      file_id: step.fileId ?? null,
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
}

export async function findRunning(ctx: ReadCtx, contractId: string): Promise<string | null> {
  const row = await ctx.db
    .selectFrom('esign_envelope')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('contract_id', '=', contractId)
    .where('state', 'in', ['queued', 'sent'])
    .executeTakeFirst()
  return row?.id ?? null
}

type Row = {
  id: string
  version: number
  state: SigningState
  provider: string
  signers: Signer[]
  expires_at: Instant
  last_answer: { code: string; message: string } | null
  cancel_reason: string | null
  next_at: Instant | null
  steps: { kind: string; at: string; actorName: string | null; fileId: string | null }[]
}

/** The sendings of a contract, newest first, each with its steps. */
export async function listEnvelopes(ctx: ReadCtx, contractId: string) {
  const head = await getPaperHead(ctx, contractId)
  const { rows } = await sql<Row>`
    select e.id, v.number as version, e.state, e.provider, e.signers, e.expires_at, e.last_answer, e.cancel_reason,
      e.next_at, (
        select jsonb_agg(jsonb_build_object('kind', s.kind, 'at', s.recorded_at, 'actorName', u.name,
          'fileId', f.id) order by s.recorded_at)
        from esign_step s left join app_user u on u.org_id = s.org_id and u.id = s.actor
          left join record_file f on f.org_id = s.org_id and f.id = s.file_id and f.voided_at is null
        where s.org_id = e.org_id and s.envelope_id = e.id
      ) as steps
    from esign_envelope e join contract_version v on v.org_id = e.org_id and v.id = e.version_id
    where e.org_id = ${ctx.orgId} and e.contract_id = ${contractId} order by e.recorded_at desc`.execute(
    ctx.db,
  )
  const account = await findAccount(ctx)
  const isOn = account?.status === 'on'
  const mayWrite = may(ctx.actor.roles, 'contract.write')
  const acts = (row: Row): true | string =>
    !mayWrite ? 'forbidden' : isRunning(row.state) ? true : 'already_over'
  return {
    isOn,
    buyer: head.name,
    items: rows.map((row) => ({
      ...{ id: row.id, version: row.version, state: row.state, provider: row.provider },
      ...{ signers: row.signers, expiresAt: row.expires_at, trouble: row.last_answer },
      ...{ isCancelling: row.cancel_reason !== null && isRunning(row.state), nextAt: row.next_at },
      steps: row.steps.map((step) => ({ ...step, at: Date.parse(step.at) })),
      can: { cancel: mayWrite ? mayCallOff(row) : 'forbidden', retry: acts(row) },
    })),
    can: { send: mayWrite ? await maySend(ctx, contractId, { isOn, rows }) : 'forbidden' },
  }
}

function mayCallOff({ state, cancel_reason: reason }: Row): true | string {
  const decided = decideCallOff({ state, isCancelling: reason !== null })
  return decided.ok || decided.code
}

async function maySend(ctx: ReadCtx, id: string, { isOn, rows }: { isOn: boolean; rows: Row[] }) {
  const contract = await ctx.db
    .selectFrom('contract')
    .select(['status', 'approved_at', 'version_id', 'signed_on'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const versions = await loadVersions(ctx, id)
  const [newest] = versions
  const inForce = versions.find((one) => one.id === contract.version_id) ?? newest!
  const decided = decideSending({
    paper: paperKind(inForce.content.paper),
    isOn,
    isOpen: contract.status === 'open',
    isApproved: contract.approved_at !== null,
    hasPending: contract.version_id !== newest!.id,
    isSigned: contract.signed_on !== null,
    hasRunning: rows.some((row) => isRunning(row.state)),
  })
  return decided.ok || decided.code
}
