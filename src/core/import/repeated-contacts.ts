import { buildContact } from './build-customers.ts'
import type { SheetRow } from './cell.ts'
import { recordContent } from './record-key.ts'
import type { ContactRecord, ImportRecord } from './records.ts'
import { type ReadPlan, RowReader } from './row-reader.ts'
import { hashOf } from './text-hash.ts'

/**
 * Names that a list of contacts says more than once of one customer, with different things. Only all rows
 * together can tell, since the run saves them a few hundred at a time.
 */
export class RepeatedContacts {
  private readonly plan: ReadPlan
  private readonly seen = new Map<number, number>()
  private readonly repeated = new Set<number>()

  constructor(plan: ReadPlan) {
    this.plan = plan
  }

  push(row: SheetRow): void {
    const reader = new RowReader(this.plan, row)
    const record = buildContact(reader)
    if (record === null || reader.problems.length > 0) return
    const [key, content] = [keyOf(record), recordContent(record)]
    const before = this.seen.get(key)
    if (before === undefined) this.seen.set(key, content)
    else if (before !== content) this.repeated.add(key)
  }

  facts(): ReadonlySet<number> {
    return this.repeated
  }
}

/** Marks a contact that its list says more than once: the first counts, whatever comes after it. */
export function markRepeated(
  records: readonly ImportRecord[],
  repeated: ReadonlySet<number>,
  told: Set<number>,
): void {
  if (repeated.size === 0) return
  for (const record of records) {
    const key = record.kind === 'contact' ? keyOf(record) : null
    if (record.kind !== 'contact' || key === null || !repeated.has(key)) continue
    record.said = told.has(key) ? 'again' : 'first'
    told.add(key)
  }
}

function keyOf({ customer, name }: ContactRecord): number {
  return hashOf(`${customer.code ?? ''}|${customer.name}|${name}`)
}
