import type { Company, WorldPerson } from '../../../world/shapes.ts'
import type { Actor } from '../../platform/context.ts'
import type { People } from './load-people.ts'

/** The people of the company as those who write, by login. */
export function actorsOf(company: Company, people: People): Map<string, Actor> {
  const below = (department: string): string[] => [
    department,
    ...company.departments.flatMap(({ name, parent }) => (parent === department ? below(name) : [])),
  ]
  const idsIn = (departments: readonly string[]) =>
    company.people.flatMap(({ department, login }) =>
      departments.includes(department) ? [people.get(login)!] : [],
    )
  const actorOf = ({ login, name, roles, department }: WorldPerson): Actor => ({
    userId: people.get(login)!,
    name,
    roles,
    departmentId: null,
    teamUserIds: idsIn([department]),
    subtreeUserIds: idsIn(below(department)),
  })
  return new Map(company.people.map((person) => [person.login, actorOf(person)]))
}
