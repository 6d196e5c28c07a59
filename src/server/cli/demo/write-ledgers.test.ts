import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import readXlsx from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildCompany } from '../../../world/company.ts'
import { ledgerSheets } from '../../../world/ledgers.ts'
import { writeLedgers } from './write-ledgers.ts'

const company = buildCompany({ seed: 1, today: '2026-11-23', size: 'half' })
const sheets = ledgerSheets(company)
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ledgers-'))
  await writeLedgers(company, directory)
})
afterAll(() => rm(directory, { recursive: true }))

describe('the ledgers on disk', () => {
  it('writes the receivables with their days as days and their codes as text', async () => {
    const [sheet] = await readXlsx(join(directory, '应收台账.xlsx'))
    const rows = sheet!.data
    expect(rows).toHaveLength(sheets.receivables.sheet.rows.length)
    expect(rows[0]![0]).toContain('应收账款台账')
    const world = sheets.receivables.sheet.rows
    const row = world.findIndex((cells) => typeof cells[4] === 'object' && cells[4] !== null)
    const cell = world[row]![4] as { day: string }
    expect((rows[row]![4] as unknown as Date).toISOString().slice(0, 10)).toBe(cell.day)
    expect(rows[row]![3]).toBe(world[row]![3])
  })

  it('writes the customers in GB18030, rare characters included', async () => {
    const bytes = await readFile(join(directory, '客户清单.csv'))
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow()
    const text = iconv.decode(bytes, 'gb18030')
    expect(text).toContain('王䶮')
    expect(text.trimEnd().split('\r\n')).toHaveLength(sheets.customers.truth.rows + 1)
  })

  it('writes the deals with a byte order mark and quoted line breaks', async () => {
    const bytes = await readFile(join(directory, '商机跟进表.csv'))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(bytes.toString('utf8')).toMatch(/,"[^"]*\n""/)
  })

  it('states the true totals beside them', async () => {
    const truth = JSON.parse(await readFile(join(directory, '真实合计.json'), 'utf8'))
    expect(truth.receivables.invoicedFen).toBe(Number(sheets.receivables.truth.invoicedFen))
  })
})
