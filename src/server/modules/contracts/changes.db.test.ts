import { Buffer } from 'node:buffer'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, type Instant, startOfDay } from '../../../core/calendar.ts'
import type { ChangeTerms } from '../../../core/contract/change.ts'
import { newId } from '../../platform/clock.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write as writeIn } from '../../platform/context.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { keepFile, removeFile } from '../files/keep-file.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import { askChange } from './ask-change.ts'
import { askContractApproval } from './ask-contract-approval.ts'
import { contractDoor } from './door.ts'
import { evidenceSheets } from './evidence-sheets.ts'
import { confirmChange, priceChange, stepChange } from './note-change.ts'
import { getContract, listContracts } from './read.ts'
import { readChanges } from './read-changes.ts'
import { createContract, recordContractStep } from './record-contract-step.ts'
import { saveContracts } from './save-contracts.ts'
import { newestVersion } from './version-rows.ts'
import { writeContractVersion } from './write-contract-version.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const stranger: Actor = { ...SYSTEM, userId: a.users.stranger, roles: ['rep'], name: 'stranger' }
const day = (offset: number) => addDays(TODAY, offset)
const on = (days: number, hour = 9) => startOfDay(day(days)) + hour * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = on(1), actor = rep) =>
  writeIn(db, { orgId: a.orgId, actor, now }, fn)
const see = (id: string, days = 1) =>
  read(db, { orgId: a.orgId, actor: boss, now: on(days, 12) }, (ctx) => getContract(ctx, id))
const changesOf = async (id: string, actor = rep) =>
  (await read(db, { orgId: a.orgId, actor, now: on(1, 12) }, (ctx) => readChanges(ctx, id))).items

await writeIn(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))

const line = (product: string, pieces: bigint, fen: bigint) => ({
  ...{ product, unit: '件', quantityMilli: pieces * 1000n, unitPriceFen: fen, amountFen: pieces * fen },
})
const FORM = {
  title: '轴套',
  currency: 'CNY',
  amountFen: 90_000n,
  effectiveOn: TODAY,
  endsOn: day(300),
  termDays: null,
  penaltyBp: 5,
  clauses: { subject: '轴套', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告后 7 日' },
  lines: [line('轴套', 90n, 1000n)],
  nodes: [{ label: '尾款', dueOn: day(200), amountFen: 90_000n }],
}
let number = 0
async function inForce(change: object = {}): Promise<string> {
  number += 1
  const form = { ...FORM, number: `ZX-${number}`, customerId: a.records.own.customerId, ...change }
  const { id } = await writing((ctx) => createContract(ctx, { ...form, responsibleId: a.users.rep }))
  await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), on(1), boss)
  return id
}
const TERMS: ChangeTerms = {
  lines: [line('法兰', 10n, 2000n)],
  amountFen: 20_000n,
  endsOn: null,
  deliveryDays: 15,
  nodes: [{ label: '增项 1', dueOn: day(220), amountFen: 20_000n }],
}
const ask = async (contractId: string, change: object = {}) => {
  const form = { what: '加十个法兰', askedBy: '王工', askedOn: day(1), estimateFen: 15_000n, ...change }
  return (await writing((ctx) => askChange(ctx, contractId, form))).id
}
const price = (id: string, terms: Partial<ChangeTerms> = {}) =>
  writing((ctx) => priceChange(ctx, id, { ...TERMS, ...terms }))
const fileOf = async (contractId: string) => {
  const head = { title: '', customerId: null, url: '' }
  const file = { name: '确认.pdf', content: Buffer.from('%PDF-1.4\n%%EOF\n') }
  return (await writing((ctx) => keepFile(ctx, { recordKind: 'contract', recordId: contractId, head }, file)))
    .id
}
const confirm = (id: string, fileId: string) =>
  writing((ctx) => confirmChange(ctx, id, { on: day(1), person: '李总', fileId }))
const step = (id: string, kind: 'done' | 'withdrawn' | 'refused' | 'taken_back', now = on(1)) =>
  writing((ctx) => stepChange(ctx, id, { kind, reason: '客户改主意' }), now)
const reject = (caseId: string) =>
  admin.query(`update approval_case set status = 'rejected', settled_at = now() where id = $1`, [caseId])
const approve = (id: string) =>
  writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), on(1), boss)

describe('what is asked for on the way (C076)', () => {
  test('holds once the customer confirmed it and the version with it is approved', async () => {
    const contractId = await inForce()
    const id = await ask(contractId)
    await price(id)
    expect(await see(contractId)).toMatchObject({ amountFen: 90_000n, versions: [{ number: 1 }] })
    const { caseId } = await confirm(id, await fileOf(contractId))
    expect(caseId).not.toBeNull()
    const pending = await see(contractId)
    expect(pending).toMatchObject({
      amountFen: 90_000n,
      content: { amountFen: 90_000n },
      proposed: { amountFen: 110_000n, lines: [{ product: '轴套' }, { product: '法兰' }] },
      approval: { state: 'running', caseId },
    })
    expect(pending.versions[0]!.diff.map(({ key }) => key)).toContain(`change:${id}`)
    expect(await changesOf(contractId)).toMatchObject([{ state: 'confirmed', number: 1 }])
    await approve(contractId)
    expect(await see(contractId)).toMatchObject({
      amountFen: 110_000n,
      nodes: [{ amountFen: 90_000n }, { amountFen: 20_000n, dueOn: day(220) }],
    })
    expect(await changesOf(contractId)).toMatchObject([{ state: 'in_force' }])
    await expect(step(id, 'taken_back')).rejects.toMatchObject({ code: 'change_in_force' })
    const { rows } = await admin.query(
      `select sum(i.amount_fen)::int as fen from invoice v join instalment i on i.invoice_id = v.id
       where v.contract_id = $1 and v.voided_at is null and i.voided_at is null`,
      [contractId],
    )
    expect(rows).toEqual([{ fen: 110_000 }])
  })

  test('two of them stand in one version; withdrawn, the first leaves and the second stays', async () => {
    const contractId = await inForce()
    const [first, second] = [await ask(contractId), await ask(contractId, { what: '再加二十个' })]
    const fileId = await fileOf(contractId)
    for (const id of [first, second]) await price(id)
    const { caseId } = await confirm(first, fileId)
    // While the first is being decided, the second waits: an approval holds for what was seen.
    await expect(confirm(second, fileId)).rejects.toMatchObject({ code: 'approval_running' })
    await reject(caseId!)
    await confirm(second, fileId)
    expect(await see(contractId)).toMatchObject({ proposed: { amountFen: 130_000n } })
    await step(first, 'withdrawn')
    expect(await see(contractId)).toMatchObject({ proposed: { amountFen: 110_000n } })
    await approve(contractId)
    expect(await see(contractId)).toMatchObject({ amountFen: 110_000n })
    expect((await changesOf(contractId)).map(({ state }) => state)).toEqual(['in_force', 'withdrawn'])
  })

  test('given up, the contract says what it said, and nothing waits any more', async () => {
    const contractId = await inForce()
    const id = await ask(contractId)
    await price(id)
    await confirm(id, await fileOf(contractId))
    await step(id, 'withdrawn')
    expect(await see(contractId)).toMatchObject({ proposed: { amountFen: 90_000n }, approval: null })
  })

  test('a change of terms by hand is decided first, neither carried along nor lost', async () => {
    const contractId = await inForce()
    const id = await ask(contractId)
    await price(id)
    const fileId = await fileOf(contractId)
    await writing((ctx) => writeContractVersion(ctx, contractId, { ...FORM, termDays: 60, reason: '放宽' }))
    await expect(confirm(id, fileId)).rejects.toMatchObject({ code: 'change_waits' })
    await writing((ctx) => writeContractVersion(ctx, contractId, { ...FORM, reason: '改回' }))
    await confirm(id, fileId)
    expect(await see(contractId)).toMatchObject({ proposed: { amountFen: 110_000n, termDays: null } })
  })

  test('its evidence is a file of this contract, and stays', async () => {
    const contractId = await inForce()
    const id = await ask(contractId)
    await price(id)
    const other = await fileOf(await inForce())
    await expect(confirm(id, other)).rejects.toThrow('not_found')
    const fileId = await fileOf(contractId)
    await confirm(id, fileId)
    const head = await read(db, { orgId: a.orgId, actor: boss, now: on(1) }, (ctx) =>
      contractDoor(ctx, contractId),
    )
    await expect(
      writing((ctx) => removeFile(ctx, fileId, async () => head!), on(1), boss),
    ).rejects.toMatchObject({ code: 'file_is_paper' })
    await expect(
      writing((ctx) =>
        ctx.db
          .updateTable('record_file')
          .set({ voided_at: new Date(on(1)).toISOString() as never })
          .where('org_id', '=', a.orgId)
          .where('id', '=', fileId)
          .execute(),
      ),
    ).rejects.toThrow('change_evidence_stays')
    const sheets = await read(db, { orgId: a.orgId, actor: boss, now: on(1) }, (ctx) =>
      evidenceSheets(ctx, { id: contractId, customerId: a.records.own.customerId, dealId: null }),
    )
    const named = new Map((await readXlsxFile(sheets)).map(({ sheet, data }) => [sheet, data]))
    const [titles, ...lines] = named.get('增项与变更')!
    const column = (title: string) => lines.map((line) => line[titles!.indexOf(title)])
    expect(column('事项')).toEqual(['客户提出', '报价', '客户确认'])
    expect(new Set(column('增项'))).toEqual(new Set([1]))
    expect(column('金额（合同币种）').at(-2)).toBe(200)
    const { rows: files } = await admin.query('select name from record_file where id = $1', [fileId])
    expect(column('凭据')).toEqual([null, null, files[0].name])
  })

  test('what does not fit the contract is refused where it is priced, with the reason', async () => {
    const contractId = await inForce()
    const id = await ask(contractId)
    await expect(price(id, { nodes: [] })).rejects.toMatchObject({ code: 'change_nodes_required' })
    await expect(price(id, { lines: [] })).rejects.toMatchObject({ code: 'change_lines_required' })
    await expect(confirm(id, await fileOf(contractId))).rejects.toMatchObject({ code: 'change_not_priced' })
    const before = writing((ctx) => stepChange(ctx, id, { kind: 'done', on: day(0) }))
    await expect(before).rejects.toMatchObject({ code: 'change_before_asked' })
    const { rows } = await admin.query('select 1 from contract_change_step where change_id = $1', [id])
    expect(rows).toEqual([])
    // Payments that sum to the effect, one of them backwards.
    const nodes = [30_000n, -10_000n].map((amountFen) => ({ label: '', dueOn: day(220), amountFen }))
    await expect(price(id, { nodes })).rejects.toMatchObject({ code: 'node_not_positive' })
  })

  test('another team’s is like one that is not there', async () => {
    const id = await ask(await inForce())
    const theirs = writing((ctx) => stepChange(ctx, id, { kind: 'done' }), on(1), stranger)
    await expect(theirs).rejects.toThrow('not_found')
  })
})

describe('what stands in no contract', () => {
  const warned = async (contractId: string, days: number) => {
    await evaluateOrg(db, { orgId: a.orgId, now: on(days) })
    const { rows } = await admin.query(
      `select rule_code as code, money_fen as fen from alert where subject_id = $1 and rule_code like 'change-%'
       and resolved_at is null order by 1`,
      [contractId],
    )
    return rows.map(({ code, fen }) => `${code} ${fen}`)
  }

  test('is told from the eighth day on, and what was delivered from the fourth', async () => {
    const contractId = await inForce()
    const id = await ask(contractId)
    expect(await warned(contractId, 8)).toEqual([])
    expect(await warned(contractId, 9)).toEqual(['change-unconfirmed 15000'])
    await writing((ctx) => priceChange(ctx, id, TERMS), on(10))
    await step(id, 'done', on(10))
    const outside = async (days: number) =>
      (
        await read(db, { orgId: a.orgId, actor: boss, now: on(days, 12) }, (ctx) =>
          listContracts(ctx, { page: 1, size: 50, view: 'all', q: `ZX-${number}` }),
        )
      ).items[0]!.outside
    expect(await outside(10)).toEqual({ count: 1, done: 1, fen: 20_000n })
    expect(await warned(contractId, 14)).toEqual([
      'change-done-unconfirmed 20000',
      'change-unconfirmed 20000',
    ])
    const fileId = await fileOf(contractId)
    await writing((ctx) => confirmChange(ctx, id, { on: day(14), person: '李总', fileId }), on(14, 10))
    // Confirmed and not approved: whoever delivered it is still without a contract for it.
    expect(await warned(contractId, 15)).toEqual(['change-done-unconfirmed 20000'])
    await writing(
      (ctx) => recordContractStep(ctx, contractId, { kind: 'approved' }, 'contract.approve'),
      on(15, 10),
      boss,
    )
    expect(await warned(contractId, 16)).toEqual([])
    expect(await outside(16)).toBeNull()
  })

  test('no longer once it is refused, and again when that is undone', async () => {
    const contractId = await inForce()
    const id = await ask(contractId)
    expect(await warned(contractId, 20)).toHaveLength(1)
    await step(id, 'refused', on(20, 10))
    expect(await warned(contractId, 21)).toEqual([])
    await step(id, 'taken_back', on(21, 10))
    expect(await warned(contractId, 22)).toHaveLength(1)
  })
})

describe('what is written by hand beside a change', () => {
  /** Confirmed, and no case about it. */
  const confirmed = async (contractId: string, change: object = {}) => {
    const id = await ask(contractId, change)
    await price(id)
    const { caseId } = await confirm(id, await fileOf(contractId))
    await reject(caseId!)
    return id
  }
  const WITH = {
    ...FORM,
    amountFen: 110_000n,
    lines: [...FORM.lines, ...TERMS.lines],
    nodes: [...FORM.nodes, ...TERMS.nodes],
  }
  const write = (contractId: string, change: object) =>
    writing((ctx) => writeContractVersion(ctx, contractId, { ...WITH, reason: '手工', ...change }))
  const unapprove = (contractId: string) =>
    writing(
      (ctx) =>
        recordContractStep(ctx, contractId, { kind: 'unapproved', reason: '重谈' }, 'contract.approve'),
      on(1),
      boss,
    )
  const stepsOf = async (contractId: string) =>
    (await changesOf(contractId)).map(({ steps }) => steps.map(({ kind }) => kind).join(' '))

  test('is neither lost nor carried along by a withdrawal, nor by taking that back', async () => {
    const contractId = await inForce()
    const id = await confirmed(contractId)
    await write(contractId, { termDays: 60 })
    await expect(step(id, 'withdrawn')).rejects.toMatchObject({ code: 'change_waits' })
    expect(await stepsOf(contractId)).toEqual(['priced confirmed'])
    expect(await see(contractId)).toMatchObject({ proposed: { amountFen: 110_000n, termDays: 60 } })
    await write(contractId, {})
    await step(id, 'withdrawn')
    await write(contractId, { ...FORM, termDays: 60 })
    await expect(step(id, 'taken_back')).rejects.toMatchObject({ code: 'change_waits' })
    expect(await stepsOf(contractId)).toEqual(['priced confirmed withdrawn'])
  })

  test('leaves what the change wrote as it was confirmed', async () => {
    const contractId = await inForce()
    const id = await confirmed(contractId)
    const refused = { code: 'change_stands', detail: { change: '1' } }
    await expect(write(contractId, FORM)).rejects.toMatchObject(refused)
    await expect(write(contractId, { endsOn: day(301) })).rejects.toMatchObject(refused)
    const [own] = FORM.lines
    await expect(write(contractId, { lines: [line('轴套', 110n, 1000n)] })).rejects.toMatchObject(refused)
    await write(contractId, { lines: [own, ...TERMS.lines], penaltyBp: 6 })
    await approve(contractId)
    expect(await see(contractId)).toMatchObject({ amountFen: 110_000n })
    expect(await changesOf(contractId)).toMatchObject([{ id, state: 'in_force' }])
    // In force it is terms like any.
    await write(contractId, FORM)
  })

  test('after the approval was withdrawn, a change still comes off what was in force', async () => {
    const contractId = await inForce()
    const id = await confirmed(contractId)
    await unapprove(contractId)
    await write(contractId, { penaltyBp: 6 })
    await write(contractId, {})
    await step(id, 'withdrawn')
    expect(await see(contractId)).toMatchObject({ amountFen: 90_000n, proposed: { amountFen: 90_000n } })
    await approve(contractId)
    expect(await see(contractId)).toMatchObject({ amountFen: 90_000n })
    expect(await changesOf(contractId)).toMatchObject([{ state: 'withdrawn' }])
  })

  test('a case about other content stops no withdrawal, and nothing is added under it', async () => {
    const contractId = await inForce()
    const first = await confirmed(contractId)
    const second = await ask(contractId, { what: '再加' })
    await price(second)
    const fileId = await fileOf(contractId)
    const { caseId } = await confirm(second, fileId)
    await admin.query(`update approval_case set status = 'returned', requester_id = $2 where id = $1`, [
      caseId,
      a.users.boss,
    ])
    expect(await step(first, 'withdrawn')).toMatchObject({ caseId: null })
    expect(await see(contractId)).toMatchObject({ proposed: { amountFen: 110_000n } })
    // Both in it, it would be the very content that the case is about.
    await step(second, 'withdrawn')
    await expect(step(first, 'taken_back')).rejects.toMatchObject({ code: 'approval_running' })
    expect(await stepsOf(contractId)).toEqual(['priced confirmed withdrawn', 'priced confirmed withdrawn'])
    await reject(caseId!)
    const again = await step(first, 'taken_back')
    expect(again.caseId).not.toBeNull()
    expect(await see(contractId)).toMatchObject({ approval: { state: 'running', caseId: again.caseId } })
    // Withdrawn by mistake and taken back: the case is about this content, and goes on.
    await step(first, 'withdrawn')
    expect(await step(first, 'taken_back')).toMatchObject({ caseId: null })
    expect(await see(contractId)).toMatchObject({ approval: { state: 'running', caseId: again.caseId } })
  })

  test('after the end of the contract it is noted, and no version is written any more', async () => {
    const contractId = await inForce()
    await confirmed(contractId)
    const id = await confirmed(contractId)
    await writing(
      (ctx) => recordContractStep(ctx, contractId, { kind: 'ended', reason: '做完' }, 'contract.write'),
      on(1),
      boss,
    )
    const { versions } = await see(contractId)
    await step(id, 'withdrawn')
    await step(id, 'taken_back')
    expect((await see(contractId)).versions).toHaveLength(versions.length)
    expect(await changesOf(contractId)).toMatchObject([{ state: 'confirmed' }, { state: 'confirmed' }])
  })

  test('a file that tells another amount of a draft takes no change along', async () => {
    const contractId = await inForce()
    await confirmed(contractId)
    await unapprove(contractId)
    await write(contractId, { penaltyBp: 6 })
    const told = { ...FORM, amountFen: 70_000n, lines: [], nodes: [], number: `ZX-${number}` }
    const input = { ...told, customerId: a.records.own.customerId, dealId: null, signedOn: null }
    await writing((ctx) => saveContracts(ctx, [{ ...input, responsibleId: a.users.rep }]), on(1), boss)
    expect(await see(contractId)).toMatchObject({ amountFen: 70_000n })
    const { rows } = await admin.query(
      `select content ? 'changes' as named from contract_version where contract_id = $1 order by number desc limit 1`,
      [contractId],
    )
    expect(rows).toEqual([{ named: false }])
  })

  test('a change that is no longer confirmed is refused with a sentence, and the next edit drops it', async () => {
    const contractId = await inForce()
    const id = await confirmed(contractId)
    await admin.query(
      `update contract_change_step set voided_at = now() where change_id = $1 and kind = 'confirmed'`,
      [id],
    )
    await expect(approve(contractId)).rejects.toMatchObject({ code: 'change_not_confirmed' })
    const asked = writing((ctx) => askContractApproval(ctx, contractId, ''))
    await expect(asked).rejects.toMatchObject({ code: 'change_not_confirmed' })
    await write(contractId, FORM)
    expect(await see(contractId)).toMatchObject({ proposed: { amountFen: 90_000n } })
    await approve(contractId)
    expect(await changesOf(contractId)).toMatchObject([{ state: 'priced' }])
  })
})

test('less work is nothing outside the contract, on the page as in the figure', async () => {
  const contractId = await inForce()
  const [more, less] = [await ask(contractId), await ask(contractId, { what: '少做' })]
  await price(more)
  await price(less, { lines: [line('轴套', -50n, 1000n)], amountFen: -50_000n, nodes: [] })
  const { items } = await read(db, { orgId: a.orgId, actor: boss, now: on(1, 12) }, (ctx) =>
    listContracts(ctx, { page: 1, size: 50, view: 'all', q: `ZX-${number}` }),
  )
  expect(items[0]!.outside).toEqual({ count: 2, done: 0, fen: 20_000n })
})

test('no version comes into force with a change that nobody confirmed, whatever writes it', async () => {
  const contractId = await inForce()
  const id = await ask(contractId)
  await price(id)
  const { caseId } = await confirm(id, await fileOf(contractId))
  await reject(caseId!)
  await admin.query(
    `update contract_change_step set voided_at = now() where change_id = $1 and kind = 'confirmed'`,
    [id],
  )
  const release = writing(
    async (ctx) => {
      const { id: versionId } = await newestVersion(ctx, contractId)
      const row = { org_id: a.orgId, id: newId(ctx.now), contract_id: contractId, version_id: versionId }
      const by = { basis: 'authority', case_id: null, actor: a.users.boss, granted_at: ctx.tick }
      await insertRows(ctx.db, 'contract_release', [{ ...row, ...by }])
    },
    on(1),
    boss,
  )
  await expect(release).rejects.toThrow('nobody confirmed')
  expect(await see(contractId)).toMatchObject({ amountFen: 90_000n })
})
