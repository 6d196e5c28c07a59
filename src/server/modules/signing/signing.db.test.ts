import { Buffer } from 'node:buffer'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { exportOrg } from '../../platform/export-org.ts'
import { checkSeal, SEAL_LABEL } from '../../platform/tamper-seal/seal-pdf.ts'
import { approveContract, createContract } from '../contracts/index.ts'
import { fileContents } from '../files/index.ts'
import { removeFile } from '../files/keep-file.ts'
import { listSignings } from './read.ts'
import { sealContract } from './seal-contract.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const KEY = Buffer.alloc(32, 7)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = rep, orgId = a.orgId) =>
  write(db, { orgId, actor, now: NOW }, fn)
const reading = (id: string) =>
  read(db, { orgId: a.orgId, actor: rep, now: NOW }, (ctx) => listSignings(ctx, id))
const files = (id: string) =>
  read(db, { orgId: a.orgId, actor: rep, now: NOW }, (ctx) =>
    fileContents(ctx, { recordKind: 'contract', recordId: id }),
  )

let number = 0
async function draft(isApproved: boolean): Promise<string> {
  number += 1
  const { id } = await writing((ctx) =>
    createContract(ctx, {
      number: `SE-${number}`,
      title: '导轨买卖合同',
      currency: 'CNY',
      customerId: a.records.own.customerId,
      amountFen: 90_000n,
      endsOn: addDays(TODAY, 200),
      penaltyBp: 5,
      clauses: { subject: '导轨', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告后 7 日' },
      nodes: [{ label: '尾款', dueOn: addDays(TODAY, 60), amountFen: 90_000n }],
    }),
  )
  if (isApproved) await writing((ctx) => approveContract(ctx, id), boss)
  return id
}

describe('a contract sealed against tampering (C080)', () => {
  test('only what is in force, each version once, kept with its hash and found whole', async () => {
    const id = await draft(false)
    await expect(writing((ctx) => sealContract(ctx, KEY, id))).rejects.toThrow('not_approved')
    expect(await files(id)).toEqual([])
    await writing((ctx) => approveContract(ctx, id), boss)
    const sealed = await writing((ctx) => sealContract(ctx, KEY, id))
    await expect(writing((ctx) => sealContract(ctx, KEY, id))).rejects.toThrow('already_sealed')
    const [file, ...others] = await files(id)
    expect(others).toEqual([])
    expect(checkSeal(file!.content)).toMatchObject({ verdict: 'intact', by: 'first company' })
    expect(file!.content.toString('latin1')).toContain(
      Buffer.from(SEAL_LABEL, 'utf16le').swap16().toString('hex'),
    )
    expect(await reading(id)).toMatchObject({
      items: [
        { verdict: 'intact', sha256: sealed.sha256, fileId: sealed.fileId, version: 1, actorName: 'rep' },
      ],
      can: { seal: 'already_sealed' },
    })
  }, 60_000)

  test('what was changed in the store is told when it is looked at', async () => {
    const id = await draft(true)
    await writing((ctx) => sealContract(ctx, KEY, id))
    await admin.query(
      `update file_content c set content = set_byte(c.content, 300, get_byte(c.content, 300) # 1)
       from record_file f where f.record_id = $1 and c.org_id = f.org_id and c.sha256 = f.sha256`,
      [id],
    )
    expect((await reading(id)).items[0]!.verdict).toBe('changed')
  }, 60_000)

  test('a sealed file taken off the contract makes room for another', async () => {
    const id = await draft(true)
    const first = await writing((ctx) => sealContract(ctx, KEY, id))
    const head = { title: '', customerId: null, url: '' }
    await writing((ctx) => removeFile(ctx, first.fileId, async () => head))
    expect((await reading(id)).can.seal).toBe(true)
    await writing((ctx) => sealContract(ctx, KEY, id))
    expect((await reading(id)).items.map(({ fileId }) => fileId === null)).toEqual([false, true])
  }, 60_000)

  test('each company has one key of its own, which leaves neither by export nor in clear', async () => {
    const id = await draft(true)
    await writing((ctx) => sealContract(ctx, KEY, id))
    const { rows } = await admin.query('select org_id, secret from seal_key')
    expect(rows.map((row) => row.org_id)).toEqual([a.orgId])
    expect(rows[0].secret.toString('latin1')).not.toContain('PRIVATE KEY')
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-seal-'))
    await read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) => exportOrg(ctx, folder))
    expect(readFileSync(join(folder, 'seal_key.csv'), 'utf8').split('\n')[0]).not.toContain('secret')
    rmSync(folder, { recursive: true })
    const theirs: Actor = { ...SYSTEM, userId: b.users.boss, name: 'boss' }
    await expect(writing((ctx) => sealContract(ctx, KEY, id), theirs, b.orgId)).rejects.toThrow('not_found')
  }, 60_000)
})
