import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { KnownCustomers, type Named } from '../../../core/customer/known-customers.ts'
import { nameKey } from '../../../core/customer/name-key.ts'
import type { PersonRef } from '../../../core/import/parse-text.ts'
import type { CustomerRef, ImportRecord } from '../../../core/import/records.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { orgName } from '../../platform/org-name.ts'
import { foundCustomers, saveCustomers, scopedCustomerIds } from '../customers/index.ts'
import type { People } from './people.ts'

export type FoundCustomer = { id: string; termDays: number | null; isNew: boolean }
type Refusal = {
  refusal: 'customer_ambiguous' | 'out_of_scope' | 'customer_uscc_differs' | 'customer_is_own'
}
type Row = Named & {
  id: string
  uscc: string | null
  /** of a record that was merged into it, where that one was found */
  foundUscc?: string | null
  termDays: number | null
  mine: boolean
}

/** Customers that rows name, and whether whoever imports may write to them. */
export class CustomersOfRows {
  private readonly known = new KnownCustomers<Row>()
  private readonly byUscc = new Map<string, Map<string, Row>>()
  private own = ''

  static async load(ctx: ReadCtx, refs: readonly CustomerRef[]): Promise<CustomersOfRows> {
    const found = new CustomersOfRows()
    found.own = nameKey(await orgName(ctx))
    const codes = [...new Set(refs.flatMap((ref) => (ref.code === undefined ? [] : [ref.code])))]
    const names = [...new Set(refs.map((ref) => nameKey(ref.name)))]
    const usccs = [...new Set(refs.flatMap((ref) => (ref.uscc === undefined ? [] : [ref.uscc])))]
    if (names.length === 0) return found
    const everything = visibleUsers(ctx, 'import.run') === null
    const rows = await ctx.db
      .selectFrom(foundCustomers(ctx))
      .select([
        'id',
        'found_code as code',
        'found_key as nameKey',
        'uscc',
        'found_uscc as foundUscc',
        'term_days as termDays',
        'is_merged',
      ])
      .select((eb) =>
        everything
          ? sql<boolean>`true`.as('mine')
          : eb('id', 'in', scopedCustomerIds(ctx, 'import.run')).as('mine'),
      )
      .where((eb) =>
        eb.or([
          eb('found_code', '=', sql<string>`any(${codes})`),
          eb('found_key', '=', sql<string>`any(${names})`),
          // Of the record itself, and as its index says it: else neither of the others goes by theirs.
          ...(usccs.length > 0
            ? [eb.and([eb('found_uscc', '=', sql<string>`any(${usccs})`), eb('found_uscc', '<>', '')])]
            : []),
        ]),
      )
      .execute()
    const named = new Set(rows.flatMap((row) => (row.is_merged ? [] : [row.nameKey])))
    for (const { is_merged: isMerged, ...row } of rows) {
      // A live record of that name goes before one that was merged away under it.
      if (!isMerged || !named.has(row.nameKey)) found.remember({ ...row, mine: Boolean(row.mine) })
    }
    return found
  }

  find(ref: CustomerRef): FoundCustomer | Refusal | null {
    // Invoices received lie beside those sent: we owe ourselves nothing.
    if (nameKey(ref.name) === this.own) return { refusal: 'customer_is_own' }
    const row = this.rowOf(ref)
    if (row === 'ambiguous') return { refusal: 'customer_ambiguous' }
    if (row === null) return null
    if (ref.uscc && row.uscc !== null && row.uscc !== ref.uscc) return { refusal: 'customer_uscc_differs' }
    return row.mine ? { id: row.id, termDays: row.termDays, isNew: false } : { refusal: 'out_of_scope' }
  }

  /**
   * By code or name; where there is no code and a name says nothing or too much, by the number a document is
   * made out to, as long as only one customer has it.
   */
  private rowOf(ref: CustomerRef): Row | 'ambiguous' | null {
    const named = this.known.find(ref)
    if ((named !== null && named !== 'ambiguous') || ref.code !== undefined) return named
    const numbered = [...(this.byUscc.get(ref.uscc ?? '')?.values() ?? [])]
    if (numbered.length > 1) return 'ambiguous'
    return numbered[0] ?? named
  }

  private remember(row: Row): void {
    this.known.remember(row)
    const number = row.foundUscc ?? row.uscc
    if (number) this.byUscc.set(number, (this.byUscc.get(number) ?? new Map()).set(row.id, row))
  }

  /** Adds the customers of a chunk that do not exist yet, since their first fact in it. */
  async add(ctx: WriteCtx, records: readonly ImportRecord[], people: People): Promise<void> {
    const fresh = new Map<
      string,
      { ref: CustomerRef; createdOn: Day | null; responsible: PersonRef | undefined }
    >()
    for (const record of records) {
      const ref = 'customer' in record ? record.customer : undefined
      if (ref === undefined || this.rowOf(ref) !== null) continue
      const key = ref.code ?? (ref.uscc ? `u:${ref.uscc}` : `n:${nameKey(ref.name)}`)
      const known = fresh.get(key)
      const day = firstDayOf(record)
      const responsible = known?.responsible ?? ('responsible' in record ? record.responsible : undefined)
      const createdOn = earlier(known?.createdOn ?? null, day)
      fresh.set(key, { ref: known?.ref ?? ref, createdOn, responsible })
    }
    const own = visibleUsers(ctx, 'import.run') === null ? null : ctx.actor.userId
    const inputs = [...fresh.values()].map(({ ref, createdOn, responsible }) => {
      const person = responsible ? people.find(responsible) : null
      return {
        name: ref.name,
        ...(ref.code === undefined ? {} : { externalCode: ref.code }),
        ...(ref.uscc === undefined ? {} : { uscc: ref.uscc }),
        responsibleId: person && 'id' in person ? person.id : own,
        ...(createdOn === null ? {} : { createdOn }),
      }
    })
    const saved = await saveCustomers(ctx, inputs)
    inputs.forEach((input, index) => {
      this.remember({
        id: saved[index]!.id,
        code: input.externalCode ?? null,
        nameKey: nameKey(input.name),
        uscc: input.uscc ?? null,
        termDays: null,
        mine: true,
      })
    })
  }
}

/** The day a record says the customer existed. */
function firstDayOf(record: ImportRecord): Day | null {
  if (record.kind === 'invoice') return earlier(record.issuedOn, record.payments[0]?.receivedOn ?? null)
  if (record.kind === 'payment') return record.receivedOn
  if (record.kind === 'contract') return record.signedOn ?? record.effectiveOn ?? null
  if (record.kind === 'order') return record.orderedOn
  if (record.kind === 'quote') return record.steps[0]!.on
  return record.kind === 'deal' ? (record.history[0]?.occurredOn ?? null) : null
}

function earlier(a: Day | null, b: Day | null): Day | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}
