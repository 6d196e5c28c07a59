import { may, type Permission, type Role, scopeFor } from '../../../src/core/permission.ts'
import { PERSONAS, type PersonaName, type Whose } from '../world-of-two-orgs.ts'
import { OWNERS } from './records.ts'

/**
 * Who calls: every role once, one person with two hats whose reading reaches further than the writing, and
 * one without any role. manager2 and mate get those roles in the test.
 */
export const CALLERS: { name: PersonaName; roles: readonly Role[] }[] = [
  ...(['boss', 'admin', 'auditor', 'finance', 'legal', 'assistant', 'manager', 'rep'] as const).map(
    (name) => ({
      name,
      roles: PERSONAS[name] as readonly Role[],
    }),
  ),
  { name: 'manager2', roles: ['manager', 'auditor'] },
  { name: 'mate', roles: [] },
]
export type Caller = (typeof CALLERS)[number]

const TEAM_ONE: readonly PersonaName[] = ['manager', 'rep', 'mate', 'assistant', 'departed']
const TEAM_TWO: readonly PersonaName[] = ['manager2', 'stranger']

/** What the design says about this caller and the records of `whose`, from the table of core alone. */
export function viewOf(caller: Caller, whose: Whose, permission: Permission) {
  const owner = OWNERS[whose]
  const isOwner = caller.name === owner
  return {
    permission,
    isOwner,
    may: (asked: Permission) => may(caller.roles, asked),
    sees: (asked: Permission) => {
      const scope = scopeFor(caller.roles, asked)
      if (scope === null) return false
      if (scope === 'all' || isOwner) return true
      return (
        scope !== 'own' &&
        [TEAM_ONE, TEAM_TWO].some((team) => team.includes(caller.name) && team.includes(owner))
      )
    },
  }
}
