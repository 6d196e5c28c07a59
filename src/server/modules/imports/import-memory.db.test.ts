import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import type { HeapOrder, HeapSeen } from '../../../../test/support/import-heap.ts'
import { twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'

/**
 * 100,000 rows of CSV through the whole import (C211): planner, chunks, bad rows and the file they come back
 * in. Most rows are bad, since what is kept of those would show first and the database need not take them in.
 */
const { db, connect } = await testDatabase()
const { a } = await twoOrgs(db)
const folder = mkdtempSync(join(tmpdir(), 'bellwether-heap-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const CHILD = join(import.meta.dirname, '../../../../test/support/import-heap.ts')
const GOOD_OF = 50
const MEGABYTE = 1024 * 1024
/** Beside the hashes by which the same row is known again (some 10 MB); the rows themselves are 60 MB. */
const GROWTH_MAX = 32 * MEGABYTE

function ledger(name: string, rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const customer = index % GOOD_OF === 0 ? `${name}客户${index}有限公司` : ''
    return `${customer},${name}-${index},苏州,某某路${index}号一二三四五六七八九十一二三四五六七八九十,备注${index}备注备注备注`
  })
  const path = join(folder, `${name}.csv`)
  writeFileSync(path, `客户名称,编号,城市,地址,备注\n${lines.join('\n')}\n`)
  return path
}

test('100,000 rows take no more memory than a few thousand', { timeout: 400_000 }, async () => {
  const order: HeapOrder = {
    connection: connect.app,
    orgId: a.orgId,
    dataDir: folder,
    mapping: {
      target: 'customers',
      columns: { name: '客户名称', externalCode: '编号', city: '城市', remark: '备注' },
      knowledge: { history: 'always', delayDays: 0 },
    },
    // The first one warms up what is loaded and compiled only once.
    files: [ledger('预热', 2_000), ledger('小', 4_000), ledger('大', 100_000)],
  }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', CHILD, JSON.stringify(order)],
    { maxBuffer: MEGABYTE },
  )
  const [, small, large] = JSON.parse(stdout) as HeapSeen[]
  expect(large).toMatchObject({ rows: 100_000, new: 100_000 / GOOD_OF, bad: 100_000 - 100_000 / GOOD_OF })
  expect(large!.peakBytes - small!.peakBytes).toBeLessThan(GROWTH_MAX)
})
