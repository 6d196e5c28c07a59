import type { PersonRef } from '../../../core/import/parse-text.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { freeLogin, savePeople } from '../identity/index.ts'

type Person = {
  id: string
  name: string
  staff_no: string | null
  aliases: string[]
  status: string
  login: string
}

/** Salespeople by staff number, name or alias; one load per chunk. */
export class People {
  private readonly people: Person[]
  /** Ids whose records the importer may write; null: all. */
  private readonly allowed: ReadonlySet<string> | null

  private constructor(people: Person[], allowed: ReadonlySet<string> | null) {
    this.people = people
    this.allowed = allowed
  }

  static async load(ctx: ReadCtx): Promise<People> {
    const people = await ctx.db
      .selectFrom('app_user')
      .select(['id', 'name', 'staff_no', 'aliases', 'status', 'login'])
      .where('org_id', '=', ctx.orgId)
      .execute()
    const users = visibleUsers(ctx, 'import.run')
    return new People(people, users === null ? null : new Set(users))
  }

  /** null: nobody of that name; a code: why the name cannot be used. */
  find(ref: PersonRef): { id: string } | { refusal: 'person_ambiguous' | 'out_of_scope' } | null {
    const matches = this.matching(ref)
    // A colleague who left and one who works here may share a name: the one who works here is meant.
    const active = matches.filter((person) => person.status === 'active')
    const chosen = active.length > 0 ? active : matches
    if (chosen.length === 0) return null
    if (chosen.length > 1) return { refusal: 'person_ambiguous' }
    const { id } = chosen[0]!
    return this.allowed !== null && !this.allowed.has(id) ? { refusal: 'out_of_scope' } : { id }
  }

  /** Of a colleague who only works along it does not matter whose team they are of. */
  findAnyone(ref: PersonRef): { id: string } | { refusal: 'person_ambiguous' } | null {
    return new People(this.people, null).find(ref) as { id: string } | { refusal: 'person_ambiguous' } | null
  }

  /** Whether the importer may bring people nobody knows yet: only with a view over the whole company. */
  get mayAdd(): boolean {
    return this.allowed === null
  }

  /**
   * Unknown salespeople become users who cannot sign in (status imported); alerts of their customers go to
   * the person named for that, never to nobody.
   */
  async add(ctx: WriteCtx, refs: readonly PersonRef[]): Promise<void> {
    const unknown = new Map(refs.map((ref) => [ref.code ?? ref.name, ref]))
    for (const [key, ref] of unknown) if (this.matching(ref).length > 0) unknown.delete(key)
    if (unknown.size === 0) return
    const logins = new Set(this.people.map((person) => person.login))
    const inputs = [...unknown.values()].map((ref) => ({
      login: freeLogin(ref.name, logins),
      name: ref.name,
      staffNo: ref.code ?? null,
      roles: ['rep' as const],
      status: 'imported' as const,
    }))
    const saved = await savePeople(ctx, inputs)
    inputs.forEach((input, index) => {
      const { login, name, staffNo, status } = input
      this.people.push({ id: saved[index]!.id, name, staff_no: staffNo, aliases: [], status, login })
    })
  }

  private matching(ref: PersonRef): Person[] {
    const byCode = ref.code ? this.people.filter((person) => person.staff_no === ref.code) : []
    if (byCode.length > 0) return byCode
    return this.people.filter(
      (person) =>
        (person.name === ref.name || person.aliases.includes(ref.name)) &&
        (ref.code === undefined || person.staff_no === null),
    )
  }
}
