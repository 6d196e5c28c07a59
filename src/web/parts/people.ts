import { listPeople } from '../../api/people.ts'
import { useLater } from '../api.ts'

/** Everybody who can still act; `keep` shows the one who holds it now although they may have left. */
export function usePeople(): { value: string; label: string }[] {
  const { data } = useLater(listPeople)
  return (data?.items ?? [])
    .filter((person) => person.status === 'active')
    .map((person) => ({
      value: person.id,
      label: person.departmentName ? `${person.name} · ${person.departmentName}` : person.name,
    }))
}
