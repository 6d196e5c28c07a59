import { addDays, dayOf, type Instant } from '../../../core/calendar.ts'
import { checkPassword } from '../../../core/identity/password.ts'
import { SALES_TEMPLATE } from '../../../text/contract-template.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { hashPassword } from '../../platform/crypto.ts'
import type { Db } from '../../platform/db.ts'
import { refused } from '../../platform/errors.ts'
import { saveTemplate } from '../contracts/index.ts'
import { installPipeline } from '../deals/index.ts'
import { createOrg, saveDepartments, savePeople } from '../identity/index.ts'
import { installPack } from '../watch/index.ts'

const YEAR = 365

export type NewOrganisation = { slug: string; name: string; isDemo: boolean; now: Instant }

/** An organisation ready for work: calendar, the default pipeline, the rule pack. `fill` adds the people. */
export async function createOrganisation<T>(
  db: Db,
  input: NewOrganisation,
  fill: (ctx: WriteCtx, stages: Map<string, string>) => Promise<T>,
): Promise<{ orgId: string; value: T }> {
  return createOrg(db, input, async (ctx) => {
    const stages = await installPipeline(ctx)
    await installPack(ctx)
    return fill(ctx, stages)
  })
}

/** A clean organisation with one person in it, who is boss, administrator and seller until others come. */
export async function createOwnOrganisation(
  db: Db,
  input: { company: string; name: string; login: string; password: string; now: Instant },
): Promise<{ orgId: string; bossId: string }> {
  const checked = checkPassword(input.password, [input.login, input.name, input.company])
  if (!checked.ok) throw refused(checked, 400)
  const passwordHash = await hashPassword(checked.value)
  const slug = await freeSlug(db)
  const { orgId, value } = await createOrganisation(
    db,
    { slug, name: input.company, isDemo: false, now: input.now },
    async (ctx) => {
      const [departmentId] = await saveDepartments(ctx, [{ name: '销售部' }])
      const [boss] = await savePeople(ctx, [
        {
          login: input.login,
          name: input.name,
          roles: ['boss', 'admin', 'manager'],
          departmentId: departmentId!,
          passwordHash,
        },
      ])
      const reviewOn = addDays(dayOf(input.now), YEAR)
      await saveTemplate(ctx, { ...SALES_TEMPLATE, legalId: boss!.id, reviewOn, isRetired: false })
      return boss!.id
    },
  )
  return { orgId, bossId: value }
}

async function freeSlug(db: Db): Promise<string> {
  const rows = await db.selectFrom('org').select('slug').execute()
  const taken = new Set(rows.map((row) => row.slug))
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? 'company' : `company-${n}`
    if (!taken.has(slug)) return slug
  }
}
