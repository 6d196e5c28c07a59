import { nameKey } from './name-key.ts'

export type Named = { code: string | null; nameKey: string }

/**
 * Customers by what a file calls them: names stay names, nothing is merged by likeness. A code decides; where
 * nobody has it yet it belongs to the one customer of that name that has none (a ledger without codes came
 * first). A name alone must mean exactly one customer.
 */
export class KnownCustomers<T extends Named> {
  private readonly byCode = new Map<string, T>()
  private readonly byName = new Map<string, T[]>()

  remember(row: T): void {
    if (row.code !== null) this.byCode.set(row.code, row)
    this.byName.set(row.nameKey, [...this.named(row.nameKey), row])
  }

  /** From now on the row has this code, so that the next one of its name is another customer. */
  giveCode(row: T, code: string): void {
    row.code = code
    this.byCode.set(code, row)
  }

  find(ref: { code?: string | null | undefined; name: string }): T | 'ambiguous' | null {
    const named = this.named(nameKey(ref.name))
    if (ref.code) {
      const withoutCode = named.filter(({ code }) => code === null)
      return this.byCode.get(ref.code) ?? (withoutCode.length === 1 ? withoutCode[0]! : null)
    }
    return named.length > 1 ? 'ambiguous' : (named[0] ?? null)
  }

  /** All of that name, in the order in which they were remembered. */
  named(key: string): readonly T[] {
    return this.byName.get(key) ?? []
  }
}
